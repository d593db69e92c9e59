// SPDX-License-Identifier: AGPL-3.0-or-later
// The place that a question names: "vers Vannes", "à moins de 20 km de Rennes", "dans le 35", "bureau 44300",
// "repair café brest". What a preposition leads is surer than a name alone, and a common word that is also a
// commune ("à Bois") is only that commune after "vers", "autour de" and their like.
#include "model/gazetteer.h"
#include "search/lexicon.h"
#include "search/reading.h"

enum { NAME_LONGEST = 7 };

static const char *const near_words[] = {
	"dans les environs de", "dans les environs d", "aux environs de", "aux environs d", "aux alentours de", "aux alentours d",
	"aux alentours du", "alentours de", "environs de", "dans le secteur de", "dans le coin de", "dans le secteur d",
	"a proximite de", "a proximite d", "a proximite du", "a proximite", "du cote de", "du cote d", "du cote du", "pas loin de",
	"pas loin d", "pas loin du", "non loin de", "non loin d", "non loin du", "pas trop loin de", "a cote de", "a cote d",
	"a cote du", "autour de", "autour d", "autour du", "autour des", "autour", "pres de", "pres d", "pres du", "pres des", "pres",
	"proche de", "proche d", "proche du", "proches de", "proches d", "proche", "proches", "vers", "secteur de", "secteur",
	"region de", "region d", "agglomeration de", "agglo de", "metropole de", "bassin de", "close to", "near", "around",
};
static const char *const in_words[] = {
	"dans le departement de la", "dans le departement de l", "dans le departement du", "dans le departement des",
	"dans le departement de", "dans le departement d", "dans le departement", "departement du", "departement de la",
	"departement de", "departement des", "departement", "en region", "dans la region", "region", "dans le", "dans la", "dans les",
	"dans l", "dans", "sur le", "sur la", "sur l", "sur", "situe a", "situee a", "situes a", "basee a", "base a", "a", "au", "aux",
	"en", "in", "at",
};
static const char *const weak_words[] = {"de la", "de l", "de", "du", "des", "d"};

// The longest of the phrases that the tokens spell from there.
static size_t spelt(const struct reading *r, size_t at, const char *const *phrases, size_t n)
{
	size_t best = 0;
	for (size_t i = 0; i < n; i++) {
		if (r->tokens[at].word.p[0] != phrases[i][0])
			continue;
		size_t len = reading_spells(r, at, phrases[i]);
		if (len > best)
			best = len;
	}
	return best;
}
#define SPELT(r, at, list) spelt((r), (at), (list), sizeof(list) / sizeof *(list))

static bool digits(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.n > 0;
}

static bool usable(const struct reading *r, struct span s)
{
	for (size_t i = s.from; i < s.to; i++)
		if (r->use[i] != USE_FREE)
			return false;
	return s.to > s.from && s.to <= r->n;
}

// Nothing beside it but words that say nothing or name a thing: "tiers-lieu nord", "fablab creuse".
static bool alone(const struct index *x, const struct reading *r, struct span s)
{
	const struct lexicon *l = index_lexicon(x);
	struct lexicon_value v;
	for (size_t i = 0; i < r->n; i++)
		if ((i < s.from || i >= s.to) && r->use[i] == USE_FREE && !r->tokens[i].elided && l != NULL &&
		    !lexicon_is_stop(l, r->tokens[i].word) && !lexicon_value(l, r->tokens[i].word, &v))
			return false;
	return true;
}

// A number is a department after "dans le" and the like; a name needs a letter that says something.
static bool plausible(const struct index *x, const struct reading *r, struct span s, enum where_strength strength)
{
	const struct lexicon *l = index_lexicon(x);
	struct str text = reading_source(r, s), first = r->tokens[s.from].word;
	struct lexicon_value v;
	size_t saying = 0;
	bool common = false;
	if (r->tokens[s.to - 1].elided)
		return false;
	for (size_t i = s.from; i < s.to; i++) {
		if (r->tokens[i].elided || (l != NULL && lexicon_is_stop(l, r->tokens[i].word)))
			continue;
		saying++;
		common = l != NULL && lexicon_is_common(l, r->tokens[i].word);
	}
	if (saying == 0 && s.to - s.from < 2)
		return false;
	if (s.to - s.from == 1 && digits(first))
		return first.n == 5 || first.n == 2 || (first.n == 3 && first.p[0] == '9' && first.p[1] == '7');
	if (strength == WHERE_NEAR && saying > 0)
		return true;
	if (l != NULL && lexicon_value(l, text, &v))
		return false;
	if (s.to - s.from > 1 && (gazetteer_find_region(text) >= 0 || gazetteer_find_department(text) >= 0))
		return true; // "grand est"
	if (s.to - s.from == 1 && first.n <= 2)
		return str_eqz(first, "2a") || str_eqz(first, "2b");
	return saying > 1 || (saying == 1 && !common) || (alone(x, r, s) && gazetteer_find_department(text) >= 0);
}

