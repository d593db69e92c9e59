// SPDX-License-Identifier: AGPL-3.0-or-later
// Importing a file: what it would do, the pairs to decide, and the import itself.
#include "app/edit.h"
#include "base/utf8.h"
#include "exchange/enrich.h"
#include "exchange/export.h"
#include "web/page_importer.h"
#include "web/pages.h"
#include "web/views/views.gen.h"

struct trying {
	struct importing_page w;
	struct record_set set;
	struct import_request req;
	struct import_report report;
	struct buf mapping;
};

// --- decisions about pairs: "line place other oui" a line ---

static struct str choice_name(const struct import_pair *pair, struct arena *a)
{
	return arena_printf(a, "d%u-%lld-%u", pair->line, (long long)pair->place, pair->other);
}

static void decisions_read(struct str text, struct arena *a, struct import_request *req)
{
	size_t lines = 0;
	for (size_t i = 0; i < text.n; i++)
		lines += text.p[i] == '\n';
	struct import_decision *out = arena_array(a, lines + 1, sizeof *out);
	while (text.n > 0) {
		struct str rest = str_cut(text, '\n', &text);
		int64_t line, place, other;
		bool good = str_to_i64(str_cut(rest, ' ', &rest), &line) && str_to_i64(str_cut(rest, ' ', &rest), &place) &&
			    str_to_i64(str_cut(rest, ' ', &rest), &other);
		if (good && (str_eqz(rest, "oui") || str_eqz(rest, "non")))
			out[req->decision_n++] = (struct import_decision){(uint32_t)line, place, (uint32_t)other, str_eqz(rest, "oui")};
	}
	req->decisions = out;
}

// What was chosen on the page: "d12-345-0=oui".
static struct str decisions_sent(struct page *p)
{
	struct buf out = BUF_IN(p->a);
	for (size_t i = 0; i < p->rq->form_n; i++) {
		struct str name = p->rq->form[i].name, value = p->rq->form[i].value;
		int64_t line, place, other;
		if (!str_starts(name, S("d")) || (!str_eqz(value, "oui") && !str_eqz(value, "non")))
			continue;
		name = str_from(name, 1);
		if (str_to_i64(str_cut(name, '-', &name), &line) && str_to_i64(str_cut(name, '-', &name), &place) &&
		    str_to_i64(name, &other) && line > 0 && place >= 0 && other >= 0)
			buf_addf(&out, "%lld %lld %lld %.*s\n", (long long)line, (long long)place, (long long)other, STR_ARG(value));
	}
	return buf_str(&out);
}

// --- the records ---

// A file of Maille's own form may describe networks, labels, actions: an animator's adds to them, it renames none.
static void keep_vocabulary(const struct atlas *atlas, struct record_set *set)
{
	uint32_t n = 0;
	for (uint32_t i = 0; i < set->action_n; i++)
		if (atlas_action(atlas, set->actions[i].key) == NONE)
			set->actions[n++] = set->actions[i];
	set->action_n = n;
	n = 0;
	for (uint32_t i = 0; i < set->label_n; i++)
		if (atlas_label(atlas, set->labels[i].key) == NONE)
			set->labels[n++] = set->labels[i];
	set->label_n = n;
	n = 0;
	for (uint32_t i = 0; i < set->network_n; i++)
		if (atlas_network(atlas, set->networks[i].key) == NONE)
			set->networks[n++] = set->networks[i];
	set->network_n = n;
	struct map known = {0};
	for (uint32_t i = 0; i < atlas->org_n; i++)
		map_set(&known, atlas->orgs[i].key, 1);
	n = 0;
	for (uint32_t i = 0; i < set->org_n; i++)
		if (!map_get(&known, set->orgs[i].key, NULL))
			set->orgs[n++] = set->orgs[i];
	set->org_n = n;
	map_release(&known);
}

