// SPDX-License-Identifier: AGPL-3.0-or-later
// Importing a file: the upload, what its source is, what its columns tell.
#include "web/page_importer.h"

#include <string.h>

#include <sodium.h>

#include "app/slug.h"
#include "app/shown.h"
#include "base/log.h"
#include "base/utf8.h"
#include "exchange/dating.h"
#include "web/pages.h"
#include "web/views/views.gen.h"

const char *import_step_name(enum import_step s)
{
	static const char *const names[STEP_COUNT] = {N_("Le fichier"), N_("Sa source"), N_("Ses colonnes"), N_("L’aperçu")};
	return tr(names[s]);
}

int import_group(const char *fact)
{
	static const struct {
		const char *fact;
		int group;
	} groups[] = {
		{"nom", 0}, {"autres_noms", 0}, {"identifiant", 0}, {"typologie", 0}, {"presentation_resume", 0},
		{"presentation_detail", 0}, {"adresse", 1}, {"code_postal", 1}, {"commune", 1}, {"code_insee", 1}, {"latitude", 1},
		{"longitude", 1}, {"qpv", 1}, {"site_web", 2}, {"telephone", 2}, {"courriels", 2}, {"horaires", 2}, {"label", 3},
		{"reseau", 3}, {"porteuse", 3}, {"porteuse_depuis", 3}, {"pivot", 3}, {"partenaire", 3}, {"action", 3},
	};
	for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++)
		if (strcmp(groups[i].fact, fact) == 0)
			return groups[i].group;
	return import_group_n - 1;
}

const char *import_group_name(int group)
{
	static const char *const names[import_group_n] = {N_("Le lieu"), N_("Où il est"), N_("Le joindre"), N_("Réseaux et structures"),
							  N_("Autres faits")};
	return tr(names[group]);
}

static struct view_layout layout_of(struct page *p, const char *title)
{
	struct view_layout l = page_layout(p, str_of(title));
	l.no_index = true;
	l.canonical = STR_NONE;
	page_passing(p);
	return l;
}

struct str importer_path(struct page *p, struct str id, const char *more)
{
	return web_link(p->a, arena_printf(p->a, "/importer/%.*s%s", STR_ARG(id), more));
}

void importer_failed(struct page *p, const struct err *err)
{
	if (err_code(err) == ERR_BUSY) {
		page_error(p, 503, arena_str(p->a, str_of(err_text(err))));
	} else {
		log_error("import: %s", err_text(err));
		page_error(p, 500, STR_NONE);
	}
	err_free(err);
}

// --- what is kept of a draft ---

static const char *const about_keys[] = {"titre", "producteur", "licence", "date", "cle", "reseau"};

static struct str *about_member(struct import_about *a, size_t i)
{
	struct str *members[] = {&a->title, &a->publisher, &a->licence, &a->date, &a->key, &a->network};
	return members[i];
}

void importer_about_write(const struct import_about *about, struct buf *out)
{
	for (size_t i = 0; i < sizeof about_keys / sizeof *about_keys; i++)
		buf_addf(out, "%s: %.*s\n", about_keys[i], STR_ARG(*about_member((struct import_about *)(uintptr_t)about, i)));
}

static void about_read(struct str text, struct import_about *out)
{
	while (text.n > 0) {
		struct str value, key = str_cut(str_cut(text, '\n', &text), ':', &value);
		for (size_t i = 0; i < sizeof about_keys / sizeof *about_keys; i++)
			if (str_eqz(key, about_keys[i]))
				*about_member(out, i) = str_trim(value);
	}
}

static struct str from_base64(struct str text, struct arena *a)
{
	unsigned char *bytes = arena_alloc(a, text.n + 1);
	size_t n = 0;
	if (sodium_base642bin(bytes, text.n + 1, text.p, text.n, NULL, &n, NULL, sodium_base64_VARIANT_ORIGINAL) != 0)
		return STR_NONE;
	return (struct str){(const char *)bytes, n};
}

