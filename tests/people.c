// SPDX-License-Identifier: AGPL-3.0-or-later
#include "people.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "app/session.h"
#include "app/write.h"
#include "model/field.h"
#include "model/gazetteer.h"
#include "store/change.h"
#include "store/mandate.h"
#include "store/network.h"
#include "store/person.h"
#include "store/place.h"
#include "store/source.h"
#include "store/store.h"

static const struct err *make(struct db *d, void *user)
{
	static const struct {
		const char *slug, *name, *insee;
	} all[] = {{"lieu-a", "Lieu A", "56007"}, {"lieu-b", "Lieu B", "56007"}, {"lieu-c", "Lieu C", "44109"}};
	const struct err *err;
	struct source source = {.key = S("essai"), .title = S("Essai")};
	struct network network = {.key = S("reseau"), .name = S("Un réseau"), .lead = NONE};
	TRY(store_source_put(d, &source));
	for (int64_t i = 0; i < 3; i++) {
		struct place p = place_none();
		p.id = i + 1;
		p.slug = str_of(all[i].slug);
		p.name = str_of(all[i].name);
		p.insee = str_of(all[i].insee);
		p.commune_at = gazetteer_by_insee(p.insee);
		p.commune = gazetteer_commune((uint32_t)p.commune_at).name;
		TRY(store_place_insert(d, &(struct place_row){&p, 0}, 1));
	}
	TRY(store_network_put(d, &network));
	TRY(store_membership_put(d, &(struct membership_row){.place = PEOPLE_PLACE_A, .network = network.id, .source = source.id}, 1));
	TRY(store_change_append(d, &(struct change_row){.what = S("import")}, 1));
done:
	return err;
}

struct app *people_app(struct engine *e)
{
	struct app_config config = {.data = e->dir, .mode = APP_SERVE, .db = strncmp(e->where, "postgres", 8) == 0 ? e->where : NULL};
	struct app *app;
	ok(app_open(&config, &app));
	ok(app_write(app, make, NULL));
	return app;
}

struct adding {
	const char *name;
	bool admin;
	int64_t id;
	struct arena arena;
};

static const struct err *add(struct db *d, void *user)
{
	struct adding *x = user;
	const struct err *err;
	TRY(store_next_id(d, STORE_PERSON, &x->id));
	struct person p = {.id = x->id, .name = str_of(x->name), .admin = x->admin, .made_at = S("2026-01-01T00:00:00Z")};
	p.address = arena_printf(&x->arena, "%s@exemple.org", x->name);
	TRY(store_person_add(d, &p));
done:
	return err;
}

int64_t people_add(struct app *app, const char *name, bool admin)
{
	struct adding x = {.name = name, .admin = admin};
	ok(app_write(app, add, &x));
	arena_release(&x.arena);
	return x.id;
}

static const struct err *give(struct db *d, void *user)
{
	return store_mandate_give(d, user, NULL);
}

void people_mandate(struct app *app, struct mandate_row m)
{
	m.given_at = S("2026-01-01T00:00:00Z");
	ok(app_write(app, give, &m));
}

struct beginning {
	int64_t person;
	struct arena *a;
	struct str secret;
};

static const struct err *begin(struct db *d, void *user)
{
	struct beginning *b = user;
	return session_begin(d, b->person, S("Mozilla/5.0 (Android 14; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0"), b->a, &b->secret);
}

struct str people_session(struct app *app, int64_t person, struct arena *a)
{
	struct beginning b = {person, a, STR_NONE};
	ok(app_write(app, begin, &b));
	return b.secret;
}

struct counting {
	const char *sql;
	int64_t n;
};

static const struct err *count(struct db *d, void *user)
{
	struct counting *c = user;
	c->n = engine_int(d, c->sql, c->sql);
	return NULL;
}

int64_t people_count(struct app *app, const char *sql)
{
	struct counting c = {sql, 0};
	ok(app_read(app, count, &c));
	return c.n;
}
