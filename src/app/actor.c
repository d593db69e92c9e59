// SPDX-License-Identifier: AGPL-3.0-or-later
// Who asks. What they may do where: right.c.
#include "app/actor.h"

#include "app/session.h"
#include "app/write.h"
#include "base/log.h"
#include "base/time.h"
#include "credential/secret.h"
#include "store/mandate.h"
#include "store/person.h"
#include "store/session.h"

enum { NOTE_SECONDS = 3600, DAY = 86400 };

static const struct err *fill(struct db *d, int64_t person, struct arena *a, struct actor *out)
{
	const struct err *err;
	struct person p;
	struct mandate_row *rows;
	size_t n;
	TRY(store_person_by_id(d, person, a, &p));
	if (p.id == 0 || p.left_at.n > 0)
		return NULL;
	TRY(store_mandates_of(d, person, a, &rows, &n));
	out->person = p.id;
	out->name = p.name;
	out->address = p.address;
	out->admin = p.admin;
	out->trusted = p.trusted;
	out->mandates = arena_array(a, n, sizeof *out->mandates);
	out->mandate_n = n;
	for (size_t i = 0; i < n; i++)
		out->mandates[i] = (struct mandate){rows[i].id, rows[i].place, rows[i].network, rows[i].department, rows[i].region};
done:
	return err;
}

struct asking {
	struct str hash;
	int64_t person; // when there is no session
	struct arena *a;
	struct session_row session;
	struct actor *out;
};

static const struct err *ask(struct db *d, void *user)
{
	struct asking *q = user;
	const struct err *err;
	struct moment now;
	bool helps = false;
	*q->out = (struct actor){0};
	if (q->hash.n == 0)
		return fill(d, q->person, q->a, q->out);
	TRY(store_session_find(d, q->hash, moment_text(time_unix(), &now), q->a, &q->session));
	if (q->session.person == 0)
		return NULL;
	if (q->session.helped != 0)
		TRY(store_delegate_is(d, q->session.helped, q->session.person, &helps));
	TRY(fill(d, helps ? q->session.helped : q->session.person, q->a, q->out));
	if (q->out->person == 0)
		return NULL;
	q->out->session = q->hash;
	if (helps) { // who helps keeps pages and answers mail; they administrate in their own name only
		q->out->helped = q->session.helped;
		q->out->helper = q->session.person;
		q->out->admin = false;
	}
done:
	return err;
}

static const struct err *note(struct db *d, void *user)
{
	const struct asking *q = user;
	struct moment now, ends;
	int64_t t = time_unix(), end = t + SESSION_DAYS * DAY, last = moment_unix(q->session.made_at) + SESSION_MOST_DAYS * DAY;
	return store_session_seen(d, q->hash, moment_text(t, &now), moment_text(end < last ? end : last, &ends));
}

const struct err *app_actor(struct app *app, struct str secret, struct arena *a, struct actor *out)
{
	*out = (struct actor){0};
	if (!secret_shaped(secret))
		return NULL;
	struct asking q = {.hash = secret_hash(a, secret), .a = a, .out = out};
	const struct err *err = app_read(app, ask, &q), *late;
	if (err != NULL || out->person == 0 || time_unix() - moment_unix(q.session.seen_at) < NOTE_SECONDS)
		return err;
	if ((late = app_write(app, note, &q)) != NULL) { // it is noted next time
		log_warn("the use of a session could not be noted: %s", err_text(late));
		err_free(late);
	}
	return NULL;
}

const struct err *app_actor_of(struct app *app, int64_t person, struct arena *a, struct actor *out)
{
	struct asking q = {.person = person, .a = a, .out = out};
	return app_read(app, ask, &q);
}
