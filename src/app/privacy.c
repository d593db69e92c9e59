// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/privacy.h"

#include "app/outbox.h"
#include "app/team.h"
#include "app/write.h"
#include "base/i18n.h"
#include "base/time.h"
#include "store/personal.h"
#include "store/person.h"

struct gathering {
	int64_t person;
	struct json_writer *w;
};

static const struct err *gather(struct db *db, void *user)
{
	struct gathering *g = user;
	return store_personal_write(db, g->person, g->w);
}

const struct err *app_my_data(struct app *app, const struct actor *who, struct arena *a, struct str *json)
{
	const struct err *err;
	struct buf out = BUF_IN(a);
	struct json_writer w = {.out = &out};
	struct gathering g = {who->person, &w};
	TRY(app_read(app, gather, &g));
	*json = buf_str(&out);
done:
	return err;
}

// Their teams are told when nobody is left in them.
static const struct err *erase(struct db *db, const struct atlas *atlas, int64_t person, struct arena *a)
{
	const struct err *err;
	struct mandate_row *had;
	size_t n;
	TRY(store_mandates_of(db, person, a, &had, &n));
	TRY(store_personal_erase(db, person, time_unix()));
	for (size_t i = 0; i < n; i++)
		if (had[i].place != 0)
			TRY(team_left(db, atlas, had[i].place, a));
done:
	return err;
}

struct going {
	int64_t person;
	const struct atlas *atlas;
	struct arena arena;
	bool admin;
	enum leaving *out;
};

static const struct err *leave(struct db *db, void *user)
{
	const struct err *err;
	struct going *g = user;
	int64_t admins;
	TRY(store_person_admin_n(db, &admins));
	*g->out = g->admin && admins <= 1 ? LEAVING_LAST_ADMIN : LEAVING_DONE;
	if (*g->out == LEAVING_DONE)
		TRY(erase(db, g->atlas, g->person, &g->arena));
done:
	return err;
}

const struct err *app_leave_for_good(struct app *app, const struct actor *who, enum leaving *out)
{
	const struct snapshot *s = app_enter(app);
	struct going g = {.person = who->person, .atlas = s->atlas, .admin = who->admin, .out = out};
	const struct err *err = app_write(app, leave, &g);
	app_leave(app, s);
	arena_release(&g.arena);
	return err;
}

struct tidying {
	const struct atlas *atlas;
	struct arena *a;
	int64_t rows;
	size_t closed, told;
};

// A month before the account of somebody who no longer comes is closed. In their language.
static const struct err *tell(struct db *db, const struct idle_person *who, struct arena *a, int64_t now)
{
	const struct err *err;
	enum lang before = i18n_get(), lang = str_eqz(who->lang, "en") ? LANG_EN : LANG_FR;
	struct letter l = {.a = a};
	i18n_set(lang);
	letter_say(&l, str_of(tr("Vous n’êtes pas venu·e sur Maille depuis longtemps : votre compte sera effacé dans un mois. Pour le garder, "
				 "connectez-vous une fois.")));
	letter_button(&l, str_of(tr("Garder mon compte")), S("/connexion"));
	letter_say(&l, str_of(tr("Si vous n’en avez plus besoin, ne faites rien. Ce que vous avez apporté aux pages restera, sans votre nom.")));
	l.why = str_of(tr("Vous recevez ce courriel parce que cette adresse est celle d’un compte sur Maille."));
	struct outgoing mail = {.kind = "compte", .to = who->address, .subject = str_of(tr("Gardez-vous votre compte sur Maille ?")), .lang = lang,
				.letter = &l, .person = who->id};
	i18n_set(before);
	TRY(outbox_put(db, &mail));
	TRY(store_personal_idle_told(db, who->id, now));
done:
	return err;
}

static const struct err *tidy(struct db *db, void *user)
{
	const struct err *err;
	struct tidying *t = user;
	struct idle_person *idle;
	int64_t *unused, *gone, now = time_unix(), day = 86400;
	size_t unused_n, gone_n;
	TRY(store_personal_tidy(db, now, &t->rows));
	TRY(store_personal_unused(db, now - KEEP_UNUSED_DAYS * day, t->a, &unused, &unused_n));
	TRY(store_personal_gone(db, now - KEEP_IDLE_DAYS * day, now - IDLE_NOTICE_DAYS * day, t->a, &gone, &gone_n));
	for (size_t i = 0; i < unused_n; i++)
		TRY(erase(db, t->atlas, unused[i], t->a));
	for (size_t i = 0; i < gone_n; i++)
		TRY(erase(db, t->atlas, gone[i], t->a));
	t->closed = unused_n + gone_n;
	TRY(store_personal_idle(db, now - (KEEP_IDLE_DAYS - IDLE_NOTICE_DAYS) * day, t->a, &idle, &t->told));
	for (size_t i = 0; i < t->told; i++)
		TRY(tell(db, &idle[i], t->a, now));
done:
	return err;
}

const struct err *privacy_tidy(const struct daily_run *run)
{
	const struct snapshot *s = app_enter(run->app);
	struct tidying t = {.atlas = s->atlas, .a = run->a};
	const struct err *err = app_write(run->app, tidy, &t);
	app_leave(run->app, s);
	buf_addf(run->said, tr("%lld traces effacées, %zu comptes fermés, %zu personnes prévenues"), (long long)t.rows, t.closed, t.told);
	return err;
}