static struct str to_base64(struct str bytes, struct arena *a)
{
	size_t room = sodium_base64_ENCODED_LEN(bytes.n, sodium_base64_VARIANT_ORIGINAL);
	char *text = arena_alloc(a, room);
	sodium_bin2base64(text, room, (const unsigned char *)bytes.p, bytes.n, sodium_base64_VARIANT_ORIGINAL);
	return (struct str){text, room - 1};
}

static struct str date_text(struct date d, struct arena *a)
{
	struct buf b = BUF_IN(a);
	date_add(&b, d);
	return buf_str(&b);
}

// What was said of the last file with such columns, to begin with.
static const struct err *recall(struct importing_page *w)
{
	enum { LOOK_BACK = 200 };
	const struct err *err;
	struct import_row *runs;
	size_t n;
	TRY(app_imports(w->p->app, w->p->actor, LOOK_BACK, w->p->a, &runs, &n));
	for (size_t i = 0; i < n; i++) {
		if (!str_eq(runs[i].fingerprint, w->mapping.fingerprint) || runs[i].fingerprint.n == 0)
			continue;
		int32_t at = atlas_source(w->p->atlas, runs[i].source_key);
		w->known = (struct import_about){.title = runs[i].source_title, .licence = runs[i].licence, .network = runs[i].network,
						 .publisher = at != NONE ? w->p->atlas->sources[at].publisher : STR_NONE};
		if (runs[i].date.year != 0 && str_eq(runs[i].hash, import_file_hash(w->p->a, w->bytes)))
			w->known.date = date_text(runs[i].date, w->p->a);
		break;
	}
done:
	return err;
}

bool importer_open(struct page *p, struct importing_page *w)
{
	const struct err *err;
	bool found = false;
	struct str kept = STR_NONE;
	*w = (struct importing_page){.p = p};
	TRY(app_draft_read(p->app, http_capture(p->rq, "brouillon"), p->actor->person, p->a, &w->draft, &found));
	if (!found) {
		page_error(p, 404, str_of(_("Ce fichier n’attend plus ici : nous ne le gardons qu’un jour. Envoyez-le de nouveau.")));
		return false;
	}
	if (w->draft.run != 0) {
		http_redirect(p->rq, p->reply, 303, web_link(p->a, arena_printf(p->a, "/imports/%lld", (long long)w->draft.run)));
		return false;
	}
	about_read(w->draft.about, &w->about);
	w->bytes = from_base64(w->draft.bytes, p->a);
	TRY(table_read(w->bytes, w->about.key.n > 0 ? w->about.key : S("fichier"), p->a, &w->table));
	mapping_guess(&w->table, p->a, &w->mapping);
	TRY(recall(w));
	if (w->draft.mapping.n > 0)
		kept = w->draft.mapping;
	else
		TRY(app_import_mapping(p->app, w->about.key, w->mapping.fingerprint, p->a, &kept));
	if (kept.n > 0)
		mapping_kept(&w->mapping, kept, p->a);
	return true;
done:
	importer_failed(p, err);
	return false;
}

bool importer_keep(struct importing_page *w)
{
	struct buf about = BUF_IN(w->p->a);
	importer_about_write(&w->about, &about);
	w->draft.about = buf_str(&about);
	const struct err *err = app_draft_update(w->p->app, &w->draft);
	if (err == NULL)
		return true;
	importer_failed(w->p, err);
	return false;
}

// --- the file ---

static struct str ago(int64_t seconds, struct arena *a)
{
	int64_t hours = seconds / 3600;
	if (hours == 0)
		return str_of(tr("il y a moins d’une heure"));
	return arena_printf(a, trn("il y a %lld heure", "il y a %lld heures", hours), (long long)hours);
}

