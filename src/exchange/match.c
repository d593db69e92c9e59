// SPDX-License-Identifier: AGPL-3.0-or-later
#include "exchange/match.h"

#include <math.h>
#include <string.h>

#include "base/i18n.h"
#include "exchange/sketch.h"
#include "model/gazetteer.h"

// --- names ---

// One letter more, less, other or swapped, from five letters; two from nine. A plural from four.
static bool nearly(struct str a, struct str b)
{
	if (a.n > b.n) {
		struct str t = a;
		a = b;
		b = t;
	}
	if (a.n >= 4 && b.n == a.n + 1 && (b.p[a.n] == 's' || b.p[a.n] == 'x') && memcmp(a.p, b.p, a.n) == 0)
		return true;
	size_t allowed = a.n >= 9 ? 2 : a.n >= 5 ? 1 : 0;
	if (allowed == 0 || b.n - a.n > allowed || a.p[0] != b.p[0])
		return false;
	size_t head = 0, tail = 0;
	while (head < a.n && a.p[head] == b.p[head])
		head++;
	while (tail < a.n - head && a.p[a.n - 1 - tail] == b.p[b.n - 1 - tail])
		tail++;
	return b.n - head - tail <= allowed;
}

// The town's own name tells next to nothing, its region's little; a number alone ("Tiers-lieu le 21", "Ateliers 21") only half.
static float weight_of(const struct matcher *m, struct name_word w)
{
	const struct word *x = &m->words.v[w.word];
	return x->weight * (w.town ? 0.08f : w.region ? 0.3f : 1) * (x->number ? 0.5f : 1);
}

// "LAB 01" and "LAB01": two words of one name are one word of the other.
static bool joined(const struct matcher *m, const struct name_word *pair, struct name_word one)
{
	struct str a = m->words.v[pair[0].word].text, b = m->words.v[pair[1].word].text, whole = m->words.v[one.word].text;
	return whole.n == a.n + b.n && memcmp(whole.p, a.p, a.n) == 0 && memcmp(whole.p + a.n, b.p, b.n) == 0;
}

struct likeness {
	float same;   // 0 to 1
	float shared; // weight of what they have in common
	float cover;  // how much of the shorter one the other holds, 0 to 1
	bool equal;   // the same but for articles and spaces
	uint32_t bearers; // of the name: how many places have it, or have it as a part of theirs
};

// Weight of the words that b has of a's, each used once, taken greedily.
static float align(const struct matcher *m, const struct variant *va, const struct variant *vb)
{
	const struct name_word *a = &m->name_words.v[va->first], *b = &m->name_words.v[vb->first];
	float shared = 0;
	uint32_t used = 0;
	for (unsigned i = 0; i < va->n; i++) {
		float best = 0;
		unsigned best_k = 0, best_width = 1, took = 1;
		for (unsigned k = 0; k < vb->n; k++) {
			if (used & 1u << k)
				continue;
			float w = fminf(weight_of(m, a[i]), weight_of(m, b[k])), got = 0;
			unsigned width = 1, eats = 1;
			if (a[i].word == b[k].word) {
				got = w;
			} else if (nearly(m->words.v[a[i].word].text, m->words.v[b[k].word].text)) {
				got = 0.9f * w;
			} else if (k + 1 < vb->n && joined(m, &b[k], a[i])) {
				got = (weight_of(m, a[i]) + weight_of(m, b[k]) + weight_of(m, b[k + 1])) / 2;
				width = 2;
			} else if (i + 1 < va->n && joined(m, &a[i], b[k])) {
				got = (weight_of(m, b[k]) + weight_of(m, a[i]) + weight_of(m, a[i + 1])) / 2;
				eats = 2;
			}
			if (got > best) {
				best = got;
				best_k = k;
				best_width = width;
				took = eats;
			}
		}
		if (best > 0) {
			used |= (best_width == 2 ? 3u : 1u) << best_k;
			shared += best;
			i += took - 1;
		}
	}
	return shared;
}

