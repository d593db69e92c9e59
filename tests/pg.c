// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pg.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"

static void run(const char *sql)
{
	const char *url = getenv("MAILLE_TEST_PG");
	if (url == NULL) {
		fprintf(stderr, "MAILLE_TEST_PG is not set: run this under tests/with-pg\n");
		abort();
	}
	PGconn *c = PQconnectdb(url);
	PGresult *r = PQexec(c, sql);
	if (PQresultStatus(r) != PGRES_COMMAND_OK) {
		fprintf(stderr, "%s: %s\n", sql, PQerrorMessage(c));
		abort();
	}
	PQclear(r);
	PQfinish(c);
}

char *pg_create(void)
{
	static int count;
	char *name = mem_printf("test_%ld_%d", (long)getpid(), ++count);
	char *sql = mem_printf("CREATE DATABASE %s TEMPLATE template0", name);
	run(sql);
	const char *url = getenv("MAILLE_TEST_PG"); // postgresql://postgres@/postgres?host=…
	const char *slash = strstr(url, "@/"), *query = strchr(url, '?');
	if (slash == NULL || query == NULL)
		abort();
	char *own = mem_printf("%.*s@/%s%s", (int)(slash - url), url, name, query);
	free(name);
	free(sql);
	return own;
}

void pg_drop(char *url)
{
	if (url == NULL)
		return;
	const char *name = strstr(url, "@/") + 2;
	char *sql = mem_printf("DROP DATABASE IF EXISTS %.*s WITH (FORCE)", (int)strcspn(name, "?"), name);
	run(sql);
	free(sql);
	free(url);
}
