// SPDX-License-Identifier: AGPL-3.0-or-later
// The product behind its doors: one place where the database, the index and the rules meet.
#ifndef MAILLE_APP_APP_H
#define MAILLE_APP_APP_H

#include "base/err.h"
#include "search/search.h"

struct app;

// Told now and then by whatever may take over a second; may be NULL wherever it is asked for.
typedef void app_progress(void *user, const char *what, size_t done, size_t of);

enum app_mode {
	APP_READ,  // looks: the network must be there already; nothing can be changed
	APP_WRITE, // changes and ends (import, starter): migrates, has no index; on SQLite refuses while another works on these data
	APP_SERVE, // lives: migrates, refuses a second one on SQLite, follows what other nodes change
};
struct app_config {
	const char *data; // directory of the database and what belongs to it, made when absent
	const char *db;   // "postgresql://…", or NULL for SQLite in `data`
	enum app_mode mode;
};

const struct err *app_open(const struct app_config *config, struct app **out); // migrates, loads, indexes
void app_close(struct app *app);

// The network as it stood at one moment. Take it at the start of a request, give it back at the end; what it
// holds is never changed under a reader.
struct snapshot {
	const struct atlas *atlas;
	const struct index *index; // NULL in APP_WRITE
};
const struct snapshot *app_enter(struct app *app);
void app_leave(struct app *app, const struct snapshot *s);

// Rebuilds the snapshot when the database has moved on (this process, another one, another node).
const struct err *app_refresh(struct app *app);

// Whether the database answers: asked at most once a second, whoever wants to know; never waits for another's question.
bool app_is_well(struct app *app);
const char *app_engine(const struct app *app); // "sqlite" or "postgresql"

// A fact of a place as a source told it, for its page.
struct fact {
	struct str key;    // the field's French key
	struct str value;
	uint16_t source;   // position in the atlas given
	struct date date;
	bool shown;        // this is the value that the place shows
	bool agrees;       // it says the same as what is shown, or a part of it, in its own way
};
// Those of the sources that the reader's own snapshot knows: the database may be ahead of it.
const struct err *app_facts(struct app *app, const struct atlas *atlas, int64_t place_id, struct arena *a, struct fact **out,
			    size_t *n);

// What changed lately, newest first.
struct change {
	int64_t number;
	struct str when;  // "2026-11-21T10:00:00Z"
	struct str what;  // code: "import", "lieu-cree", "lieu-modifie", "lieux-fusionnes"
	struct str source;
	int64_t place_id; // 0 when about several
	struct str summary;
};
const struct err *app_changes(struct app *app, size_t max, struct arena *a, struct change **out, size_t *n);

// Whether the database is whole, and whether the index answers some questions made from it as brute force does.
struct app_check {
	size_t place_n, question_n;
	struct str *problems; // one sentence each
	size_t problem_n;
};
const struct err *app_check(struct app *app, app_progress *progress, void *user, struct arena *a, struct app_check *out);

struct record_set;
struct import_report;
// The starter network is loaded into an empty database, in one transaction; refused when it holds places. The report
// (may be NULL) is the sum over its files.
const struct err *app_starter(struct app *app, app_progress *progress, void *user, struct import_report *out);

struct import_report {
	size_t read, created, changed, unchanged, proposed, refused;
	size_t merged; // records that are one with a place known by another source, or with another record
	size_t repeated; // records that tell again of a place of the same file
	size_t wished;   // things left to places' own teams, who said otherwise
	struct refusal *refusals; // rows that were left out, each with its reason; the others are taken
	size_t refusal_n;
	int64_t run;     // number of the import, 0 when nothing changed
	const struct import_detail *detail; // app/imports.h
};
// One transaction: matches the records against the network, merges when sure, proposes when likely. Rows are refused
// one by one. `progress` may be NULL; what it is told of is in French. More of it: app/imports.h.
const struct err *app_import(struct app *app, const struct record_set *set, bool dry_run, app_progress *progress, void *user,
			     struct arena *a, struct import_report *out);

struct duplicate { // two places that are likely one
	int64_t a, b;
	double confidence; // 0 to 1
	struct str *reasons;
	size_t reason_n;
};
const struct err *app_duplicates(struct app *app, struct arena *a, struct duplicate **out, size_t *n);

#endif