static float total_weight(const struct matcher *m, const struct variant *v)
{
	float total = 0;
	for (unsigned i = 0; i < v->n; i++)
		total += weight_of(m, m->name_words.v[v->first + i]);
	return total;
}

static struct likeness compare_variants(const struct matcher *m, const struct variant *va, const struct variant *vb)
{
	const struct name_word *a = &m->name_words.v[va->first];
	float total_a = total_weight(m, va), total_b = total_weight(m, vb);
	float shared = fmaxf(align(m, va, vb), align(m, vb, va));
	struct likeness l = {.shared = shared, .equal = va->glued == vb->glued};
	l.bearers = va->bearers < vb->bearers ? vb->bearers : va->bearers;
	if (l.equal) {
		l.same = 1;
		l.shared = fmaxf(total_a, total_b);
		for (unsigned i = 0; i < va->n; i++) // "Le 400" is a whole name
			l.shared += m->words.v[a[i].word].number ? weight_of(m, a[i]) : 0;
		l.cover = 1;
	} else if (total_a + total_b > 0) {
		l.cover = fminf(1, shared / fminf(total_a, total_b));
		l.same = fminf(1, 2 * shared / (total_a + total_b));
	}
	// An acronym: the only word of one is the initials of the other.
	bool short_a = va->n == 1 && va->glued == vb->initials, short_b = vb->n == 1 && vb->glued == va->initials;
	if (short_a || short_b) {
		l.same = fmaxf(l.same, 0.8f);
		l.shared = fmaxf(l.shared, 0.6f);
	}
	return l;
}

// The best over all names and parts of names. A part tells a little less than a whole name, and two parts less still.
static struct likeness compare_names(const struct matcher *m, const struct sketch *a, const struct sketch *b)
{
	struct likeness best = {0};
	float best_rank = -1;
	for (unsigned i = 0; i < a->variant_n; i++) {
		for (unsigned k = 0; k < b->variant_n; k++) {
			const struct variant *va = &m->variants.v[a->first_variant + i], *vb = &m->variants.v[b->first_variant + k];
			struct likeness l = compare_variants(m, va, vb);
			bool tail = va->tail || vb->tail; // often a holder's or a partner's name
			float factor = va->part && vb->part ? 0.85f : tail ? 0.88f : va->part || vb->part ? 0.95f : 1;
			l.same *= factor;
			l.equal = l.equal && factor >= 1;
			float rank = l.same + 0.3f * fminf(l.shared, 1);
			bool tie = rank == best_rank && (l.equal != best.equal ? l.equal : l.bearers > best.bearers);
			if (rank > best_rank || tie) { // the order of the two places must not matter
				best_rank = rank;
				best = l;
			}
		}
	}
	return best;
}

// "Fruitière numérique" and lafruitierenumerique.com: one's page bears the other's name.
static bool host_bears_name(const struct matcher *m, const struct sketch *page, const struct sketch *named)
{
	for (unsigned i = 0; i < named->variant_n && page->host.n > 0; i++) {
		const struct variant *v = &m->variants.v[named->first_variant + i];
		if (v->own.n >= 5 && str_find(page->host, v->own) >= 0)
			return true;
	}
	return false;
}

// --- places ---

// How many words of the shorter street's name the other has, in parts of it.
static double shared_street(const struct sketch *a, const struct sketch *b)
{
	unsigned shared = 0, least = a->street_n < b->street_n ? a->street_n : b->street_n;
	for (unsigned i = 0; i < a->street_n; i++) {
		bool found = false;
		for (unsigned k = 0; k < b->street_n && !found; k++)
			found = a->street[i] == b->street[k];
		shared += found;
	}
	return least > 0 ? (double)shared / least : 0;
}

struct setting { // how two places stand to each other
	double km;     // NAN when unknown
	bool precise;  // both points are more than a commune's centre
	bool town;     // same commune
	bool next;     // a neighbouring one
	bool namesake; // neither, but a commune of the same name: one file took one for the other
	bool street;   // same street
	bool address;  // same number and street
	bool other_address; // two streets, or two numbers apart
	bool spot;     // same address, or within a building's reach
};