// Reads the draft, its rows and its decisions. False: the reply is made.
static bool prepare(struct page *p, struct trying *t)
{
	const struct err *err;
	*t = (struct trying){.mapping = BUF_IN(p->a)};
	if (!importer_open(p, &t->w))
		return false;
	if (t->w.about.title.n == 0) {
		http_redirect(p->rq, p->reply, 303, importer_path(p, t->w.draft.id, ""));
		return false;
	}
	TRY(mapping_read(&t->w.table, &t->w.mapping, t->w.about.key, p->a, &t->set));
	struct source *source = &t->set.source; // as the person said, whatever the file says
	*source = (struct source){.key = t->w.about.key, .title = t->w.about.title, .publisher = t->w.about.publisher,
				  .licence = t->w.about.licence, .url = source->url};
	date_parse(t->w.about.date, &source->date);
	if (!p->actor->admin)
		keep_vocabulary(p->atlas, &t->set);
	enrich_records(&t->set, p->a);
	mapping_write(&t->w.mapping, &t->mapping);
	t->req = (struct import_request){
		.set = &t->set, .who = p->actor, .file = t->w.draft.file, .hash = import_file_hash(p->a, t->w.bytes),
		.mapping = t->w.table.whole == NULL ? buf_str(&t->mapping) : STR_NONE, .fingerprint = t->w.mapping.fingerprint,
		.network = t->w.about.network,
	};
	decisions_read(t->w.draft.decisions, p->a, &t->req);
	return true;
done:
	importer_failed(p, err);
	return false;
}

// --- the preview ---

static struct import_item_line item_line(struct page *p, struct str kind, struct str key, struct str before, struct str after)
{
	enum item_kind item;
	if (!item_kind_find(kind, &item))
		return (struct import_item_line){key, before, after};
	return (struct import_item_line){item_label(p->atlas, item, key, p->a), item_shown(p->atlas, item, key, before, p->a),
					 item_shown(p->atlas, item, key, after, p->a)};
}

static size_t some(size_t n, size_t *more)
{
	*more = n > IMPORT_SHOWN ? n - IMPORT_SHOWN : 0;
	return n - *more;
}

static void fill_changed(struct page *p, const struct import_detail *d, struct view_import_preview *v)
{
	v->changed_n = some(d->changed_n, &v->changed_more);
	v->changed = arena_array(p->a, v->changed_n, sizeof *v->changed);
	for (size_t i = 0; i < v->changed_n; i++) {
		const struct import_changed *c = &d->changed[i];
		struct import_item_line *items = arena_array(p->a, c->item_n, sizeof *items);
		for (size_t k = 0; k < c->item_n; k++)
			items[k] = item_line(p, c->items[k].kind, c->items[k].key, c->items[k].before, c->items[k].after);
		v->changed[i] = (struct import_changed_line){c->line, c->name, c->slug, items, c->item_n};
	}
	v->wish_n = d->wish_n < IMPORT_SHOWN ? d->wish_n : IMPORT_SHOWN;
	v->wishes = arena_array(p->a, v->wish_n, sizeof *v->wishes);
	for (size_t i = 0; i < v->wish_n; i++)
		v->wishes[i] = (struct import_wish_line){d->wishes[i].line, d->wishes[i].place,
							 item_line(p, d->wishes[i].kind, d->wishes[i].key, d->wishes[i].before, d->wishes[i].after)};
}

static void fill_pairs(struct page *p, const struct import_detail *d, struct view_import_preview *v)
{
	v->pairs = d->pairs;
	v->pair_n = d->pair_n < IMPORT_PAIRS ? d->pair_n : IMPORT_PAIRS;
	v->pair_more = d->pair_n - v->pair_n;
	v->choices = arena_array(p->a, v->pair_n, sizeof *v->choices);
	v->reasons = arena_array(p->a, v->pair_n, sizeof *v->reasons);
	for (size_t i = 0; i < v->pair_n; i++) {
		struct buf words = BUF_IN(p->a);
		for (size_t k = 0; k < d->pairs[i].word_n; k++)
			buf_addf(&words, "%s%s", k > 0 ? ", " : "", tr(d->pairs[i].words[k]));
		v->choices[i] = choice_name(&d->pairs[i], p->a);
		v->reasons[i] = buf_str(&words);
	}
}

