// SPDX-License-Identifier: AGPL-3.0-or-later
// From a question to its answer. The rules, in the order they are tried:
//
//   1. A question that is a place's name, whole, is that place: its words are only words.
//   2. "vers Vannes", "dans le 35", "44300" say where. A commune's name alone does too, unless a place elsewhere
//      bears it ("hermitage"): then it is a word.
//   3. A label, a territory or a network named is a filter; a type, a tool or an action is a wish that a place meets
//      by having it or by its words.
//   4. Around a point and without a radius, the first of 10, 20, 30, 50, 70 and 100 km that holds ten places; else anywhere,
//      nearest first.
//   5. A word that had to be corrected may then name a thing or a place: the question is read once more with it.
//   6. A question that had to be corrected, or that nothing matches, may nearly be a place's name.
//   7. When nothing matches, words may be let go, and a chip says so, while what is asked is still held: a word that we
//      know by something named (a type, a label, an action), one that we do not know by any other. What is named alone, the last word, what
//      the person ticked and where they look always stay: then there is no answer, and advice.
#include "search/answer.h"

#include "base/i18n.h"
#include "base/time.h"
#include "search/lexicon.h"

bool asking_let_go(const struct asking *k, struct str words)
{
	for (size_t i = 0; i < k->dropped_n; i++)
		if (str_eq(k->dropped[i], words))
			return true;
	return false;
}

// The question with what the index had to correct.
struct str asking_corrected(struct asking *k, const struct reading *r, const struct search_result *found)
{
	struct buf b = BUF_IN(k->arena);
	for (size_t i = 0; i < r->n; i++) {
		struct str word = r->tokens[i].source;
		for (size_t f = 0; f < found->fix_n; f++)
			if (str_eq(found->fixes[f].from, r->tokens[i].word) && !asking_let_go(k, r->tokens[i].word))
				word = found->fixes[f].to;
		if (i > 0)
			buf_addc(&b, r->tokens[i - 1].elided ? '\'' : ' ');
		buf_add(&b, word);
	}
	return buf_str(&b);
}

// The question with words of the lexicon for those that nothing holds: "decoupe lazer".
static struct str corrected_by_lexicon(struct asking *k, const struct reading *r)
{
	const struct lexicon *l = index_lexicon(k->x);
	struct str q = k->q, near;
	for (size_t i = 0; i < r->n && l != NULL && !k->ask->exact; i++)
		if (r->use[i] == USE_FREE && index_word(k->x, r->tokens[i].word) == 0 && lexicon_nearest(l, r->tokens[i].word, &near))
			q = question_with(q, r->tokens[i].source, near, k->arena);
	return q;
}

// Rule 5.
static void read_corrected(struct asking *k, struct reading *r, struct answer *out, struct str corrected)
{
	if (str_eq(corrected, k->q))
		return;
	struct str typed = k->q;
	struct reading again;
	k->q = corrected;
	asking_read(k, &again);
	bool more = again.concept_n > r->concept_n || again.strength > r->strength;
	if (more) {
		struct answer better = *out;
		asking_search(k, &again, &better);
		if (better.result.total > 0) {
			better.result.corrected = k->q;
			k->typed = typed;
			*out = better;
			*r = again;
			return;
		}
	}
	k->q = typed;
}

static void read_given_where(struct asking *k, struct answer *out)
{
	if (k->ask->where.n == 0)
		return;
	k->has_where = where_read(k->ask->where, k->arena, &k->where) == WHERE_OK;
	if (!k->has_where)
		out->where_problem = arena_printf(k->arena, tr("Nous ne connaissons pas « %.*s »."), STR_ARG(k->ask->where));
}

static void respond(struct asking *k, struct reading *r, struct answer *out)
{
	*out = (struct answer){0};
	read_given_where(k, out);
	asking_read(k, r);
	k->dropped = arena_array(k->arena, 2 * r->n + 80, sizeof *k->dropped);
	asking_search(k, r, out);
	asking_homonym(k, r, out);
	if (!k->is_name && out->result.fix_n > 0)
		read_corrected(k, r, out, asking_corrected(k, r, &out->result));
	if (!k->is_name && str_eq(k->q, k->typed) && (out->result.total == 0 || k->dropped_n > 0))
		read_corrected(k, r, out, corrected_by_lexicon(k, r));
	if ((out->result.total == 0 || out->result.fix_n > 0) && reading_free(r) > 0 && !k->ask->exact)
		asking_read_as_name(k, r, out);
	if (out->result.total == 0)
		asking_rescue(k, r, out);
}

void answer_ask(const struct index *x, const struct search_ask *ask, struct arena *a, struct answer *out)
{
	int64_t start = time_mono_ns();
	struct asking k = {.x = x, .names = index_name_table(x), .ask = ask, .arena = a, .q = ask->q, .typed = ask->q};
	struct reading r;
	respond(&k, &r, out);
	answer_chips(&k, &r, out);
	answer_advice(&k, &r, out);
	out->result.ns = time_mono_ns() - start;
}

uint32_t answer_total(const struct index *x, const struct search_ask *ask, struct arena *a)
{
	struct asking k = {.x = x, .names = index_name_table(x), .ask = ask, .arena = a, .q = ask->q, .typed = ask->q};
	struct reading r;
	struct answer out;
	respond(&k, &r, &out);
	return out.result.total;
}