static struct setting compare_settings(const struct sketch *a, const struct sketch *b)
{
	static const double spot_km = 0.12, next_km = 12;
	struct setting s = {.km = NAN, .precise = !a->centre && !b->centre};
	if (!isnan(a->lat) && !isnan(b->lat))
		s.km = geo_km((double)a->lat, (double)a->lon, (double)b->lat, (double)b->lon);
	s.precise = s.precise && !isnan(s.km);
	s.town = a->commune == b->commune && a->commune != NONE;
	s.next = !s.town && ((!isnan(s.km) && s.km <= (s.precise ? 4 : next_km)) || (a->postcode != 0 && a->postcode == b->postcode));
	bool streets = a->street_n > 0 && b->street_n > 0, here = s.town || s.next;
	s.namesake = !here && a->town == b->town && a->commune != NONE;
	double street = here ? shared_street(a, b) : 0;
	s.street = street > 0.5; // "Jean Jaurès" and "Jean Moulin" are two
	s.address = s.street && a->number != 0 && a->number == b->number && !(s.precise && s.km > 3);
	s.other_address = streets && !s.address && (street < 0.5 || (a->number != 0 && b->number != 0 && a->number != b->number));
	s.spot = s.address || (s.precise && s.km <= spot_km);
	return s;
}

static bool same_site(const struct sketch *a, const struct sketch *b)
{
	return a->site != 0 && a->site == b->site;
}

// --- the rules ---

static struct match verdict(enum match_verdict v, float confidence, struct match so_far)
{
	so_far.verdict = v;
	so_far.confidence = confidence;
	return so_far;
}

static unsigned reasons_of(const struct likeness *l, const struct setting *s, bool site)
{
	unsigned r = 0;
	if (l->same >= 0.4f)
		r |= l->same >= 0.9f ? MATCH_SAME_NAME : MATCH_LIKE_NAME;
	if (site)
		r |= MATCH_SAME_SITE;
	if (s->address)
		r |= MATCH_SAME_ADDRESS;
	else if (s->spot)
		r |= MATCH_SAME_SPOT;
	else if (s->precise && s->km <= 1.5)
		r |= MATCH_NEAR;
	if (s->town && !(r & (MATCH_SAME_ADDRESS | MATCH_SAME_SPOT | MATCH_NEAR)))
		r |= MATCH_SAME_TOWN;
	if (s->next)
		r |= MATCH_NEXT_TOWN;
	if (s->other_address)
		r |= MATCH_OTHER_ADDRESS;
	return r;
}

struct match matcher_compare(const struct matcher *m, uint32_t i, uint32_t j, bool same_source)
{
	const struct sketch *a = &m->sketches[i], *b = &m->sketches[j];
	struct setting s = compare_settings(a, b);
	struct match none = {0};
	if (!s.town && !s.next && !s.namesake)
		return none; // the same name in another town is another place
	struct likeness l = compare_names(m, a, b);
	if (s.namesake && (!a->centre || !b->centre || l.same < 0.5f || l.shared < 1.2f))
		return none; // only lists of names and towns mistake one commune for another
	bool site = same_site(a, b), told = l.shared >= 0.5f; // a name that tells which place it is
	bool apart = s.precise && s.km > 0.4 && s.other_address; // two streets, and not round one corner
	struct match r = {.name = l.same, .reasons = reasons_of(&l, &s, site)};
	float likely = 0.5f + 0.38f * l.same;

