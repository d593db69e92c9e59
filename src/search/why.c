// SPDX-License-Identifier: AGPL-3.0-or-later
// Why a place is on the list: found again for the few that are shown, in the order a person would say it.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "base/vec.h"
#include "model/field.h"
#include "search/plan.h"
#include "search/token.h"

enum { REASONS_MAX = 12, LABELS_MAX = 3, TEXTS_MAX = 3 };

struct why {
	const struct plan *p;
	const struct place *place;
	uint32_t number; // in the index
	struct reason reasons[REASONS_MAX];
	size_t n, texts;
};

static void say(struct why *w, struct reason r)
{
	for (size_t i = 0; i < w->n; i++)
		if (w->reasons[i].kind == r.kind && w->reasons[i].value == r.value && str_eq(w->reasons[i].word, r.word))
			return;
	if (r.kind == REASON_TEXT || r.kind == REASON_SYNONYM)
		if (w->texts++ >= TEXTS_MAX)
			return;
	if (w->n < REASONS_MAX)
		w->reasons[w->n++] = r;
}

static void say_label(struct why *w, uint16_t label)
{
	for (size_t i = 0; i < w->place->label_n; i++)
		if (w->place->labels[i].label == label)
			say(w, (struct reason){.kind = REASON_LABEL, .value = label, .date = w->place->labels[i].date});
}

static void say_action(struct why *w, uint16_t action)
{
	const struct engagement *best = NULL;
	for (size_t i = 0; i < w->place->engagement_n; i++) {
		const struct engagement *e = &w->place->engagements[i];
		bool asked = !w->p->filters.on[FACET_STAGE] ||
			     w->p->filters.chosen[w->p->x->facets.base[FACET_STAGE] + e->stage];
		if (e->action == action && asked && (best == NULL || e->stage < best->stage))
			best = e;
	}
	if (best != NULL)
		say(w, (struct reason){.kind = REASON_ACTION, .value = action, .stage = best->stage});
}

// What the place has, when it was asked for.
static void say_value(struct why *w, enum facet f, uint16_t value)
{
	if (f == FACET_TYPE && w->place->types >> value & 1)
		say(w, (struct reason){.kind = REASON_TYPE, .value = value});
	else if (f == FACET_LABEL)
		say_label(w, value);
	else if (f == FACET_ACTION)
		say_action(w, value);
	else if (f == FACET_NETWORK)
		say(w, (struct reason){.kind = REASON_NETWORK, .value = value});
	else if (f == FACET_TERRITORY)
		say(w, (struct reason){.kind = REASON_TERRITORY, .value = value});
	else if (f == FACET_PARTNER)
		say(w, (struct reason){.kind = REASON_PARTNER, .value = value});
}

struct str word_spelled(const struct place *place, unsigned zone, struct str folded, bool prefix)
{
	if (zone < ZONE_FIELDS)
		return folded;
	struct str text = *(const struct str *)((const char *)place + place_fields[zone - ZONE_FIELDS].offset);
	struct str found = token_find(text, folded, prefix);
	return found.n > 0 || prefix ? found : folded;
}

// "numérique" and "numériques"
static bool same_word(struct str a, struct str b)
{
	struct str longer = a.n > b.n ? a : b, shorter = a.n > b.n ? b : a;
	return shorter.n >= 4 && longer.n <= shorter.n + 2 ? str_starts(longer, shorter) : str_eq(a, b);
}

// A synonym is made of words, some of which may have been asked for.
static bool asked(const struct why *w, struct str word)
{
	for (size_t i = 0; i < w->p->match.n; i++) {
		const struct way *own = &w->p->match.terms[i].ways[0];
		for (size_t k = 0; k < own->atom_n; k++)
			if (same_word(own->atoms[k].word, word))
				return true;
	}
	return false;
}

static void say_word(struct why *w, const struct leaf *leaf)
{
	if (leaf->is_value) {
		say_value(w, leaf->facet, leaf->value);
		return;
	}
	struct str folded = dictionary_word(&w->p->x->dictionary, leaf->word);
	bool synonym = leaf->how == HOW_SYNONYM && !asked(w, folded);
	if (synonym || zone_class(leaf->zone) != CLASS_NAME) {
		say(w, (struct reason){.kind = synonym ? REASON_SYNONYM : REASON_TEXT, .field = zone_field(leaf->zone),
				       .word = word_spelled(w->place, leaf->zone, folded, false)});
		return;
	}
	say(w, (struct reason){.kind = REASON_NAME});
}

// A word that is still being typed: the first of the place's texts that holds one beginning so.
static void say_prefix(struct why *w, struct str prefix)
{
	for (unsigned zone = ZONE_FIELDS; zone < ZONE_FIELDS + place_field_n; zone++) {
		if (place_fields[zone - ZONE_FIELDS].weight == 0)
			continue;
		struct str word = word_spelled(w->place, zone, prefix, true);
		if (word.n == 0)
			continue;
		if (zone_class(zone) == CLASS_NAME)
			say(w, (struct reason){.kind = REASON_NAME});
		else
			say(w, (struct reason){.kind = REASON_TEXT, .word = word, .field = zone_field(zone)});
		return;
	}
}

