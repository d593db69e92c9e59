// SPDX-License-Identifier: AGPL-3.0-or-later
// Which form a file has, and its rows under named columns.
#include "exchange/table.h"

#include <string.h>

#include "base/utf8.h"
#include "base/vec.h"
#include "exchange/codec.h"
#include "exchange/column.h"

// A table without a header: no name is known, and what stands there looks like values.
static bool lacks_header(const struct table *t, struct arena *a)
{
	bool values = false;
	for (size_t i = 0; i < t->column_n; i++) {
		struct heading h = heading_read(t->columns[i], a);
		if (h.kind != HEADING_UNKNOWN && h.confidence > 60)
			return false;
		values |= (value_look(t->columns[i], a) & (LOOK_POSTCODE | LOOK_URL | LOOK_MAIL | LOOK_PHONE | LOOK_POINT | LOOK_DATE)) != 0;
	}
	return values;
}

static void name_by_number(struct table *t, uint32_t line, struct arena *a)
{
	struct csv_row *rows = arena_array(a, t->row_n + 1, sizeof *rows);
	rows[0] = (struct csv_row){line, t->columns};
	memcpy(rows + 1, t->rows, t->row_n * sizeof *rows);
	t->rows = rows;
	t->row_n++;
	t->read_n++;
	t->columns = arena_array(a, t->column_n, sizeof *t->columns);
	for (size_t i = 0; i < t->column_n; i++)
		t->columns[i] = arena_printf(a, "colonne %zu", i + 1);
}

static const struct err *read_csv(struct str bytes, struct arena *a, struct table *out)
{
	struct csv t;
	const struct err *err = csv_read(bytes, a, &t);
	if (err != NULL)
		return err;
	*out = (struct table){.form = "CSV", .columns = t.columns, .column_n = t.column_n, .rows = t.rows, .row_n = t.row_n,
			      .read_n = t.row_n + t.wrong_n};
	out->refusals = arena_array(a, t.wrong_n, sizeof *out->refusals);
	for (size_t i = 0; i < t.wrong_n; i++) {
		struct csv_wrong w = t.wrong[i];
		struct str column = w.cell < t.column_n ? t.columns[w.cell] : STR_NONE;
		out->refusals[out->refusal_n++] = (struct refusal){w.line, column, w.reason};
	}
	if (t.row_n > 0 && lacks_header(out, a))
		name_by_number(out, t.header_line, a);
	return NULL;
}

static bool has(const struct table *t, const char *column)
{
	for (size_t i = 0; i < t->column_n; i++)
		if (str_eqz(t->columns[i], column))
			return true;
	return false;
}

// The forms of the field that are known by their columns: for people to see that theirs was recognised.
static const char *form_of(const struct table *t)
{
	if (has(t, "pivot") && has(t, "nom") && (has(t, "courriels") || has(t, "services")))
		return "LaMednum";
	if (has(t, "lien_source") && has(t, "reseaux_porteurs"))
		return "data.inclusion";
	if (has(t, "geo.latitude") && has(t, "name"))
		return "GoGoCarto";
	if (has(t, "lat") && has(t, "lng") && has(t, "homepage"))
		return "OpenFairDB";
	if (has(t, "ID_UNIQUE") && has(t, "familles_tiers_lieux"))
		return "recensement des tiers-lieux 2026";
	return t->form;
}

// A form that is read by a codec of its own: its records.
static const struct err *read_whole(struct str text, struct str key, struct arena *a, const struct csv *t,
				    const json_t *root, struct table *out)
{
	struct record_set *set = arena_new(a, struct record_set);
	*set = (struct record_set){.source = {.key = key}};
	source_known(key, &set->source);
	struct codec c = {.arena = a, .out = set, .text = text};
	const struct err *err = NULL;
	const json_t *features = json_object_get(root, "features");
	const uint32_t *lines = features != NULL ? json_lines(text, "features", NULL, a, json_array_size(features)) : NULL;
	set->read_n = t != NULL ? t->row_n : json_array_size(features);
	if (t != NULL)
		err = read_census(&c, t);
	else if (features != NULL && table_is_labels(features))
		read_labels(&c, features, lines);
	else if (features != NULL)
		read_bretagne(&c, features, lines);
	else
		err = root != NULL ? read_native(&c, root, key) : read_native_lines(&c, key);
	codec_check_identifiers(&c);
	codec_finish(&c);
	if (err != NULL)
		return err;
	out->whole = set;
	out->read_n = set->read_n;
	return NULL;
}

