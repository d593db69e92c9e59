// SPDX-License-Identifier: AGPL-3.0-or-later
// Opening the product: the database, its schema, the network in memory, and following what others change.
#include <assert.h>
#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "app/internal.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/time.h"
#include "base/vec.h"
#include "search/lexicon.h"
#include "store/atlas.h"
#include "store/change.h"
#include "store/store.h"

enum { FOLLOW_SECONDS = 2 };
static const int64_t WELL_NS = 1000000000, LATE_NS = 5000000000; // asked again after; no answer for so long is a bad one

// A snapshot that readers hold; the app holds one count itself while it is the current one.
struct held {
	struct snapshot public; // first: readers know only this
	struct atlas *atlas;
	struct index *index;
	atomic_uint holders;
};

struct app {
	enum app_mode mode;
	char *where;            // for db_open
	char *data;             // the directory
	struct lexicon *lexicon;

	struct db *writer;      // NULL in APP_READ
	pthread_mutex_t turn;   // the writer's

	pthread_mutex_t pool_lock;
	VEC(struct db *) pool;  // readers that nobody uses now

	pthread_mutex_t swap;   // held for a pointer and a count
	struct held *current;
	pthread_mutex_t rebuild; // one rebuild at a time

	pthread_mutex_t asking; // held while the database is asked how it is
	atomic_bool well;
	_Atomic int64_t asked;  // when, on the monotonic clock

	pthread_t follower;
	bool follows;
	pthread_mutex_t stop_lock;
	pthread_cond_t stop_cond;
	bool stop;
};

// The app whose turn to write this thread has: a rollback by another thread must not end it.
static _Thread_local struct app *my_turn;

static void held_drop(struct held *h)
{
	if (h == NULL || atomic_fetch_sub(&h->holders, 1) != 1)
		return;
	index_free(h->index);
	atlas_free(h->atlas);
	free(h);
}

const struct snapshot *app_enter(struct app *app)
{
	pthread_mutex_lock(&app->swap);
	struct held *h = app->current;
	atomic_fetch_add(&h->holders, 1);
	pthread_mutex_unlock(&app->swap);
	return &h->public;
}

void app_leave(struct app *app, const struct snapshot *s)
{
	if (s != NULL)
		held_drop((struct held *)(uintptr_t)s);
}

static void swap_in(struct app *app, struct held *fresh)
{
	pthread_mutex_lock(&app->swap);
	struct held *old = app->current;
	app->current = fresh;
	pthread_mutex_unlock(&app->swap);
	held_drop(old);
}

static const struct err *load(struct app *app, struct db *d, struct held **out)
{
	const struct err *err;
	struct held *h = mem_alloc(sizeof *h);
	atomic_init(&h->holders, 1);
	TRY(store_atlas_load(d, &h->atlas));
	if (app->mode != APP_WRITE)
		TRY(index_build(h->atlas, app->lexicon, &h->index));
	h->public = (struct snapshot){h->atlas, h->index};
	malloc_trim(0); // what building needed is larger than what stays
	*out = h;
	h = NULL;
done:
	held_drop(h);
	return err;
}

const struct err *app_refresh(struct app *app)
{
	const struct err *err;
	struct db *d = NULL;
	struct held *fresh = NULL;
	int64_t last;
	pthread_mutex_lock(&app->rebuild);
	TRY(app_reader(app, &d));
	TRY(store_change_last(d, &last));
	if (last != app->current->atlas->change) { // current changes under this lock only
		TRY(load(app, d, &fresh));
		swap_in(app, fresh);
	}
done:
	app_reader_back(app, d);
	pthread_mutex_unlock(&app->rebuild);
	return err;
}

const struct err *app_reader(struct app *app, struct db **out)
{
	*out = NULL;
	pthread_mutex_lock(&app->pool_lock);
	if (app->pool.n > 0)
		*out = app->pool.v[--app->pool.n];
	pthread_mutex_unlock(&app->pool_lock);
	return *out != NULL ? NULL : db_open(app->where, DB_READ, out);
}

void app_reader_back(struct app *app, struct db *d)
{
	if (d == NULL)
		return;
	pthread_mutex_lock(&app->pool_lock);
	vec_push(&app->pool, d);
	pthread_mutex_unlock(&app->pool_lock);
}

const struct err *app_begin(struct app *app, struct db **out)
{
	const struct err *err;
	if (app->writer == NULL)
		return err_new(ERR_USAGE, "these data are open for reading only");
	pthread_mutex_lock(&app->turn);
	if ((err = db_begin(app->writer)) != NULL) {
		pthread_mutex_unlock(&app->turn);
		return err;
	}
	my_turn = app;
	*out = app->writer;
	return NULL;
}

const struct err *app_commit(struct app *app)
{
	assert(my_turn == app);
	const struct err *err = db_commit(app->writer);
	my_turn = NULL;
	pthread_mutex_unlock(&app->turn);
	return err;
}

void app_rollback(struct app *app)
{
	if (my_turn != app)
		return;
	db_rollback(app->writer);
	my_turn = NULL;
	pthread_mutex_unlock(&app->turn);
}

bool app_is_well(struct app *app)
{
	const struct err *err;
	struct db *d = NULL;
	int64_t last;
	if (pthread_mutex_trylock(&app->asking) != 0) // somebody is asking: what was known, unless that takes too long
		return atomic_load(&app->well) && time_mono_ns() - atomic_load(&app->asked) < LATE_NS;
	if (time_mono_ns() - atomic_load(&app->asked) >= WELL_NS) {
		atomic_store(&app->asked, time_mono_ns());
		TRY(app_reader(app, &d));
		TRY(store_change_last(d, &last));
	done:
		app_reader_back(app, d);
		atomic_store(&app->well, err == NULL);
		if (err != NULL)
			log_error("the database does not answer: %s", err_text(err));
		err_free(err);
	}
	pthread_mutex_unlock(&app->asking);
	return atomic_load(&app->well);
}

