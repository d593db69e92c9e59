// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/everything.h"

#include "app/journal.h"
#include "app/write.h"
#include "base/i18n.h"
#include "base/json.h"
#include "exchange/export.h"
#include "model/field.h"
#include "store/fact.h"
#include "store/said.h"

struct telling {
	const struct atlas *atlas;
	everything_file *file;
	void *user;
	struct buf out;
};

static void cell(struct buf *b, struct str s, bool last)
{
	csv_text(b, s, ';');
	buf_addz(b, last ? "\r\n" : ";");
}

static void day(struct buf *b, struct date d, bool last)
{
	if (d.year != 0)
		date_add(b, d);
	buf_addz(b, last ? "\r\n" : ";");
}

static const struct err *end(struct telling *t, const char *name)
{
	const struct err *err = t->file(t->user, name, buf_str(&t->out));
	buf_reset(&t->out);
	return err;
}

static struct str source_key(const struct atlas *a, int64_t id)
{
	for (uint32_t i = 0; i < a->source_n; i++)
		if (a->sources[i].id == id)
			return a->sources[i].key;
	return STR_NONE;
}

// --- what each source says, place by place ---

static const struct err *facts_job(struct db *db, void *user)
{
	const struct err *err = NULL;
	struct telling *t = user;
	struct arena scratch = {0};
	buf_addz(&t->out, "lieu;champ;valeur;source;date\r\n");
	for (uint32_t i = 0; i < t->atlas->place_n; i++) {
		const struct place *p = &t->atlas->places[i];
		struct fact_row *rows;
		size_t n;
		TRY(store_fact_list(db, p->id, &scratch, &rows, &n));
		for (size_t k = 0; k < n; k++) {
			const struct field *f = field_find(str_of(rows[k].field));
			if (f == NULL || f->see != WHO_ANYONE)
				continue;
			cell(&t->out, p->slug, false);
			cell(&t->out, str_of(f->key), false);
			cell(&t->out, rows[k].value, false);
			cell(&t->out, source_key(t->atlas, rows[k].source), false);
			day(&t->out, rows[k].date, true);
		}
		arena_reset(&scratch);
	}
done:
	arena_release(&scratch);
	return err;
}

// What teams say of ties stands among their facts, as "action:formation".
static void team_ties(struct telling *t, const struct place *p, const struct fact_row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct str key, kind = str_cut(str_of(rows[i].field), ':', &key);
		if (key.p == NULL || rows[i].value.n == 0)
			continue;
		cell(&t->out, p->slug, false);
		cell(&t->out, kind, false);
		cell(&t->out, key, false);
		cell(&t->out, rows[i].value, false);
		cell(&t->out, source_key(t->atlas, rows[i].source), false);
		day(&t->out, rows[i].date, true);
	}
}

static const struct err *ties_job(struct db *db, void *user)
{
	const struct err *err = NULL;
	struct telling *t = user;
	struct arena scratch = {0};
	buf_addz(&t->out, "lieu;genre;cle;valeur;source;date\r\n");
	for (uint32_t i = 0; i < t->atlas->place_n; i++) {
		const struct place *p = &t->atlas->places[i];
		struct said_row *rows;
		size_t n;
		TRY(store_said_list(db, p->id, &scratch, &rows, &n));
		for (size_t k = 0; k < n; k++) {
			cell(&t->out, p->slug, false);
			cell(&t->out, said_kind_code(rows[k].kind), false);
			cell(&t->out, rows[k].key, false);
			cell(&t->out, rows[k].value, false);
			cell(&t->out, source_key(t->atlas, rows[k].source), false);
			day(&t->out, rows[k].date, true);
		}
		struct fact_row *facts;
		TRY(store_fact_list(db, p->id, &scratch, &facts, &n));
		team_ties(t, p, facts, n);
		arena_reset(&scratch);
	}
done:
	arena_release(&scratch);
	return err;
}

// --- vocabularies ---

static const struct err *vocabularies(struct telling *t)
{
	const struct err *err;
	const struct atlas *a = t->atlas;
	struct buf *b = &t->out;
	buf_addz(b, "cle;titre;producteur;licence;url;date;lieux\r\n");
	for (uint32_t i = 0; i < a->source_n; i++) {
		const struct source *s = &a->sources[i];
		struct str texts[] = {s->key, s->title, s->publisher, s->licence, s->url};
		for (size_t k = 0; k < sizeof texts / sizeof texts[0]; k++)
			cell(b, texts[k], false);
		day(b, s->date, false);
		buf_addf(b, "%u\r\n", s->place_n);
	}
	TRY(end(t, "sources.csv"));
	buf_addz(b, "cle;nom;genre;chef_de_file;url;presentation;membres\r\n");
	for (uint32_t i = 0; i < a->network_n; i++) {
		const struct network *n = &a->networks[i];
		struct str lead = n->lead != NONE ? a->places[n->lead].slug : n->lead_name;
		struct str texts[] = {n->key, n->name, n->consortium ? S("consortium") : S("reseau"), lead, n->url, n->about};
		for (size_t k = 0; k < sizeof texts / sizeof texts[0]; k++)
			cell(b, texts[k], false);
		buf_addf(b, "%u\r\n", n->member_n);
	}
	TRY(end(t, "reseaux.csv"));
	buf_addz(b, "cle;nom;categorie;presentation\r\n");
	for (uint32_t i = 0; i < a->action_n; i++) {
		cell(b, a->actions[i].key, false);
		cell(b, a->actions[i].name, false);
		cell(b, a->actions[i].category, false);
		cell(b, a->actions[i].about, true);
	}
	TRY(end(t, "actions.csv"));
	buf_addz(b, "cle;nom;presentation\r\n");
	for (uint32_t i = 0; i < a->label_n; i++) {
		cell(b, a->labels[i].key, false);
		cell(b, a->labels[i].name, false);
		cell(b, a->labels[i].about, true);
	}
	TRY(end(t, "labels.csv"));
	buf_addz(b, "cle;nom;nature\r\n");
	for (uint32_t i = 0; i < a->org_n; i++) {
		cell(b, a->orgs[i].key, false);
		cell(b, a->orgs[i].name, false);
		cell(b, a->orgs[i].holder_kind >= 0 ? vocab_code(VOCAB_HOLDER, (unsigned)a->orgs[i].holder_kind) : STR_NONE, true);
	}
	TRY(end(t, "structures.csv"));
done:
	return err;
}

