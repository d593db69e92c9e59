// SPDX-License-Identifier: AGPL-3.0-or-later
#include "support/generate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/embed.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "exchange/codec.h"
#include "exchange/enrich.h"
#include "model/gazetteer.h"

struct making {
	uint64_t state;
	struct atlas *atlas;
	struct arena real; // what the shipped files say
	VEC(const struct record *) records;
	VEC(struct str) words;    // of real names, each as often as it stands there
	VEC(struct str) heads;    // their first words: "La", "Le", "Fablab"
	VEC(struct str) streets;  // real addresses without their number
	VEC(struct str) sentences;
	struct record_set seed;
	uint64_t *reach;          // people up to each commune
	struct commune *communes; // with a centre and people
	uint32_t *commune_at;
	size_t commune_n;
	struct buf text;
};

static uint64_t next(struct making *m) // splitmix64
{
	uint64_t z = m->state += 0x9E3779B97F4A7C15u;
	z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
	z = (z ^ z >> 27) * 0x94D049BB133111EBu;
	return z ^ z >> 31;
}

static uint32_t below(struct making *m, size_t n)
{
	return (uint32_t)(next(m) % n);
}

static bool chance(struct making *m, unsigned percent)
{
	return below(m, 100) < percent;
}

static const struct err *read_file(struct making *m, const char *name, struct record_set *set)
{
	const struct embed_file *f = embed_find(str_of(name));
	if (f == NULL)
		return err_new(ERR_IO, "%s is not embedded", name);
	const struct err *err = exchange_read(embed_plain(f, &m->real), S("jeu"), &m->real, set);
	for (size_t i = 0; err == NULL && i < set->record_n; i++)
		vec_push(&m->records, &set->records[i]);
	return err;
}

static void learn_name(struct making *m, struct str name)
{
	bool first = true;
	while (name.n > 0) {
		struct str word = str_cut(name, ' ', &name);
		bool plain = word.n > 0 && strchr("-/&|(:", word.p[0]) == NULL;
		if (!plain)
			continue;
		if (first)
			vec_push(&m->heads, word);
		if (word.n > 3)
			vec_push(&m->words, word);
		first = false;
	}
}

static void learn_street(struct making *m, struct str address)
{
	size_t i = 0;
	while (i < address.n && ((address.p[i] >= '0' && address.p[i] <= '9') || address.p[i] == ' ' || address.p[i] == ','))
		i++;
	struct str street = str_from(address, i);
	if (i > 0 && street.n > 6 && street.n < 60)
		vec_push(&m->streets, street);
}

static const struct err *learn(struct making *m)
{
	static const char *const files[] = {"data/fabriques-de-territoire-2024.geojson", "data/manufactures-de-proximite-2024.geojson",
					    "data/tiers-lieux-2019.csv", "data/fablabs-bretagne-2020.geojson"};
	const struct err *err = NULL;
	struct record_set set;
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
		TRY(read_file(m, files[i], &set));
	TRY(read_file(m, "data/documents-de-depart.json", &m->seed));
	for (size_t i = 0; i < m->records.n; i++) {
		const struct place *p = &m->records.v[i]->place;
		learn_name(m, p->name);
		learn_street(m, p->address);
		for (struct str rest = p->summary; rest.n > 0;) {
			struct str sentence = str_trim(str_cut(rest, '.', &rest));
			if (sentence.n > 20)
				vec_push(&m->sentences, sentence);
		}
	}
	for (uint32_t i = 0; i < m->seed.action_n; i++)
		vec_push(&m->sentences, m->seed.actions[i].name);
done:
	return err;
}

static void learn_communes(struct making *m)
{
	uint32_t n = gazetteer_commune_n();
	uint64_t sum = 0;
	m->reach = mem_array(n, sizeof *m->reach);
	m->communes = mem_array(n, sizeof *m->communes);
	m->commune_at = mem_array(n, sizeof *m->commune_at);
	for (uint32_t i = 0; i < n; i++) {
		struct commune c = gazetteer_commune(i);
		// Arrondissements are parts of their commune, which is there too.
		if (c.population == 0 || !isfinite(c.lat) || gazetteer_by_insee(c.insee) != (int32_t)i)
			continue;
		m->communes[m->commune_n] = c;
		m->commune_at[m->commune_n] = i;
		m->reach[m->commune_n++] = sum += c.population;
	}
}

