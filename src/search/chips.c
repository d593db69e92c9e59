// SPDX-License-Identifier: AGPL-3.0-or-later
// What was understood, said back so that it can be taken back.
#include "base/i18n.h"
#include "search/answer.h"

static struct chip *add(struct answer *out, enum chip_kind kind)
{
	struct chip *c = &out->chips[out->chip_n++];
	*c = (struct chip){.kind = kind};
	return c;
}

static struct str radius_text(struct asking *k, double km)
{
	struct buf b = BUF_IN(k->arena);
	i18n_km(&b, km);
	return buf_str(&b);
}

static void where_chip(struct asking *k, const struct reading *r, struct answer *out)
{
	const struct where *w = k->has_where ? &k->where : r->strength != WHERE_ABSENT ? &r->where : NULL;
	if (w == NULL)
		return;
	struct chip *c = add(out, CHIP_WHERE);
	struct span at = r->where_at;
	if (r->has_radius && r->radius_at.to == at.from)
		at.from = r->radius_at.from;
	c->words = k->has_where ? STR_NONE : reading_source(r, at);
	c->choices = w->choices;
	c->choice_n = w->choice_n;
	c->area = w->kind == WHERE_AREA;
	c->filter = c->area || out->query.radius_km > 0;
	c->lat = w->lat;
	c->lon = w->lon;
	c->label = w->label;
	if (c->area)
		c->value = w->filters[0];
	else if (out->query.radius_km > 0)
		c->label = arena_printf(k->arena, tr("autour de %.*s, jusqu’à %.*s"), STR_ARG(w->label),
					STR_ARG(radius_text(k, out->query.radius_km)));
	else
		c->label = arena_printf(k->arena, tr("autour de %.*s, au plus près"), STR_ARG(w->label));
	out->where_label = w->label;
	out->where_is_area = c->area;
	out->radius_km = c->area ? 0 : out->query.radius_km;
}

// The folded word or phrase as it was typed.
static struct str as_typed(struct asking *k, const struct reading *r, struct str words)
{
	for (size_t i = 0; i < r->n; i++)
		if (str_eq(r->tokens[i].word, words))
			return r->tokens[i].source;
	for (size_t i = 0; i < r->concept_n; i++)
		if (str_eq(reading_words(r, r->concepts[i].at, k->arena), words))
			return reading_source(r, r->concepts[i].at);
	return words;
}

static void concept_chips(struct asking *k, const struct reading *r, struct answer *out)
{
	for (size_t i = 0; i < r->concept_n; i++) {
		const struct concept *from = &r->concepts[i];
		if (asking_let_go(k, reading_words(r, from->at, k->arena)))
			continue;
		struct chip *c = add(out, CHIP_CONCEPT);
		c->words = reading_source(r, from->at);
		c->value = from->value;
		c->filter = from->filter;
		c->label = index_facet_name(k->x, from->value.facet, from->value.value);
		if (from->value.facet == FACET_YEAR)
			c->label = arena_printf(k->arena, tr("%s : %.*s"), tr(facet_label(FACET_YEAR)), STR_ARG(c->label));
	}
	if (!r->has_stage)
		return;
	struct chip *c = add(out, CHIP_CONCEPT);
	c->words = reading_source(r, r->stage_at);
	c->value = (struct search_filter){FACET_STAGE, (uint16_t)r->stage};
	c->filter = true;
	c->label = index_facet_name(k->x, FACET_STAGE, (uint16_t)r->stage);
}

static void correction_chips(struct asking *k, const struct reading *r, struct answer *out)
{
	struct str corrected = out->result.corrected;
	size_t fixes = 0;
	for (size_t i = 0; i < out->result.fix_n; i++)
		fixes += !asking_let_go(k, out->result.fixes[i].from);
	if (out->result.fix_n > 0 && str_eq(k->q, k->typed))
		corrected = fixes > 0 ? asking_corrected(k, r, &out->result) : STR_NONE;
	out->result.corrected = STR_NONE;
	if (corrected.n > 0) {
		struct chip *c = add(out, CHIP_CORRECTION);
		c->words = k->typed;
		c->label = corrected;
		out->result.corrected = corrected;
	}
	for (size_t i = 0; i < k->dropped_n; i++) {
		struct chip *c = add(out, CHIP_CORRECTION);
		c->words = as_typed(k, r, k->dropped[i]);
		c->label = arena_printf(k->arena, tr("sans « %.*s »"), STR_ARG(c->words));
	}
}

// The words that neither say where nor name a thing, as typed.
static struct str rest_of(struct asking *k, const struct reading *r)
{
	struct buf b = BUF_IN(k->arena);
	if (reading_free(r) == 0)
		return S("");
	for (size_t i = 0; i < r->n; i++) {
		if (r->use[i] == USE_WHERE || r->use[i] == USE_RADIUS || r->use[i] == USE_NEAR_ME || r->use[i] == USE_CONCEPT)
			continue;
		if (b.n > 0)
			buf_addc(&b, i > 0 && r->tokens[i - 1].elided ? '\'' : ' ');
		buf_add(&b, r->tokens[i].source);
	}
	return b.n ? buf_str(&b) : S("");
}

void answer_chips(struct asking *k, const struct reading *r, struct answer *out)
{
	out->chips = arena_array(k->arena, r->concept_n + k->dropped_n + 4, sizeof *out->chips);
	where_chip(k, r, out);
	concept_chips(k, r, out);
	correction_chips(k, r, out);
	out->rest = rest_of(k, r);
	if (r->near_me && !k->has_where && r->strength == WHERE_ABSENT)
		out->where_problem = str_of(tr("Pour chercher près de vous, écrivez votre commune, ou laissez votre navigateur donner votre position."));
}
