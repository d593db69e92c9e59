// SPDX-License-Identifier: AGPL-3.0-or-later
#include "exchange/sketch.h"

#include <math.h>
#include <string.h>

#include "base/utf8.h"
#include "model/gazetteer.h"

// Left out of names altogether.
static const char articles[] = " le la les l de du des d et a au aux en un une the of by sur sous pour par and s un ";
// Say what kind of thing it is, or who runs it: next to nothing about which one.
static const char generic[] =
	" fablab fab lab labo labs tiers tier lieu lieux tierslieu tierslieux coworking cowork co working work espace espaces "
	"association asso ass scic scop sas sarl sa cae spl epcc petr centre numerique numeriques digital proximite territoire "
	"territoires consortium collectif reseau societe cooperative cooperatif projet partage partagee partages travail bureau "
	"bureaux commune communes communaute mairie ville agglomeration agglo departement federation structure fabriques "
	"innovation innovations telecentre makerspace hackerspace hub pepiniere entreprises entreprise local locale pays "
	"scoparl eurl sem gip cdc aggl metropole social sociale culturel culturelle rural rurale france ";
// Name a sort of house: two of them in a town are often two houses, so they count for half.
static const char houses[] =
	" fabrique manufacture manufactures atelier ateliers maison pole ressourcerie recyclerie mediatheque bibliotheque cite "
	"ecole lycee iut universite conciergerie foyer cafe cantine creation creations place micro folie msap relais ";

static bool listed(const char *list, struct str w)
{
	char padded[24];
	if (w.n == 0 || w.n + 2 > sizeof padded)
		return false;
	padded[0] = padded[w.n + 1] = ' ';
	memcpy(padded + 1, w.p, w.n);
	return str_find(str_of(list), (struct str){padded, w.n + 2}) >= 0;
}

static const char *number_word(struct str w)
{
	static const struct {
		const char *word, *digits;
	} known[] = {{"zero", "0"}, {"deux", "2"}, {"trois", "3"}, {"quatre", "4"}, {"cinq", "5"}, {"six", "6"},
		     {"sept", "7"}, {"huit", "8"}, {"neuf", "9"}, {"dix", "10"}, {"cent", "100"}};
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (str_eqz(w, known[i].word))
			return known[i].digits;
	return NULL;
}

// Whether the apostrophe at `at` stands for a letter left out ("l'établi"); elsewhere it only glues ("Lab'Aux").
static bool elision(const char *p, size_t at)
{
	size_t from = at;
	while (from > 0 && p[from - 1] >= 'a' && p[from - 1] <= 'z')
		from--;
	return at == from || listed(" l d c j n s m t qu jusqu lorsqu puisqu ", (struct str){p + from, at - from});
}

struct str sketch_fold(struct buf *b, struct str s)
{
	buf_reset(b);
	utf8_fold(b, s);
	size_t to = 0;
	for (size_t i = 0; i < b->n; i++) {
		char c = b->p[i];
		bool letter_after = i + 1 < b->n && b->p[i + 1] >= 'a' && b->p[i + 1] <= 'z';
		if (c == '@' && letter_after) // "Coh@bit", "l'@telier"
			c = 'a';
		bool good = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
		if (c == '\'' && letter_after && !elision(b->p, to))
			continue;
		if (good)
			b->p[to++] = c;
		else if (to > 0 && b->p[to - 1] != ' ')
			b->p[to++] = ' ';
	}
	while (to > 0 && b->p[to - 1] == ' ')
		to--;
	b->n = to;
	return buf_str(b);
}

static uint32_t word_id(struct matcher *m, struct str w)
{
	uint64_t id;
	if (map_get(&m->word_ids, w, &id))
		return (uint32_t)id;
	struct word x = {.text = arena_str(&m->arena, w), .last = UINT32_MAX, .kind = 1};
	x.kind = listed(generic, w) ? 0.2f : listed(houses, w) ? 0.5f : 1;
	x.number = w.p[0] >= '0' && w.p[0] <= '9';
	vec_push(&m->words, x);
	map_set(&m->word_ids, x.text, m->words.n - 1);
	return (uint32_t)(m->words.n - 1);
}

struct areas { // words, each between spaces
	struct str town, region;
};

enum piece { WHOLE, HEAD, TAIL };

