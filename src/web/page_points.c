// SPDX-License-Identifier: AGPL-3.0-or-later
// The points of a search for map.js, as small as they go: parallel arrays by town, each coordinate a step from the
// one before in 1e-5 degrees, and a link only where the name does not give it.
#include <math.h>
#include <stdlib.h>

#include "app/ask.h"
#include "base/json.h"
#include "base/utf8.h"
#include "web/pages.h"
#include "web/parts.h"

static void put_slug(struct buf *b, struct str name)
{
	struct buf folded = BUF_IN(b->arena);
	utf8_fold(&folded, name);
	bool gap = false;
	for (size_t i = 0; i < folded.n; i++) {
		char c = folded.p[i];
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
			if (gap && b->n > 0)
				buf_addc(b, '-');
			buf_addc(b, c);
			gap = false;
		} else {
			gap = true;
		}
	}
}

// Letters that the browser takes apart as we do; a name with any other gets its link in full.
static bool plain_letters(struct str s)
{
	int32_t cp;
	for (size_t n; (n = utf8_next(s, &cp)) > 0; s = str_from(s, n)) {
		bool accented = (cp >= 0xC0 && cp <= 0xFF && cp != 0xC6 && cp != 0xD0 && cp != 0xD7 && cp != 0xD8 && cp != 0xDE &&
				 cp != 0xDF && cp != 0xE6 && cp != 0xF0 && cp != 0xF7 && cp != 0xF8 && cp != 0xFE);
		if (cp >= 0x80 && !accented && cp != 0x2019 && cp != 0x2013 && cp != 0x152 && cp != 0x153)
			return false;
	}
	return true;
}

static void put_link(struct json_writer *w, const struct place *p, struct arena *a)
{
	struct buf b = BUF_IN(a);
	if (plain_letters(p->name) && plain_letters(p->commune)) {
		put_slug(&b, p->name);
		if (str_eq(buf_str(&b), p->slug)) {
			json_int(w, 0);
			return;
		}
		buf_reset(&b);
		put_slug(&b, arena_printf(a, "%.*s %.*s", STR_ARG(p->name), STR_ARG(p->commune)));
		if (str_eq(buf_str(&b), p->slug)) {
			json_int(w, 1);
			return;
		}
	}
	json_str(w, p->slug);
}

static int by_town(const void *a, const void *b)
{
	const struct place *x = *(const struct place *const *)a, *y = *(const struct place *const *)b;
	int order = str_cmp(x->insee, y->insee);
	if (order == 0)
		order = str_cmp(x->commune, y->commune);
	return order != 0 ? order : str_cmp(x->name, y->name);
}

static void put_words(struct json_writer *w)
{
	const struct {
		const char *key, *text;
	} words[] = {
		{"carte", _("Carte des lieux. Les flèches la déplacent, + et − changent l’échelle, Tab va de lieu en lieu.")},
		{"plus", _("Agrandir")},
		{"moins", _("Réduire")},
		{"fermer", _("Fermer")},
		{"fond", _("Contours : IGN, ANCT, Licence Ouverte 2.0")},
		{"hexagone", _("Hexagone")},
		{"aller", _("Aller à")},
		{"groupe", _("%d lieux vers %s : ouvrir")},
		{"ici", _("%d lieux ici")},
		{"visibles", _("%d lieux dans cette partie de la carte")},
		{"aucun", _("Aucun lieu dans cette partie de la carte : éloignez-vous un peu.")},
		{"ancien", _("Confirmé en %d : à vérifier")},
		{"jamais", _("Jamais confirmé : à vérifier")},
		{"reste", _("Et %d de plus : approchez-vous pour les voir.")},
	};
	json_key(w, S("mots"));
	json_open(w, '{');
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		json_key(w, str_of(words[i].key));
		json_str(w, str_of(words[i].text));
	}
	json_key(w, S("etapes"));
	json_open(w, '[');
	for (unsigned s = 0; s < STAGE_COUNT; s++)
		json_str(w, str_of(tr(vocab_name(VOCAB_STAGE, s))));
	json_close(w, ']');
	json_close(w, '}');
}

static void put_legend(struct json_writer *w, const struct page *p)
{
	json_key(w, S("types"));
	json_open(w, '[');
	for (unsigned t = 0; t < TYPE_COUNT; t++) {
		json_open(w, '[');
		json_str(w, vocab_code(VOCAB_TYPE, t));
		json_str(w, str_of(part_type(t)));
		json_close(w, ']');
	}
	json_close(w, ']');
	json_key(w, S("labels"));
	json_open(w, '[');
	for (uint32_t i = 0; i < p->atlas->label_n; i++) {
		json_open(w, '[');
		json_str(w, p->atlas->labels[i].key);
		json_str(w, p->atlas->labels[i].name);
		json_close(w, ']');
	}
	json_close(w, ']');
}

