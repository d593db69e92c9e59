// SPDX-License-Identifier: AGPL-3.0-or-later
// The thread that empties the outbox. A mail is taken for a while (others may have it when we die), handed over, and
// its fate written down. Dying between the last two sends it once more, under the same Message-ID.
#include "app/sender.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "app/internal.h"
#include "app/outbox.h"
#include "app/write.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/time.h"
#include "mail/message.h"
#include "mail/smtp.h"
#include "store/outbox.h"

enum { LOOK_SECONDS = 1, LEASE_SECONDS = 300, TROUBLE_SECONDS = 30, PATH_BYTES = 4096 };

struct sender {
	struct app *app;
	outbox_html *html;
	struct str site;
	struct arena arena; // what lives as long as the sender
	const char *server; // NULL: files
	const char *authorities;
	struct str from, from_name, bounces;
	struct str domain; // of Message-IDs
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t cond;
	bool stop;
};

int64_t sender_wait(int64_t tries)
{
	static const int64_t seconds[] = {60, 300, 1800, 7200, 21600, 43200, 86400};
	return tries >= 1 && (size_t)tries <= sizeof seconds / sizeof seconds[0] ? seconds[tries - 1] : 0;
}

static const char *setting(const char *name)
{
	const char *value = getenv(name);
	return value != NULL && value[0] != '\0' ? value : NULL;
}

const char *sender_server(void)
{
	return setting("MAILLE_SMTP");
}

struct taking {
	int64_t id;
	struct arena *a;
	struct outbox_row row;
	bool taken;
};

static const struct err *find_due(struct db *d, void *user)
{
	return store_outbox_due(d, time_unix(), &((struct taking *)user)->id);
}

static const struct err *take(struct db *d, void *user)
{
	struct taking *t = user;
	int64_t now = time_unix();
	t->taken = false;
	return store_outbox_claim(d, t->id, now, now + LEASE_SECONDS, t->a, &t->row, &t->taken);
}

struct settling {
	int64_t id;
	struct outbox_result result;
};

static const struct err *settle(struct db *d, void *user)
{
	struct settling *s = user;
	return store_outbox_settle(d, s->id, &s->result);
}

static const struct err *read_settings(struct sender *s);

static const struct err *compose(const struct sender *s, const struct outbox_row *row, struct arena *a, struct buf *out)
{
	const struct err *err;
	struct letter letter = {.a = a};
	struct buf text = BUF_IN(a), html = BUF_IN(a);
	TRY(letter_read(row->letter, &letter));
	i18n_set(str_eqz(row->lang, "en") ? LANG_EN : LANG_FR);
	letter_text(&text, &letter, s->site);
	s->html(&html, row->subject, &letter, s->site);
	struct message m = {
		.from = s->from,
		.from_name = s->from_name,
		.to = row->recipient,
		.reply_to = row->reply_to,
		.subject = row->subject,
		.id = arena_printf(a, "%.*s@%.*s", STR_ARG(row->message_id), STR_ARG(s->domain)),
		.date = time_unix(),
		.unsubscribe = letter.stop.n ? letter_url(a, letter.stop, s->site) : STR_NONE,
		.lang = row->lang,
		.text = buf_str(&text),
		.html = buf_str(&html),
	};
	message_write(out, &m);
done:
	return err;
}

static const struct err *write_all(int fd, struct str s)
{
	while (s.n > 0) {
		ssize_t n = write(fd, s.p, s.n);
		if (n < 0 && errno != EINTR)
			return err_errno("cannot write a mail's file");
		s = str_from(s, n > 0 ? (size_t)n : 0);
	}
	return NULL;
}

// DATA/courriels/20261122-101500-42.eml: whole or not there.
static const struct err *write_file(const struct sender *s, int64_t id, struct str message, struct arena *a)
{
	const struct err *err;
	int fd = -1;
	char stamp[32];
	time_t now = (time_t)time_unix();
	struct tm utc;
	gmtime_r(&now, &utc);
	strftime(stamp, sizeof stamp, "%Y%m%d-%H%M%S", &utc);
	const char *dir = arena_printf(a, "%s/" SENDER_FILES, app_data(s->app)).p;
	const char *path = arena_printf(a, "%s/%s-%lld.eml", dir, stamp, (long long)id).p;
	const char *part = arena_printf(a, "%s.part", path).p;
	TRY(file_mkdirs(dir));
	fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0)
		TRY(err_errno("cannot make a mail's file"));
	TRY(write_all(fd, message));
	if (rename(part, path) != 0)
		TRY(err_errno("cannot name a mail's file"));