// A name, folded: its words join the place's, and it becomes a variant unless it says nothing new.
static void add_variant(struct matcher *m, uint32_t at, struct str folded, const struct areas *areas, enum piece piece)
{
	struct sketch *s = &m->sketches[at];
	struct variant v = {.first = (uint32_t)m->name_words.n, .part = piece != WHOLE, .tail = piece == TAIL};
	struct buf glued = {0}, kept = {0};
	char initials[NAME_WORDS];
	size_t initial_n = 0;
	bool own = false; // a part needs a word that tells something
	for (struct str rest = folded; rest.n > 0 && v.n < NAME_WORDS;) {
		struct str w = str_cut(rest, ' ', &rest);
		if (listed(articles, w))
			continue;
		buf_add(&glued, w);
		const char *digits = number_word(w);
		if (digits != NULL)
			w = str_of(digits);
		uint32_t id = word_id(m, w);
		if (m->words.v[id].last != at) {
			m->words.v[id].last = at;
			m->words.v[id].places++;
		}
		struct name_word nw = {id, listed(areas->town.p, w), listed(areas->region.p, w)};
		own = own || (m->words.v[id].kind >= 0.5f && !nw.town);
		if (m->words.v[id].kind >= 1 && !nw.town)
			buf_add(&kept, w);
		vec_push(&m->name_words, nw);
		v.n++;
		initials[initial_n++] = w.p[0];
	}
	v.glued = str_hash(buf_str(&glued));
	v.initials = initial_n >= 3 ? str_hash((struct str){initials, initial_n}) : 0;
	buf_release(&glued);
	v.own = arena_str(&m->arena, buf_str(&kept));
	buf_release(&kept);
	bool known = false;
	for (uint32_t i = s->first_variant; i < m->variants.n; i++)
		known = known || m->variants.v[i].glued == v.glued;
	if (v.n == 0 || known || (v.part && !own) || s->variant_n == VARIANTS) {
		m->name_words.n = v.first;
		return;
	}
	*map_at(&m->bearers, arena_str(&m->arena, (struct str){(const char *)&v.glued, sizeof v.glued}), 0) += 1;
	vec_push(&m->variants, v);
	s->variant_n++;
}

// Where a name may be cut: what stands on either side may be the name, the rest a holder, a motto or a former name.
static size_t next_cut(struct str s, size_t *width)
{
	static const char *const cuts[] = {" - ", " – ", " — ", ", ", "/", " : ", "(", ")", "|", "\"", " & ", " et ", " by "};
	size_t best = s.n;
	*width = 0;
	for (size_t i = 0; i < sizeof cuts / sizeof cuts[0]; i++) {
		ptrdiff_t at = str_find(s, str_of(cuts[i]));
		if (at >= 0 && (size_t)at < best) {
			best = (size_t)at;
			*width = strlen(cuts[i]);
		}
	}
	return best;
}

static void add_name(struct matcher *m, uint32_t at, struct str name, const struct areas *areas)
{
	struct buf b = {0};
	add_variant(m, at, sketch_fold(&b, name), areas, WHOLE);
	size_t width, cut = next_cut(name, &width);
	for (struct str rest = name; width > 0; cut = next_cut(rest, &width)) {
		struct str piece = str_trim(str_sub(rest, 0, cut));
		if (piece.n > 2)
			add_variant(m, at, sketch_fold(&b, piece), areas, rest.p == name.p ? HEAD : TAIL);
		rest = str_from(rest, cut + width);
		size_t ignored;
		if (next_cut(rest, &ignored) == rest.n) {
			if (str_trim(rest).n > 2)
				add_variant(m, at, sketch_fold(&b, rest), areas, TAIL);
			break;
		}
	}
	buf_release(&b);
}

// The first number, and the words that name the street (not its kind, not the building's floor).
static void add_street(struct sketch *s, struct str address)
{
	static const char kinds[] = " rue avenue av ave bd bld boulevard place pl chemin ch route rte allee allees cours quai "
				    "impasse imp square ter bis parc zone za zi zac batiment bat lieu dit cs bp rdc etage "
				    "saint sainte st ste general docteur president marechal cedex espace immeuble ";
	struct buf b = {0};
	struct str rest = sketch_fold(&b, address);
	while (rest.n > 0 && s->street_n < STREET_WORDS) {
		struct str w = str_cut(rest, ' ', &rest);
		int64_t number;
		if (s->number == 0 && str_to_i64(w, &number) && number > 0 && number < 10000) {
			s->number = (uint32_t)number;
			s->street_n = 0; // what stood before the number is the building
			continue;
		}
		if (w.n < 3 || listed(articles, w) || listed(kinds, w) || (w.p[0] >= '0' && w.p[0] <= '9'))
			continue;
		s->street[s->street_n++] = str_hash(str_sub(w, 0, 4)); // "Congrès" and "Congès"
	}
	buf_release(&b);
}

