// SPDX-License-Identifier: AGPL-3.0-or-later
// SQLite as one would do it well: FTS5 without accents and with an index of prefixes, ranked by bm25 with weights by
// column; an R*Tree for the radius; facet values in one table clustered by place. Everything in memory, statements
// prepared. Facets are counted in SQL, or in C over the rows of one pass, with the same codes as Maille.
#include <math.h>
#include <sqlite3.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/time.h"
#include "engine.h"
#include "search/top.h"

enum stmt { FIND_TEXT, FIND_TEXT_NEAR, FIND_NEAR, CLEAR, KEEP, KEEP_ALL, CLEAR_KEPT, TOTAL, FIRST, COUNT_FEW, COUNT_MANY, COUNT_GROUP, FILL_TEXT,
	    FILL_TEXT_NEAR, FILL_NEAR, STMTS };

// Distances as the square of degrees, which sort as kilometres do around one point; ?3 is cos²(latitude).
#define NEAR2 "((p.lat - ?1) * (p.lat - ?1) + (p.lon - ?2) * (p.lon - ?2) * ?3)"
#define IN_BOX "b.low_lat <= ?1 + ?4 AND b.high_lat >= ?1 - ?4 AND b.low_lon <= ?2 + ?5 AND b.high_lon >= ?2 - ?5"
#define NEAR_ROWS "FROM box b JOIN place p ON p.id = b.id WHERE " IN_BOX " AND " NEAR2 " <= ?4 * ?4"
#define TEXT_ROWS "FROM words WHERE words MATCH ?1"
#define BM25 "bm25(words, 10.0, 5.0, 1.0)"
#define TEXT_NEAR_ROWS "FROM words w JOIN place p ON p.id = w.rowid WHERE w.words MATCH ?6 AND " NEAR2 " <= ?4 * ?4"

static const char *const texts[STMTS] = {
	[FIND_TEXT] = "SELECT rowid, " BM25 " " TEXT_ROWS,
	[FIND_TEXT_NEAR] = "SELECT p.id, " NEAR2 " " TEXT_NEAR_ROWS,
	[FIND_NEAR] = "SELECT p.id, " NEAR2 " " NEAR_ROWS,
	[FILL_TEXT] = "INSERT INTO hit SELECT rowid, " BM25 " " TEXT_ROWS,
	[FILL_TEXT_NEAR] = "INSERT INTO hit SELECT p.id, " NEAR2 " " TEXT_NEAR_ROWS,
	[FILL_NEAR] = "INSERT INTO hit SELECT p.id, " NEAR2 " " NEAR_ROWS,
	[CLEAR] = "DELETE FROM hit",
	[CLEAR_KEPT] = "DELETE FROM kept",
	[KEEP] = "INSERT INTO kept SELECT h.id, h.score FROM hit h JOIN facet f ON f.place = h.id AND f.code = ?1",
	[KEEP_ALL] = "INSERT INTO kept SELECT id, score FROM hit",
	[TOTAL] = "SELECT count(*) FROM kept",
	[FIRST] = "SELECT id FROM kept ORDER BY score, id LIMIT 20",
	// From the places to their values, then sorted; or through all values in order: quicker when most places match.
	[COUNT_FEW] = "SELECT f.code, count(*) FROM kept h CROSS JOIN facet f ON f.place = h.id GROUP BY f.code",
	[COUNT_MANY] = "SELECT f.code, count(*) FROM facet f INDEXED BY facet_code CROSS JOIN kept h ON f.place = h.id GROUP BY f.code",
	[COUNT_GROUP] = "SELECT f.code, count(*) FROM hit h CROSS JOIN facet f ON f.place = h.id WHERE f.code BETWEEN ?1 AND ?2 GROUP BY f.code",
};

struct rival {
	const struct material *m;
	sqlite3 *db;
	sqlite3_stmt *stmts[STMTS];
	bool in_c;
	struct arena arena;
};

