// SPDX-License-Identifier: AGPL-3.0-or-later
// "I take my data and leave", on both engines: all that is kept is in the file, and nothing that names them stays.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "app/privacy.h"
#include "app/write.h"
#include "base/time.h"
#include "model/personal.h"
#include "people.h"
#include "store/mandate.h"
#include "store/personal.h"

static struct arena arena;

static const struct err *script(struct db *d, void *user)
{
	return db_script(d, str_of(user));
}

static void run(struct app *app, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static void run(struct app *app, const char *fmt, ...)
{
	char sql[4000];
	va_list ap;
	va_start(ap, fmt);
	assert_in_range(vsnprintf(sql, sizeof sql, fmt, ap), 1, sizeof sql - 1);
	va_end(ap);
	ok(app_write(app, script, sql));
}

#define AT "'2026-01-02T03:04:05Z'"

// A bit of everything that is kept of a person.
static void fill(struct app *app, int64_t id, int64_t helper, const char *name)
{
	long long n = id;
	people_mandate(app, (struct mandate_row){.person = id, .place = PEOPLE_PLACE_A});
	people_session(app, id, &arena);
	run(app, "INSERT INTO token (hash, purpose, person, subject, made_at, ends_at) VALUES ('%064lld', 'connexion', %lld, NULL, " AT ", "
		 "'2999-01-01T00:00:00Z'), ('%063lldx', 'adresse', NULL, '%s@exemple.org', " AT ", '2999-01-01T00:00:00Z')", n, n, n, name);
	run(app, "INSERT INTO passkey (credential, person, public_key, algorithm, used_n, name, made_at) VALUES ('c%lld', %lld, 'k', -7, 0, "
		 "'telephone de %s', " AT ")", n, n, name);
	run(app, "INSERT INTO delegate (person, helper, given_at) VALUES (%lld, %lld, " AT ")", n, (long long)helper);
	run(app, "INSERT INTO outbox (id, message_id, kind, recipient, subject, lang, person, state, made_at, due_at, tries) VALUES "
		 "(%lld, 'm%lld', 'suivi', '%s@exemple.org', 'Bonjour', 'fr', NULL, 'envoye', " AT ", " AT ", 1)", n, n, name);
	run(app, "INSERT INTO outbox (id, message_id, kind, recipient, subject, letter, lang, reply_to, state, made_at, due_at, tries) VALUES "
		 "(%lld, 'r%lld', 'contact', 'lieu@exemple.org', 'Message', '%s', 'fr', '%s@exemple.org', 'attente', " AT ", "
		 "'2999-01-01T00:00:00Z', 1)", 1000 + n, n, name, name); // a message that waits to leave, with an address to answer
	run(app, "INSERT INTO change (number, made_at, what, place, person, role) VALUES (%lld, " AT ", 'lieu-modifie', 1, %lld, 'equipe')",
	    100 + n, n);
	run(app, "INSERT INTO change_item (change, place, kind, key, before, after) VALUES (%lld, 1, 'champ', 'nom', 'Lieu', 'Lieu A')", 100 + n);
	run(app, "INSERT INTO suggestion (id, kind, state, scope, place, seen, note, person, address, lang, made_at) VALUES "
		 "(%lld, 'signalement', 'en-attente', 'equipe', 1, 1, 'La porte est bleue', %lld, NULL, 'fr', " AT "), "
		 "(%lld, 'signalement', 'en-attente', 'equipe', 1, 1, 'Sans compte', NULL, '%s@exemple.org', 'fr', " AT ")", 10 * n, n, 10 * n + 1, name);
	run(app, "INSERT INTO suggestion_item (suggestion, kind, key, before, after) VALUES (%lld, 'champ', 'presentation_resume', '', "
		 "'La cour de tous'), (%lld, 'champ', 'telephone', '', '02 98 97 00 01')", 10 * n, 10 * n + 1);
	run(app, "INSERT INTO picture (id, place, shown, position, alt, credit, made_at, made_by) VALUES "
		 "(%lld, 1, 1, 1, 'La cour', '%s', " AT ", %lld)", n, name, n);
	run(app, "INSERT INTO contact (id, place, person, address, name, share, lang, said, state, made_at, last_at, message_n) VALUES "
		 "(%lld, 1, NULL, '%s@exemple.org', '%s', 1, 'fr', 'Je suis %s', 'ouvert', " AT ", " AT ", 1)", n, name, name, name);
	run(app, "INSERT INTO follow (id, person, query, title, rhythm, seen, made_at) VALUES (%lld, %lld, '?q=couture', 'La couture', 'jour', 0, " AT ")", n, n);
	run(app, "INSERT INTO notice (id, person, made_at) VALUES (%lld, %lld, " AT "); INSERT INTO notice_item (notice, follow, title, place, change) "
		 "VALUES (%lld, %lld, 'La couture', 1, %lld)", n, n, n, n, 100 + n);
	run(app, "INSERT INTO import_draft (id, person, made_at, file, bytes, about, mapping, decisions) VALUES ('%032lld', %lld, " AT ", "
		 "'lieux de %s.csv', '', '', '', '')", n, n, name);
	run(app, "INSERT INTO consent (id, person, kind, words, given_at) VALUES (%lld, %lld, 'photo', 'Je peux la publier', " AT ")", n, n);
}

static struct str data_of(struct app *app, int64_t id)
{
	struct actor who;
	struct str json;
	ok(app_actor_of(app, id, &arena, &who));
	ok(app_my_data(app, &who, &arena, &json));
	return json;
}

static enum leaving leave(struct app *app, int64_t id)
{
	struct actor who;
	enum leaving out;
	ok(app_actor_of(app, id, &arena, &who));
	ok(app_leave_for_good(app, &who, &out));
	return out;
}

static void test_my_data(void **state)
{
	struct app *app = people_app(*state);
	int64_t ana = people_add(app, "anabelle", false), zoe = people_add(app, "zoelia", false);
	fill(app, ana, zoe, "anabelle");
	fill(app, zoe, ana, "zoelia");
	struct str json = data_of(app, ana);
	static const char *const all[] = {
		"\"adresse\":\"anabelle@exemple.org\"", "\"appareil\":\"Firefox", "\"pour\":\"connexion\"", "telephone de anabelle",
		"\"lieu\":\"lieu-a\"", "\"sens\":\"aide-recue\"", "\"sens\":\"aide-donnee\"", "\"sujet\":\"Bonjour\"",
		"\"quoi\":\"lieu-modifie\"", "\"apres\":\"Lieu A\"", "La porte est bleue", "Sans compte", "La cour de tous", "\"apres\":\"02 98 97 00 01\"", "La cour", "lieux de anabelle.csv", "Je suis anabelle", "\"recherche\":\"?q=couture\"", "\"suivi\":\"La couture\"", "Je peux la publier",
	};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (str_find(json, str_of(all[i])) < 0)
			fail_msg("my data lack %s: %.*s", all[i], STR_ARG(json));
	for (int k = 0; k < PERSONAL_COUNT; k++) {
		struct str empty = arena_printf(&arena, "\"%s\":[]", personal_kinds[k].key);
		if (str_find(json, empty) >= 0)
			fail_msg("my data hold nothing of %s", personal_kinds[k].key);
	}
	assert_true(str_find(json, S("zoelia")) < 0); // somebody else's
	assert_true(str_find(json, S("argon2")) < 0);
	app_close(app);
}

struct column {
	struct str table, name;
};
struct columns {
	bool sqlite;
	struct column all[400];
	size_t n;
};

static const struct err *list_columns(struct db *d, void *user)
{
	static const struct db_stmt sqlite = {"columns_sqlite", "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c "
							       "WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND c.type = 'TEXT'"};
	static const struct db_stmt pgsql = {"columns_pgsql", "SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT) FROM information_schema.columns "
							      "WHERE table_schema = 'public' AND data_type = 'text'"};
	struct columns *c = user;
	struct db_rows *r;
	bool row = true;
	ok(db_query(d, c->sqlite ? &sqlite : &pgsql, NULL, 0, &r));
	for (;;) {
		ok(db_step(r, &row));
		if (!row)
			break;
		assert_in_range(c->n, 0, 399);
		c->all[c->n++] = (struct column){arena_str(&arena, db_col_text(r, 0)), arena_str(&arena, db_col_text(r, 1))};
	}
	db_rows_close(r);
	return NULL;
}

static void assert_nowhere(struct app *app, bool sqlite, const char *needle)
{
	struct columns c = {.sqlite = sqlite};
	ok(app_read(app, list_columns, &c));
	assert_true(c.n > 50);
	for (size_t i = 0; i < c.n; i++) {
		const char *sql = arena_z(&arena, arena_printf(&arena, "SELECT count(*) FROM %.*s WHERE %.*s LIKE '%%%s%%'", STR_ARG(c.all[i].table),
							       STR_ARG(c.all[i].name), needle));
		if (people_count(app, sql) > 0)
			fail_msg("%s still stands in %.*s.%.*s", needle, STR_ARG(c.all[i].table), STR_ARG(c.all[i].name));
	}
}

static void test_leave(void **state)
{
	struct engine *e = *state;
	struct app *app = people_app(e);
	int64_t ana = people_add(app, "anabelle", false), zoe = people_add(app, "zoelia", false);
	fill(app, ana, zoe, "anabelle");
	fill(app, zoe, ana, "zoelia");
	assert_int_equal(leave(app, ana), LEAVING_DONE);
	assert_nowhere(app, strncmp(e->where, "postgres", 8) != 0, "anabelle");
	assert_int_equal(people_count(app, "SELECT count(*) FROM session"), 1);
	// What they contributed stays, unnamed.
	assert_int_equal(people_count(app, "SELECT count(*) FROM change_item"), 2);
	assert_int_equal(people_count(app, "SELECT count(*) FROM picture WHERE credit IS NULL"), 1);
	assert_int_equal(people_count(app, "SELECT count(*) FROM suggestion"), 4);
	struct actor who;
	ok(app_actor_of(app, ana, &arena, &who));
	assert_int_equal(who.person, 0);
	assert_true(str_find(data_of(app, zoe), S("zoelia@exemple.org")) > 0);
	people_add(app, "anabelle", false); // the address is free again
	app_close(app);
}

static void test_last_administrator(void **state)
{
	struct app *app = people_app(*state);
	int64_t ana = people_add(app, "ana", true), zoe;
	assert_int_equal(leave(app, ana), LEAVING_LAST_ADMIN);
	assert_int_equal(people_count(app, "SELECT count(*) FROM person WHERE address = 'ana@exemple.org'"), 1);
	zoe = people_add(app, "zoe", true);
	assert_int_equal(leave(app, ana), LEAVING_DONE);
	assert_int_equal(leave(app, zoe), LEAVING_LAST_ADMIN);
	app_close(app);
}

static void test_daily(void **state)
{
	struct app *app = people_app(*state);
	struct buf said = BUF_IN(&arena);
	int64_t old = people_add(app, "vieille", false), used = people_add(app, "venue", false), fresh = people_add(app, "neuve", false);
	run(app, "UPDATE person SET made_at = '2020-01-01T00:00:00Z'; UPDATE person SET seen_at = '2020-02-01T00:00:00Z' WHERE id = %lld", (long long)used);
	run(app, "UPDATE person SET made_at = '2999-01-01T00:00:00Z' WHERE id = %lld", (long long)fresh);
	run(app, "INSERT INTO session (hash, person, made_at, seen_at, ends_at) VALUES ('%064d', %lld, " AT ", " AT ", " AT "), "
		 "('%064d', %lld, " AT ", " AT ", '2999-01-01T00:00:00Z')", 1, (long long)used, 2, (long long)used);
	run(app, "INSERT INTO suggestion (id, kind, state, scope, place, seen, address, lang, made_at, decided_at) VALUES "
		 "(1, 'signalement', 'accepte', 'equipe', 1, 1, 'x@exemple.org', 'fr', " AT ", " AT "), "
		 "(2, 'signalement', 'en-attente', 'equipe', 1, 1, 'y@exemple.org', 'fr', " AT ", NULL), "
		 "(3, 'signalement', 'a-confirmer', 'equipe', 1, 1, 'z@exemple.org', 'fr', " AT ", NULL)");
	struct moment hour;
	struct str ended = moment_text(time_unix() - 3600, &hour);
	run(app, "INSERT INTO token (hash, purpose, made_at, ends_at) VALUES ('%064d', 'cle-connexion', " AT ", '%.*s'), "
		 "('%064d', 'connexion', " AT ", '%.*s')", 1, STR_ARG(ended), 2, STR_ARG(ended));
	ok(privacy_tidy(&(struct daily_run){.app = app, .a = &arena, .today = date_today(), .said = &said}));
	assert_int_equal(people_count(app, "SELECT count(*) FROM session"), 1);
	assert_int_equal(people_count(app, "SELECT count(*) FROM token WHERE purpose = 'connexion'"), 1);
	assert_int_equal(people_count(app, "SELECT count(*) FROM token"), 1); // challenges go at once: anybody makes as many as they like
	assert_int_equal(people_count(app, "SELECT count(*) FROM suggestion WHERE address IS NOT NULL"), 1);
	assert_int_equal(people_count(app, "SELECT count(*) FROM suggestion WHERE state = 'en-attente' AND address = 'y@exemple.org'"), 1);
	assert_int_equal(people_count(app, "SELECT count(*) FROM person WHERE address IS NULL"), 1);
	// Who came once and never again was told, and has a month.
	assert_int_equal(people_count(app, "SELECT count(*) FROM outbox WHERE kind = 'compte' AND recipient = 'venue@exemple.org'"), 1);
	struct daily_run again = {.app = app, .a = &arena, .today = date_today(), .said = &said};
	ok(privacy_tidy(&again));
	assert_int_equal(people_count(app, "SELECT count(*) FROM outbox"), 1); // once
	struct actor who;
	ok(app_actor_of(app, used, &arena, &who));
	assert_int_equal(who.person, used);
	run(app, "UPDATE person SET idle_told_at = '2020-03-01T00:00:00Z', seen_at = '2020-03-02T00:00:00Z' WHERE id = %lld", (long long)used);
	ok(privacy_tidy(&again));
	ok(app_actor_of(app, used, &arena, &who));
	assert_int_equal(who.person, used); // they came back then, and are told anew
	assert_int_equal(people_count(app, "SELECT count(*) FROM outbox"), 2);
	run(app, "UPDATE person SET idle_told_at = '2020-03-03T00:00:00Z' WHERE id = %lld", (long long)used);
	ok(privacy_tidy(&again));
	ok(app_actor_of(app, used, &arena, &who));
	assert_int_equal(who.person, 0); // they did not
	ok(app_actor_of(app, fresh, &arena, &who));
	assert_int_equal(who.person, fresh);
	ok(app_actor_of(app, old, &arena, &who));
	assert_int_equal(who.person, 0);
	assert_true(str_find(buf_str(&said), S("exemple.org")) < 0);
	app_close(app);
}

// Whoever adds a table that names a person says in model/personal.c what it is for.
static const struct err *uncovered(struct db *d, void *user)
{
	static const struct db_stmt naming = {"tables_naming", "SELECT DISTINCT m.name FROM sqlite_master m, pragma_foreign_key_list(m.name) f "
							       "WHERE m.type = 'table' AND f.\"table\" = 'person' UNION "
							       "SELECT DISTINCT m.name FROM sqlite_master m, pragma_table_info(m.name) c "
							       "WHERE m.type = 'table' AND c.name IN ('address', 'recipient', 'person', 'mail') AND m.name <> 'place'"};
	struct db_rows *r;
	bool row;
	ok(db_query(d, &naming, NULL, 0, &r));
	for (;;) {
		ok(db_step(r, &row));
		if (!row)
			break;
		bool known = false;
		for (int k = 0; k < PERSONAL_COUNT; k++) {
			struct str rest = str_of(personal_kinds[k].tables);
			while (rest.n > 0)
				known = str_eq(str_cut(rest, ' ', &rest), db_col_text(r, 0)) || known;
		}
		if (!known)
			fail_msg("the table %.*s names persons: give it a row in model/personal.c and its statements in store/personal.c",
				 STR_ARG(db_col_text(r, 0)));
	}
	db_rows_close(r);
	return NULL;
}

static void test_every_table(void **state)
{
	struct app *app = people_app(*state);
	ok(app_read(app, uncovered, NULL));
	app_close(app);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ENGINES(test_my_data), ENGINES(test_leave), ENGINES(test_last_administrator), ENGINES(test_daily),
		{"sqlite: test_every_table", test_every_table, engine_sqlite, engine_done, NULL},
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_release(&arena);
	return failed;
}
