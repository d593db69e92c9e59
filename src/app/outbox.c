// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/outbox.h"

#include <assert.h>
#include <sys/random.h>

#include "app/internal.h"
#include "app/sender.h"
#include "app/write.h"
#include "base/time.h"
#include "mail/message.h"
#include "store/outbox.h"

enum { THIRTY_DAYS = 30 * 86400 };

bool outbox_address(struct str address)
{
	return message_is_address(address);
}

// What stands before the @ of its Message-ID: nobody else's.
static struct str fresh_id(struct arena *a)
{
	unsigned char random[16];
	struct buf b = BUF_IN(a);
	while (getrandom(random, sizeof random, 0) != (ssize_t)sizeof random)
		;
	for (size_t i = 0; i < sizeof random; i++)
		buf_addf(&b, "%02x", random[i]);
	return buf_str(&b);
}

const struct err *outbox_put(struct db *d, const struct outgoing *m)
{
	const struct err *err;
	struct arena a = {0};
	struct buf letter = BUF_IN(&a);
	assert(m->kind != NULL && m->letter->n > 0 && m->subject.n > 0);
	if (!outbox_address(m->to))
		return err_new(ERR_INPUT, tr("« %.*s » n’est pas une adresse de courriel : il y manque quelque chose, ou il y a un "
					     "caractère de trop"),
			       STR_ARG(m->to));
	letter_write(&letter, m->letter);
	struct outbox_row row = {
		.message_id = fresh_id(&a),
		.kind = str_of(m->kind),
		.recipient = m->to,
		.subject = m->subject,
		.letter = buf_str(&letter),
		.lang = str_of(i18n_code(m->lang)),
		.reply_to = outbox_address(m->reply_to) ? m->reply_to : STR_NONE,
		.person = m->person,
		.place = m->place,
		.due = m->due ? m->due : time_unix(),
	};
	TRY(store_outbox_insert(d, &row));
done:
	arena_release(&a);
	return err;
}

const struct err *outbox_bounced(struct db *d, struct str address, bool *out)
{
	return store_outbox_bounced(d, address, out);
}

struct tidying {
	int64_t before, forgotten, lost;
	struct arena *a;
};

static const struct err *alert(struct db *d, const struct outbox_admin *to, int64_t lost, struct str last, struct arena *a)
{
	struct letter l = {.a = a};
	enum lang before = i18n_get(), lang = str_eqz(to->lang, "en") ? LANG_EN : LANG_FR;
	i18n_set(lang);
	letter_say(&l, arena_printf(a, trn("Depuis hier, %lld courriel n’a pas pu partir de Maille.",
					   "Depuis hier, %lld courriels n’ont pas pu partir de Maille.", lost), (long long)lost));
	letter_fact(&l, str_of(tr("La dernière raison")), last);
	letter_say(&l, str_of(tr("« maille mail ADRESSE » essaie le serveur de courriel et dit ce qu’il répond.")));
	l.why = str_of(tr("Vous recevez ce courriel parce que vous administrez ce site."));
	struct str subject = arena_printf(a, trn("%lld courriel n’a pas pu partir", "%lld courriels n’ont pas pu partir", lost), (long long)lost);
	i18n_set(before);
	return outbox_put(d, &(struct outgoing){.kind = "alerte", .to = to->address, .subject = subject, .lang = lang, .letter = &l,
						.person = to->person});
}

// What could not leave since yesterday, once a day, to each administrator.
static const struct err *tell_lost(struct db *d, void *user)
{
	const struct err *err;
	struct tidying *t = user;
	struct outbox_admin *admins;
	struct str last;
	size_t n;
	bool told;
	int64_t since = time_unix() - 86400;
	TRY(store_outbox_lost(d, since, &t->lost, &told));
	if (t->lost == 0 || told)
		return NULL;
	TRY(store_outbox_last_error(d, since, t->a, &last));
	TRY(store_outbox_admins(d, t->a, &admins, &n));
	for (size_t i = 0; i < n; i++)
		TRY(alert(d, &admins[i], t->lost, last, t->a));
done:
	return err;
}

static const struct err *forget(struct db *d, void *user)
{
	struct tidying *t = user;
	return store_outbox_forget(d, t->before, &t->forgotten);
}

const struct err *outbox_tidy(const struct daily_run *run)
{
	const struct err *err;
	struct tidying t = {.before = time_unix() - THIRTY_DAYS, .a = run->a};
	TRY(app_write(run->app, forget, &t));
	TRY(app_write(run->app, tell_lost, &t));
done:
	buf_addf(run->said, trn("%lld courriel oublié", "%lld courriels oubliés", t.forgotten), (long long)t.forgotten);
	return err;
}

struct looking {
	struct arena *a;
	struct outbox_state *out;
};

static const struct err *look(struct db *d, void *user)
{
	const struct err *err;
	struct looking *l = user;
	int64_t since = time_unix() - THIRTY_DAYS;
	TRY(store_outbox_counts(d, since, &l->out->waiting, &l->out->failed));
	TRY(store_outbox_last_error(d, since, l->a, &l->out->last_error));
done:
	return err;
}

const struct err *outbox_state(struct app *app, struct arena *a, struct outbox_state *out)
{
	*out = (struct outbox_state){0};
	struct looking l = {a, out};
	out->directory = arena_printf(a, "%s/" SENDER_FILES, app_data(app));
	out->to_files = sender_server() == NULL;
	return app_read(app, look, &l);
}
