// SPDX-License-Identifier: AGPL-3.0-or-later
// The product's own exchange format: what an export writes, an import reads back. Either one JSON document, or, for
// files too large for that, a first line with all but "lieux" and then a line a place.
#include <math.h>
#include <string.h>

#include "base/utf8.h"
#include "exchange/clean.h"
#include "exchange/codec.h"
#include "exchange/csv.h"
#include "exchange/native.h"

static const struct err *not_a(const char *key, const char *what, uint32_t line)
{
	return err_new(ERR_INPUT, "ligne %u, colonne 1 : « %s » %s", line, key, what);
}

static struct str text(struct codec *c, const json_t *o, const char *key)
{
	return arena_str(c->arena, str_trim(json_as_text(json_object_get(o, key), c->arena)));
}

// The objects of a list that may be absent; *n is 0 then.
static const struct err *objects(struct codec *c, const json_t *o, const char *key, uint32_t line, const json_t **list, size_t *n)
{
	*list = json_object_get(o, key);
	*n = 0;
	if (*list == NULL || json_is_null(*list))
		return NULL;
	if (!json_is_array(*list))
		return not_a(key, "doit être une liste", line);
	for (size_t i = 0; i < json_array_size(*list); i++)
		if (!json_is_object(json_array_get(*list, i)))
			return not_a(key, "doit être une liste d’objets", line);
	*n = json_array_size(*list);
	return NULL;
}

// A code of a closed vocabulary; absent is NONE. False after a refusal.
static bool code(struct codec *c, enum vocab vocab, const json_t *o, const char *key, uint32_t line, int8_t *out)
{
	struct str value = text(c, o, key);
	unsigned found;
	*out = NONE;
	if (value.n == 0)
		return true;
	if (vocab_find(vocab, value, &found)) {
		*out = (int8_t)found;
		return true;
	}
	codec_refuse(c, line, str_of(key), "« %.*s » ne fait pas partie des valeurs connues", STR_ARG(utf8_clip(value, 60)));
	return false;
}

static const struct err *read_vocabulary(struct codec *c, const json_t *root)
{
	const json_t *list;
	size_t n;
	struct record_set *out = c->out;
	const struct err *err = NULL;
	TRY(objects(c, root, "labels", 1, &list, &n));
	out->label_n = (uint32_t)n;
	out->labels = arena_array(c->arena, n, sizeof *out->labels);
	for (size_t i = 0; i < n; i++) {
		const json_t *o = json_array_get(list, i);
		out->labels[i] = (struct label){.key = text(c, o, "cle"), .name = text(c, o, "nom"), .about = text(c, o, "presentation")};
	}
	TRY(objects(c, root, "actions", 1, &list, &n));
	out->action_n = (uint32_t)n;
	out->actions = arena_array(c->arena, n, sizeof *out->actions);
	for (size_t i = 0; i < n; i++) {
		const json_t *o = json_array_get(list, i);
		out->actions[i] = (struct action){.key = text(c, o, "cle"), .name = text(c, o, "nom"),
						  .category = text(c, o, "categorie"), .about = text(c, o, "presentation")};
	}
	TRY(objects(c, root, "reseaux", 1, &list, &n));
	out->network_n = (uint32_t)n;
	out->networks = arena_array(c->arena, n, sizeof *out->networks);
	for (size_t i = 0; i < n; i++) {
		const json_t *o = json_array_get(list, i);
		out->networks[i] = (struct network){.key = text(c, o, "cle"), .name = text(c, o, "nom"),
						    .about = text(c, o, "presentation"), .url = text(c, o, "site_web"),
						    .consortium = json_is_true(json_object_get(o, "consortium")),
						    .lead = NONE, .lead_name = text(c, o, "chef_de_file_nom")};
	}
	TRY(objects(c, root, "structures", 1, &list, &n));
	out->org_n = (uint32_t)n;
	out->orgs = arena_array(c->arena, n, sizeof *out->orgs);
	for (size_t i = 0; i < n; i++) {
		const json_t *o = json_array_get(list, i);
		out->orgs[i] = (struct org){.key = text(c, o, "cle"), .name = text(c, o, "nom")};
		code(c, VOCAB_HOLDER, o, "nature", 1, &out->orgs[i].holder_kind);
	}
done:
	return err;
}

static const struct err *read_header(struct codec *c, const json_t *root, struct str key)
{
	const json_t *version = json_object_get(root, "maille"), *s = json_object_get(root, "source");
	if (!json_is_integer(version) || json_integer_value(version) != 1)
		return not_a("maille", "doit être 1 : ce fichier vient d’une autre version", 1);
	struct source *source = &c->out->source;
	if (json_is_object(s)) {
		*source = (struct source){.key = text(c, s, "cle"), .title = text(c, s, "titre"),
					  .publisher = text(c, s, "producteur"), .licence = text(c, s, "licence"),
					  .url = text(c, s, "url")};
		clean_date(text(c, s, "date"), &source->date);
	}
	if (source->key.n == 0)
		source->key = key;
	return read_vocabulary(c, root);
}

static bool read_date(struct codec *c, const json_t *o, const char *key, uint32_t line, struct date *out)
{
	struct str value = text(c, o, key);
	if (value.n == 0 || clean_date(value, out))
		return true;
	codec_refuse(c, line, str_of(key), "« %.*s » n’est pas une date", STR_ARG(utf8_clip(value, 40)));
	return false;
}

