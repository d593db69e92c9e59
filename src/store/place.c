// SPDX-License-Identifier: AGPL-3.0-or-later
#include "store/place.h"

#include <math.h>
#include "base/vec.h"
#include "model/field.h"
#include "store/place_row.h"
#include "store/row.h"

static const struct db_stmt place_insert = {
	"place_insert",
	"INSERT INTO place (id, slug, name, other_names, address, postcode, commune, insee, lat, lon, at_centre, types, summary, "
	"description, website, document, qpv, digital, holder_since, state, confirmed, confirmed_by, phone, email, hours, videos, "
	"criteria, pivot) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, "
	"$24, $25, $26, $27, $28)"};
static const struct db_stmt place_update = {
	"place_update",
	"UPDATE place SET slug = $2, name = $3, other_names = $4, address = $5, postcode = $6, commune = $7, insee = $8, "
	"lat = $9, lon = $10, at_centre = $11, types = $12, summary = $13, description = $14, website = $15, document = $16, "
	"qpv = $17, digital = $18, holder_since = $19, state = $20, confirmed = $21, confirmed_by = $22, phone = $23, email = $24, "
	"hours = $25, videos = $26, criteria = $27, pivot = $28 WHERE id = $1"};
static const struct db_stmt place_read = {"place_read", PLACE_SELECT "WHERE id = $1 AND gone IS NULL"};
static const struct db_stmt slug_taken = {
	"slug_taken", "SELECT id FROM place WHERE slug = $1 AND id <> $2 UNION ALL SELECT place FROM place_slug WHERE slug = $1 AND place <> $2"};
static const struct db_stmt slug_free = {"slug_free", "DELETE FROM place_slug WHERE slug = $1"};
static const struct db_stmt slug_keep = {
	"slug_keep", "INSERT INTO place_slug (slug, place) SELECT slug, id FROM place WHERE id = $1 AND slug <> $2"};
static const struct db_stmt slug_put = {
	"slug_put", "INSERT INTO place_slug (slug, place) VALUES ($1, $2) ON CONFLICT (slug) DO UPDATE SET place = excluded.place"};
static const struct db_stmt slug_list = {"slug_list", "SELECT slug, place FROM place_slug UNION ALL SELECT slug, id FROM place WHERE gone IS NOT NULL "
						 "ORDER BY 2, 1"};
static const struct db_stmt origin_insert = {
	"origin_insert", "INSERT INTO place_source (place, source, identifier, date) VALUES ($1, $2, $3, $4)"};
static const struct db_stmt origin_put = {
	"origin_put", "INSERT INTO place_source (place, source, identifier, date) VALUES ($1, $2, $3, $4) "
		      "ON CONFLICT (place, source, identifier) DO UPDATE SET date = excluded.date"};

enum { PLACE_COLUMNS = 28 };

struct place_filling {
	const struct place_row *rows;
	size_t n;
	struct date_text confirmed;
	struct buf types;
};

static struct db_value tri(uint8_t value)
{
	return value == UNKNOWN ? db_null() : row_code(VOCAB_TRI, value);
}

static struct db_value types(const struct place *p, struct buf *scratch)
{
	buf_reset(scratch);
	field_write(field_find(S("typologie")), p, scratch);
	return db_text_or_null(buf_str(scratch));
}

static bool fill_place(void *user, size_t i, struct db_value *v)
{
	struct place_filling *f = user;
	if (i == f->n)
		return false;
	const struct place *p = f->rows[i].place;
	bool located = !isnan(p->lat) && !isnan(p->lon);
	v[0] = db_int(p->id);
	v[1] = db_text(p->slug);
	v[2] = db_text(p->name);
	v[3] = db_text_or_null(p->other_names);
	v[4] = db_text_or_null(p->address);
	v[5] = db_text_or_null(p->postcode);
	v[6] = db_text_or_null(p->commune);
	v[7] = db_text_or_null(p->insee);
	v[8] = located ? db_real(p->lat) : db_null();
	v[9] = located ? db_real(p->lon) : db_null();
	v[10] = db_int(p->at_centre);
	v[11] = types(p, &f->types);
	v[12] = db_text_or_null(p->summary);
	v[13] = db_text_or_null(p->description);
	v[14] = db_text_or_null(p->website);
	v[15] = db_text_or_null(p->document);
	v[16] = tri(p->qpv);
	v[17] = tri(p->digital);
	v[18] = row_id(p->holder_since);
	v[19] = db_text(p->state == PLACE_CLOSED ? S("ferme") : S("ouvert"));
	v[20] = row_date(p->confirmed, &f->confirmed);
	v[21] = row_id(f->rows[i].confirmed_by);
	v[22] = db_text_or_null(p->phone);
	v[23] = db_text_or_null(p->email);
	v[24] = db_text_or_null(p->hours);
	v[25] = db_text_or_null(p->videos);
	v[26] = db_text_or_null(p->criteria);
	v[27] = db_text_or_null(p->pivot);
	return true;
}

