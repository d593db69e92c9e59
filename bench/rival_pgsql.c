// SPDX-License-Identifier: AGPL-3.0-or-later
// PostgreSQL as one would do it well: French text search without accents on a GIN index, weights by field; facet
// codes as an array a place, which unnest() counts; earthdistance on a GiST index for the radius. Statements are
// prepared, the tables analysed and in its cache, one process at work as for the others.
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/time.h"
#include "engine.h"

struct rival {
	const struct material *m;
	PGconn *db;
	char database[64];
	const char *conninfo;
	struct arena arena;
};

static const struct err *fail(struct rival *r, const char *what)
{
	return err_new(ERR_DB, "postgresql: %s: %s", what, PQerrorMessage(r->db));
}

static const struct err *script(struct rival *r, const char *sql)
{
	PGresult *res = PQexec(r->db, sql);
	ExecStatusType status = PQresultStatus(res);
	PQclear(res);
	return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK ? NULL : fail(r, sql);
}

// A field of COPY's text form.
static void add_field(struct buf *b, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (c == '\\')
			buf_addz(b, "\\\\");
		else
			buf_addc(b, (unsigned char)c < ' ' ? ' ' : c);
	}
}

static const struct err *fill(struct rival *r)
{
	const struct err *err = NULL;
	struct buf b = {0}, name = {0}, strong = {0}, rest = {0};
	PGresult *res = PQexec(r->db, "COPY raw FROM STDIN");
	bool good = PQresultStatus(res) == PGRES_COPY_IN;
	PQclear(res);
	for (uint32_t i = 0; good && i < r->m->facets.places; i++) {
		const struct place *p = &r->m->atlas->places[i];
		buf_reset(&name);
		buf_reset(&strong);
		buf_reset(&rest);
		material_texts(r->m, i, &name, &strong, &rest);
		buf_addf(&b, "%u\t", i);
		add_field(&b, buf_str(&name));
		buf_addc(&b, '\t');
		add_field(&b, buf_str(&strong));
		buf_addc(&b, '\t');
		add_field(&b, buf_str(&rest));
		if (p->lat == p->lat)
			buf_addf(&b, "\t%.7f\t%.7f\t{", p->lat, p->lon);
		else
			buf_addz(&b, "\t\\N\t\\N\t{");
		for (uint32_t k = r->m->facets.start[i]; k < r->m->facets.start[i + 1]; k++)
			buf_addf(&b, "%s%u", k > r->m->facets.start[i] ? "," : "", r->m->facets.codes[k]);
		buf_addz(&b, "}\n");
		if (b.n > 1 << 20 || i + 1 == r->m->facets.places) {
			good = PQputCopyData(r->db, b.p, (int)b.n) == 1;
			buf_reset(&b);
		}
	}
	good = good && PQputCopyEnd(r->db, NULL) == 1;
	while ((res = PQgetResult(r->db)) != NULL) {
		good = good && PQresultStatus(res) == PGRES_COMMAND_OK;
		PQclear(res);
	}
	if (!good) {
		err = fail(r, "copy");
		goto done;
	}
	TRY(script(r, "INSERT INTO place SELECT id, setweight(to_tsvector('fr', name), 'A') || setweight(to_tsvector('fr', strong), 'B')"
		      " || setweight(to_tsvector('fr', rest), 'D'), codes, lat, lon FROM raw ORDER BY id"));
	TRY(script(r, "DROP TABLE raw"));
	TRY(script(r, "CREATE INDEX ON place USING gin (doc) WITH (fastupdate = off)"));
	TRY(script(r, "CREATE INDEX ON place USING gist (ll_to_earth(lat, lon)) WHERE lat IS NOT NULL"));
	TRY(script(r, "VACUUM (ANALYZE) place"));
	// A warm cache: a first reading of all.
	TRY(script(r, "SELECT sum(length(doc)) + sum(cardinality(codes)) FROM place"));
done:
	buf_release(&b);
	buf_release(&name);
	buf_release(&strong);
	buf_release(&rest);
	return err;
}

// One statement a shape of question: what matches; the filtered ones; then total, best and counts in one answer.
// A facet's own filter does not count for its own values: those are counted before it.
#define ANSWER                                                                                                        \
	" SELECT 0, count(*)::int, 0 FROM kept UNION ALL (SELECT 1, id, 0 FROM kept ORDER BY score LIMIT 20)"         \
	" UNION ALL (SELECT 2, code, count(*)::int FROM kept, unnest(codes) AS code GROUP BY code)"
#define OWN " UNION ALL (SELECT 3, code, count(*)::int FROM base, unnest(codes) AS code WHERE code BETWEEN $2::int AND $3::int GROUP BY code)"
#define ALL ", kept AS (SELECT * FROM base)"
#define FILTERED ", kept AS MATERIALIZED (SELECT * FROM base WHERE codes @> ARRAY[$1::int])"
#define BY_TEXT(n)                                                                                                    \
	"WITH base AS MATERIALIZED (SELECT id, codes, -ts_rank('{0.1,0.2,0.5,1.0}', doc, q) AS score"                 \
	" FROM place, to_tsquery('fr', $" #n "::text) AS q WHERE doc @@ q)"
#define AROUND(lat, lon, m) "earth_box(ll_to_earth($" #lat "::float8, $" #lon "::float8), $" #m "::float8) @> ll_to_earth(lat, lon) AND lat IS NOT NULL AND " \
	"earth_distance(ll_to_earth(lat, lon), ll_to_earth($" #lat "::float8, $" #lon "::float8)) <= $" #m "::float8"
#define FAR(lat, lon) "earth_distance(ll_to_earth(lat, lon), ll_to_earth($" #lat "::float8, $" #lon "::float8))"

