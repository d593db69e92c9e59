// SPDX-License-Identifier: AGPL-3.0-or-later
#include "web/parts.h"

#include "model/gazetteer.h"
#include "search/understand.h"

const char *part_type(unsigned type)
{
	switch (type) {
	case TYPE_CRAFT: return _("Atelier artisanal");
	case TYPE_COWORKING: return _("Coworking");
	case TYPE_FOODLAB: return _("Cuisine partagée");
	case TYPE_FABLAB: return _("Fablab");
	case TYPE_LIVINGLAB: return _("Living lab");
	case TYPE_FARM: return _("Tiers-lieu nourricier");
	case TYPE_CULTURE: return _("Tiers-lieu culturel");
	default: return _("Tiers-lieu");
	}
}

struct str part_types(const struct place *place, struct arena *a)
{
	struct buf b = BUF_IN(a);
	for (unsigned t = 0; t < TYPE_COUNT; t++) {
		if (!(place->types & (1u << t)))
			continue;
		if (b.n > 0)
			buf_addz(&b, " · ");
		buf_addz(&b, part_type(t));
	}
	return buf_str(&b);
}

struct str part_town(const struct place *place, struct arena *a)
{
	if (place->commune_at == NONE)
		return place->commune;
	struct commune c = gazetteer_commune((uint32_t)place->commune_at);
	struct str name = place->commune.n ? place->commune : c.name;
	return arena_printf(a, "%.*s (%.*s)", STR_ARG(name), STR_ARG(gazetteer_department(c.department).code));
}

struct str part_old(const struct place *place, struct arena *a)
{
	if (!place_dormant(place, date_today()))
		return STR_NONE;
	if (place->confirmed.year == 0)
		return str_of(_("Jamais confirmé : à vérifier"));
	return arena_printf(a, _("Confirmé en %d : à vérifier"), place->confirmed.year);
}

static struct str label_text(const struct page *p, const struct place_label *l)
{
	struct str name = p->atlas->labels[l->label].name;
	if (l->date.year == 0)
		return name;
	return arena_printf(p->a, "%.*s %d", STR_ARG(name), l->date.year);
}

struct view_item part_item(const struct page *p, uint32_t at, float km)
{
	const struct place *place = &p->atlas->places[at];
	struct view_item v = {
		.slug = place->slug, .name = place->name, .town = part_town(place, p->a), .km = km,
		.types = part_types(place, p->a), .type_bits = place->types,
		.old = part_old(place, p->a), .label_n = place->label_n,
	};
	v.labels = arena_array(p->a, place->label_n, sizeof *v.labels);
	for (size_t i = 0; i < place->label_n; i++)
		v.labels[i] = label_text(p, &place->labels[i]);
	return v;
}

struct view_item part_hit(const struct page *p, const struct search_hit *hit)
{
	struct view_item v = part_item(p, hit->place, hit->km);
	v.hit = true;
	v.reasons = arena_array(p->a, hit->reason_n, sizeof *v.reasons);
	for (size_t i = 0; i < hit->reason_n; i++) {
		const struct reason *r = &hit->reasons[i];
		if (r->kind == REASON_TYPE)
			v.asked |= 1u << r->value; // marked where the types stand
		else if (r->kind != REASON_DISTANCE && !(r->kind == REASON_FRESH && v.old.n > 0)) // said with its sign
			v.reasons[v.reason_n++] = reason_text(p->index, r, p->a);
	}
	return v;
}