// "www.la-fruitiere.com" → "lafruitiere", "tll.sapie.eu" → "sapie".
static struct str host_name(struct matcher *m, struct str host)
{
	static const char *const anybody[] = {"facebook", "twitter", "bit", "linktr", "instagram", "helloasso", "linkedin", "cutt",
					      "goo", "google", "meetup", "wix", "wixsite", "wordpress", "jimdo", "tumblr", "blogspot",
					      "over-blog", "free", "weebly", "github"};
	struct str name = host, before = STR_NONE, rest = host;
	while (rest.n > 0) { // the label before the last
		struct str label = str_cut(rest, '.', &rest);
		name = before;
		before = label;
	}
	for (size_t i = 0; i < sizeof anybody / sizeof anybody[0]; i++)
		if (str_eqz(name, anybody[i]))
			return STR_NONE;
	struct buf b = BUF_IN(&m->arena);
	for (size_t i = 0; i < name.n; i++)
		if (name.p[i] != '-')
			buf_addc(&b, name.p[i]);
	return b.n >= 5 ? buf_str(&b) : STR_NONE;
}

struct str host_without_article(struct str host)
{
	static const char *const lead[] = {"les", "le", "la", "l"};
	for (size_t i = 0; i < sizeof lead / sizeof lead[0]; i++)
		if (str_starts(host, str_of(lead[i])) && host.n >= strlen(lead[i]) + 5)
			return str_from(host, strlen(lead[i]));
	return host;
}

static void add_site(struct matcher *m, struct sketch *s, struct str url)
{
	ptrdiff_t scheme = str_find(url, S("://"));
	if (scheme < 0)
		return;
	struct buf b = {0};
	utf8_fold(&b, str_from(url, (size_t)scheme + 3));
	struct str site = buf_str(&b);
	if (str_starts(site, S("www.")))
		site = str_from(site, 4);
	while (site.n > 0 && (site.p[site.n - 1] == '/' || site.p[site.n - 1] == '#'))
		site.n--;
	struct str host = site;
	ptrdiff_t slash = str_findc(site, '/');
	if (slash >= 0)
		host.n = (size_t)slash;
	s->host = host_name(m, host);
	s->site = str_hash(site);
	buf_release(&b);
}

static void add_area(struct buf *town, struct buf *fold, struct str name)
{
	buf_add(town, sketch_fold(fold, name));
	buf_addc(town, ' ');
}

void sketch_place(struct matcher *m, uint32_t at, const struct place *p)
{
	struct sketch *s = &m->sketches[at];
	*s = (struct sketch){.first_variant = (uint32_t)m->variants.n, .commune = p->commune_at, .centre = p->at_centre,
			     .lat = (float)p->lat, .lon = (float)p->lon, .types = p->types};
	// The words of the commune, and of its department and region, as listed() wants them: " le havre ".
	struct buf fold = {0}, town = {0}, region = {0};
	buf_addc(&town, ' ');
	buf_addc(&region, ' ');
	add_area(&town, &fold, p->commune);
	s->town = str_hash(buf_str(&fold));
	s->postcode = p->postcode.n > 0 ? str_hash(p->postcode) : 0;
	if (p->commune_at != NONE) {
		struct commune c = gazetteer_commune((uint32_t)p->commune_at);
		add_area(&region, &fold, gazetteer_department(c.department).name);
		add_area(&region, &fold, gazetteer_region(c.region).name);
	}
	struct areas areas = {buf_str(&town), buf_str(&region)};
	add_name(m, at, p->name, &areas);
	for (struct str rest = p->other_names; rest.n > 0;)
		add_name(m, at, str_trim(str_cut(rest, ';', &rest)), &areas);
	add_street(s, p->address);
	add_site(m, s, p->website);
	buf_release(&fold);
	buf_release(&town);
	buf_release(&region);
}

void sketch_weigh(struct matcher *m)
{
	for (size_t i = 0; i < m->variants.n; i++) {
		struct variant *v = &m->variants.v[i];
		uint64_t bearers = 0;
		map_get(&m->bearers, (struct str){(const char *)&v->glued, sizeof v->glued}, &bearers);
		v->bearers = (uint32_t)bearers;
	}
	double n = m->n > 2000 ? (double)m->n : 2000;
	for (size_t i = 0; i < m->words.n; i++) {
		struct word *w = &m->words.v[i];
		double rarity = log((n + 1) / (double)(w->places ? w->places : 1)) / log(n + 1);
		if (rarity < 0.1)
			rarity = 0.1;
		w->weight = (float)rarity * w->kind;
	}
}