static const struct {
	const char *name, *sql;
} stmts[] = {
	{"text", BY_TEXT(1) ALL ANSWER},
	{"text_filter", BY_TEXT(4) FILTERED ANSWER OWN},
	{"near_filter", "WITH base AS MATERIALIZED (SELECT id, codes, " FAR(4, 5) " AS score FROM place WHERE " AROUND(4, 5, 6) ")"
		FILTERED ANSWER OWN},
	{"text_near", "WITH base AS MATERIALIZED (SELECT id, codes, " FAR(2, 3) " AS score FROM place, to_tsquery('fr', $1::text) AS q"
		" WHERE doc @@ q AND " AROUND(2, 3, 4) ")" ALL ANSWER},
};

static const struct err *ask(void *state, const struct question *q, struct outcome *out)
{
	struct rival *r = state;
	uint32_t code = 0;
	enum group g = question_filter(r->m, q, &code);
	struct buf words = BUF_IN(&r->arena);
	const char *v[6];
	char number[6][32];
	int n = 0;
	arena_reset(&r->arena);
	for (size_t i = 0; i < q->word_n; i++)
		buf_addf(&words, "%s%.*s%s", i > 0 ? " & " : "", STR_ARG(q->words[i]), q->prefix && i + 1 == q->word_n ? ":*" : "");
	if (g != GROUP_COUNT) {
		enum facet facet = g == GROUP_ACTION ? FACET_ACTION : q->filter.facet;
		snprintf(number[0], sizeof number[0], "%u", code);
		snprintf(number[1], sizeof number[1], "%u", r->m->facets.base[facet]);
		snprintf(number[2], sizeof number[2], "%u", r->m->facets.base[facet + 1 + (g == GROUP_ACTION)] - 1);
		for (; n < 3; n++)
			v[n] = number[n];
	}
	if (q->word_n > 0)
		v[n++] = words.p;
	if (q->has_point) {
		snprintf(number[3], sizeof number[3], "%.7f", q->lat);
		snprintf(number[4], sizeof number[4], "%.7f", q->lon);
		snprintf(number[5], sizeof number[5], "%.0f", (q->radius_km > 0 ? q->radius_km : 20000) * 1000);
		for (int i = 3; i < 6; i++)
			v[n++] = number[i];
	}
	const char *name = g != GROUP_COUNT ? q->has_point ? "near_filter" : "text_filter" : q->has_point ? "text_near" : "text";
	PGresult *res = PQexecPrepared(r->db, name, n, v, NULL, NULL, 0);
	if (PQresultStatus(res) != PGRES_TUPLES_OK) {
		PQclear(res);
		return fail(r, name);
	}
	for (int i = 0; i < PQntuples(res); i++) {
		uint32_t a = (uint32_t)strtoul(PQgetvalue(res, i, 1), NULL, 10);
		switch (*PQgetvalue(res, i, 0)) {
		case '0': out->total = a; break;
		case '1': out->best[out->best_n++] = a; break;
		default: out->counts[a] = (uint32_t)strtoul(PQgetvalue(res, i, 2), NULL, 10);
		}
	}
	PQclear(res);
	return NULL;
}

static void close_rival(void *state)
{
	struct rival *r = state;
	PQfinish(r->db);
	arena_release(&r->arena);
	free(r);
}

static double disk_megabytes(struct rival *r)
{
	PGresult *res = PQexec(r->db, "SELECT pg_total_relation_size('place')");
	double bytes = PQntuples(res) == 1 ? strtod(PQgetvalue(res, 0, 0), NULL) : 0;
	PQclear(res);
	return bytes / 1e6;
}

const struct err *pgsql_open(const struct material *m, const char *conninfo, struct engine *out)
{
	const struct err *err = NULL;
	struct rival *r = mem_alloc(sizeof *r);
	int64_t start = time_mono_ns();
	r->m = m;
	r->db = PQconnectdb(conninfo);
	if (PQstatus(r->db) != CONNECTION_OK) {
		err = fail(r, "connect");
		goto done;
	}
	TRY(script(r, "SET client_min_messages = warning"));
	TRY(script(r, "CREATE EXTENSION IF NOT EXISTS unaccent; CREATE EXTENSION IF NOT EXISTS cube;"
		      "CREATE EXTENSION IF NOT EXISTS earthdistance;"
		      "DROP TABLE IF EXISTS raw, place; DROP TEXT SEARCH CONFIGURATION IF EXISTS fr;"
		      "CREATE TEXT SEARCH CONFIGURATION fr (COPY = french);"
		      "ALTER TEXT SEARCH CONFIGURATION fr ALTER MAPPING FOR hword, hword_part, word WITH unaccent, french_stem;"
		      "CREATE UNLOGGED TABLE raw (id int, name text, strong text, rest text, lat float8, lon float8, codes int[]);"
		      "CREATE TABLE place (id int PRIMARY KEY, doc tsvector, codes int[], lat float8, lon float8);"
		      "SET work_mem = '256MB'; SET maintenance_work_mem = '256MB'; SET jit = off;"
		      "SET max_parallel_workers_per_gather = 0"));
	TRY(fill(r));
	for (size_t i = 0; i < sizeof stmts / sizeof *stmts; i++) {
		PGresult *res = PQprepare(r->db, stmts[i].name, stmts[i].sql, 0, NULL);
		bool good = PQresultStatus(res) == PGRES_COMMAND_OK;
		PQclear(res);
		if (!good) {
			err = fail(r, stmts[i].name);
			goto done;
		}
	}
	*out = (struct engine){.name = "PostgreSQL", .state = r, .ask = ask, .close = close_rival,
			       .build_ms = (double)(time_mono_ns() - start) / 1e6, .megabytes = disk_megabytes(r)};
done:
	if (err != NULL)
		close_rival(r);
	return err;
}