struct candidate {
	struct span at, name;
	enum where_strength strength;
	struct where where;
	bool set;
};

// Nearer prepositions win; then the longer name, then the later one.
static bool better(const struct candidate *a, const struct candidate *b)
{
	if (!b->set || a->strength != b->strength)
		return !b->set || a->strength > b->strength;
	size_t m = a->name.to - a->name.from, n = b->name.to - b->name.from;
	return m != n ? m > n : a->name.from > b->name.from;
}

// The longest place that starts at `from`.
static size_t longest_name(const struct index *x, const struct reading *r, size_t from, enum where_strength strength,
			   struct arena *a, struct where *out)
{
	size_t most = r->n - from < NAME_LONGEST ? r->n - from : NAME_LONGEST;
	for (size_t len = most; len > 0; len--) {
		struct span s = {from, from + len};
		if (usable(r, s) && plausible(x, r, s, strength) && where_read(reading_source(r, s), a, out) == WHERE_OK &&
		    out->kind != WHERE_POINT)
			return len;
	}
	return 0;
}

// "moi", consumed words and stop words do not stand between a name and the question's edge.
static bool at_edge(const struct index *x, const struct reading *r, struct span s)
{
	const struct lexicon *l = index_lexicon(x);
	bool before = false, after = false;
	for (size_t i = 0; i < r->n; i++) {
		if (i >= s.from && i < s.to)
			continue;
		if (r->use[i] != USE_FREE || r->tokens[i].elided || (l != NULL && lexicon_is_stop(l, r->tokens[i].word)))
			continue;
		before = before || i < s.from;
		after = after || i >= s.to;
	}
	return !before || !after;
}

// "à", "vers": what follows is a place; "en", "dans" and "sur" lead much else.
static bool said_where(const struct reading *r, size_t at, size_t skip, enum where_strength strength)
{
	return strength == WHERE_NEAR || (strength == WHERE_IN && skip == 1 && str_eqz(r->tokens[at].word, "a"));
}

static bool begins_name(const struct index *x, const struct reading *r, size_t at)
{
	const struct lexicon *l = index_lexicon(x);
	struct str word = r->tokens[at].word;
	struct lexicon_value v;
	return r->use[at] == USE_FREE && word.n >= 4 && !digits(word) && !(l != NULL && (lexicon_is_stop(l, word) ||
	       lexicon_is_common(l, word) || lexicon_value(l, word, &v)));
}

static void consider(const struct index *x, const struct reading *r, size_t at, size_t skip, enum where_strength strength,
		     struct arena *a, struct candidate *best)
{
	struct candidate c = {.strength = strength, .set = true};
	if (at + skip >= r->n || (skip > 0 && !usable(r, (struct span){at, at + skip})))
		return;
	size_t len = longest_name(x, r, at + skip, strength, a, &c.where);
	if (len == 0 && said_where(r, at, skip, strength) && begins_name(x, r, at + skip) &&
	    where_beginning(r->tokens[at + skip].source, a, &c.where))
		len = 1;
	if (len == 0)
		return;
	c.at = (struct span){at, at + skip + len};
	c.name = (struct span){at + skip, at + skip + len};
	if (strength == WHERE_BARE && !at_edge(x, r, c.at))
		return;
	// "chalon sur saone": the name that holds the preposition is the longer one.
	if (best->set && best->name.from < c.at.from && best->name.to >= c.name.to)
		return;
	if (best->set && c.name.from <= best->at.from && c.name.to >= best->name.to && c.name.from < best->name.from) {
		*best = c;
		return;
	}
	if (better(&c, best))
		*best = c;
}