static const struct err *fail(struct rival *r, const char *what)
{
	return err_new(ERR_DB, "sqlite: %s: %s", what, sqlite3_errmsg(r->db));
}

static const struct err *script(struct rival *r, const char *sql)
{
	return sqlite3_exec(r->db, sql, NULL, NULL, NULL) == SQLITE_OK ? NULL : fail(r, "script");
}

static const struct err *fill(struct rival *r)
{
	const struct err *err = NULL;
	sqlite3_stmt *place = NULL, *words = NULL, *box = NULL, *facet = NULL;
	struct buf name = {0}, strong = {0}, rest = {0};
	TRY(script(r, "BEGIN"));
	if (sqlite3_prepare_v2(r->db, "INSERT INTO place VALUES (?1, ?2, ?3)", -1, &place, NULL) ||
	    sqlite3_prepare_v2(r->db, "INSERT INTO words (rowid, name, strong, rest) VALUES (?1, ?2, ?3, ?4)", -1, &words, NULL) ||
	    sqlite3_prepare_v2(r->db, "INSERT INTO box VALUES (?1, ?2, ?2, ?3, ?3)", -1, &box, NULL) ||
	    sqlite3_prepare_v2(r->db, "INSERT INTO facet VALUES (?1, ?2)", -1, &facet, NULL)) {
		err = fail(r, "prepare");
		goto done;
	}
	for (uint32_t i = 0; i < r->m->facets.places; i++) {
		const struct place *p = &r->m->atlas->places[i];
		buf_reset(&name);
		buf_reset(&strong);
		buf_reset(&rest);
		material_texts(r->m, i, &name, &strong, &rest);
		sqlite3_bind_int64(place, 1, i);
		sqlite3_bind_double(place, 2, p->lat);
		sqlite3_bind_double(place, 3, p->lon);
		sqlite3_bind_int64(words, 1, i);
		sqlite3_bind_text(words, 2, name.p, (int)name.n, SQLITE_STATIC);
		sqlite3_bind_text(words, 3, strong.p, (int)strong.n, SQLITE_STATIC);
		sqlite3_bind_text(words, 4, rest.p, (int)rest.n, SQLITE_STATIC);
		sqlite3_bind_int64(box, 1, i);
		sqlite3_bind_double(box, 2, p->lat);
		sqlite3_bind_double(box, 3, p->lon);
		bool good = sqlite3_step(place) == SQLITE_DONE && sqlite3_step(words) == SQLITE_DONE;
		if (good && !isnan(p->lat))
			good = sqlite3_step(box) == SQLITE_DONE;
		sqlite3_reset(place);
		sqlite3_reset(words);
		sqlite3_reset(box);
		for (uint32_t k = r->m->facets.start[i]; good && k < r->m->facets.start[i + 1]; k++) {
			sqlite3_bind_int64(facet, 1, i);
			sqlite3_bind_int64(facet, 2, r->m->facets.codes[k]);
			good = sqlite3_step(facet) == SQLITE_DONE;
			sqlite3_reset(facet);
		}
		if (!good) {
			err = fail(r, "insert");
			goto done;
		}
	}
	TRY(script(r, "COMMIT; CREATE INDEX facet_code ON facet (code, place);"
		      "INSERT INTO words (words) VALUES ('optimize'); ANALYZE"));
done:
	sqlite3_finalize(place);
	sqlite3_finalize(words);
	sqlite3_finalize(box);
	sqlite3_finalize(facet);
	buf_release(&name);
	buf_release(&strong);
	buf_release(&rest);
	return err;
}

// fablab AND numer*
static struct str match_text(struct rival *r, const struct question *q)
{
	struct buf b = BUF_IN(&r->arena);
	for (size_t i = 0; i < q->word_n; i++)
		buf_addf(&b, "%s\"%.*s\"%s", i > 0 ? " AND " : "", STR_ARG(q->words[i]), q->prefix && i + 1 == q->word_n ? " *" : "");
	return buf_str(&b);
}