static void show_start(struct page *p, struct str problem, int status)
{
	struct draft_row *drafts;
	size_t n;
	struct view_import_start v = {.layout = layout_of(p, _("Importer un fichier")), .problem = problem};
	const struct err *err = app_drafts(p->app, p->actor->person, p->a, &drafts, &n);
	if (err != NULL) {
		importer_failed(p, err);
		return;
	}
	v.territory = p->actor->admin ? _("Vous pouvez importer des lieux de partout.")
				      : _("Seuls les lieux de votre territoire et de vos réseaux seront importés : les autres lignes seront mises de côté, et nous vous dirons lesquelles.");
	v.waiting = arena_array(p->a, n, sizeof *v.waiting);
	for (size_t i = 0; i < n; i++)
		v.waiting[v.waiting_n++] = (struct import_waiting){importer_path(p, drafts[i].id, ""), drafts[i].file, ago(time_unix() - drafts[i].made, p->a)};
	p->reply->status = status;
	view_import_start(p->out, &v);
}

void page_import(struct page *p)
{
	show_start(p, STR_NONE, 200);
}

void page_import_upload(struct page *p)
{
	const struct err *err;
	struct table table;
	struct str bytes = STR_NONE, name = STR_NONE;
	for (size_t i = 0; i < p->rq->file_n; i++)
		if (str_eqz(p->rq->files[i].field, "fichier")) {
			bytes = p->rq->files[i].bytes;
			name = utf8_clip(p->rq->files[i].name, 120);
		}
	if (bytes.n == 0) {
		show_start(p, str_of(_("Choisissez d’abord un fichier. S’il est déjà choisi, c’est qu’il est vide.")), 400);
		return;
	}
	if (bytes.n > IMPORT_FILE_MAX) {
		show_start(p, str_of(_("Ce fichier est trop lourd : 12 Mo au plus. Coupez-le en deux, ou demandez à l’hébergeur du site de l’importer.")), 413);
		return;
	}
	err = table_read(bytes, S("fichier"), p->a, &table);
	if (err != NULL) {
		struct str says = arena_printf(p->a, _("Nous n’arrivons pas à lire ce fichier : %s"), err_text(err));
		bool input = err_code(err) == ERR_INPUT;
		if (!input)
			log_error("import: %s", err_text(err));
		err_free(err);
		show_start(p, input ? says : str_of(_("Nous n’arrivons pas à lire ce fichier.")), 400);
		return;
	}
	if (table.row_n == 0 && (table.whole == NULL || table.whole->record_n == 0)) {
		show_start(p, str_of(_("Ce fichier n’a pas de ligne à importer : une ligne de titres, puis une ligne par lieu.")), 400);
		return;
	}
	if (table.row_n > IMPORT_ROWS_MAX) {
		show_start(p, arena_printf(p->a, _("Ce fichier a plus de %d lignes : demandez à l’hébergeur du site de l’importer."), IMPORT_ROWS_MAX), 413);
		return;
	}
	struct draft_row draft = {.person = p->actor->person, .file = name.n > 0 ? name : S("fichier"), .bytes = to_base64(bytes, p->a),
				  .about = S(""), .mapping = S(""), .decisions = S("")};
	err = app_draft_put(p->app, p->a, &draft);
	if (err != NULL) {
		importer_failed(p, err);
		return;
	}
	http_redirect(p->rq, p->reply, 303, importer_path(p, draft.id, ""));
}

// --- its source ---

// Networks that they may say all its places are of.
static size_t networks_of(struct page *p, const struct network ***out)
{
	size_t n = 0;
	*out = arena_array(p->a, p->atlas->network_n, sizeof **out);
	for (uint32_t i = 0; i < p->atlas->network_n; i++)
		if (actor_allowed(p->actor, MAY_NETWORK, p->atlas, NULL, &p->atlas->networks[i]) == ALLOWED)
			(*out)[n++] = &p->atlas->networks[i];
	return n;
}