// The towns in order, each with how many of the places it has.
static void put_towns(struct json_writer *w, const struct page *p, const struct place **places, uint32_t n)
{
	json_key(w, S("villes"));
	json_open(w, '[');
	for (uint32_t i = 0, count; i < n; i += count) {
		for (count = 1; i + count < n && str_eq(places[i + count]->insee, places[i]->insee) &&
				str_eq(places[i + count]->commune, places[i]->commune);)
			count++;
		json_open(w, '[');
		json_str(w, part_town(places[i], p->a));
		json_int(w, count);
		json_close(w, ']');
	}
	json_close(w, ']');
}

// The stage of the one action that was asked for, or -1.
static int stage_of(const struct place *p, int action)
{
	for (size_t k = 0; k < p->engagement_n; k++)
		if (p->engagements[k].action == action)
			return p->engagements[k].stage;
	return -1;
}

static void put_stages(struct json_writer *w, const struct search_query *q, const struct place **places, uint32_t n)
{
	int action = -1;
	for (size_t i = 0; i < q->filter_n; i++)
		if (q->filters[i].facet == FACET_ACTION)
			action = action == -1 ? q->filters[i].value : -2;
	if (action < 0)
		return;
	json_key(w, S("etape"));
	json_open(w, '[');
	for (uint32_t i = 0; i < n; i++)
		json_int(w, stage_of(places[i], action));
	json_close(w, ']');
}

#define ARRAY(key, put)                          \
	do {                                     \
		json_key(&w, S(key));            \
		json_open(&w, '[');              \
		for (uint32_t i = 0; i < n; i++) \
			put;                     \
		json_close(&w, ']');             \
	} while (0)

static void put_points(struct page *p, const struct search_query *q, const struct place **places, uint32_t n)
{
	struct json_writer w = {.out = p->out};
	json_open(&w, '{');
	json_key(&w, S("racine"));
	json_str(&w, root());
	put_words(&w);
	put_legend(&w, p);
	put_towns(&w, p, places, n);
	int64_t last = 0;
#define STEP(degrees) (json_int(&w, llround((degrees)*1e5) - last), last = llround((degrees)*1e5))
	ARRAY("lat", STEP(places[i]->lat));
	last = 0;
	ARRAY("lon", STEP(places[i]->lon));
	ARRAY("nom", json_str(&w, places[i]->name));
	ARRAY("lien", put_link(&w, places[i], p->a));
	ARRAY("type", json_int(&w, places[i]->types));
	struct date today = date_today(); // the year since which nobody confirmed it, 0 for ever, -1 when somebody did lately
	ARRAY("vu", json_int(&w, place_dormant(places[i], today) ? places[i]->confirmed.year : -1));
	json_key(&w, S("label"));
	json_open(&w, '[');
	for (uint32_t i = 0; i < n; i++) {
		int64_t bits = 0;
		for (size_t k = 0; k < places[i]->label_n; k++)
			if (places[i]->labels[k].label < 31)
				bits |= 1 << places[i]->labels[k].label;
		json_int(&w, bits);
	}
	json_close(&w, ']');
	put_stages(&w, q, places, n);
	json_close(&w, '}');
}

void page_points(struct page *p)
{
	struct search_ask ask;
	struct ask_problems found = {0};
	p->reply->type = "application/json";
	if (!ask_read(p->index, p->rq->query, p->rq->query_n, p->a, &ask, &found)) {
		struct json_writer w = {.out = p->out};
		p->reply->status = 400;
		json_open(&w, '{');
		json_key(&w, S("erreur"));
		json_str(&w, found.items[0].message);
		json_close(&w, '}');
		return;
	}
	struct answer answer = {0};
	ask.page = ask.per_page = 1;
	answer_ask(p->index, &ask, p->a, &answer);
	uint32_t *all, total = index_matches(p->index, &answer.query, p->a, &all, p->atlas->place_n), n = 0;
	const struct place **places = arena_array(p->a, total + 1u, sizeof *places);
	for (uint32_t i = 0; i < total; i++)
		if (!isnan(p->atlas->places[all[i]].lat) && !isnan(p->atlas->places[all[i]].lon))
			places[n++] = &p->atlas->places[all[i]];
	qsort(places, n, sizeof *places, by_town);
	put_points(p, &answer.query, places, n);
}
