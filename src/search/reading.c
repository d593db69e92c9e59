// SPDX-License-Identifier: AGPL-3.0-or-later
#include "search/reading.h"

#include "search/lexicon.h"

struct str reading_source(const struct reading *r, struct span s)
{
	if (s.to <= s.from)
		return STR_NONE;
	struct str last = r->tokens[s.to - 1].source;
	const char *start = r->tokens[s.from].source.p;
	return (struct str){start, (size_t)(last.p + last.n - start)};
}

struct str reading_words(const struct reading *r, struct span s, struct arena *a)
{
	struct buf b = BUF_IN(a);
	for (size_t i = s.from; i < s.to; i++) {
		if (r->tokens[i].elided && i + 1 < s.to)
			continue;
		if (b.n > 0)
			buf_addc(&b, ' ');
		buf_add(&b, r->tokens[i].word);
	}
	return buf_str(&b);
}

size_t reading_free(const struct reading *r)
{
	size_t n = 0;
	for (size_t i = 0; i < r->n; i++)
		n += r->use[i] == USE_FREE || r->use[i] == USE_PLAIN;
	return n;
}

bool reading_is_plain(const struct reading *r, struct str word)
{
	for (size_t i = 0; i < r->n; i++)
		if (r->use[i] == USE_PLAIN && str_eq(r->tokens[i].word, word))
			return true;
	return false;
}

void reading_mark(struct reading *r, struct span s, enum use use)
{
	for (size_t i = s.from; i < s.to; i++)
		r->use[i] = use;
}

size_t reading_spells(const struct reading *r, size_t at, const char *phrase)
{
	size_t n = 0;
	for (struct str left = str_of(phrase); left.p != NULL; n++) {
		struct str word = str_cut(left, ' ', &left);
		if (at + n >= r->n || !str_eq(r->tokens[at + n].word, word))
			return 0;
	}
	return n;
}

static bool all_free(const struct reading *r, struct span s)
{
	for (size_t i = s.from; i < s.to; i++)
		if (r->use[i] != USE_FREE)
			return false;
	return true;
}

// Words that the person wants to be words again.
static void mark_plain(struct reading *r, const struct search_ask *ask, struct arena *a)
{
	for (size_t p = 0; p < ask->plain_n; p++) {
		struct token *words;
		size_t n = token_split(ask->plain[p], a, &words);
		for (size_t at = 0; n > 0 && at + n <= r->n; at++) {
			size_t same = 0;
			while (same < n && str_eq(r->tokens[at + same].word, words[same].word))
				same++;
			if (same == n)
				reading_mark(r, (struct span){at, at + n}, USE_PLAIN);
		}
	}
}

static const struct {
	const char *words;
	enum stage stage;
} stages[] = {
	{"qui ont commence a", STAGE_STARTED}, {"qui ont commence", STAGE_STARTED}, {"ont commence a", STAGE_STARTED},
	{"ont commence", STAGE_STARTED},       {"qui commencent a", STAGE_STARTED}, {"qui commencent", STAGE_STARTED},
	{"commencent", STAGE_STARTED},         {"qui demarrent", STAGE_STARTED},    {"qui se lancent dans", STAGE_STARTED},
	{"a commence", STAGE_STARTED},
	{"qui veulent faire", STAGE_WANTS},    {"veulent faire", STAGE_WANTS},      {"qui veulent se lancer dans", STAGE_WANTS},
	{"qui veulent", STAGE_WANTS},          {"veulent le faire", STAGE_WANTS},   {"veulent", STAGE_WANTS},
	{"veut faire", STAGE_WANTS},           {"qui veut", STAGE_WANTS},           {"qui souhaitent faire", STAGE_WANTS},
	{"qui souhaitent", STAGE_WANTS},       {"souhaitent", STAGE_WANTS},         {"qui aimeraient", STAGE_WANTS},
	{"qui voudraient", STAGE_WANTS},       {"qui envisagent", STAGE_WANTS},
	{"qui font deja", STAGE_DOES},         {"qui font", STAGE_DOES},            {"font", STAGE_DOES},
	{"qui fait", STAGE_DOES},              {"qui proposent", STAGE_DOES},       {"qui propose", STAGE_DOES},
	{"qui organisent", STAGE_DOES},        {"qui organise", STAGE_DOES},        {"proposent", STAGE_DOES},
};

static void find_stage(struct reading *r)
{
	for (size_t at = 0; at < r->n && !r->has_stage; at++) {
		for (size_t s = 0; s < sizeof stages / sizeof *stages && !r->has_stage; s++) {
			size_t n = reading_spells(r, at, stages[s].words);
			if (n == 0 || !all_free(r, (struct span){at, at + n}))
				continue;
			r->has_stage = true;
			r->stage = stages[s].stage;
			r->stage_at = (struct span){at, at + n};
		}
	}
}

static bool firm(enum facet f)
{
	return f == FACET_LABEL || f == FACET_TERRITORY || f == FACET_NETWORK;
}

static enum facet facet_of(struct str param)
{
	enum facet f = 0;
	while (f < FACET_COUNT && !str_eqz(param, facet_param(f)))
		f++;
	return f;
}

