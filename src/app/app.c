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

enum { FOLLOW_SECONDS = 2, READERS_MAX = 16, READER_SECONDS = 5 };
static const int64_t WELL_NS = 1000000000, LATE_NS = 5000000000; // asked again after; no answer for so long is a bad one

// A snapshot that readers hold; the app holds one count itself while it is the current one.
struct held {
	struct snapshot public; // first: readers know only this
	struct atlas *atlas;
	struct index *index;
	int64_t day; // when it was built: what looks unconfirmed depends on it
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
	pthread_cond_t pool_cond;
	VEC(struct db *) pool;  // readers that nobody uses now
	unsigned reading;       // those that somebody uses

	pthread_mutex_t swap;   // held for a pointer and a count
	struct held *current;
	pthread_mutex_t rebuild; // one rebuild at a time

	pthread_mutex_t asking; // held while the database is asked how it is
	atomic_bool well;
	_Atomic int64_t asked;  // when, on the monotonic clock

	struct writer *write;   // APP_SERVE

	pthread_t follower;
	bool follows;
	pthread_mutex_t follow_lock; // of what follows
	pthread_cond_t follow_cond;  // the follower has something to do
	pthread_cond_t shown_cond;   // `shown` or `missed` has grown
	int64_t wanted, shown, missed; // numbers of changes: asked for, in the snapshot, given up for now
	bool stop;
};

#define LOCKS(app) {&(app)->turn, &(app)->pool_lock, &(app)->swap, &(app)->rebuild, &(app)->asking, &(app)->follow_lock}
#define CONDS(app) {&(app)->pool_cond, &(app)->follow_cond, &(app)->shown_cond}

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
	h->day = time_unix() / 86400;
	h->public = (struct snapshot){h->atlas, h->index};
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
	if (last != app->current->atlas->change || time_unix() / 86400 != app->current->day) { // current changes under this lock only
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
	const struct err *err = NULL;
	struct timespec until;
	int late = 0;
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += READER_SECONDS;
	*out = NULL;
	pthread_mutex_lock(&app->pool_lock);
	while (app->reading == READERS_MAX && late == 0)
		late = pthread_cond_timedwait(&app->pool_cond, &app->pool_lock, &until);
	bool mine = app->reading < READERS_MAX;
	app->reading += mine;
	if (mine && app->pool.n > 0)
		*out = app->pool.v[--app->pool.n];
	pthread_mutex_unlock(&app->pool_lock);
	if (!mine)
		return err_new(ERR_BUSY, "all connections to read with are in use");
	if (*out == NULL && (err = db_open(app->where, DB_READ, out)) != NULL) {
		pthread_mutex_lock(&app->pool_lock);
		app->reading--;
		pthread_cond_signal(&app->pool_cond);
		pthread_mutex_unlock(&app->pool_lock);
	}
	return err;
}

