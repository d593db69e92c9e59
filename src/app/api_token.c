// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/api_token.h"

#include "app/write.h"
#include "base/time.h"
#include "credential/secret.h"
#include "store/token.h"

enum { ID_LENGTH = 16, DAY = 86400 };
static const char *const codes[API_SCOPE_N] = {"modifier", "creer", "confirmer"};
#define PURPOSE S("api")

const char *api_scope_code(unsigned i)
{
	return codes[i];
}

struct tokens {
	const struct actor *who;
	struct str name, secret, id;
	unsigned scopes;
	struct arena *a;
	struct token_row *rows;
	size_t n;
	struct token_row found;
};

static const struct err *add(struct db *d, void *user)
{
	struct tokens *t = user;
	struct moment now, ends;
	struct buf scopes = BUF_IN(t->a);
	for (unsigned i = 0; i < API_SCOPE_N; i++)
		if (t->scopes & 1u << i)
			buf_addf(&scopes, "%s%s", scopes.n > 0 ? " " : "", codes[i]);
	return store_token_add(d, &(struct token_row){
					  .hash = secret_hash(t->a, t->secret), .purpose = PURPOSE, .person = t->who->person,
					  .subject = buf_str(&scopes), .target = t->name, .made_at = moment_text(time_unix(), &now),
					  .ends_at = moment_text(time_unix() + (int64_t)API_TOKEN_DAYS * DAY, &ends)});
}

const struct err *app_api_token_add(struct app *app, const struct actor *who, struct str name, unsigned scopes, struct arena *a,
				    struct str *secret)
{
	struct tokens t = {.who = who, .name = name, .scopes = scopes, .a = a, .secret = secret_new(a)};
	*secret = t.secret;
	return app_write(app, add, &t);
}

static const struct err *list(struct db *d, void *user)
{
	struct tokens *t = user;
	struct moment now;
	return store_token_open(d, PURPOSE, t->who->person, 0, moment_text(time_unix(), &now), t->a, &t->rows, &t->n);
}

static unsigned scopes_of(struct str text)
{
	unsigned bits = 0;
	while (text.n > 0) {
		struct str code = str_cut(text, ' ', &text);
		for (unsigned i = 0; i < API_SCOPE_N; i++)
			bits |= str_eqz(code, codes[i]) ? 1u << i : 0;
	}
	return bits;
}

const struct err *app_api_tokens(struct app *app, const struct actor *who, struct arena *a, struct api_token **out, size_t *n)
{
	struct tokens t = {.who = who, .a = a};
	const struct err *err = app_read(app, list, &t);
	*n = err == NULL ? t.n : 0;
	*out = arena_array(a, *n, sizeof **out);
	for (size_t i = 0; i < *n; i++) {
		(*out)[i] = (struct api_token){.id = str_sub(t.rows[i].hash, 0, ID_LENGTH), .name = t.rows[i].target,
					       .scopes = scopes_of(t.rows[i].subject)};
		date_parse(str_sub(t.rows[i].made_at, 0, 10), &(*out)[i].made);
		date_parse(str_sub(t.rows[i].ends_at, 0, 10), &(*out)[i].ends);
	}
	return err;
}

static const struct err *end(struct db *d, void *user)
{
	const struct err *err;
	struct tokens *t = user;
	struct moment now;
	bool taken;
	TRY(list(d, t));
	for (size_t i = 0; i < t->n; i++)
		if (t->id.n == ID_LENGTH && str_starts(t->rows[i].hash, t->id))
			TRY(store_token_use(d, t->rows[i].hash, moment_text(time_unix(), &now), &taken));
done:
	return err;
}

const struct err *app_api_token_end(struct app *app, const struct actor *who, struct str id, struct arena *a)
{
	struct tokens t = {.who = who, .id = id, .a = a};
	return app_write(app, end, &t);
}

static const struct err *find(struct db *d, void *user)
{
	struct tokens *t = user;
	return store_token_find(d, secret_hash(t->a, t->secret), PURPOSE, t->a, &t->found);
}

const struct err *app_api_actor(struct app *app, struct str secret, struct arena *a, struct actor *out, unsigned *scopes)
{
	const struct err *err = NULL;
	struct tokens t = {.secret = secret, .a = a};
	*out = (struct actor){0};
	*scopes = 0;
	if (!secret_shaped(secret))
		return NULL;
	TRY(app_read(app, find, &t));
	if (t.found.hash.n == 0 || t.found.used_at.n > 0 || moment_unix(t.found.ends_at) <= time_unix())
		goto done;
	TRY(app_actor_of(app, t.found.person, a, out));
	*scopes = out->person != 0 ? scopes_of(t.found.subject) : 0;
done:
	return err;
}