static void show_preview(struct trying *t, struct str problem, int status)
{
	struct page *p = t->w.p;
	struct import_request req = t->req;
	// Pairs that were decided are asked again, each with what was chosen: the plan is made without the decisions.
	req.dry_run = req.detail = true;
	req.decision_n = 0;
	const struct err *err = app_import_as(p->app, &req, NULL, NULL, p->a, &t->report);
	if (err != NULL) {
		importer_failed(p, err);
		return;
	}
	const struct import_detail *d = t->report.detail;
	struct view_import_preview v = {.layout = page_layout(p, str_of(_("Ce que fera cet import"))), .problem = problem, .file = t->w.draft.file,
					.source = t->w.about.title, .steps = {STEP_PREVIEW, importer_path(p, t->w.draft.id, "")},
					.report = &t->report, .refused_href = importer_path(p, t->w.draft.id, "/refus.csv")};
	v.layout.no_index = true;
	v.layout.canonical = STR_NONE;
	v.created = d->created;
	v.created_n = some(d->created_n, &v.created_more);
	fill_changed(p, d, &v);
	fill_pairs(p, d, &v);
	v.refusals = t->report.refusals;
	v.refusal_n = some(t->report.refusal_n, &v.refusal_more);
	v.warnings = t->set.warnings;
	v.warning_n = some(t->set.warning_n, &v.warning_more);
	p->reply->status = status;
	page_passing(p);
	view_import_preview(p->out, &v);
}

void page_import_preview(struct page *p)
{
	struct trying t;
	if (prepare(p, &t))
		show_preview(&t, STR_NONE, 200);
}

void page_import_preview_post(struct page *p)
{
	struct trying t;
	if (!prepare(p, &t))
		return;
	t.w.draft.decisions = decisions_sent(p);
	t.req.decision_n = 0;
	decisions_read(t.w.draft.decisions, p->a, &t.req);
	const struct err *err = app_import_as(p->app, &t.req, NULL, NULL, p->a, &t.report);
	if (err != NULL) {
		importer_failed(p, err);
		return;
	}
	t.w.draft.run = t.report.run;
	if (!importer_keep(&t.w))
		return;
	if (t.report.run == 0) {
		show_preview(&t, str_of(_("Rien n’a changé : tout ce que dit ce fichier est déjà là.")), 200);
		return;
	}
	http_redirect(p->rq, p->reply, 303, web_link(p->a, arena_printf(p->a, "/imports/%lld?fait=importe", (long long)t.report.run)));
}

// The rows that are left out, to be mended in a spreadsheet.
void page_import_refused(struct page *p)
{
	struct trying t;
	if (!prepare(p, &t))
		return;
	t.req.dry_run = true;
	const struct err *err = app_import_as(p->app, &t.req, NULL, NULL, p->a, &t.report);
	if (err != NULL) {
		importer_failed(p, err);
		return;
	}
	p->reply->type = "text/csv; charset=utf-8";
	http_set(p->rq, p->reply, "Content-Disposition", S("attachment; filename=\"lignes-refusees.csv\""));
	page_passing(p);
	buf_addz(p->out, "\xEF\xBB\xBF" "ligne;colonne;raison\r\n"); // as a French Excel wants it
	for (size_t i = 0; i < t.report.refusal_n; i++) {
		buf_addf(p->out, "%u;", t.report.refusals[i].line);
		csv_text(p->out, t.report.refusals[i].column, ';');
		buf_addc(p->out, ';');
		csv_text(p->out, t.report.refusals[i].reason, ';');
		buf_addz(p->out, "\r\n");
	}
}
