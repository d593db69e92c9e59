// SPDX-License-Identifier: AGPL-3.0-or-later
// When a question as it stands finds nothing, or only what it was corrected to: rules 6 and 7 of answer.c.
#include "search/answer.h"

#include "search/dictionary.h"
#include "search/lexicon.h"

// The question without the part that says where.
static struct str without_where(struct asking *k, const struct reading *r)
{
	struct buf b = BUF_IN(k->arena);
	for (size_t i = 0; i < r->n; i++) {
		if (r->use[i] == USE_WHERE || r->use[i] == USE_RADIUS || r->use[i] == USE_NEAR_ME)
			continue;
		if (b.n > 0)
			buf_addc(&b, r->tokens[i - 1].elided ? '\'' : ' ');
		buf_add(&b, r->tokens[i].source);
	}
	return buf_str(&b);
}

// A place whose name is nearly the words, and lies where the question says.
static bool nearly_named(struct asking *k, const struct reading *r, struct str words, bool there, struct near_name *out)
{
	struct near_name near[NAMED_MAX];
	size_t n = names_near(k->names, words, near, NAMED_MAX);
	const struct where *w = k->has_where ? &k->where : &r->where;
	k->named_n = 0;
	for (size_t i = 0; i < n; i++) {
		if (there && !asking_lies_in(k, near[i].place, w))
			continue;
		if (k->named_n == 0)
			*out = near[i];
		k->named[k->named_n++] = near[i].place;
	}
	return k->named_n > 0;
}

// Rule 6: the question as the name of a known place, typos mended.
void asking_read_as_name(struct asking *k, struct reading *r, struct answer *out)
{
	struct near_name near;
	struct reading again;
	struct answer named = *out;
	struct str typed = k->q, where = reading_source(r, r->where_at);
	bool placed = k->has_where || r->strength != WHERE_ABSENT;
	bool there = placed && nearly_named(k, r, without_where(k, r), true, &near);
	if (!there && (r->strength == WHERE_NEAR || k->has_where || !nearly_named(k, r, k->q, false, &near))) {
		k->named_n = 0;
		return;
	}
	k->q = there && !k->has_where ? arena_printf(k->arena, "%.*s %.*s", STR_ARG(near.name), STR_ARG(where)) : near.name;
	unsigned options = READ_NO_CONCEPT | (there && !k->has_where ? 0 : READ_NO_WHERE);
	reading_make(k->x, k->names, k->ask, k->q, options, k->arena, &again);
	asking_search(k, &again, &named);
	if (named.result.total == 0) {
		k->q = typed;
		k->named_n = 0;
		return;
	}
	if (near.distance > 0)
		named.result.corrected = k->q;
	else
		k->q = k->typed;
	*out = named;
	*r = again;
}

// How much a word says: an unknown one nothing, a rare one much.
static uint64_t saying(struct asking *k, const struct search_term *t)
{
	uint32_t n = index_word(k->x, t->word);
	if (t->has_concept)
		return UINT32_MAX;
	return n == 0 ? 0 : UINT32_MAX / n;
}

// "fablab à Vitry": the word is said to be a place.
static bool led(const struct reading *r, struct str word)
{
	static const char *const leads[] = {"a", "vers", "pres", "autour", "proche", "near", "around", "in"};
	static const char *const links[] = {"de", "d", "du", "des", "la", "le", "les", "l"};
	size_t at = 0;
	while (at < r->n && !str_eq(r->tokens[at].word, word))
		at++;
	for (bool link = true; link && at > 0;) {
		struct str before = r->tokens[--at].word;
		link = false;
		for (size_t i = 0; i < sizeof leads / sizeof *leads; i++)
			if (str_eqz(before, leads[i]))
				return true;
		for (size_t i = 0; i < sizeof links / sizeof *links; i++)
			link = link || str_eqz(before, links[i]);
	}
	return false;
}

static bool known(struct asking *k, struct str word)
{
	const struct lexicon *l = index_lexicon(k->x);
	struct lexicon_value v;
	const struct str *synonyms;
	return index_word(k->x, word) > 0 || (l != NULL && (lexicon_value(l, word, &v) || lexicon_synonyms(l, word, &synonyms) > 0));
}

// Whether the others still hold what is asked.
static bool may_go(struct asking *k, const struct reading *r, const struct search_query *q, const struct search_term *t)
{
	bool named = false, words = false;
	if (t->optional || (t->has_concept && !t->weak) || led(r, t->word) || reading_is_plain(r, t->word))
		return false;
	for (size_t i = 0; i < q->term_n; i++) {
		const struct search_term *other = &q->terms[i];
		if (other == t || other->optional)
			continue;
		named = named || other->has_concept;
		words = words || known(k, other->word);
	}
	if (t->has_concept)
		return named;
	for (size_t i = 0; i < r->concept_n; i++)
		named = named || r->concepts[i].filter;
	return named || (words && !known(k, t->word));
}

