// SPDX-License-Identifier: AGPL-3.0-or-later
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "app/app.h"
#include "relevance/relevance.h"

static char directory[] = "/tmp/maille-relevance-XXXXXX";
static struct app *app;
static const struct snapshot *snapshot;

static void must(const struct err *err)
{
	if (err == NULL)
		return;
	fprintf(stderr, "relevance: %s\n", err_text(err));
	exit(1);
}

static void silent(void *user, const char *what, size_t done, size_t of)
{
}

const struct index *network_open(void)
{
	if (mkdtemp(directory) == NULL)
		exit(1);
	must(app_open(&(struct app_config){.data = directory, .mode = APP_WRITE}, &app));
	struct import_report report;
	must(app_starter(app, silent, NULL, &report));
	app_close(app);
	must(app_open(&(struct app_config){.data = directory, .mode = APP_READ}, &app));
	snapshot = app_enter(app);
	return snapshot->index;
}

void network_close(void)
{
	static const char *const files[] = {"maille.db", "maille.db-wal", "maille.db-shm", "maille.lock"};
	char path[100];
	app_leave(app, snapshot);
	app_close(app);
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		snprintf(path, sizeof path, "%s/%s", directory, files[i]);
		unlink(path);
	}
	rmdir(directory);
}
