// SPDX-License-Identifier: AGPL-3.0-or-later
#include "engine.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "pg.h"

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	return remove(path);
}

void remove_tree(const char *dir)
{
	nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

char *temporary_dir(void)
{
	const char *base = getenv("TMPDIR");
	char *dir = mem_printf("%s/maille-test.XXXXXX", base ? base : "/tmp");
	assert_non_null(mkdtemp(dir));
	return dir;
}

void ok(const struct err *err)
{
	if (err != NULL)
		fail_msg("%s", err_text(err));
}

void refused(const struct err *err, enum err_code code, const char *says)
{
	if (err == NULL)
		fail_msg("no failure, but one with \"%s\" was due", says);
	if (err_code(err) != code || strstr(err_text(err), says) == NULL)
		fail_msg("code %d: %s (due: %d, \"%s\")", (int)err_code(err), err_text(err), (int)code, says);
	err_free(err);
}

int64_t engine_int(struct db *d, const char *name, const char *sql)
{
	struct db_stmt s = {name, sql};
	struct db_rows *r;
	bool row;
	ok(db_query(d, &s, NULL, 0, &r));
	ok(db_step(r, &row));
	assert_true(row);
	int64_t value = db_col_int(r, 0);
	db_rows_close(r);
	return value;
}

static int start(void **state, char *where, char *dir)
{
	struct engine *e = mem_alloc(sizeof *e);
	e->dir = dir;
	e->where = where;
	ok(db_open(e->where, DB_WRITE, &e->db));
	*state = e;
	return 0;
}

int engine_sqlite(void **state)
{
	char *dir = temporary_dir();
	return start(state, mem_printf("%s/maille.db", dir), dir);
}

int engine_pgsql(void **state)
{
	return start(state, pg_create(), temporary_dir());
}

int engine_done(void **state)
{
	struct engine *e = *state;
	db_close(e->db);
	remove_tree(e->dir);
	if (strncmp(e->where, "postgres", 8) == 0)
		pg_drop(e->where);
	else
		free(e->where);
	free(e->dir);
	free(e);
	return 0;
}