static struct candidate find(const struct index *x, const struct reading *r, unsigned options, struct arena *a)
{
	struct candidate best = {0};
	for (size_t at = 0; at < r->n; at++) {
		if (r->use[at] != USE_FREE)
			continue;
		size_t near = SPELT(r, at, near_words), in = SPELT(r, at, in_words), weak = SPELT(r, at, weak_words);
		struct candidate led = {0};
		bool measured = at > 0 && r->use[at - 1] == USE_RADIUS; // "à moins de 20 km" de Rennes
		if (measured)
			consider(x, r, at, weak, WHERE_NEAR, a, &led);
		if (near > 0)
			consider(x, r, at, near, WHERE_NEAR, a, &led);
		if (in > 0)
			consider(x, r, at, in, WHERE_IN, a, &led);
		if (!(options & READ_NO_BARE_WHERE)) {
			if (weak > 0)
				consider(x, r, at, weak, WHERE_BARE, a, &led);
			if (!led.set)
				consider(x, r, at, 0, WHERE_BARE, a, &led);
		}
		if (!led.set)
			continue;
		bool inside = best.set && best.name.from <= led.at.from && best.name.to >= led.name.to;
		if (!inside && better(&led, &best))
			best = led;
	}
	return best;
}

// The same area a second time: "Sarthe 72".
static void say_twice(const struct index *x, struct reading *r, struct arena *a)
{
	struct where w;
	for (size_t at = 0; at < r->n && r->where.kind == WHERE_AREA; at++) {
		size_t len = r->use[at] == USE_FREE ? longest_name(x, r, at, WHERE_BARE, a, &w) : 0;
		if (len == 0 || w.kind != WHERE_AREA || w.filters[0].facet != r->where.filters[0].facet ||
		    w.filters[0].value != r->where.filters[0].value)
			continue;
		struct span again = {at, at + len};
		reading_mark(r, again, USE_WHERE);
		if (again.to == r->where_at.from)
			r->where_at.from = again.from;
		else if (again.from == r->where_at.to)
			r->where_at.to = again.to;
	}
}

void reading_find_where(const struct index *x, struct reading *r, unsigned options, struct arena *a)
{
	struct candidate c = find(x, r, options, a);
	if (!c.set)
		return;
	r->strength = c.strength;
	r->where = c.where;
	r->where_at = c.at;
	r->where_name = c.name;
	reading_mark(r, c.at, USE_WHERE);
	say_twice(x, r, a);
}

// A minute on the road is taken for a kilometre.
static bool kilometres(struct str word)
{
	return str_eqz(word, "minutes") || str_eqz(word, "min") || str_eqz(word, "mn") || str_eqz(word, "km") || str_eqz(word, "kms") || str_eqz(word, "kilometre") || str_eqz(word, "kilometres");
}

// "20", "20km"
static bool number(struct str word, double *out, bool *unit)
{
	struct str n = word;
	while (n.n > 0 && (n.p[n.n - 1] < '0' || n.p[n.n - 1] > '9'))
		n.n--;
	*unit = n.n < word.n && kilometres(str_from(word, n.n));
	return n.n > 0 && n.n <= 3 && digits(n) && (*unit || n.n == word.n) && str_to_double(n, out);
}

// "à moins de 20 km de", "à 20 minutes de", "dans un rayon de 20 km autour de", "20 km autour de"; what follows is a place.
void reading_find_radius(struct reading *r)
{
	static const char *const leads[] = {"a moins de", "dans un rayon de", "rayon de", "dans les", "rayon", "moins de", "sous",
					    "jusqu a", "a", "within"};
	for (size_t at = 0; at < r->n; at++) {
		size_t lead = SPELT(r, at, leads), k = at + lead;
		double km;
		bool unit;
		if (k >= r->n || !number(r->tokens[k].word, &km, &unit))
			continue;
		if (!unit && (k + 1 >= r->n || !kilometres(r->tokens[k + 1].word)))
			continue;
		if (km <= 0)
			continue;
		r->has_radius = true;
		r->radius_km = km;
		r->radius_at = (struct span){at, k + (unit ? 1 : 2)};
		if (!usable(r, r->radius_at)) {
			r->has_radius = false;
			continue;
		}
		reading_mark(r, r->radius_at, USE_RADIUS);
		return;
	}
}