static const struct err *read_place_ties(struct codec *c, const json_t *o, uint32_t line, bool *good)
{
	static const struct {
		const char *list, *key;
		uint8_t kind;
	} kinds[] = {
		{"labels", "label", TIE_LABEL}, {"actions", "action", TIE_ACTION}, {"reseaux", "reseau", TIE_NETWORK},
		{"porteuses", "structure", TIE_HOLDER}, {"partenaires", "structure", TIE_PARTNER},
	};
	for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
		const json_t *list;
		size_t n;
		const struct err *err = objects(c, o, kinds[k].list, line, &list, &n);
		if (err != NULL)
			return err;
		for (size_t i = 0; i < n; i++) {
			const json_t *t = json_array_get(list, i);
			struct record_tie tie = {.kind = kinds[k].kind, .key = text(c, t, kinds[k].key), .note = text(c, t, "note"),
						 .role = text(c, t, "role"), .org_kind = NONE};
			int8_t stage = NONE;
			if (tie.key.n == 0) {
				codec_refuse(c, line, str_of(kinds[k].list), "il manque « %s »", kinds[k].key);
				*good = false;
			}
			*good = read_date(c, t, tie.kind == TIE_ACTION ? "depuis" : "date", line, &tie.date) && *good;
			if (tie.kind == TIE_ACTION) {
				*good = code(c, VOCAB_STAGE, t, "etape", line, &stage) && *good;
				if (stage == NONE && *good) {
					codec_refuse(c, line, S("etape"), "il manque « etape » (fait, commence ou veut)");
					*good = false;
				}
				tie.stage = (uint8_t)(stage < 0 ? 0 : stage);
			}
			if (tie.kind == TIE_PARTNER)
				*good = code(c, VOCAB_PARTNER, t, "nature", line, &tie.org_kind) && *good;
			codec_tie(c, tie);
		}
	}
	return NULL;
}

static const struct err *read_place(struct codec *c, const json_t *o, uint32_t line)
{
	struct record r = {.identifier = text(c, o, "identifiant"), .line = line, .raw_name = text(c, o, "nom"),
			   .place = place_none()};
	struct place *p = &r.place;
	bool good = true;
	for (size_t i = 0; i < place_field_n; i++) {
		const struct field *f = &place_fields[i];
		const json_t *v = json_object_get(o, f->key);
		if (v == NULL && f->type == FIELD_TYPES)
			v = json_object_get(o, "types");
		struct str value = json_as_text(v, c->arena), problem;
		if (value.n > 0 && !field_read(f, value, c->arena, p, &problem)) {
			codec_refuse(c, line, str_of(f->key), "%.*s", STR_ARG(problem));
			good = false;
		}
	}
	if (isnan(p->lat) != isnan(p->lon)) {
		codec_refuse(c, line, isnan(p->lat) ? S("latitude") : S("longitude"), "il manque l’autre moitié de la position");
		good = false;
	}
	p->at_centre = json_is_true(json_object_get(o, "position_approchee"));
	p->state = json_is_true(json_object_get(o, "ferme")) ? PLACE_CLOSED : PLACE_OPEN;
	if (r.identifier.n == 0) {
		codec_refuse(c, line, S("identifiant"), "il manque l’identifiant");
		good = false;
	}
	const struct err *err = read_place_ties(c, o, line, &good);
	if (err == NULL && good)
		codec_add(c, r);
	c->ties.n = 0;
	return err;
}

// Leads are places of the same file, by identifier.
static void read_leads(struct codec *c, const json_t *root)
{
	const json_t *list = json_object_get(root, "reseaux");
	for (uint32_t i = 0; i < c->out->network_n; i++) {
		struct str lead = text(c, json_array_get(list, i), "chef_de_file");
		for (size_t k = 0; k < c->records.n && lead.n > 0; k++)
			if (str_eq(c->records.v[k].identifier, lead))
				c->out->networks[i].lead = (int32_t)k;
		if (lead.n > 0 && c->out->networks[i].lead == NONE)
			codec_refuse(c, 1, S("chef_de_file"), "« %.*s » n’est pas un lieu de ce fichier", STR_ARG(lead));
	}
}

const struct err *read_native(struct codec *c, const json_t *root, struct str key)
{
	const json_t *list;
	size_t n;
	const struct err *err = NULL;
	TRY(read_header(c, root, key));
	TRY(objects(c, root, "lieux", 1, &list, &n));
	c->out->read_n = n;
	const uint32_t *lines = json_lines(c->text, "lieux", NULL, c->arena, n);
	for (size_t i = 0; i < n; i++)
		TRY(read_place(c, json_array_get(list, i), lines[i]));
	read_leads(c, root);
done:
	return err;
}

const struct err *read_native_lines(struct codec *c, struct str key)
{
	const struct err *err = NULL;
	json_t *o = NULL, *header = NULL;
	struct str rest = c->text;
	for (uint32_t line = 1; rest.n > 0; line++) {
		struct str one = str_cut(rest, '\n', &rest);
		if (str_trim(one).n == 0)
			continue;
		if ((err = json_read(one, &o)) != NULL) {
			err = err_wrap(err, "ligne %u du fichier", line);
			goto done;
		}
		if (header == NULL) {
			header = o;
			o = NULL;
			TRY(read_header(c, header, key));
			continue;
		}
		c->out->read_n++;
		if (!json_is_object(o)) {
			err = err_new(ERR_INPUT, "ligne %u, colonne 1 : un lieu est un objet", line);
			goto done;
		}
		TRY(read_place(c, o, line));
		json_decref(o);
		o = NULL;
	}
	read_leads(c, header);
done:
	json_decref(o);
	json_decref(header);
	return err;
}