// The best reason why the place satisfies the atom; NULL when it does not.
static const struct leaf *leaf_of(const struct atom *a, uint32_t place)
{
	for (size_t i = 0; i < a->leaf_n; i++)
		if (set_has(&a->leaves[i].set, place))
			return &a->leaves[i];
	return NULL;
}

enum { ATOMS_MAX = 12 };

static void say_term(struct why *w, const struct term *t)
{
	const struct leaf *best[ATOMS_MAX];
	const struct way *way = NULL;
	int best_level = -1;
	for (size_t i = 0; i < t->way_n && best_level < LEVEL_MAX; i++) {
		const struct leaf *leaves[ATOMS_MAX];
		size_t n = t->ways[i].atom_n;
		int level = n > 0 && n <= ATOMS_MAX ? LEVEL_MAX : -1;
		for (size_t k = 0; k < n && level > best_level; k++) {
			leaves[k] = leaf_of(&t->ways[i].atoms[k], w->number);
			level = leaves[k] == NULL ? -1 : leaves[k]->level < level ? leaves[k]->level : level;
		}
		if (level <= best_level)
			continue;
		best_level = level;
		way = &t->ways[i];
		memcpy(best, leaves, n * sizeof *best);
	}
	for (size_t k = 0; way != NULL && k < way->atom_n; k++) {
		if (best[k]->merged)
			say_prefix(w, way->atoms[k].word);
		else
			say_word(w, best[k]);
	}
}

static void say_all(struct why *w, const struct search_hit *hit)
{
	const struct plan *p = w->p;
	for (size_t i = 0; i < p->match.n; i++)
		say_term(w, &p->match.terms[i]);
	for (size_t i = 0; i < p->q->filter_n; i++) {
		enum facet f = p->q->filters[i].facet;
		uint32_t code;
		if (!facets_code(&p->x->facets, f, p->q->filters[i].value, &code) ||
		    !set_has(&p->x->facets.sets[code], w->number))
			continue;
		say_value(w, f, p->q->filters[i].value);
	}
	if (hit->km >= 0)
		say(w, (struct reason){.kind = REASON_DISTANCE, .km = hit->km});
	for (size_t i = 0; i < w->place->label_n && i < LABELS_MAX; i++)
		say_label(w, w->place->labels[i].label);
	if (w->place->confirmed.year > 0)
		say(w, (struct reason){.kind = REASON_FRESH, .date = w->place->confirmed});
}

// The order in which a person would say them.
static unsigned turn(enum reason_kind kind)
{
	static const uint8_t turns[] = {
		[REASON_NAME] = 0, [REASON_TYPE] = 1, [REASON_ACTION] = 2, [REASON_NETWORK] = 3, [REASON_TEXT] = 4, [REASON_SYNONYM] = 5,
		[REASON_DISTANCE] = 6, [REASON_LABEL] = 7, [REASON_TERRITORY] = 8, [REASON_PARTNER] = 9, [REASON_FRESH] = 10,
	};
	return turns[kind];
}

// The places stand far apart in memory: all are asked for before the first is read.
static void fetch_ahead(const struct plan *p, const struct search_hit *hits, size_t n)
{
	const struct place *places = p->x->atlas->places;
	for (size_t i = 0; i < n; i++) {
		const struct place *place = &places[p->x->order[hits[i].place]];
		__builtin_prefetch(&place->summary);
		__builtin_prefetch(&place->types);
		__builtin_prefetch(&place->labels);
		__builtin_prefetch(&place->label_n);
	}
	for (size_t i = 0; i < n; i++) {
		const struct place *place = &places[p->x->order[hits[i].place]];
		__builtin_prefetch(place->summary.p);
		__builtin_prefetch(place->labels);
		__builtin_prefetch(place->engagements);
	}
}

void plan_explain(const struct plan *p, struct search_hit *hits, size_t n)
{
	fetch_ahead(p, hits, n);
	for (size_t i = 0; i < n; i++) {
		struct why w = {.p = p, .number = hits[i].place};
		w.place = &p->x->atlas->places[p->x->order[hits[i].place]];
		say_all(&w, &hits[i]);
		struct reason *out = arena_array(p->a, w.n, sizeof *out);
		for (size_t k = 0; k < w.n; k++) { // few: put each in its turn
			size_t at = k;
			for (; at > 0 && turn(out[at - 1].kind) > turn(w.reasons[k].kind); at--)
				out[at] = out[at - 1];
			out[at] = w.reasons[k];
		}
		hits[i].reasons = out;
		hits[i].reason_n = w.n;
	}
}