	if (s.namesake)
		return verdict(MATCH_PROPOSE, likely - 0.15f, (r.reasons |= MATCH_NAMESAKE, r));
	// Two identifiers of one source: only what is the same in name and on the spot.
	if (same_source) {
		bool bare = a->street_n == 0 && b->street_n == 0 && !s.precise; // a list of names and towns
		if (l.equal && (s.address || (s.town && bare) || (s.spot && !s.other_address)))
			return verdict(MATCH_MERGE, 0.97f, r);
		if (l.same >= 0.9f && told && s.address && site)
			return verdict(MATCH_MERGE, 0.95f, r);
		// A name borne by three or more, at other addresses, is a chain's.
		bool chain = s.other_address && l.bearers > 2;
		bool alike = l.same >= 0.85f && told && !chain && (!s.other_address || (s.town && site));
		if (alike || (s.address && l.same >= 0.35f) || (s.spot && ((l.same >= 0.6f && told) || l.same >= 0.9f)))
			return verdict(MATCH_PROPOSE, likely - 0.1f, r);
		return none;
	}
	// Sure: the same name on the same spot; a telling name in the same town with nothing against it; the same page
	// and a like name.
	if (s.spot && ((l.same >= 0.75f && told) || (l.equal && (s.address || site))))
		return verdict(MATCH_MERGE, 0.9f + 0.1f * l.same, r);
	if (l.same >= 0.9f && told && s.town && !apart && (!s.precise || s.km <= 1.5 || s.street))
		return verdict(MATCH_MERGE, 0.8f + 0.16f * l.same, r);
	if (site && l.same >= 0.6f && told && s.town && !apart)
		return verdict(MATCH_MERGE, 0.9f + 0.05f * l.same, r);
	// One page, one door, and one name is the other's beginning or part: "La FABrique", "La FABrique du Loch".
	if (site && s.address && l.cover >= 0.95f)
		return verdict(MATCH_MERGE, 0.92f, r);
	// Likely.
	bool borne = s.town && !apart && (host_bears_name(m, a, b) || host_bears_name(m, b, a));
	if (borne && !(s.precise && s.km > 1.5))
		return verdict(MATCH_PROPOSE, fmaxf(likely, 0.6f), (r.reasons |= MATCH_NAMED_SITE, r));
	if (site && (s.spot || l.same >= 0.6f || (l.same >= 0.3f && !s.other_address)))
		return verdict(MATCH_PROPOSE, fmaxf(likely, 0.7f), r);
	if (s.spot && l.same >= 0.4f && l.shared >= 0.25f)
		return verdict(MATCH_PROPOSE, likely, r);
	bool like = l.same >= 0.5f && l.shared >= 0.35f, held = l.cover >= 0.8f && l.same >= 0.35f && l.shared >= 0.7f;
	bool within = l.cover >= 0.95f && l.same >= 0.5f && l.shared >= 0.25f; // all of one name stands in the other
	if (s.town && (like || held || within))
		return verdict(MATCH_PROPOSE, apart ? likely - 0.1f : likely, r);
	// One kind of place took over from another at the same door, or has changed its name.
	if (s.address && a->types & b->types & ~(1u << TYPE_OTHER))
		return verdict(MATCH_PROPOSE, 0.5f, r);
	if (s.next && l.same >= 0.85f && told)
		return verdict(MATCH_PROPOSE, likely - 0.15f, r);
	return none;
}

size_t match_words(unsigned reasons, const char **out)
{
	static const struct {
		unsigned bit;
		const char *text;
	} words[] = {
		{MATCH_SAME_NAME, N_("même nom")},          {MATCH_LIKE_NAME, N_("noms proches")},
		{MATCH_SAME_SITE, N_("même site web")},     {MATCH_SAME_ADDRESS, N_("même adresse")},
		{MATCH_SAME_SPOT, N_("au même endroit")},   {MATCH_NEAR, N_("à deux pas")},
		{MATCH_SAME_TOWN, N_("même commune")},      {MATCH_NEXT_TOWN, N_("communes voisines")},
		{MATCH_NAMED_SITE, N_("le site de l’un porte le nom de l’autre")},
		{MATCH_NAMESAKE, N_("communes de même nom")},
		{MATCH_OTHER_ADDRESS, N_("adresses différentes")},
	};
	size_t n = 0;
	for (size_t i = 0; i < sizeof words / sizeof words[0] && n < 6; i++)
		if (reasons & words[i].bit)
			out[n++] = words[i].text;
	return n;
}