// What a span of the question names.
static bool concept_at(const struct index *x, const struct names *names, struct reading *r, struct span s, struct concept *out)
{
	const struct lexicon *l = index_lexicon(x);
	struct str text = reading_source(r, s);
	struct lexicon_value v;
	*out = (struct concept){.at = s};
	if (r->has_stage && names_action(names, text, &out->value))
		return true;
	if (l != NULL && lexicon_value(l, text, &v)) {
		enum facet f = facet_of(v.param);
		out->tool = v.tool;
		if (f < FACET_COUNT && index_facet_find(x, f, v.code, &out->value.value)) {
			out->value.facet = f;
			out->filter = firm(f);
			return true;
		}
	}
	if (s.to - s.from < 2 || !names_value(names, text, &out->value)) // a single word of the atlas's own is too little
		return false;
	out->filter = firm(out->value.facet);
	return true;
}

// Longest phrases first, left to right; `least` words at least.
static void find_concepts(const struct index *x, const struct names *names, struct reading *r, size_t least, struct arena *a)
{
	const struct lexicon *l = index_lexicon(x);
	size_t longest = l != NULL ? lexicon_longest(l) + 2 : 8; // elided articles are tokens too
	for (size_t at = 0; at < r->n; at++) {
		size_t len = r->n - at < longest ? r->n - at : longest;
		for (; len >= least; len--) {
			struct concept c;
			struct span s = {at, at + len};
			if (!all_free(r, s) || !concept_at(x, names, r, s, &c))
				continue;
			r->concepts[r->concept_n++] = c;
			reading_mark(r, s, USE_CONCEPT);
			at += len - 1;
			break;
		}
	}
}

static void find_near_me(struct reading *r)
{
	static const char *const phrases[] = {
		"pres de moi", "autour de moi", "a cote de moi", "proche de moi", "pres de chez moi", "a cote de chez moi",
		"autour de chez moi", "pres de chez nous", "proche de chez moi", "dans mon coin", "dans le coin", "a proximite de moi",
		"pas loin de chez moi", "pas loin de moi", "near me", "around me", "chez moi", "ma position", "autour de ma position",
	};
	for (size_t at = 0; at < r->n; at++) {
		for (size_t p = 0; p < sizeof phrases / sizeof *phrases; p++) {
			size_t n = reading_spells(r, at, phrases[p]);
			if (n == 0 || !all_free(r, (struct span){at, at + n}))
				continue;
			r->near_me = true;
			r->near_me_at = (struct span){at, at + n};
			reading_mark(r, r->near_me_at, USE_NEAR_ME);
			return;
		}
	}
	size_t n = r->n;
	if (n >= 2 && (reading_spells(r, n - 2, "a proximite") || reading_spells(r, n - 2, "aux alentours"))) {
		r->near_me = true;
		r->near_me_at = (struct span){n - 2, n};
		reading_mark(r, r->near_me_at, USE_NEAR_ME);
	}
}

static void mark_stops(const struct index *x, struct reading *r)
{
	const struct lexicon *l = index_lexicon(x);
	for (size_t i = 0; i < r->n; i++)
		if (r->use[i] == USE_FREE && (r->tokens[i].elided || (l != NULL && lexicon_is_stop(l, r->tokens[i].word))))
			r->use[i] = USE_STOP;
}

// A stage is only said of an action.
static void settle_stage(struct reading *r)
{
	bool action = false;
	for (size_t i = 0; i < r->concept_n; i++)
		action = action || r->concepts[i].value.facet == FACET_ACTION;
	if (!action) {
		r->has_stage = false;
		return;
	}
	for (size_t i = 0; r->has_stage && i < r->concept_n; i++)
		if (r->concepts[i].value.facet == FACET_ACTION)
			r->concepts[i].filter = true;
}

// "fabrique de territoire 2019": the year of the label.
static void find_year(struct reading *r)
{
	bool label = false;
	int64_t year;
	for (size_t i = 0; i < r->concept_n; i++)
		label = label || r->concepts[i].value.facet == FACET_LABEL;
	for (size_t i = 0; i < r->n && label; i++) {
		struct str word = r->tokens[i].word;
		if (r->use[i] != USE_FREE || word.n != 4 || !str_to_i64(word, &year) || year < 2000 || year > 2099)
			continue;
		r->concepts[r->concept_n++] = (struct concept){.at = {i, i + 1}, .value = {FACET_YEAR, (uint16_t)year}, .filter = true};
		r->use[i] = USE_CONCEPT;
		return;
	}
}

void reading_make(const struct index *x, const struct names *names, const struct search_ask *ask, struct str q, unsigned options,
		  struct arena *a, struct reading *r)
{
	enum { MOST = 40 }; // what a person would type; the rest is ignored
	*r = (struct reading){0};
	r->n = token_split(q, a, &r->tokens);
	if (r->n > MOST)
		r->n = MOST;
	r->use = arena_array(a, r->n + 1, sizeof *r->use);
	r->concepts = arena_array(a, r->n + 1, sizeof *r->concepts);
	mark_plain(r, ask, a);
	bool concepts = !(options & READ_NO_CONCEPT) && !ask->exact;
	find_near_me(r);
	reading_find_radius(r);
	if (concepts) {
		find_stage(r);
		if (r->has_stage)
			reading_mark(r, r->stage_at, USE_STAGE);
		find_concepts(x, names, r, 2, a);
	}
	if (!(options & READ_NO_WHERE) && r->strength == WHERE_ABSENT)
		reading_find_where(x, r, options, a);
	if (concepts) {
		find_concepts(x, names, r, 1, a);
		find_year(r);
		settle_stage(r);
	}
	mark_stops(x, r);
}
