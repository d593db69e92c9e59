// SPDX-License-Identifier: AGPL-3.0-or-later
#include "random_atlas.h"

#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "model/gazetteer.h"

// splitmix64: small, and the same everywhere.
static uint64_t next(struct random *r)
{
	uint64_t z = r->state += 0x9E3779B97F4A7C15u;
	z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
	z = (z ^ z >> 27) * 0x94D049BB133111EBu;
	return z ^ z >> 31;
}

uint32_t random_below(struct random *r, uint32_t n)
{
	return n == 0 ? 0 : (uint32_t)(next(r) % n);
}

bool random_chance(struct random *r, unsigned percent)
{
	return random_below(r, 100) < percent;
}

double random_unit(struct random *r)
{
	return (double)(next(r) >> 11) / (double)(1ull << 53);
}

static const char *const words[] = {
	"La", "L'Atelier", "Fab Lab", "FabLab", "fab-lab", "Fablab", "co-working", "Coworking", "Coworkings", "vélo", "vélos",
	"matériau", "matériaux", "Fabrique", "fabriques", "numérique", "numériques", "médiation", "inclusion", "couture",
	"couturière", "de", "des", "territoire", "territoires", "MakerSpace56", "makerspace", "LAB01", "LAB 01", "Konk Ar Lab",
	"d'Ici", "Machinerie", "machine", "jardin", "jardins", "partagé", "partagée", "partagés", "cuisine", "énergie", "énergies",
	"forêt", "bois", "métal", "imprimante", "3D", "œuvre", "Saint-Denis", "château", "châteaux", "journal", "journaux",
	"sharing", "share", "maker", "makers", "living lab", "rendez-vous", "aujourd'hui", "Été", "naïve", "labo",
};
enum { WORD_N = sizeof words / sizeof *words };

static struct str text(struct random *r, struct arena *a, unsigned least, unsigned most)
{
	struct buf b = BUF_IN(a);
	unsigned n = least + random_below(r, most - least + 1);
	for (unsigned i = 0; i < n; i++) {
		if (i > 0)
			buf_addz(&b, random_chance(r, 90) ? " " : random_chance(r, 50) ? ", " : "; ");
		buf_addz(&b, words[random_below(r, WORD_N)]);
	}
	return buf_str(&b);
}

struct str random_word(struct random *r, struct arena *a)
{
	struct str w = arena_str(a, str_of(words[random_below(r, WORD_N)]));
	char *p = (char *)w.p;
	if (random_chance(r, 60) || w.n < 4)
		return w;
	size_t at = random_below(r, (uint32_t)w.n - 1);
	switch (random_below(r, 4)) {
	case 0: // cut
		w.n = 2 + random_below(r, (uint32_t)w.n - 2);
		break;
	case 1: { // two letters exchanged
		char c = p[at];
		p[at] = p[at + 1];
		p[at + 1] = c;
		break;
	}
	case 2: // another letter
		p[at] = (char)('a' + random_below(r, 26));
		break;
	default: // one left out
		memmove(p + at, p + at + 1, w.n - at - 1);
		w.n--;
	}
	return w;
}

static struct date date(struct random *r)
{
	struct date d = {0};
	if (random_chance(r, 20))
		return d;
	d.year = (int16_t)(2015 + random_below(r, 10));
	if (random_chance(r, 50))
		d.month = (uint8_t)(1 + random_below(r, 12));
	if (d.month != 0 && random_chance(r, 50))
		d.day = (uint8_t)(1 + random_below(r, 28));
	return d;
}

// Around the eighteen months after which a place looks unconfirmed.
static struct date recent(struct random *r)
{
	struct date today = date_today();
	int months = today.year * 12 + today.month - 1 - (int)random_below(r, 30);
	return (struct date){(int16_t)(months / 12), (uint8_t)(months % 12 + 1), random_chance(r, 50) ? 1 : 0};
}