static void show_source(struct importing_page *w, struct view_import_source *v, int status)
{
	struct page *p = w->p;
	v->layout = layout_of(p, _("D’où vient ce fichier ?"));
	v->steps = (struct import_steps){STEP_SOURCE, importer_path(p, w->draft.id, "")};
	v->file = w->draft.file;
	v->form = w->table.form;
	v->rows = w->table.whole != NULL ? w->table.whole->read_n : w->table.row_n;
	v->known = w->known.title;
	v->network_n = networks_of(p, &v->networks);
	p->reply->status = status;
	view_import_source(p->out, v);
}

// A source of files has a name of its own: one that a network or the teams' word goes by is not for a file.
static struct str key_for(struct importing_page *w, struct str title)
{
	struct page *p = w->p;
	struct str key = slug_of(title, p->a);
	if (!p->actor->admin && source_trust(key) > 1)
		key = arena_printf(p->a, "fichier-%.*s", STR_ARG(key));
	if (str_eqz(key, SOURCE_TEAM))
		key = S("fichier-equipe");
	for (uint32_t i = 0; i < p->atlas->source_n; i++)
		if (str_eq(p->atlas->sources[i].title, title) && (p->actor->admin || source_trust(p->atlas->sources[i].key) == 1) &&
		    !str_eqz(p->atlas->sources[i].key, SOURCE_TEAM))
			return p->atlas->sources[i].key; // the same source comes again
	struct str free_key = key;
	for (int k = 2; atlas_source(p->atlas, free_key) != NONE; k++)
		free_key = arena_printf(p->a, "%.*s-%d", STR_ARG(key), k);
	return free_key;
}

// As the last time. Its date only from the file: a fact is not of today because it comes today.
static void propose(struct importing_page *w, struct view_import_source *v)
{
	struct arena *a = w->p->a;
	struct date date;
	struct str column;
	v->about = w->known;
	if (v->about.date.n > 0) {
		v->date_from = str_of(_("D’après la dernière fois : c’est le même fichier."));
		return;
	}
	enum dated_by by = table_dated(&w->table, &w->mapping, w->draft.file, date_today(), &date, &column);
	v->about.date = date_text(date, a);
	switch (by) {
	case DATED_FILE: v->date_from = str_of(_("D’après le fichier lui-même.")); break;
	case DATED_COLUMN: v->date_from = arena_printf(a, _("D’après la date la plus récente de la colonne « %.*s »."), STR_ARG(column)); break;
	case DATED_NAME: v->date_from = str_of(_("D’après le nom du fichier : corrigez si ce n’est pas cela.")); break;
	case DATED_NOT: v->date_from = str_of(_("Ce fichier ne dit pas de quand il date : regardez là où vous l’avez pris. L’année suffit.")); break;
	}
}

void page_import_source(struct page *p)
{
	struct importing_page w;
	struct view_import_source v = {0};
	if (!importer_open(p, &w))
		return;
	v.about = w.about;
	if (w.about.title.n == 0) // the first time: as the last time
		propose(&w, &v);
	show_source(&w, &v, 200);
}