static const struct err *read_json(struct str text, struct str key, struct arena *a, struct table *out)
{
	// A line a place: the first line is a whole document, and others follow.
	struct str rest, first = str_cut(text, '\n', &rest);
	*out = (struct table){.form = "Maille"};
	if (str_find(first, S("\"maille\"")) >= 0 && str_ends(str_trim(first), S("}")) && str_trim(rest).n > 0)
		return read_whole(text, key, a, NULL, NULL, out);
	json_t *root = NULL;
	const struct err *err = table_parse_json(&text, a, &root);
	if (err != NULL)
		return err;
	const json_t *features = json_object_get(root, "features");
	if (json_object_get(root, "maille") != NULL) {
		err = read_whole(text, key, a, NULL, root, out);
	} else {
		err = table_from_json(text, root, a, out);
		if (err == NULL && features != NULL && (table_is_labels(features) || table_is_bretagne(features)))
			err = read_whole(text, key, a, NULL, root, out);
	}
	json_decref(root);
	return err;
}

static const struct err *no_table(struct str head)
{
	if (head.n == 0)
		return err_new(ERR_INPUT, "ligne 1, colonne 1 : le fichier est vide");
	if (str_starts(head, S("PK\x03\x04")) || str_starts(head, S("\xD0\xCF\x11\xE0")))
		return err_new(ERR_INPUT, "ligne 1, colonne 1 : c’est un classeur (Excel ou LibreOffice) ; ouvrez-le, choisissez "
					  "« Enregistrer sous », puis « CSV UTF-8 », et donnez-nous ce fichier-là");
	static const struct {
		const char *start, *what;
	} others[] = {
		{"%PDF", "un PDF"}, {"\xFF\xD8\xFF", "une image"}, {"\x89PNG", "une image"}, {"GIF8", "une image"}, {"RIFF", "une image ou un son"},
		{"\x1F\x8B", "une archive"}, {"7z\xBC\xAF", "une archive"}, {"Rar!", "une archive"},
	};
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (str_starts(head, str_of(others[i].start)))
			return err_new(ERR_INPUT, "ligne 1, colonne 1 : c’est %s, pas un tableau ; nous prenons les fichiers CSV, JSON et GeoJSON "
						  "(d’un tableur : « Enregistrer sous », puis « CSV UTF-8 »)", others[i].what);
	if (head.p[0] == '<')
		return err_new(ERR_INPUT, "ligne 1, colonne 1 : ce n’est ni un CSV, ni un JSON, ni un GeoJSON");
	return NULL;
}

const struct err *table_read(struct str bytes, struct str key, struct arena *a, struct table *out)
{
	*out = (struct table){0};
	struct str text = bytes;
	if (str_starts(text, S("\xEF\xBB\xBF")))
		text = str_from(text, 3);
	struct str head = str_trim(text);
	const struct err *err = no_table(head);
	if (err != NULL)
		return err;
	struct str inner = str_trim(str_from(head, 1));
	bool json = head.p[0] == '{' || (head.p[0] == '[' && inner.n > 0 && strchr("{[\"]0123456789", inner.p[0]) != NULL);
	if (json) {
		err = read_json(text, key, a, out);
	} else {
		err = read_csv(bytes, a, out);
		if (err == NULL && has(out, "NOM_TL") && has(out, "COMINIT") && has(out, "INSEEMETRO")) {
			struct csv t = {.columns = out->columns, .column_n = out->column_n, .rows = out->rows, .row_n = out->row_n};
			err = read_whole(text, key, a, &t, NULL, out);
		}
	}
	if (err == NULL)
		out->form = form_of(out);
	return err;
}