static void bind(sqlite3_stmt *s, const struct question *q, struct str match)
{
	if (!q->has_point) {
		sqlite3_bind_text(s, 1, match.p, (int)match.n, SQLITE_STATIC);
		return;
	}
	double shrink = cos(q->lat * M_PI / 180), degrees = (q->radius_km > 0 ? q->radius_km : 40000) / 111.195;
	sqlite3_bind_double(s, 1, q->lat);
	sqlite3_bind_double(s, 2, q->lon);
	sqlite3_bind_double(s, 3, shrink * shrink);
	sqlite3_bind_double(s, 4, degrees);
	sqlite3_bind_double(s, 5, degrees / shrink);
	if (match.n > 0)
		sqlite3_bind_text(s, 6, match.p, (int)match.n, SQLITE_STATIC);
}

static sqlite3_stmt *finder(struct rival *r, const struct question *q, bool rows)
{
	enum stmt s = !q->has_point ? rows ? FIND_TEXT : FILL_TEXT
		      : q->word_n > 0 ? rows ? FIND_TEXT_NEAR : FILL_TEXT_NEAR
				      : rows ? FIND_NEAR : FILL_NEAR;
	bind(r->stmts[s], q, match_text(r, q));
	return r->stmts[s];
}

static uint64_t sortable(double score) // any finite number, lowest first
{
	union {
		double d;
		uint64_t u;
	} bits = {score};
	return bits.u >> 63 ? ~bits.u : bits.u | (uint64_t)1 << 63;
}

static const struct err *ask_in_c(struct rival *r, const struct question *q, struct outcome *out)
{
	const struct facets *f = &r->m->facets;
	struct search_filter filters[2];
	struct filters ready;
	size_t n = 0;
	if (q->has_filter)
		filters[n++] = q->filter;
	if (q->has_action) {
		filters[n++] = (struct search_filter){FACET_ACTION, q->action};
		filters[n++] = (struct search_filter){FACET_STAGE, (uint16_t)q->stage};
	}
	filters_prepare(f, filters, n, &r->arena, &ready);
	struct top top = top_new(&r->arena, BEST);
	sqlite3_stmt *s = finder(r, q, true);
	int status;
	while ((status = sqlite3_step(s)) == SQLITE_ROW) {
		uint32_t place = (uint32_t)sqlite3_column_int64(s, 0);
		uint16_t failed = filters_failed(f, &ready, place);
		if ((failed & (failed - 1)) != 0)
			continue;
		facets_count_place(f, &ready, place, failed ? (unsigned)__builtin_ctz(failed) : GROUP_COUNT, out->counts);
		if (failed != 0)
			continue;
		out->total++;
		top_push(&top, sortable(sqlite3_column_double(s, 1)), place);
	}
	sqlite3_reset(s);
	if (status != SQLITE_DONE)
		return fail(r, "question");
	top_sort(&top);
	for (size_t i = 0; i < top.n; i++)
		out->best[out->best_n++] = top.items[i].place;
	return NULL;
}

static const struct err *run(struct rival *r, sqlite3_stmt *s)
{
	int status = sqlite3_step(s);
	sqlite3_reset(s);
	return status == SQLITE_DONE ? NULL : fail(r, "question");
}

static const struct err *read_counts(struct rival *r, sqlite3_stmt *s, struct outcome *out)
{
	int status;
	while ((status = sqlite3_step(s)) == SQLITE_ROW)
		out->counts[sqlite3_column_int(s, 0)] = (uint32_t)sqlite3_column_int(s, 1);
	sqlite3_reset(s);
	return status == SQLITE_DONE ? NULL : fail(r, "counts");
}

enum { MANY = 8 }; // one place in so many

