// SPDX-License-Identifier: AGPL-3.0-or-later
#include "store/duplicate.h"

#include "base/vec.h"
#include "store/row.h"

static const struct db_stmt duplicate_put = {
	"duplicate_put", "INSERT INTO duplicate (a, b, confidence, reasons, state) VALUES ($1, $2, $3, $4, 'propose') "
			 "ON CONFLICT (a, b) DO UPDATE SET confidence = excluded.confidence, reasons = excluded.reasons "
			 "WHERE duplicate.state = 'propose'"};
static const struct db_stmt duplicate_list = {
	"duplicate_list", "SELECT a, b, confidence, reasons FROM duplicate WHERE state = 'propose' ORDER BY confidence DESC, a, b"};

struct filling {
	const struct duplicate_row *rows;
	size_t n;
	struct buf reasons;
};

static bool fill(void *user, size_t i, struct db_value *v)
{
	struct filling *f = user;
	if (i == f->n)
		return false;
	const struct duplicate_row *r = &f->rows[i];
	buf_reset(&f->reasons);
	for (size_t k = 0; k < r->reason_n; k++) {
		if (k > 0)
			buf_addc(&f->reasons, '\n');
		buf_add(&f->reasons, r->reasons[k]);
	}
	v[0] = db_int(r->a < r->b ? r->a : r->b);
	v[1] = db_int(r->a < r->b ? r->b : r->a);
	v[2] = db_real(r->confidence);
	v[3] = db_text(buf_str(&f->reasons));
	return true;
}

const struct err *store_duplicate_put(struct db *d, const struct duplicate_row *rows, size_t n)
{
	struct filling f = {.rows = rows, .n = n};
	const struct err *err = db_bulk(d, &duplicate_put, 4, fill, &f);
	buf_release(&f.reasons);
	return err;
}

static void read_reasons(struct duplicate_row *r, struct str lines, struct arena *a)
{
	lines = arena_str(a, lines);
	for (size_t i = 0; i < lines.n; i++)
		r->reason_n += lines.p[i] == '\n';
	r->reason_n += lines.n > 0;
	r->reasons = arena_array(a, r->reason_n, sizeof *r->reasons);
	for (size_t i = 0; i < r->reason_n; i++)
		r->reasons[i] = str_cut(lines, '\n', &lines);
}

const struct err *store_duplicate_list(struct db *d, struct arena *a, struct duplicate_row **out, size_t *n)
{
	const struct err *err;
	struct db_rows *r = NULL;
	VEC(struct duplicate_row) rows = {0};
	bool row;
	TRY(db_query(d, &duplicate_list, NULL, 0, &r));
	for (;;) {
		TRY(db_step(r, &row));
		if (!row)
			break;
		struct duplicate_row one = {.a = db_col_int(r, 0), .b = db_col_int(r, 1), .confidence = db_col_real(r, 2)};
		read_reasons(&one, db_col_text(r, 3), a);
		vec_push(&rows, one);
	}
	*out = arena_copy(a, rows.v, rows.n, sizeof **out);
	*n = rows.n;
done:
	db_rows_close(r);
	vec_free(&rows);
	return err;
}
