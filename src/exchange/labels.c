// SPDX-License-Identifier: AGPL-3.0-or-later
// The ANCT's label files: a feature a commune, the labelled places of which are joined by "; ".
#include <string.h>

#include "base/utf8.h"
#include "exchange/clean.h"
#include "exchange/codec.h"

enum { JOINED_MAX = 32 };

static size_t split(struct str s, struct str *out)
{
	size_t n = 0;
	for (;;) {
		ptrdiff_t at = n + 1 < JOINED_MAX ? str_find(s, S("; ")) : -1;
		out[n++] = at < 0 ? s : str_sub(s, 0, (size_t)at);
		if (at < 0)
			return n;
		s = str_from(s, (size_t)at + 2);
	}
}

static void add_labelled(struct codec *c, const json_t *props, uint32_t line, struct str id, struct str raw)
{
	struct record r = {.identifier = arena_str(c->arena, str_trim(id)), .line = line, .raw_name = arena_str(c->arena, raw),
			   .place = place_none()};
	struct clean_name name = clean_name(raw, c->arena);
	struct place *p = &r.place;
	p->name = name.name;
	p->other_names = name.others;
	p->description = name.notes;
	p->insee = clean_insee(json_member_text(props, "id_geo", c->arena), c->arena);
	p->commune = json_member_text(props, "lib_geo", c->arena);
	if (str_eqz(p->commune, "NA"))
		p->commune = STR_NONE;
	p->at_centre = true; // the files only know the commune
	bool workshop = str_starts(r.identifier, S("manuprox"));
	if (workshop)
		p->types = 1u << TYPE_CRAFT;
	codec_tie(c, (struct record_tie){
			     .kind = TIE_LABEL,
			     .key = workshop ? S("manufacture-de-proximite") : S("fabrique-de-territoire"),
			     .name = workshop ? S("Manufacture de proximité") : S("Fabrique de territoire"),
			     .org_kind = NONE,
		     });
	codec_add(c, r);
}

void read_labels(struct codec *c, const json_t *features, const uint32_t *lines)
{
	for (size_t i = 0; i < json_array_size(features); i++) {
		const json_t *props = json_object_get(json_array_get(features, i), "properties");
		struct str id[JOINED_MAX], name[JOINED_MAX];
		size_t ids = split(json_member_text(props, "id_territoire", c->arena), id);
		// Entities first: the ";" of "&amp;" joins nothing.
		struct str names = clean_entities(json_member_text(props, "lib_territoire", c->arena), c->arena);
		size_t n = split(names, name);
		for (size_t k = 0; k < ids; k++) {
			// Counts that disagree: one identifier keeps the whole text (its name holds a ";"); several
			// identifiers of one name all bear it; beyond, nobody can tell which is which.
			if (n == ids)
				add_labelled(c, props, lines[i], id[k], name[k]);
			else if (ids == 1 || n == 1)
				add_labelled(c, props, lines[i], id[k], names);
			else
				codec_refuse(c, lines[i], S("lib_territoire"), "%zu identifiants pour %zu noms : impossible de "
									       "savoir lequel est à qui", ids, n);
		}
	}
}

// --- #MapLabBZH ---

static uint8_t structure_types(struct str structure)
{
	static const struct {
		const char *structure;
		enum place_type type;
	} known[] = {
		{"fablab", TYPE_FABLAB}, {"fablabMIT", TYPE_FABLAB}, {"makerspace", TYPE_FABLAB}, {"hakerspace", TYPE_FABLAB},
		{"cantine", TYPE_COWORKING}, {"tierslieu", TYPE_OTHER}, {"usages", TYPE_OTHER}, {"formation", TYPE_OTHER},
		{"frenchtech", TYPE_OTHER},
	};
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (str_eqz(structure, known[i].structure))
			return (uint8_t)(1u << known[i].type);
	return types_from_text(structure);
}

void read_bretagne(struct codec *c, const json_t *features, const uint32_t *lines)
{
	struct arena *a = c->arena;
	for (size_t i = 0; i < json_array_size(features); i++) {
		const json_t *f = json_array_get(features, i), *props = json_object_get(f, "properties");
		const json_t *at = json_object_get(json_object_get(f, "geometry"), "coordinates");
		struct record r = {.identifier = json_member_text(props, "id", a), .line = lines[i],
				   .raw_name = json_member_text(props, "name", a), .place = place_none()};
		struct clean_name name = clean_name(r.raw_name, a);
		struct place *p = &r.place;
		p->name = name.name;
		p->other_names = name.others;
		p->description = name.notes;
		p->types = structure_types(json_member_text(props, "structure", a));
		p->address = clean_line(json_member_text(props, "adresse", a), a);
		p->postcode = clean_postcode(json_member_text(props, "cp", a), a);
		p->commune = clean_line(json_member_text(props, "ville", a), a);
		p->website = clean_url(json_member_text(props, "web", a), a);
		struct str holder = clean_line(json_member_text(props, "organisation", a), a);
		if (holder.n > 0 && !str_eqz(holder, "Association"))
			codec_tie(c, (struct record_tie){.kind = TIE_HOLDER, .name = holder, .org_kind = NONE});
		if (codec_position(c, r.line, json_as_text(json_array_get(at, 1), a), json_as_text(json_array_get(at, 0), a), p))
			codec_add(c, r);
		c->ties.n = 0;
	}
}