// Rule 7.
static void let_words_go(struct asking *k, const struct reading *r, struct answer *out)
{
	struct search_query *q = &out->query;
	double radius = q->radius_km;
	if (k->grown)
		q->radius_km = 0;
	for (size_t left = q->term_n; left > 0; left--) {
		struct search_term *least = NULL;
		for (size_t i = 0; i < q->term_n; i++)
			if (may_go(k, r, q, &q->terms[i]) && (least == NULL || saying(k, &q->terms[i]) < saying(k, least)))
				least = &q->terms[i];
		if (least == NULL)
			break;
		least->optional = true;
		k->dropped[k->dropped_n++] = least->word;
		if (asking_count(k, q) == 0)
			continue;
		asking_answer(k, r, q, &out->result);
		return;
	}
	for (size_t i = 0; i < q->term_n; i++)
		q->terms[i].optional = false;
	k->dropped_n = 0;
	q->radius_km = radius;
}

// A question read as mere words is worth it when a place's name holds what they replace.
static bool names_it(struct asking *k, const struct reading *r, bool where_only, const struct search_result *found)
{
	return found->hit_n > 0 && asking_name_holds(k, found->hits[0].place, r, where_only ? r->where_name : (struct span){0, r->n});
}

// One word more than the place's name has: "association tiers-lieu 4 cantons". The others, two or more, are in it.
static bool without_one(struct asking *k, const struct reading *r, struct answer *out)
{
	struct search_query *q = &out->query;
	struct search_result found;
	for (size_t i = 0; i < q->term_n && q->term_n > 2; i++) {
		struct search_term *t = &q->terms[i];
		if (t->has_concept || led(r, t->word) || reading_is_plain(r, t->word))
			continue;
		t->optional = true;
		asking_top(k, q, 1, &found);
		bool holds = found.total > 0 && found.total <= 2;
		for (size_t at = 0; at < r->n && holds; at++)
			holds = (r->use[at] != USE_FREE && r->use[at] != USE_PLAIN) || str_eq(r->tokens[at].word, t->word) ||
				asking_name_holds(k, found.hits[0].place, r, (struct span){at, at + 1});
		if (holds) {
			k->dropped[k->dropped_n++] = t->word;
			asking_answer(k, r, q, &out->result);
			return true;
		}
		t->optional = false;
	}
	return false;
}

// Around a place a word may be spelled worse than elsewhere: few have it at all.
static void spelled_worse(struct asking *k, struct reading *r, struct answer *out)
{
	struct str typed = k->q, near;
	if (!(k->has_where || r->strength != WHERE_ABSENT) || k->ask->exact)
		return;
	for (size_t i = 0; i < r->n; i++) {
		struct str word = r->tokens[i].word;
		if (r->use[i] != USE_FREE || word.n < 6 || known(k, word) || index_spelled(k->x, word, k->arena, &near, 1) == 0 ||
		    typo_distance(word, near, 2) > 2)
			continue;
		struct answer tried = *out;
		struct reading again;
		k->q = question_with(k->q, r->tokens[i].source, near, k->arena);
		asking_read(k, &again);
		asking_search(k, &again, &tried);
		if (tried.result.total > 0 && tried.query.radius_km + k->has_where + (again.where.kind == WHERE_AREA) > 0) {
			tried.result.corrected = k->q;
			*out = tried;
			*r = again;
			return;
		}
		k->q = typed;
	}
}

void asking_rescue(struct asking *k, struct reading *r, struct answer *out)
{
	static const unsigned ways[] = {READ_NO_BARE_WHERE, READ_NO_CONCEPT | READ_NO_WHERE};
	for (size_t i = 0; i < 2 && out->result.total == 0; i++) {
		struct reading other;
		if (i == 0 ? r->strength != WHERE_BARE : r->concept_n == 0 && r->strength == WHERE_ABSENT)
			continue;
		reading_make(k->x, k->names, k->ask, k->q, ways[i] | (k->has_where ? READ_NO_WHERE : 0), k->arena, &other);
		struct answer tried = *out;
		asking_search(k, &other, &tried);
		if (!names_it(k, r, i == 0, &tried.result))
			continue;
		*out = tried;
		*r = other;
	}
	if (out->result.total == 0)
		spelled_worse(k, r, out);
	if (out->result.total == 0 && !without_one(k, r, out))
		let_words_go(k, r, out);
}

static uint32_t count_near(struct asking *k, const struct search_query *q, const struct where *w)
{
	struct search_query near = *q;
	if (w->kind == WHERE_AREA || !q->has_point)
		return 0;
	near.lat = w->lat;
	near.lon = w->lon;
	near.radius_km = 20;
	return asking_count(k, &near);
}

// "manufactures saint-louis": the words may be known around another commune of that name than the largest.
void asking_homonym(struct asking *k, struct reading *r, struct answer *out)
{
	struct where *w = &r->where;
	if (r->strength == WHERE_ABSENT || w->choice_n == 0 || k->has_where || count_near(k, &out->query, w) > 0)
		return;
	// Things that are only named are known nearly everywhere: then the largest stays unless it has none for 100 km.
	if (reading_free(r) == 0 && (out->query.term_n == 0 || out->query.radius_km > 0))
		return;
	for (size_t i = 0; i < w->choice_n; i++) {
		struct where other;
		if (where_read(w->choices[i].value, k->arena, &other) != WHERE_OK || count_near(k, &out->query, &other) == 0)
			continue;
		w->choices[i] = (struct chip_choice){w->label, w->value};
		other.choices = w->choices;
		other.choice_n = w->choice_n;
		*w = other;
		asking_search(k, r, out);
		return;
	}
}
