// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/follow.h"

#include "app/follow_token.h"
#include "app/write.h"
#include "base/i18n.h"
#include "base/time.h"
#include "base/vec.h"

struct str follow_token(const struct seal_key *key, const char *what, int64_t id, struct arena *a)
{
	struct str seal = seal_make(key, arena_printf(a, "%s %lld", what, (long long)id), a);
	return arena_printf(a, "%lld-%.*s", (long long)id, STR_ARG(seal));
}

int64_t follow_token_read(const struct seal_key *key, const char *what, struct str token, struct arena *a)
{
	struct str seal, number = str_cut(token, '-', &seal);
	int64_t id;
	if (!str_to_i64(number, &id) || id <= 0)
		return 0;
	return seal_fits(key, arena_printf(a, "%s %lld", what, (long long)id), seal) ? id : 0;
}

struct str follow_query(const struct index *x, const struct search_ask *ask, struct arena *a)
{
	struct search_ask kept = *ask;
	kept.sort = SORT_BEST;
	kept.page = 1;
	kept.per_page = 0;
	return ask_link(x, &kept, a, ASK_SAME);
}

struct str follow_title(const struct index *x, const struct search_ask *ask, struct arena *a)
{
	struct buf b = BUF_IN(a);
	if (ask->q.n > 0)
		buf_add(&b, ask->q);
	if (ask->where.n > 0)
		buf_addf(&b, "%s%.*s", b.n ? " · " : "", STR_ARG(ask->where));
	if (ask->has_radius)
		buf_addf(&b, " (%g km)", ask->radius_km);
	for (size_t i = 0; i < ask->filter_n; i++) {
		buf_addz(&b, b.n ? " · " : "");
		buf_add(&b, index_facet_name(x, ask->filters[i].facet, ask->filters[i].value));
	}
	return b.n > 0 ? buf_str(&b) : str_of(tr("tous les lieux"));
}

static int hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

// As ask_link writes it: percent escapes, no plus.
static struct str unescaped(struct str s, struct arena *a)
{
	struct buf b = BUF_IN(a);
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '%' && i + 2 < s.n && hex(s.p[i + 1]) >= 0 && hex(s.p[i + 2]) >= 0) {
			buf_addc(&b, (char)(hex(s.p[i + 1]) * 16 + hex(s.p[i + 2])));
			i += 2;
		} else {
			buf_addc(&b, s.p[i]);
		}
	}
	return buf_str(&b);
}

bool follow_ask(const struct index *x, struct str query, struct arena *a, struct search_ask *out)
{
	VEC(struct pair) params = {0};
	struct ask_problems problems = {0};
	for (struct str rest = str_starts(query, S("?")) ? str_from(query, 1) : query; rest.n > 0;) {
		struct str value, name = str_cut(str_cut(rest, '&', &rest), '=', &value);
		vec_push(&params, (struct pair){name, unescaped(value, a)});
	}
	struct pair *kept = arena_copy(a, params.v, params.n, sizeof *kept);
	size_t n = params.n;
	vec_free(&params);
	return ask_read(x, kept, n, a, out, &problems); // a type or a network that is gone: it would match everything
}

static const struct err *put_job(struct db *d, void *user)
{
	return store_follow_put(d, user);
}

const struct err *app_follow_put(struct app *app, struct follow *f)
{
	f->made = time_unix();
	return app_write(app, put_job, f);
}

struct listing {
	int64_t person;
	struct arena *a;
	struct follow *list;
	size_t n;
};

static const struct err *list_job(struct db *d, void *user)
{
	struct listing *l = user;
	return store_follow_of(d, l->person, l->a, &l->list, &l->n);
}

const struct err *app_follow_of(struct app *app, int64_t person, struct arena *a, struct follow **out, size_t *n)
{
	struct listing l = {.person = person, .a = a};
	const struct err *err = app_read(app, list_job, &l);
	*out = l.list;
	*n = l.n;
	return err;
}

struct setting {
	int64_t person, id; // id 0: all
	bool drop, found;
	enum rhythm rhythm;
};

static const struct err *set_job(struct db *d, void *user)
{
	struct setting *s = user;
	if (s->id == 0)
		return store_follow_stop_all(d, s->person);
	if (s->drop)
		return store_follow_drop(d, s->person, s->id, &s->found);
	return store_follow_set(d, s->person, s->id, s->rhythm, &s->found);
}

const struct err *app_follow_set(struct app *app, int64_t person, int64_t id, enum rhythm r, bool *found)
{
	struct setting s = {.person = person, .id = id, .rhythm = r};
	*found = false;
	if (id <= 0)
		return NULL;
	const struct err *err = app_write(app, set_job, &s);
	*found = s.found;
	return err;
}

const struct err *app_follow_drop(struct app *app, int64_t person, int64_t id, bool *found)
{
	struct setting s = {.person = person, .id = id, .drop = true};
	*found = false;
	if (id <= 0)
		return NULL;
	const struct err *err = app_write(app, set_job, &s);
	*found = s.found;
	return err;
}

const struct err *app_follow_stop_all(struct app *app, int64_t person)
{
	struct setting s = {.person = person};
	return app_write(app, set_job, &s);
}

const struct err *app_follow_stop_open(struct app *app, struct str token, struct arena *a, int64_t *person)
{
	const struct err *err;
	struct seal_key key;
	*person = 0;
	TRY(app_seal_key(app, "suivi", &key));
	*person = follow_token_read(&key, FOLLOW_STOP, token, a);
done:
	return err;
}

struct noticing {
	struct notice *out;
	struct arena *a;
};

static const struct err *notice_job(struct db *d, void *user)
{
	struct noticing *w = user;
	return store_notice_read(d, w->out->id, w->a, &w->out->person, &w->out->made, &w->out->items, &w->out->item_n);
}

const struct err *app_notice_open(struct app *app, struct str token, struct arena *a, struct notice *out)
{
	const struct err *err;
	struct seal_key key;
	*out = (struct notice){0};
	TRY(app_seal_key(app, "suivi", &key));
	out->id = follow_token_read(&key, FOLLOW_NOTICE, token, a);
	if (out->id == 0)
		return NULL;
	struct noticing w = {out, a};
	TRY(app_read(app, notice_job, &w));
	if (out->person != 0)
		out->stop = follow_token(&key, FOLLOW_STOP, out->person, a);
done:
	return err;
}