void app_reader_back(struct app *app, struct db *d)
{
	if (d == NULL)
		return;
	pthread_mutex_lock(&app->pool_lock);
	vec_push(&app->pool, d);
	app->reading--;
	pthread_cond_signal(&app->pool_cond);
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

bool app_has_turn(const struct app *app)
{
	return my_turn == app;
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

struct writer *app_writer(struct app *app)
{
	return app->write;
}

static int64_t change_shown(struct app *app)
{
	const struct snapshot *s = app_enter(app);
	int64_t number = s->atlas->change;
	app_leave(app, s);
	return number;
}

void app_show(struct app *app, int64_t number)
{
	assert(!app_has_turn(app));
	if (!app->follows) {
		const struct err *err = app_refresh(app);
		if (err != NULL) // it is written: what cannot be read again now must not be told as a failed write
			log_warn("a change is committed, but the network could not be read again: %s", err_text(err));
		err_free(err);
		return;
	}
	pthread_mutex_lock(&app->follow_lock);
	if (number > app->wanted) {
		app->wanted = number;
		pthread_cond_signal(&app->follow_cond);
	}
	while (app->shown < number && app->missed < number)
		pthread_cond_wait(&app->shown_cond, &app->follow_lock);
	pthread_mutex_unlock(&app->follow_lock);
}

// Waits until a change is asked for or it is time to look for those of others; true when nothing happened meanwhile.
static bool nothing_new(struct app *app)
{
	struct timespec until;
	int late = 0;
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += FOLLOW_SECONDS;
	while (!app->stop && app->wanted <= app->shown && late == 0)
		late = pthread_cond_timedwait(&app->follow_cond, &app->follow_lock, &until);
	return late != 0;
}

// Builds what this process wants shown, at once and for all who want it, and what another node changed, within two seconds.
static void *follow(void *user)
{
	struct app *app = user;
	bool quiet, rebuilt = true;
	pthread_mutex_lock(&app->follow_lock);
	for (;;) {
		quiet = nothing_new(app);
		if (app->stop)
			break;
		int64_t before = app->shown;
		pthread_mutex_unlock(&app->follow_lock);
		const struct err *err = app_refresh(app);
		if (err != NULL)
			log_error("cannot follow the database: %s", err_text(err));
		int64_t now = change_shown(app);
		if (rebuilt && quiet && now == before) {
			malloc_trim(0); // what building needed is larger than what stays; while changes come it is needed again
			rebuilt = false;
		}
		rebuilt |= now != before;
		pthread_mutex_lock(&app->follow_lock);
		app->shown = now;
		if (err != NULL) {
			app->missed = app->wanted; // nobody waits for what cannot be had
			app->wanted = app->shown;
		}
		pthread_cond_broadcast(&app->shown_cond);
		err_free(err);
	}
	pthread_mutex_unlock(&app->follow_lock);
	return NULL;
}

static const struct err *start_following(struct app *app)
{
	app->wanted = app->shown = change_shown(app);
	app->follows = pthread_create(&app->follower, NULL, follow, app) == 0;
	return app->follows ? writer_start(app, &app->write) : err_new(ERR_IO, "cannot start a thread");
}

static void stop_following(struct app *app)
{
	writer_stop(app->write);
	app->write = NULL;
	if (!app->follows)
		return;
	pthread_mutex_lock(&app->follow_lock);
	app->stop = true;
	pthread_cond_signal(&app->follow_cond);
	pthread_mutex_unlock(&app->follow_lock);
	pthread_join(app->follower, NULL);
	app->follows = false;
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
	if (config->mode != APP_READ) {
		const struct err *err = file_mkdirs(config->data);
		if (err != NULL)
			return err;
	}
	// Whole: a thread may come to stand in another directory (a command that a server runs for somebody).
	char *whole = realpath(config->data, NULL);
	free(app->data);
	app->data = mem_strdup(whole != NULL ? whole : config->data);
	free(whole);
	app->where = mem_printf("%s/maille.db", app->data);
	if (config->mode != APP_READ || access(app->where, R_OK) == 0)
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

static void make_locks(struct app *app)
{
	pthread_mutex_t *locks[] = LOCKS(app);
	pthread_cond_t *conds[] = CONDS(app);
	pthread_condattr_t steady;
	pthread_condattr_init(&steady);
	pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
	for (size_t i = 0; i < sizeof locks / sizeof *locks; i++)
		pthread_mutex_init(locks[i], NULL);
	for (size_t i = 0; i < sizeof conds / sizeof *conds; i++)
		pthread_cond_init(conds[i], &steady);
	pthread_condattr_destroy(&steady);
}

static void end_locks(struct app *app)
{
	pthread_mutex_t *locks[] = LOCKS(app);
	pthread_cond_t *conds[] = CONDS(app);
	for (size_t i = 0; i < sizeof locks / sizeof *locks; i++)
		pthread_mutex_destroy(locks[i]);
	for (size_t i = 0; i < sizeof conds / sizeof *conds; i++)
		pthread_cond_destroy(conds[i]);
}

const struct err *app_open(const struct app_config *config, struct app **out)
{
	const struct err *err;
	struct db *d = NULL;
	struct app *app = mem_alloc(sizeof *app);
	*out = NULL;
	app->mode = config->mode;
	app->data = mem_strdup(config->data != NULL ? config->data : "var");
	make_locks(app);
	TRY(find_data(app, config));
	TRY(open_database(app));
	if (app->mode != APP_WRITE)
		TRY(lexicon_shipped(&app->lexicon));
	TRY(app_reader(app, &d));
	TRY(load(app, d, &app->current));
	malloc_trim(0);
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
	stop_following(app);
	held_drop(app->current);
	for (size_t i = 0; i < app->pool.n; i++)
		db_close(app->pool.v[i]);
	vec_free(&app->pool);
	db_close(app->writer); // last: closing it checkpoints, and it holds the lock
	lexicon_free(app->lexicon);
	end_locks(app);
	free(app->where);
	free(app->data);
	free(app);
}
