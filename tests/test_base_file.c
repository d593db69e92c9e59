// SPDX-License-Identifier: AGPL-3.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"

static void test_err(void **state)
{
	const struct err *e = err_new(ERR_INPUT, "line %d", 3);
	e = err_wrap(e, "cannot read %s", "a.csv");
	e = err_wrap(e, "import");
	assert_string_equal(err_text(e), "import: cannot read a.csv: line 3");
	assert_int_equal(err_code(e), ERR_INPUT);
	err_free(e);
	err_free(NULL);
	errno = ENOENT;
	e = err_errno("cannot open %s", "x");
	assert_string_equal(err_text(e), "cannot open x: No such file or directory");
	assert_int_equal(err_code(e), ERR_IO);
	err_free(e);
}

static const struct err *try_twice(int *reached)
{
	const struct err *err = NULL;
	TRY(NULL);
	++*reached;
	TRY(err_new(ERR_BUSY, "later"));
	++*reached;
done:
	return err;
}

static void test_try(void **state)
{
	int reached = 0;
	const struct err *e = try_twice(&reached);
	assert_int_equal(reached, 1);
	assert_int_equal(err_code(e), ERR_BUSY);
	err_free(e);
}

static int make_dir(void **state)
{
	static char dir[] = "/tmp/maille-test-XXXXXX";
	*state = mkdtemp(dir);
	return *state == NULL;
}

static int drop_dir(void **state)
{
	char *command = mem_printf("rm -rf '%s'", (char *)*state);
	int status = system(command);
	free(command);
	return status;
}

static void test_mkdirs(void **state)
{
	char *path = mem_printf("%s/a/b//c/", (char *)*state);
	assert_null(file_mkdirs(path));
	assert_null(file_mkdirs(path)); // again is fine
	struct stat st;
	assert_int_equal(stat(path, &st), 0);
	assert_true(S_ISDIR(st.st_mode));
	assert_int_equal(st.st_mode & 0777, 0700);
	free(path);
	path = mem_printf("%s/file", (char *)*state);
	FILE *f = fopen(path, "w");
	fclose(f);
	const struct err *e = file_mkdirs(path);
	assert_non_null(e);
	assert_int_equal(err_code(e), ERR_IO);
	err_free(e);
	free(path);
	e = file_mkdirs("");
	assert_non_null(e);
	err_free(e);
}

static void test_read(void **state)
{
	char *path = mem_printf("%s/large", (char *)*state);
	FILE *f = fopen(path, "w");
	for (int i = 0; i < 300000; i++)
		fputc('a' + i % 26, f);
	fclose(f);
	struct buf b = {0};
	assert_null(file_read(path, 300000, &b));
	assert_int_equal(b.n, 300000);
	assert_int_equal(b.p[299999], 'a' + 299999 % 26);
	buf_reset(&b);
	const struct err *e = file_read(path, 299999, &b);
	assert_non_null(e);
	assert_int_equal(err_code(e), ERR_INPUT);
	err_free(e);
	free(path);
	e = file_read("/nowhere/at/all", 10, &b);
	assert_non_null(e);
	assert_non_null(strstr(err_text(e), "/nowhere/at/all"));
	err_free(e);
	e = file_read(*state, 10, &b); // a directory
	assert_non_null(e);
	err_free(e);
	buf_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_err),
		cmocka_unit_test(test_try),
		cmocka_unit_test(test_mkdirs),
		cmocka_unit_test(test_read),
	};
	return cmocka_run_group_tests_name("base file", tests, make_dir, drop_dir);
}
