// SPDX-License-Identifier: AGPL-3.0-or-later
#include "store/person.h"

#include "store/row.h"


static const struct db_stmt person_by_id = {
	"person_by_id", "SELECT id, address, name, shown, lang, password, admin, trusted, made_at, seen_at, left_at FROM person WHERE id = $1"};
static const struct db_stmt person_by_address = {
	"person_by_address", "SELECT id, address, name, shown, lang, password, admin, trusted, made_at, seen_at, left_at FROM person "
			     "WHERE address = $1 AND left_at IS NULL"};
static const struct db_stmt person_add = {
	"person_add", "INSERT INTO person (id, address, name, shown, lang, password, admin, trusted, made_at) "
		      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"};
static const struct db_stmt person_set = {"person_set", "UPDATE person SET name = $2, shown = $3, lang = $4 WHERE id = $1"};
static const struct db_stmt person_set_address = {
	"person_set_address", "UPDATE person SET address = $2, bounced_at = NULL WHERE id = $1"};
static const struct db_stmt person_set_password = {"person_set_password", "UPDATE person SET password = $2 WHERE id = $1"};
static const struct db_stmt person_set_rights = {"person_set_rights", "UPDATE person SET admin = $2, trusted = $3 WHERE id = $1"};
static const struct db_stmt person_seen = {"person_seen", "UPDATE person SET seen_at = $2 WHERE id = $1"};
static const struct db_stmt person_admin_n = {
	"person_admin_n", "SELECT count(*) FROM person WHERE admin = 1 AND left_at IS NULL"};
static const struct db_stmt person_list = {
	"person_list", "SELECT id, address, name, shown, lang, password, admin, trusted, made_at, seen_at, left_at FROM person "
		       "WHERE left_at IS NULL AND ($1 = '' OR replace(lower(coalesce(address, '')), $1, '') <> lower(coalesce(address, '')) "
		       "OR replace(lower(coalesce(name, '')), $1, '') <> lower(coalesce(name, ''))) "
		       "ORDER BY admin DESC, coalesce(address, ''), id LIMIT $2"};

static const struct db_stmt delegate_add = {
	"delegate_add", "INSERT INTO delegate (person, helper, given_at) VALUES ($1, $2, $3) ON CONFLICT (person, helper) DO NOTHING"};
static const struct db_stmt delegate_remove = {"delegate_remove", "DELETE FROM delegate WHERE person = $1 AND helper = $2"};
static const struct db_stmt delegate_is = {"delegate_is", "SELECT 1 FROM delegate WHERE person = $1 AND helper = $2"};
static const struct db_stmt helpers_of = {
	"helpers_of", "SELECT p.id, p.address, p.name, p.shown, p.lang, p.password, p.admin, p.trusted, p.made_at, p.seen_at, p.left_at "
		      "FROM delegate JOIN person p ON p.id = delegate.helper "
		      "WHERE delegate.person = $1 AND p.left_at IS NULL ORDER BY delegate.given_at, p.id"};
static const struct db_stmt helped_by = {
	"helped_by", "SELECT p.id, p.address, p.name, p.shown, p.lang, p.password, p.admin, p.trusted, p.made_at, p.seen_at, p.left_at "
		     "FROM delegate JOIN person p ON p.id = delegate.person "
		     "WHERE delegate.helper = $1 AND p.left_at IS NULL ORDER BY delegate.given_at, p.id"};

static struct person read_person(struct db_rows *r, struct arena *a)
{
	return (struct person){
		.id = db_col_int(r, 0),
		.address = arena_str(a, db_col_text(r, 1)),
		.name = arena_str(a, db_col_text(r, 2)),
		.shown = arena_str(a, db_col_text(r, 3)),
		.lang = arena_str(a, db_col_text(r, 4)),
		.password = arena_str(a, db_col_text(r, 5)),
		.admin = db_col_int(r, 6) != 0,
		.trusted = db_col_int(r, 7) != 0,
		.made_at = arena_str(a, db_col_text(r, 8)),
		.seen_at = arena_str(a, db_col_text(r, 9)),
		.left_at = arena_str(a, db_col_text(r, 10)),
	};
}

ROW_LIST(list, struct person, read_person)

static const struct err *one(struct db *d, const struct db_stmt *s, struct db_value key, struct arena *a, struct person *out)
{
	const struct err *err;
	struct person *found;
	size_t n;
	*out = (struct person){0};
	TRY(list(d, s, &key, 1, a, &found, &n));
	if (n > 0)
		*out = found[0];
done:
	return err;
}

const struct err *store_person_by_id(struct db *d, int64_t id, struct arena *a, struct person *out)
{
	return one(d, &person_by_id, db_int(id), a, out);
}

const struct err *store_person_by_address(struct db *d, struct str address, struct arena *a, struct person *out)
{
	return one(d, &person_by_address, db_text(address), a, out);
}

const struct err *store_person_add(struct db *d, const struct person *p)
{
	return db_run(d, &person_add,
		      DB_V(db_int(p->id), db_text_or_null(p->address), db_text_or_null(p->name), db_text(p->shown.n ? p->shown : S("role")),
			   db_text(p->lang.n ? p->lang : S("fr")), db_text_or_null(p->password), db_int(p->admin), db_int(p->trusted),
			   db_text(p->made_at)),
		      NULL);
}

const struct err *store_person_set(struct db *d, int64_t id, struct str name, struct str shown, struct str lang)
{
	return db_run(d, &person_set, DB_V(db_int(id), db_text_or_null(name), db_text(shown), db_text(lang)), NULL);
}

const struct err *store_person_set_address(struct db *d, int64_t id, struct str address)
{
	return db_run(d, &person_set_address, DB_V(db_int(id), db_text_or_null(address)), NULL);
}

const struct err *store_person_set_password(struct db *d, int64_t id, struct str hash)
{
	return db_run(d, &person_set_password, DB_V(db_int(id), db_text_or_null(hash)), NULL);
}

const struct err *store_person_set_rights(struct db *d, int64_t id, bool admin, bool trusted)
{
	return db_run(d, &person_set_rights, DB_V(db_int(id), db_int(admin), db_int(trusted)), NULL);
}

const struct err *store_person_seen(struct db *d, int64_t id, struct str now)
{
	return db_run(d, &person_seen, DB_V(db_int(id), db_text(now)), NULL);
}

static const struct err *number(struct db *d, const struct db_stmt *s, const struct db_value *v, size_t vn, int64_t *out)
{
	const struct err *err;
	struct db_rows *r = NULL;
	bool row;
	*out = 0;
	TRY(db_query(d, s, v, vn, &r));
	TRY(db_step(r, &row));
	if (row)
		*out = db_col_int(r, 0);
done:
	db_rows_close(r);
	return err;
}

const struct err *store_person_admin_n(struct db *d, int64_t *n)
{
	return number(d, &person_admin_n, NULL, 0, n);
}

const struct err *store_person_list(struct db *d, struct str part, size_t max, struct arena *a, struct person **out, size_t *n)
{
	return list(d, &person_list, DB_V(db_text(part), db_int((int64_t)max)), a, out, n);
}

const struct err *store_delegate_add(struct db *d, int64_t person, int64_t helper, struct str now)
{
	return db_run(d, &delegate_add, DB_V(db_int(person), db_int(helper), db_text(now)), NULL);
}

const struct err *store_delegate_remove(struct db *d, int64_t person, int64_t helper)
{
	return db_run(d, &delegate_remove, DB_V(db_int(person), db_int(helper)), NULL);
}

const struct err *store_delegate_is(struct db *d, int64_t person, int64_t helper, bool *out)
{
	int64_t found;
	const struct err *err = number(d, &delegate_is, DB_V(db_int(person), db_int(helper)), &found);
	*out = found != 0;
	return err;
}

const struct err *store_helpers_of(struct db *d, int64_t person, struct arena *a, struct person **out, size_t *n)
{
	return list(d, &helpers_of, DB_V(db_int(person)), a, out, n);
}

const struct err *store_helped_by(struct db *d, int64_t helper, struct arena *a, struct person **out, size_t *n)
{
	return list(d, &helped_by, DB_V(db_int(helper)), a, out, n);
}