static size_t pick_commune(struct making *m)
{
	uint64_t person = next(m) % m->reach[m->commune_n - 1];
	size_t low = 0, high = m->commune_n - 1;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (m->reach[middle] > person)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

// A bell of about a kilometre, wider in large towns.
static double jitter(struct making *m, uint32_t people)
{
	double sum = 0, width = 0.004 + 0.00004 * sqrt((double)people);
	for (int i = 0; i < 4; i++)
		sum += (double)(next(m) >> 11) / 9007199254740992.0 - 0.5;
	return sum * width;
}

#define PICK(m, list) ((list).v[below((m), (list).n)])

static struct str make_name(struct making *m, struct str commune)
{
	struct buf *b = &m->text;
	buf_reset(b);
	unsigned kind = below(m, 100);
	if (kind < 30) {
		buf_add(b, PICK(m, m->records)->place.name);
		buf_addc(b, ' ');
		buf_add(b, PICK(m, m->words));
	} else if (kind < 80) {
		buf_add(b, PICK(m, m->heads));
		buf_addc(b, ' ');
		buf_add(b, PICK(m, m->words));
		buf_addc(b, ' ');
		buf_add(b, PICK(m, m->words));
		if (kind < 50) {
			buf_addc(b, ' ');
			buf_add(b, PICK(m, m->words));
		}
	} else {
		buf_add(b, PICK(m, m->words));
		buf_addc(b, ' ');
		buf_add(b, PICK(m, m->words));
		buf_addz(b, chance(m, 50) ? " - " : " ");
		buf_add(b, commune);
	}
	return arena_str(&m->atlas->arena, utf8_clip(buf_str(b), 120));
}

static struct str make_slug(struct making *m, struct str name, uint32_t at)
{
	struct buf *b = &m->text, folded = {0};
	buf_reset(b);
	utf8_fold(&folded, name);
	for (size_t i = 0; i < folded.n && b->n < 48; i++) {
		char c = folded.p[i];
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
			buf_addc(b, c);
		else if (b->n > 0 && b->p[b->n - 1] != '-')
			buf_addc(b, '-');
	}
	buf_addf(b, "%s%u", b->n > 0 && b->p[b->n - 1] == '-' ? "" : "-", at + 1);
	buf_release(&folded);
	return arena_str(&m->atlas->arena, buf_str(b));
}

static void make_where(struct making *m, struct place *p, size_t at)
{
	const struct commune *c = &m->communes[at];
	struct arena *a = &m->atlas->arena;
	p->commune_at = (int32_t)m->commune_at[at];
	p->commune = c->name;
	p->insee = c->insee;
	p->postcode = str_sub(c->postcodes, 6 * below(m, (c->postcodes.n + 1) / 6), 5);
	p->at_centre = chance(m, 20);
	p->lat = (double)c->lat + (p->at_centre ? 0 : jitter(m, c->population));
	p->lon = (double)c->lon + (p->at_centre ? 0 : 1.4 * jitter(m, c->population));
	if (!p->at_centre && chance(m, 90)) {
		struct str street = PICK(m, m->streets);
		p->address = arena_printf(a, "%u %.*s", 1 + below(m, 180), STR_ARG(street));
	}
}

static struct date make_date(struct making *m, int from, int to)
{
	return (struct date){(int16_t)(from + (int)below(m, (size_t)(to - from + 1))), (uint8_t)(1 + below(m, 12)), 0};
}

static void make_ties(struct making *m, struct place *p, const struct record *like)
{
	struct atlas *atlas = m->atlas;
	struct arena *a = &atlas->arena;
	for (uint32_t t = 0; t < like->tie_n; t++) {
		int32_t label = like->ties[t].kind == TIE_LABEL ? atlas_label(atlas, like->ties[t].key) : NONE;
		if (label == NONE || p->label_n > 0)
			continue;
		p->labels = arena_new(a, struct place_label);
		p->labels[p->label_n++] = (struct place_label){.label = (uint16_t)label, .date = make_date(m, 2019, 2024)};
	}
	if (chance(m, 35)) {
		uint32_t n = 1 + below(m, 4), first = below(m, atlas->action_n);
		p->engagements = arena_array(a, n, sizeof *p->engagements);
		for (uint32_t i = 0; i < n; i++) {
			uint32_t roll = below(m, 10);
			p->engagements[p->engagement_n++] =
				(struct engagement){.action = (uint16_t)((first + i * 5) % atlas->action_n),
						    .stage = (uint8_t)(roll < 6 ? STAGE_DOES : roll < 8 ? STAGE_STARTED : STAGE_WANTS)};
		}
	}
	if (chance(m, 12)) {
		p->memberships = arena_new(a, struct membership);
		p->memberships[p->membership_n++] = (struct membership){.network = (uint16_t)below(m, atlas->network_n)};
	}
	if (chance(m, 20)) {
		p->ties = arena_new(a, struct tie);
		p->ties[p->tie_n++] = (struct tie){.org = below(m, atlas->org_n), .holder = true, .partner_kind = NONE};
	}
}

static void make_place(struct making *m, struct place *p, uint32_t at)
{
	struct arena *a = &m->atlas->arena;
	const struct record *like = PICK(m, m->records);
	size_t commune = pick_commune(m);
	*p = (struct place){.id = (int64_t)at + 1, .commune_at = NONE};
	p->name = make_name(m, m->communes[commune].name);
	p->slug = make_slug(m, p->name, at);
	p->types = like->place.types;
	make_where(m, p, commune);
	if (chance(m, 45))
		p->website = arena_printf(a, "https://www.%.*s.example", STR_ARG(p->slug));
	if (chance(m, 60)) {
		struct str one = utf8_clip(PICK(m, m->sentences), 130), two = utf8_clip(PICK(m, m->sentences), 130);
		p->summary = arena_printf(a, "%.*s. %.*s.", STR_ARG(one), STR_ARG(two));
	}
	p->qpv = chance(m, 10) ? YES : UNKNOWN;
	p->confirmed = make_date(m, 2019, 2025);
	make_ties(m, p, like);
	p->origins = arena_new(a, struct origin);
	p->origins[p->origin_n++] = (struct origin){.identifier = p->slug, .date = p->confirmed};
	map_set(&m->atlas->slugs, p->slug, at);
}

// A copy that the atlas owns.
static struct str own(struct making *m, struct str s)
{
	return arena_str(&m->atlas->arena, s);
}

static void make_vocabulary(struct making *m)
{
	struct atlas *t = m->atlas;
	const struct record_set *s = &m->seed;
	struct arena *a = &t->arena;
	t->sources = arena_new(a, struct source);
	t->sources[t->source_n++] = (struct source){.id = 1, .key = S("jeu-d-essai"), .title = S("Jeu d'essai"),
						    .licence = S("Licence Ouverte 2.0"), .date = {2025, 12, 0}};
	t->labels = arena_array(a, s->label_n, sizeof *t->labels);
	for (uint32_t i = 0; i < s->label_n; i++, t->label_n++)
		t->labels[i] = (struct label){i + 1, own(m, s->labels[i].key), own(m, s->labels[i].name), own(m, s->labels[i].about)};
	t->actions = arena_array(a, s->action_n, sizeof *t->actions);
	for (uint32_t i = 0; i < s->action_n; i++, t->action_n++)
		t->actions[i] = (struct action){.id = i + 1, .key = own(m, s->actions[i].key), .name = own(m, s->actions[i].name),
						.category = own(m, s->actions[i].category),
						.category_key = own(m, s->actions[i].category)};
	t->networks = arena_array(a, s->network_n, sizeof *t->networks);
	for (uint32_t i = 0; i < s->network_n; i++, t->network_n++)
		t->networks[i] = (struct network){.id = i + 1, .key = own(m, s->networks[i].key), .name = own(m, s->networks[i].name),
						  .consortium = s->networks[i].consortium, .lead = NONE};
	t->orgs = arena_array(a, s->org_n, sizeof *t->orgs);
	for (uint32_t i = 0; i < s->org_n; i++, t->org_n++)
		t->orgs[i] = (struct org){i + 1, own(m, s->orgs[i].key), own(m, s->orgs[i].name), s->orgs[i].holder_kind};
}

static void list_members(struct atlas *t)
{
	for (uint32_t k = 0; k < t->network_n; k++) {
		struct network *w = &t->networks[k];
		for (int pass = 0; pass < 2; pass++) {
			if (pass == 1)
				w->members = arena_array(&t->arena, w->member_n, sizeof *w->members);
			uint32_t n = 0;
			for (uint32_t i = 0; i < t->place_n; i++)
				for (unsigned j = 0; j < t->places[i].membership_n; j++)
					if (t->places[i].memberships[j].network == k && (n++, pass == 1))
						w->members[n - 1] = i;
			w->member_n = n;
		}
	}
}

const struct err *generate_atlas(uint64_t seed, uint32_t n, struct atlas **out)
{
	const struct err *err = NULL;
	struct making m = {.state = seed, .atlas = mem_alloc(sizeof *m.atlas)};
	TRY(learn(&m));
	learn_communes(&m);
	make_vocabulary(&m);
	m.atlas->places = arena_array(&m.atlas->arena, n, sizeof *m.atlas->places);
	for (uint32_t i = 0; i < n; i++)
		make_place(&m, &m.atlas->places[i], i);
	m.atlas->place_n = n;
	m.atlas->sources[0].place_n = n;
	m.atlas->change = 1;
	list_members(m.atlas);
	*out = m.atlas;
	m.atlas = NULL;
done:
	atlas_free(m.atlas);
	arena_release(&m.real);
	vec_free(&m.records);
	vec_free(&m.words);
	vec_free(&m.heads);
	vec_free(&m.streets);
	vec_free(&m.sentences);
	free(m.reach);
	free(m.communes);
	free(m.commune_at);
	buf_release(&m.text);
	return err;
}