done:
	if (fd >= 0)
		close(fd);
	return err;
}

// Hands it over, and says what became of it.
static void deliver(const struct sender *s, const struct outbox_row *row, struct arena *a, struct outbox_result *r)
{
	struct buf message = BUF_IN(a);
	char why[512] = "";
	enum smtp_outcome how = SMTP_SENT;
	const struct err *err = compose(s, row, a, &message);
	if (err != NULL) {
		how = SMTP_REFUSED;
	} else if (s->server == NULL) {
		if ((err = write_file(s, row->id, buf_str(&message), a)) != NULL)
			how = SMTP_LATER;
	} else {
		struct smtp_server server = {s->server, s->authorities};
		how = smtp_send(&server, arena_z(a, s->bounces), arena_z(a, row->recipient), buf_str(&message), &r->code, why, sizeof why);
	}
	r->now = time_unix();
	r->error = how == SMTP_SENT ? STR_NONE : arena_str(a, str_of(err != NULL ? err_text(err) : why));
	err_free(err);
	int64_t wait = sender_wait(row->tries);
	r->due = r->now + wait;
	r->state = how == SMTP_SENT ? OUTBOX_SENT : how == SMTP_LATER && wait > 0 ? OUTBOX_WAITING : OUTBOX_FAILED;
	if (r->state == OUTBOX_WAITING)
		log_warn("mail %lld (%.*s) waits %lld s: %.*s", (long long)row->id, STR_ARG(row->kind), (long long)wait, STR_ARG(r->error));
	if (r->state == OUTBOX_FAILED)
		log_error("mail %lld (%.*s) is given up: %.*s", (long long)row->id, STR_ARG(row->kind), STR_ARG(r->error));
}

// One mail, if one is due.
static const struct err *send_one(struct sender *s, struct arena *a, bool *any)
{
	const struct err *err;
	struct taking t = {.a = a};
	*any = false;
	TRY(app_read(s->app, find_due, &t));
	if (t.id == 0)
		return NULL;
	TRY(app_write(s->app, take, &t));
	*any = true; // taken by us or by another node: look again
	if (!t.taken)
		return NULL;
	struct settling done = {.id = t.id};
	deliver(s, &t.row, a, &done.result);
	TRY(app_write(s->app, settle, &done));
done:
	return err;
}

const struct err *outbox_trial(struct str site, outbox_html *html, struct str to, struct arena *a)
{
	const struct err *err;
	struct sender s = {.html = html, .site = site};
	struct letter l = {.a = a};
	struct buf letter = BUF_IN(a), message = BUF_IN(a);
	char why[512] = "";
	int code;
	if (sender_server() == NULL)
		return err_new(ERR_INPUT, tr("MAILLE_SMTP n’est pas réglé : aucun serveur de courriel à essayer"));
	if (!outbox_address(to))
		return err_new(ERR_INPUT, tr("« %.*s » n’est pas une adresse de courriel"), STR_ARG(to));
	letter_say(&l, str_of(tr("Ce courriel d’essai est bien arrivé : le serveur de courriel de Maille est bien réglé.")));
	l.why = str_of(tr("Vous recevez ce courriel parce que « maille mail » a été lancé avec cette adresse."));
	TRY(read_settings(&s));
	letter_write(&letter, &l);
	struct outbox_row row = {.message_id = arena_printf(a, "essai-%lld", (long long)time_mono_ns()), .recipient = to,
				 .subject = str_of(tr("Essai du courrier de Maille")), .letter = buf_str(&letter),
				 .lang = str_of(i18n_code(i18n_get()))};
	TRY(compose(&s, &row, a, &message));
	struct smtp_server server = {s.server, s.authorities};
	if (smtp_send(&server, arena_z(a, s.bounces), arena_z(a, to), buf_str(&message), &code, why, sizeof why) != SMTP_SENT)
		err = err_new(ERR_IO, tr("le serveur de courriel n’en a pas voulu : %s"), why);
done:
	arena_release(&s.arena);
	return err;
}