static void make_ties(struct random *r, struct atlas *a, struct place *p)
{
	p->label_n = (uint16_t)(random_chance(r, 40) ? 1 + random_below(r, 2) : 0);
	p->labels = arena_array(&a->arena, p->label_n, sizeof *p->labels);
	for (unsigned i = 0; i < p->label_n; i++)
		p->labels[i] = (struct place_label){.label = (uint16_t)random_below(r, a->label_n), .date = date(r)};
	p->engagement_n = (uint16_t)(random_chance(r, 60) ? 1 + random_below(r, 4) : 0);
	p->engagements = arena_array(&a->arena, p->engagement_n, sizeof *p->engagements);
	for (unsigned i = 0; i < p->engagement_n; i++) {
		struct str note = random_chance(r, 20) ? text(r, &a->arena, 1, 3) : STR_NONE;
		p->engagements[i] = (struct engagement){.action = (uint16_t)random_below(r, a->action_n), .stage = (uint8_t)random_below(r, 3), .note = note};
	}
	p->membership_n = (uint16_t)random_below(r, 3);
	p->memberships = arena_array(&a->arena, p->membership_n, sizeof *p->memberships);
	for (unsigned i = 0; i < p->membership_n; i++)
		p->memberships[i] = (struct membership){.network = (uint16_t)random_below(r, a->network_n), .role =
							random_chance(r, 20) ? text(r, &a->arena, 1, 2) : STR_NONE};
	p->tie_n = (uint16_t)random_below(r, 3);
	p->ties = arena_array(&a->arena, p->tie_n, sizeof *p->ties);
	for (unsigned i = 0; i < p->tie_n; i++) {
		bool holder = random_chance(r, 50);
		p->ties[i] = (struct tie){.org = random_below(r, a->org_n), .holder = holder, .partner_kind =
					  (int8_t)(holder || random_chance(r, 20) ? NONE : (int)random_below(r, PARTNER_COUNT))};
	}
}

static void make_place(struct random *r, struct atlas *a, struct place *p, const uint32_t *communes, uint32_t commune_n)
{
	*p = (struct place){.commune_at = NONE, .lat = NAN, .lon = NAN};
	p->name = text(r, &a->arena, 1, 3);
	if (random_chance(r, 20))
		p->other_names = text(r, &a->arena, 1, 4);
	if (random_chance(r, 60))
		p->summary = text(r, &a->arena, 1, 8);
	if (random_chance(r, 20))
		p->description = text(r, &a->arena, 5, 20);
	if (random_chance(r, 95)) {
		p->commune_at = (int32_t)communes[random_below(r, commune_n)];
		struct commune c = gazetteer_commune((uint32_t)p->commune_at);
		p->commune = c.name;
		p->postcode = str_sub(c.postcodes, 0, 5);
		if (random_chance(r, 90)) {
			p->at_centre = random_chance(r, 30);
			p->lat = (double)c.lat + (p->at_centre ? 0 : random_unit(r) * 0.1);
			p->lon = (double)c.lon + (p->at_centre ? 0 : random_unit(r) * 0.1);
		}
	}
	p->types = (uint8_t)(random_chance(r, 10) ? 0 : 1u << random_below(r, TYPE_COUNT) | 1u << random_below(r, TYPE_COUNT));
	p->qpv = (uint8_t)random_below(r, 3);
	p->confirmed = random_chance(r, 40) ? recent(r) : date(r);
	make_ties(r, a, p);
}

struct atlas *random_atlas(struct random *r, uint32_t places)
{
	struct atlas *a = mem_alloc(sizeof *a);
	static const char *const labels[] = {"Fabrique de territoire", "Manufacture de proximité", "Fabrique numérique"};
	static const char *const actions[] = {"Coworking", "Fab Lab", "Médiation numérique", "Formation labellisée", "Living Lab",
					      "Jardins partagés"};
	static const char *const networks[] = {"RFF", "Konk réseau", "France Tiers-Lieux"};
	a->label_n = 3;
	a->action_n = 6;
	a->network_n = 3;
	a->org_n = 8;
	a->labels = arena_array(&a->arena, a->label_n, sizeof *a->labels);
	a->actions = arena_array(&a->arena, a->action_n, sizeof *a->actions);
	a->networks = arena_array(&a->arena, a->network_n, sizeof *a->networks);
	a->orgs = arena_array(&a->arena, a->org_n, sizeof *a->orgs);
	for (uint32_t i = 0; i < a->label_n; i++)
		a->labels[i].name = a->labels[i].key = str_of(labels[i]);
	for (uint32_t i = 0; i < a->action_n; i++) {
		a->actions[i].name = a->actions[i].key = str_of(actions[i]);
		a->actions[i].category = i < 3 ? S("Numérique") : a->actions[i].name;
	}
	for (uint32_t i = 0; i < a->network_n; i++)
		a->networks[i].name = a->networks[i].key = str_of(networks[i]);
	for (uint32_t i = 0; i < a->org_n; i++) {
		a->orgs[i].name = text(r, &a->arena, 1, 3);
		a->orgs[i].holder_kind = (int8_t)(random_chance(r, 20) ? NONE : (int)random_below(r, HOLDER_COUNT));
	}
	uint32_t communes[12];
	for (uint32_t i = 0; i < 12; i++) {
		do
			communes[i] = random_below(r, gazetteer_commune_n());
		while (isnan(gazetteer_commune(communes[i]).lat));
	}
	a->place_n = places;
	a->places = arena_array(&a->arena, places, sizeof *a->places);
	for (uint32_t i = 0; i < places; i++)
		make_place(r, a, &a->places[i], communes, 12);
	return a;
}