static const struct err *ask_in_sql(struct rival *r, const struct question *q, struct outcome *out)
{
	const struct err *err = NULL;
	uint32_t code = 0;
	enum group g = question_filter(r->m, q, &code);
	TRY(run(r, r->stmts[CLEAR]));
	TRY(run(r, r->stmts[CLEAR_KEPT]));
	TRY(run(r, finder(r, q, false)));
	if (g != GROUP_COUNT)
		sqlite3_bind_int64(r->stmts[KEEP], 1, code);
	TRY(run(r, r->stmts[g != GROUP_COUNT ? KEEP : KEEP_ALL]));
	sqlite3_step(r->stmts[TOTAL]);
	out->total = (uint32_t)sqlite3_column_int64(r->stmts[TOTAL], 0);
	sqlite3_reset(r->stmts[TOTAL]);
	while (sqlite3_step(r->stmts[FIRST]) == SQLITE_ROW)
		out->best[out->best_n++] = (uint32_t)sqlite3_column_int64(r->stmts[FIRST], 0);
	sqlite3_reset(r->stmts[FIRST]);
	TRY(read_counts(r, r->stmts[out->total > r->m->facets.places / MANY ? COUNT_MANY : COUNT_FEW], out));
	if (g != GROUP_COUNT) { // the facet's own filter does not count
		enum facet facet = g == GROUP_ACTION ? FACET_ACTION : q->filter.facet;
		sqlite3_bind_int64(r->stmts[COUNT_GROUP], 1, r->m->facets.base[facet]);
		sqlite3_bind_int64(r->stmts[COUNT_GROUP], 2, r->m->facets.base[facet + 1 + (g == GROUP_ACTION)] - 1);
		TRY(read_counts(r, r->stmts[COUNT_GROUP], out));
	}
done:
	return err;
}

static const struct err *ask(void *state, const struct question *q, struct outcome *out)
{
	struct rival *r = state;
	arena_reset(&r->arena);
	return r->in_c ? ask_in_c(r, q, out) : ask_in_sql(r, q, out);
}

static void close_rival(void *state)
{
	struct rival *r = state;
	for (unsigned i = 0; i < STMTS; i++)
		sqlite3_finalize(r->stmts[i]);
	sqlite3_close(r->db);
	arena_release(&r->arena);
	free(r);
}

const struct err *sqlite_open(const struct material *m, bool counts_in_c, struct engine *out)
{
	const struct err *err = NULL;
	struct rival *r = mem_alloc(sizeof *r);
	int64_t start = time_mono_ns();
	r->m = m;
	r->in_c = counts_in_c;
	if (sqlite3_open(":memory:", &r->db) != SQLITE_OK) {
		err = fail(r, "open");
		goto done;
	}
	TRY(script(r, "PRAGMA temp_store = MEMORY;"
		      "CREATE TABLE place (id INTEGER PRIMARY KEY, lat REAL, lon REAL);"
		      "CREATE VIRTUAL TABLE words USING fts5(name, strong, rest, content = '',"
		      " tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3 4');"
		      "CREATE VIRTUAL TABLE box USING rtree(id, low_lat, high_lat, low_lon, high_lon);"
		      "CREATE TABLE facet (place INTEGER, code INTEGER, PRIMARY KEY (place, code)) WITHOUT ROWID;"
		      "CREATE TEMP TABLE hit (id INTEGER PRIMARY KEY, score REAL);"
		      "CREATE TEMP TABLE kept (id INTEGER PRIMARY KEY, score REAL);"));
	TRY(fill(r));
	for (unsigned i = 0; i < STMTS; i++) {
		if (sqlite3_prepare_v2(r->db, texts[i], -1, &r->stmts[i], NULL) != SQLITE_OK) {
			err = fail(r, texts[i]);
			goto done;
		}
	}
	*out = (struct engine){.name = counts_in_c ? "SQLite FTS5, counted in C" : "SQLite FTS5, counted in SQL", .state = r,
			       .ask = ask, .close = close_rival, .build_ms = (double)(time_mono_ns() - start) / 1e6,
			       .megabytes = (double)sqlite3_memory_used() / 1e6};
done:
	if (err != NULL)
		close_rival(r);
	return err;
}