void page_import_source_post(struct page *p)
{
	enum { TITLE_MAX = 200 };
	struct importing_page w;
	struct view_import_source v = {0};
	struct date date;
	if (!importer_open(p, &w))
		return;
	v.about = (struct import_about){
		.title = utf8_clip(str_trim(http_form(p->rq, "titre")), TITLE_MAX), .publisher = utf8_clip(str_trim(http_form(p->rq, "producteur")), TITLE_MAX),
		.licence = utf8_clip(str_trim(http_form(p->rq, "licence")), TITLE_MAX), .date = str_trim(http_form(p->rq, "date")),
		.network = str_trim(http_form(p->rq, "reseau")),
	};
	if (v.about.title.n == 0 || str_findc(v.about.title, '\n') >= 0)
		v.title_problem = str_of(_("Donnez un nom à cette source : il s’affichera à côté de chaque fait."));
	if (v.about.licence.n == 0 || str_findc(v.about.licence, '\n') >= 0)
		v.licence_problem = str_of(_("Dites sous quelle licence ces données peuvent être publiées. Sans licence, on ne peut pas les montrer."));
	if (!date_parse(v.about.date, &date) || date_cmp(date, date_today()) > 0)
		v.date_problem = str_of(_("Écrivez une date passée comme 2026-03-31, 2026-03 ou 2026."));
	const struct network **networks;
	size_t n = networks_of(p, &networks);
	bool mine = v.about.network.n == 0;
	for (size_t i = 0; i < n; i++)
		mine = mine || str_eq(networks[i]->key, v.about.network);
	if (!mine)
		v.about.network = STR_NONE;
	if (v.title_problem.n + v.licence_problem.n + v.date_problem.n > 0 || str_findc(v.about.publisher, '\n') >= 0) {
		show_source(&w, &v, 400);
		return;
	}
	v.about.key = key_for(&w, v.about.title);
	w.about = v.about;
	if (importer_keep(&w))
		http_redirect(p->rq, p->reply, 303, importer_path(p, w.draft.id, "/colonnes"));
}

// --- its columns ---

static void show_columns(struct importing_page *w, struct str problem, int status)
{
	struct page *p = w->p;
	struct view_import_columns v = {.layout = layout_of(p, _("Ce que disent les colonnes")), .problem = problem, .file = w->draft.file,
					.steps = {STEP_COLUMNS, importer_path(p, w->draft.id, "")}, .fixed = w->table.whole != NULL};
	v.columns = arena_array(p->a, w->mapping.column_n, sizeof *v.columns);
	for (size_t i = 0; i < w->mapping.column_n; i++) {
		const struct mapped_column *c = &w->mapping.columns[i];
		struct buf examples = BUF_IN(p->a);
		for (unsigned k = 0; k < c->example_n; k++) {
			buf_addz(&examples, k > 0 ? " · " : "");
			buf_add(&examples, utf8_clip(c->examples[k], 60));
		}
		v.columns[v.n++] = (struct import_column){c->name, c->target, c->reason.n > 0 ? str_of(tr(arena_z(p->a, c->reason))) : STR_NONE,
							  buf_str(&examples), c->confidence >= 80};
	}
	p->reply->status = status;
	view_import_columns(p->out, &v);
}

static bool ready(struct importing_page *w)
{
	if (w->about.title.n > 0)
		return true;
	http_redirect(w->p->rq, w->p->reply, 303, importer_path(w->p, w->draft.id, ""));
	return false;
}

void page_import_columns(struct page *p)
{
	struct importing_page w;
	if (importer_open(p, &w) && ready(&w))
		show_columns(&w, STR_NONE, 200);
}

void page_import_columns_post(struct page *p)
{
	struct importing_page w;
	bool named = false;
	if (!importer_open(p, &w) || !ready(&w))
		return;
	for (size_t i = 0; i < w.mapping.column_n && w.table.whole == NULL; i++) {
		struct str target = http_form(p->rq, arena_printf(p->a, "c%zu", i).p);
		if (target.p != NULL && !str_eq(target, w.mapping.columns[i].target))
			mapping_set(&w.mapping, w.mapping.columns[i].name, target);
		named = named || str_eqz(w.mapping.columns[i].target, "nom");
	}
	if (w.table.whole == NULL && !named) {
		show_columns(&w, str_of(_("Il nous faut une colonne qui dit le nom du lieu : choisissez « Nom » pour celle-là.")), 400);
		return;
	}
	struct buf kept = BUF_IN(p->a);
	mapping_write(&w.mapping, &kept);
	w.draft.mapping = buf_str(&kept);
	if (importer_keep(&w))
		http_redirect(p->rq, p->reply, 303, importer_path(p, w.draft.id, "/apercu"));
}
