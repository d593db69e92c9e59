// SPDX-License-Identifier: AGPL-3.0-or-later
#include "small_place.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "app/write.h"
#include "store/action.h"
#include "store/change.h"
#include "store/fact.h"
#include "store/label.h"
#include "store/network.h"
#include "store/org.h"
#include "store/place.h"
#include "store/source.h"

static const struct err *say(struct db *d, int64_t place, int64_t source, const char *field, const char *value)
{
	return store_fact_insert(d, &(struct fact_row){place, source, field, str_of(value), {2024, 5, 0}}, 1);
}

static const struct err *fill(struct db *d, void *user)
{
	const struct err *err;
	struct source file = {.key = S("fabriques-2024"), .title = S("Fabriques 2024"), .date = {2024, 5, 0}};
	struct source old = {.key = S("tiers-lieux-2019"), .title = S("Tiers-lieux 2019"), .date = {2019, 1, 1}};
	struct action tricot = {.key = S("tricot"), .name = S("Tricoter"), .category_key = S("textile"), .category = S("Textile")};
	struct action impression = {.key = S("impression"), .name = S("Imprimer en 3D"), .category_key = S("machines"), .category = S("Machines")};
	struct label label = {.key = S("fabrique"), .name = S("Fabrique de territoire")};
	struct network network = {.key = S("bretagne"), .name = S("Réseau breton"), .lead = NONE};
	struct org org = {.key = S("les-ateliers"), .name = S("Les Ateliers"), .holder_kind = HOLDER_ASSOCIATION};
	struct place konk = place_none(), quincaille = place_none();
	TRY(store_source_put(d, &file));
	TRY(store_source_put(d, &old));
	TRY(store_action_put(d, &tricot));
	TRY(store_action_put(d, &impression));
	TRY(store_label_put(d, &label));
	TRY(store_network_put(d, &network));
	TRY(store_org_put(d, &org));
	konk.id = 1;
	konk.slug = S("konk-ar-lab");
	konk.name = S("Konk Ar Lab");
	konk.other_names = S("Konk");
	konk.address = S("1 rue Maréchal Foch");
	konk.postcode = S("29900");
	konk.commune = S("Concarneau");
	konk.insee = S("29039");
	konk.lat = 47.8752;
	konk.lon = -3.9188;
	konk.types = 1u << TYPE_FABLAB | 1u << TYPE_COWORKING;
	konk.summary = S("Un fablab");
	konk.confirmed = (struct date){2024, 5, 0};
	quincaille.id = 2;
	quincaille.slug = S("la-quincaille");
	quincaille.name = S("La Quincaille");
	TRY(store_place_insert(d, &(struct place_row){&konk, file.id}, 1));
	TRY(store_place_insert(d, &(struct place_row){&quincaille, 0}, 1));
	TRY(store_origin_put(d, (struct origin_row[]){{1, file.id, S("a"), {2024, 5, 0}}, {1, old.id, S("x"), {0}}, {2, old.id, S("y"), {0}}}, 3));
	static const char *const facts[][2] = {{"nom", "Konk Ar Lab"},   {"adresse", "1 rue Maréchal Foch"}, {"code_postal", "29900"},
					       {"commune", "Concarneau"}, {"code_insee", "29039"},            {"latitude", "47.8752"},
					       {"longitude", "-3.9188"},  {"typologie", "fablab"},            {"presentation_resume", "Un fablab"}};
	for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++)
		TRY(say(d, 1, file.id, facts[i][0], facts[i][1]));
	TRY(say(d, 1, old.id, "nom", "KONK"));
	TRY(say(d, 1, old.id, "typologie", "coworking"));
	TRY(say(d, 1, old.id, "commune", "Concarneau"));
	TRY(say(d, 2, old.id, "nom", "La Quincaille"));
	TRY(store_engagement_put(d, &(struct engagement_row){1, tricot.id, file.id, STAGE_WANTS, {0}, STR_NONE}, 1));
	TRY(store_place_label_put(d, &(struct label_row){1, label.id, file.id, {2020, 0, 0}}, 1));
	TRY(store_tie_put(d, &(struct tie_row){1, org.id, file.id, true, NONE, STR_NONE}, 1));
	TRY(db_script(d, S("INSERT INTO person (id, address, name, shown, lang, admin, trusted, made_at) VALUES "
			   "(1, 'a@exemple.fr', 'Ana', 'nom', 'fr', 1, 1, '2026-01-01T00:00:00Z'), "
			   "(2, 'b@exemple.fr', 'Bo', 'role', 'fr', 0, 0, '2026-01-01T00:00:00Z'), "
			   "(3, 'c@exemple.fr', 'Cleo', 'rien', 'fr', 0, 0, '2026-01-01T00:00:00Z'); "
			   "INSERT INTO mandate (id, person, place, given_at) VALUES (1, 2, 1, '2026-01-01T00:00:00Z'), "
			   "(2, 3, 1, '2026-01-01T00:00:00Z')")));
	TRY(store_change_append(d, &(struct change_row){.what = S("import"), .source = file.id}, 1));
done:
	return err;
}

struct app *small_place_open(struct engine *e)
{
	struct app_config config = {.data = e->dir, .mode = APP_SERVE, .db = strncmp(e->where, "postgres", 8) == 0 ? e->where : NULL};
	struct app *app;
	ok(app_open(&config, &app));
	ok(app_write(app, fill, NULL));
	return app;
}

struct actor small_actor(struct app *app, int64_t person, struct arena *a)
{
	struct actor who = {.person = person, .admin = person == 1};
	who.mandates = arena_array(a, 1, sizeof *who.mandates);
	who.mandates[0] = (struct mandate){.id = 1, .place = 1};
	who.mandate_n = person > 1;
	return who;
}

struct edit_answer small_edit(struct app *app, int64_t person, int64_t seen, const struct item *items, size_t n, struct arena *a)
{
	struct actor who = small_actor(app, person, a);
	struct edit_answer answer;
	struct edit edit = {.place = 1, .seen = seen, .items = items, .item_n = n};
	if (seen < 0) {
		const struct snapshot *s = app_enter(app);
		edit.seen = s->atlas->change;
		app_leave(app, s);
	}
	ok(app_edit(app, &who, &edit, a, &answer));
	return answer;
}

const char *small_now(struct app *app, enum item_kind kind, const char *key, struct arena *a)
{
	const struct snapshot *s = app_enter(app);
	const char *now = arena_z(a, item_now(s->atlas, atlas_place_by_id(s->atlas, 1), kind, str_of(key), a));
	app_leave(app, s);
	return now;
}

struct counting {
	struct db_stmt stmt;
	int64_t n;
};

static const struct err *count(struct db *d, void *user)
{
	struct counting *x = user;
	x->n = engine_int(d, x->stmt.name, x->stmt.sql);
	return NULL;
}

int64_t small_number(struct app *app, const char *name, const char *sql)
{
	struct counting x = {{name, sql}, 0};
	ok(app_read(app, count, &x));
	return x.n;
}

static const struct err *script(struct db *d, void *user)
{
	return db_script(d, str_of(user));
}

void small_run(struct app *app, const char *sql)
{
	ok(app_write(app, script, (void *)(uintptr_t)sql));
}