static bool wait_or_stop(struct sender *s, int seconds)
{
	struct timespec until;
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += seconds;
	pthread_mutex_lock(&s->lock);
	if (!s->stop && seconds > 0)
		pthread_cond_timedwait(&s->cond, &s->lock, &until);
	bool stop = s->stop;
	pthread_mutex_unlock(&s->lock);
	return stop;
}

static void *work(void *user)
{
	struct sender *s = user;
	struct arena a = {0};
	for (int wait = 0; !wait_or_stop(s, wait);) {
		bool any;
		const struct err *err = send_one(s, &a, &any);
		if (err != NULL)
			log_error("the outbox cannot be worked on: %s", err_text(err));
		wait = err != NULL ? TROUBLE_SECONDS : any ? 0 : LOOK_SECONDS;
		err_free(err);
		arena_reset(&a);
	}
	arena_release(&a);
	return NULL;
}

// "https://exemple.org:8443/x" is exemple.org.
static struct str host_of(struct str site)
{
	ptrdiff_t slashes = str_find(site, S("//"));
	struct str rest = slashes >= 0 ? str_from(site, (size_t)slashes + 2) : site, host;
	host = str_cut(rest, '/', &rest);
	if (str_starts(host, S("[")))
		return S("localhost");
	host = str_cut(host, ':', &rest);
	return host.n == 0 || str_starts(host, S("127.")) || str_eqz(host, "0.0.0.0") ? S("localhost") : host;
}

static const struct err *read_settings(struct sender *s)
{
	const char *from = setting("MAILLE_EXPEDITEUR"), *bounces = setting("MAILLE_RETOURS");
	s->server = sender_server();
	s->authorities = setting("MAILLE_SMTP_AUTORITES");
	s->domain = host_of(s->site);
	s->from = arena_printf(&s->arena, "maille@%.*s", STR_ARG(s->domain));
	s->from_name = S("Maille");
	if (from != NULL) {
		s->from = message_address(str_of(from), &s->from_name);
		if (!message_is_address(s->from))
			return err_new(ERR_INPUT, tr("MAILLE_EXPEDITEUR attend une adresse, comme « Maille <maille@exemple.org> »"));
		s->domain = str_from(s->from, (size_t)str_findc(s->from, '@') + 1);
	}
	s->bounces = bounces != NULL ? str_of(bounces) : s->from;
	if (!message_is_address(s->bounces))
		return err_new(ERR_INPUT, tr("MAILLE_RETOURS attend une adresse, comme retours@exemple.org"));
	if (s->server != NULL)
		return smtp_check(s->server);
	return NULL;
}

static void sender_free(struct sender *s)
{
	pthread_mutex_destroy(&s->lock);
	pthread_cond_destroy(&s->cond);
	arena_release(&s->arena);
	free(s);
}

const struct err *outbox_start(struct app *app, struct str site, outbox_html *html, struct sender **out)
{
	const struct err *err;
	pthread_condattr_t attr;
	*out = NULL;
	if (!app_serves(app))
		return NULL;
	struct sender *s = mem_alloc(sizeof *s);
	s->app = app;
	s->html = html;
	s->site = arena_str(&s->arena, site);
	pthread_mutex_init(&s->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&s->cond, &attr);
	pthread_condattr_destroy(&attr);
	TRY(read_settings(s));
	if (s->server == NULL)
		log_warn("MAILLE_SMTP is not set: mails are written into %s/" SENDER_FILES, app_data(app));
	if (pthread_create(&s->thread, NULL, work, s) != 0)
		TRY(err_new(ERR_IO, "cannot start a thread"));
	*out = s;
	return NULL;
done:
	sender_free(s);
	return err;
}

void outbox_stop(struct sender *s)
{
	if (s == NULL)
		return;
	pthread_mutex_lock(&s->lock);
	s->stop = true;
	pthread_cond_signal(&s->cond);
	pthread_mutex_unlock(&s->lock);
	pthread_join(s->thread, NULL);
	sender_free(s);
}