const struct err *store_place_insert(struct db *d, const struct place_row *rows, size_t n)
{
	struct place_filling f = {.rows = rows, .n = n};
	const struct err *err = db_bulk(d, &place_insert, PLACE_COLUMNS, fill_place, &f);
	buf_release(&f.types);
	return err;
}

const struct err *store_place_update(struct db *d, const struct place_row *rows, size_t n)
{
	struct place_filling f = {.rows = rows, .n = n};
	const struct err *err = NULL;
	struct db_value v[PLACE_COLUMNS];
	for (size_t i = 0; fill_place(&f, i, v); i++) {
		int64_t renamed;
		TRY(db_run(d, &slug_free, &v[1], 1, NULL)); // it may take up an address it had before
		TRY(db_run(d, &slug_keep, v, 2, &renamed));
	}
	TRY(db_bulk(d, &place_update, PLACE_COLUMNS, fill_place, &f));
done:
	buf_release(&f.types);
	return err;
}

struct slug_filling {
	const struct slug_row *rows;
	size_t n;
};

static bool fill_slug(void *user, size_t i, struct db_value *v)
{
	struct slug_filling *f = user;
	if (i == f->n)
		return false;
	v[0] = db_text(f->rows[i].slug);
	v[1] = db_int(f->rows[i].place);
	return true;
}

const struct err *store_slug_put(struct db *d, const struct slug_row *rows, size_t n)
{
	struct slug_filling f = {rows, n};
	return db_bulk(d, &slug_put, 2, fill_slug, &f);
}

const struct err *store_old_slugs(struct db *d, struct arena *a, struct slug_row **out, size_t *n)
{
	const struct err *err;
	struct db_rows *r = NULL;
	VEC(struct slug_row) rows = {0};
	bool row;
	TRY(db_query(d, &slug_list, NULL, 0, &r));
	for (;;) {
		TRY(db_step(r, &row));
		if (!row)
			break;
		vec_push(&rows, (struct slug_row){arena_str(a, db_col_text(r, 0)), db_col_int(r, 1)});
	}
	*out = arena_copy(a, rows.v, rows.n, sizeof **out);
	*n = rows.n;
done:
	db_rows_close(r);
	vec_free(&rows);
	return err;
}

struct origin_filling {
	const struct origin_row *rows;
	size_t n;
	struct date_text date;
};

static bool fill_origin(void *user, size_t i, struct db_value *v)
{
	struct origin_filling *f = user;
	if (i == f->n)
		return false;
	const struct origin_row *r = &f->rows[i];
	v[0] = db_int(r->place);
	v[1] = db_int(r->source);
	v[2] = db_text(r->identifier);
	v[3] = row_date(r->date, &f->date);
	return true;
}

const struct err *store_origin_insert(struct db *d, const struct origin_row *rows, size_t n)
{
	struct origin_filling f = {.rows = rows, .n = n};
	return db_bulk(d, &origin_insert, 4, fill_origin, &f);
}

const struct err *store_origin_put(struct db *d, const struct origin_row *rows, size_t n)
{
	struct origin_filling f = {.rows = rows, .n = n};
	return db_bulk(d, &origin_put, 4, fill_origin, &f);
}

static struct str keep(void *arena, struct str s, bool repeats)
{
	return s.n > 0 ? arena_str(arena, s) : STR_NONE;
}

const struct err *store_place_read(struct db *d, int64_t id, struct arena *a, struct place *out, int64_t *confirmed_by, bool *found)
{
	const struct err *err;
	struct db_rows *r = NULL;
	TRY(db_query(d, &place_read, DB_V(db_int(id)), &r));
	TRY(db_step(r, found));
	if (*found) {
		place_from_row(r, keep, a, out);
		*confirmed_by = db_col_int(r, PLACE_CONFIRMED_BY);
	}
done:
	db_rows_close(r);
	return err;
}

const struct err *store_slug_taken(struct db *d, struct str slug, int64_t place, bool *taken)
{
	int64_t id;
	return row_int(d, &slug_taken, DB_V(db_text(slug), db_int(place)), &id, taken);
}
