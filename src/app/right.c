// SPDX-License-Identifier: AGPL-3.0-or-later
// Who may do what: the rules of actor.h, from mandates and the atlas alone.
#include "app/actor.h"
#include "model/gazetteer.h"

bool actor_in_team(const struct actor *who, const struct place *p)
{
	for (size_t i = 0; i < who->mandate_n; i++)
		if (who->mandates[i].place == p->id)
			return true;
	return false;
}

static bool of_territory(const struct mandate *m, const struct place *p)
{
	if (p->commune_at == NONE || (m->department.n == 0 && m->region.n == 0))
		return false;
	struct commune c = gazetteer_commune((uint32_t)p->commune_at);
	if (m->department.n > 0)
		return str_eq(m->department, gazetteer_department(c.department).code);
	return str_eq(m->region, gazetteer_region(c.region).key);
}

bool actor_animates(const struct actor *who, const struct atlas *atlas, const struct place *p)
{
	if (who->admin)
		return true;
	for (size_t i = 0; i < who->mandate_n; i++) {
		const struct mandate *m = &who->mandates[i];
		if (of_territory(m, p))
			return true;
		for (unsigned k = 0; m->network != 0 && k < p->membership_n; k++)
			if (atlas->networks[p->memberships[k].network].id == m->network)
				return true;
	}
	return false;
}

bool actor_animates_something(const struct actor *who)
{
	if (who->admin)
		return true;
	for (size_t i = 0; i < who->mandate_n; i++)
		if (who->mandates[i].place == 0)
			return true;
	return false;
}

struct str actor_role(const struct actor *who, const struct atlas *atlas, const struct place *p)
{
	if (actor_in_team(who, p))
		return S("equipe");
	if (who->admin)
		return S("administration");
	return actor_animates(who, atlas, p) ? S("animation") : S("visite");
}

static bool animates_network(const struct actor *who, const struct network *n)
{
	for (size_t i = 0; i < who->mandate_n; i++)
		if (who->mandates[i].network == n->id)
			return true;
	return who->admin;
}

static bool may(const struct actor *who, enum permission what, const struct atlas *atlas, const struct place *place,
		const struct network *network)
{
	switch (what) {
	case MAY_ANYONE: return true;
	case MAY_PERSON: return who->person != 0;
	case MAY_TEAM: return place == NULL || actor_in_team(who, place) || actor_animates(who, atlas, place);
	case MAY_PLACE_ANIMATOR: return place == NULL || actor_animates(who, atlas, place);
	case MAY_NETWORK: return network == NULL || animates_network(who, network);
	case MAY_ANIMATOR: return actor_animates_something(who);
	case MAY_ADMIN: return who->admin;
	}
	return false;
}

enum allowed actor_allowed(const struct actor *who, enum permission what, const struct atlas *atlas, const struct place *place,
			   const struct network *network)
{
	if (may(who, what, atlas, place, network) && (what == MAY_ANYONE || who->person != 0))
		return ALLOWED;
	return who->person == 0 ? ALLOWED_SIGN_IN : ALLOWED_NOT;
}
