// SPDX-License-Identifier: AGPL-3.0-or-later
// The imports that were made: who, when, what; and taking one back.
#include "app/imports.h"
#include "base/time.h"
#include "web/page_importer.h"
#include "web/pages.h"
#include "web/views/views.gen.h"

static struct date day_of(int64_t moment)
{
	struct date d = {0};
	struct moment m;
	date_parse(str_sub(moment_paris_unix(moment, &m), 0, 10), &d);
	return d;
}

static struct import_line line_of(const struct page *p, const struct import_row *row)
{
	return (struct import_line){*row, day_of(row->made), row->last && import_may_undo(p->actor, row)};
}

void page_imports(struct page *p)
{
	enum { MOST = 100 };
	struct import_row *rows;
	struct view_imports v = {.layout = page_layout(p, str_of(_("Les imports")))};
	const struct err *err = app_imports(p->app, p->actor, MOST, p->a, &rows, &v.n);
	if (err != NULL) {
		importer_failed(p, err);
		return;
	}
	v.layout.no_index = true;
	v.layout.canonical = STR_NONE;
	v.lines = arena_array(p->a, v.n, sizeof *v.lines);
	for (size_t i = 0; i < v.n; i++)
		v.lines[i] = line_of(p, &rows[i]);
	page_passing(p);
	view_imports(p->out, &v);
}

// The import of the address, when it is theirs to see. False: the reply is made.
static bool find(struct page *p, struct import_row *row)
{
	int64_t number = 0;
	bool found = false;
	str_to_i64(http_capture(p->rq, "numero"), &number);
	const struct err *err = app_import_find(p->app, number, p->a, row, &found);
	if (err != NULL) {
		importer_failed(p, err);
		return false;
	}
	if (found && (p->actor->admin || row->person == p->actor->person))
		return true;
	page_error(p, 404, STR_NONE);
	return false;
}

static void show(struct page *p, const struct import_row *row, const char *done, struct str problem, int status)
{
	struct view_import v = {.layout = page_layout(p, arena_printf(p->a, _("Import de %.*s"), STR_ARG(row->source_title))), .done = done,
				.problem = problem, .line = line_of(p, row)};
	v.layout.no_index = true;
	v.layout.canonical = STR_NONE;
	v.who = row->person == p->actor->person ? str_of(_("vous")) : row->person_name.n > 0 ? row->person_name : str_of(_("l’hébergeur"));
	p->reply->status = status;
	page_passing(p);
	view_import(p->out, &v);
}

void page_import_one(struct page *p)
{
	struct import_row row;
	struct str done = http_query(p->rq, "fait");
	if (find(p, &row))
		show(p, &row, str_eqz(done, "importe") ? _("C’est importé.") : str_eqz(done, "annule") ? _("L’import est annulé.") : NULL, STR_NONE, 200);
}

void page_import_undo(struct page *p)
{
	struct import_row row;
	struct undo_report report;
	enum undo_outcome outcome;
	if (!find(p, &row))
		return;
	if (!import_may_undo(p->actor, &row)) {
		page_error(p, 404, STR_NONE);
		return;
	}
	const struct err *err = app_import_undo(p->app, p->actor, STR_NONE, row.number, p->a, &report, &outcome);
	if (err != NULL)
		importer_failed(p, err);
	else if (outcome == UNDO_NOT_LAST)
		show(p, &row, NULL, str_of(_("Un import plus récent de cette source est passé depuis : annulez d’abord celui-là.")), 409);
	else
		http_redirect(p->rq, p->reply, 303, web_link(p->a, arena_printf(p->a, "/imports/%lld?fait=annule", (long long)row.number)));
}