// --- the journal, a line a change ---

static void pair(struct json_writer *w, const char *key, struct str value)
{
	json_key(w, str_of(key));
	json_str(w, value);
}

static void change_line(struct telling *t, const struct public_change *c)
{
	struct json_writer w = {.out = &t->out};
	json_open(&w, '{');
	json_key(&w, S("numero"));
	json_int(&w, c->number);
	pair(&w, "date", c->when);
	pair(&w, "quoi", c->what);
	export_pair(&w, "role", c->role);
	export_pair(&w, "lieu", c->place != NULL ? c->place->slug : STR_NONE);
	export_pair(&w, "source", c->source != NULL ? c->source->key : STR_NONE);
	if (c->reverts != 0) {
		json_key(&w, S("annule"));
		json_int(&w, c->reverts);
	}
	if (c->item_n > 0) {
		json_key(&w, S("choses"));
		json_open(&w, '[');
		for (size_t i = 0; i < c->item_n; i++) {
			json_open(&w, '{');
			pair(&w, "genre", c->items[i].kind);
			pair(&w, "cle", c->items[i].key);
			pair(&w, "avant", c->items[i].before);
			pair(&w, "apres", c->items[i].after);
			json_close(&w, '}');
		}
		json_close(&w, ']');
	}
	json_close(&w, '}');
	buf_addc(&t->out, '\n');
}

static const struct err *journal(struct app *app, struct telling *t)
{
	enum { AT_ONCE = 1000 };
	const struct err *err = NULL;
	struct arena scratch = {0};
	struct public_change *changes;
	size_t n = 1;
	for (int64_t after = 0; n > 0;) {
		TRY(app_journal_after(app, t->atlas, after, AT_ONCE, &scratch, &changes, &n));
		for (size_t i = 0; i < n; i++) {
			change_line(t, &changes[i]);
			after = changes[i].number;
		}
		arena_reset(&scratch);
	}
	TRY(end(t, "changements.jsonl"));
done:
	arena_release(&scratch);
	return err;
}

static const struct err *places(struct telling *t, struct str origin)
{
	static const struct {
		enum export_format format;
		const char *name;
	} files[] = {{EXPORT_NATIVE, "lieux.json"}, {EXPORT_CSV, "lieux.csv"}, {EXPORT_GEOJSON, "lieux.geojson"}};
	const struct err *err = NULL;
	struct arena scratch = {0};
	uint32_t *all = arena_array(&scratch, t->atlas->place_n + 1u, sizeof *all);
	for (uint32_t i = 0; i < t->atlas->place_n; i++)
		all[i] = i;
	struct export e = {.atlas = t->atlas, .places = all, .n = t->atlas->place_n, .origin = origin, .date = date_today()};
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
		export_write(files[i].format, &e, &t->out, NULL);
		TRY(end(t, files[i].name));
	}
done:
	arena_release(&scratch);
	return err;
}

static const struct err *explanation(struct telling *t)
{
	buf_addz(&t->out, tr("Tout ce que ce réseau publie\n"
			     "\n"
			     "lieux.json         chaque lieu, avec ce qui le lie au réseau : « maille import lieux.json » le remet dans une base vide\n"
			     "lieux.csv          les mêmes, pour un tableur (UTF-8, points-virgules)\n"
			     "lieux.geojson      les mêmes, pour une carte\n"
			     "faits.csv          ce que dit chaque source de chaque lieu, avec sa date\n"
			     "liens.csv          ce que dit chaque source des labels, actions, réseaux, structures porteuses et partenaires\n"
			     "sources.csv        les sources, avec leur licence : elle vaut pour ce qu’elles disent\n"
			     "reseaux.csv, actions.csv, labels.csv, structures.csv\n"
			     "changements.jsonl  le journal public, une ligne par changement, dans l’ordre\n"
			     "\n"
			     "Aucune donnée de personne, rien de ce que seules les équipes voient.\n"));
	return end(t, "LISEZMOI.txt");
}

const struct err *app_everything(struct app *app, struct str origin, everything_file *file, void *user)
{
	const struct err *err;
	const struct snapshot *s = app_enter(app);
	struct telling t = {.atlas = s->atlas, .file = file, .user = user};
	TRY(explanation(&t));
	TRY(places(&t, origin));
	TRY(app_read(app, facts_job, &t));
	TRY(end(&t, "faits.csv"));
	TRY(app_read(app, ties_job, &t));
	TRY(end(&t, "liens.csv"));
	TRY(vocabularies(&t));
	TRY(journal(app, &t));
done:
	buf_release(&t.out);
	app_leave(app, s);
	return err;
}