const char *app_data(const struct app *app)
{
	return app->data;
}

bool app_serves(const struct app *app)
{
	return app->mode == APP_SERVE;
}

const char *app_engine(const struct app *app)
{
	return str_starts(str_of(app->where), S("postgres")) ? "postgresql" : "sqlite";
}

// Another node's changes are seen within two seconds.
static void *follow(void *user)
{
	struct app *app = user;
	const struct err *err;
	bool stop = false;
	while (!stop) {
		struct timespec until;
		clock_gettime(CLOCK_MONOTONIC, &until);
		until.tv_sec += FOLLOW_SECONDS;
		pthread_mutex_lock(&app->stop_lock);
		if (!app->stop)
			pthread_cond_timedwait(&app->stop_cond, &app->stop_lock, &until);
		stop = app->stop;
		pthread_mutex_unlock(&app->stop_lock);
		if (!stop && (err = app_refresh(app)) != NULL) {
			log_error("cannot follow the database: %s", err_text(err));
			err_free(err);
		}
	}
	return NULL;
}

static const struct err *start_following(struct app *app)
{
	pthread_condattr_t attr;
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&app->stop_cond, &attr);
	pthread_condattr_destroy(&attr);
	app->follows = pthread_create(&app->follower, NULL, follow, app) == 0;
	return app->follows ? NULL : err_new(ERR_IO, "cannot start a thread");
}

static const struct err *find_data(struct app *app, const struct app_config *config)
{
	if (config->db != NULL) {
		struct str db = str_of(config->db);
		if (!str_starts(db, S("postgresql://")) && !str_starts(db, S("postgres://")))
			return err_new(ERR_USAGE, tr("--db attend une adresse postgresql://… (pour SQLite : --data DOSSIER)"));
		app->where = mem_strdup(config->db);
		return NULL;
	}
	app->where = mem_printf("%s/maille.db", config->data);
	if (config->mode != APP_READ)
		return file_mkdirs(config->data);
	if (access(app->where, R_OK) == 0)
		return NULL;
	return errno != ENOENT && errno != ENOTDIR
		       ? err_new(ERR_IO, tr("%s ne se laisse pas lire : %s"), app->where, strerror(errno))
		       : err_new(ERR_INPUT, tr("il n’y a pas encore de réseau dans %s : « maille starter » charge le premier"), config->data);
}

static const struct err *open_database(struct app *app)
{
	const struct err *err;
	struct db *d = NULL;
	int steps = 0;
	if (app->mode == APP_READ) {
		TRY(app_reader(app, &d));
		TRY(store_check_version(d));
	} else {
		TRY(db_open(app->where, DB_WRITE, &app->writer));
		TRY(db_lock(app->writer, DB_LOCK_SHARED)); // on SQLite one at a time; on PostgreSQL writers take turns
		TRY(store_migrate(app->writer, &steps));
	}
done:
	app_reader_back(app, d);
	return err;
}

const struct err *app_open(const struct app_config *config, struct app **out)
{
	const struct err *err;
	struct db *d = NULL;
	struct app *app = mem_alloc(sizeof *app);
	*out = NULL;
	app->mode = config->mode;
	app->data = mem_strdup(config->data != NULL ? config->data : "var");
	pthread_mutex_init(&app->turn, NULL);
	pthread_mutex_init(&app->pool_lock, NULL);
	pthread_mutex_init(&app->swap, NULL);
	pthread_mutex_init(&app->rebuild, NULL);
	pthread_mutex_init(&app->stop_lock, NULL);
	pthread_mutex_init(&app->asking, NULL);
	TRY(find_data(app, config));
	TRY(open_database(app));
	if (app->mode != APP_WRITE)
		TRY(lexicon_shipped(&app->lexicon));
	TRY(app_reader(app, &d));
	TRY(load(app, d, &app->current));
	atomic_store(&app->well, true);
	atomic_store(&app->asked, time_mono_ns());
	if (app->mode == APP_SERVE)
		TRY(start_following(app));
	*out = app;
	app_reader_back(app, d);
	return NULL;
done:
	app_reader_back(app, d);
	app_close(app);
	return err;
}

void app_close(struct app *app)
{
	if (app == NULL)
		return;
	if (app->follows) {
		pthread_mutex_lock(&app->stop_lock);
		app->stop = true;
		pthread_cond_signal(&app->stop_cond);
		pthread_mutex_unlock(&app->stop_lock);
		pthread_join(app->follower, NULL);
		pthread_cond_destroy(&app->stop_cond);
	}
	held_drop(app->current);
	for (size_t i = 0; i < app->pool.n; i++)
		db_close(app->pool.v[i]);
	vec_free(&app->pool);
	db_close(app->writer); // last: closing it checkpoints, and it holds the lock
	lexicon_free(app->lexicon);
	pthread_mutex_destroy(&app->turn);
	pthread_mutex_destroy(&app->pool_lock);
	pthread_mutex_destroy(&app->swap);
	pthread_mutex_destroy(&app->rebuild);
	pthread_mutex_destroy(&app->stop_lock);
	pthread_mutex_destroy(&app->asking);
	free(app->where);
	free(app->data);
	free(app);
}
