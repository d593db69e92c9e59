// SPDX-License-Identifier: AGPL-3.0-or-later
#include "engine.h"
#include "model/field.h"
#include "search/words.h"

static void add(struct buf *b, struct str s)
{
	if (s.n > 0) {
		buf_add(b, s);
		buf_addc(b, ' ');
	}
}

void material_texts(const struct material *m, uint32_t place, struct buf *name, struct buf *strong, struct buf *rest)
{
	const struct atlas *a = m->atlas;
	const struct place *p = &a->places[place];
	for (size_t i = 0; i < place_field_n; i++) {
		const struct field *f = &place_fields[i];
		if (f->weight == 0)
			continue;
		enum zone_class class = zone_class(ZONE_FIELDS + (unsigned)i);
		add(class == CLASS_NAME ? name : class == CLASS_STRONG ? strong : rest,
		    *(const struct str *)((const char *)p + f->offset));
	}
	for (unsigned t = 0; t < TYPE_COUNT; t++)
		if (p->types >> t & 1)
			add(strong, str_of(vocab_name(VOCAB_TYPE, t)));
	for (size_t i = 0; i < p->label_n; i++)
		add(strong, a->labels[p->labels[i].label].name);
	for (size_t i = 0; i < p->engagement_n; i++) {
		add(strong, a->actions[p->engagements[i].action].name);
		add(strong, a->actions[p->engagements[i].action].category);
		add(rest, p->engagements[i].note);
	}
	for (size_t i = 0; i < p->membership_n; i++) {
		add(strong, a->networks[p->memberships[i].network].name);
		add(rest, p->memberships[i].role);
	}
	for (size_t i = 0; i < p->tie_n; i++) {
		add(rest, a->orgs[p->ties[i].org].name);
		add(rest, p->ties[i].note);
	}
}

enum group question_filter(const struct material *m, const struct question *q, uint32_t *code)
{
	if (q->has_action) {
		*code = m->facets.base[KIND_ACTION_STAGE] + (uint32_t)q->action * STAGE_COUNT + q->stage;
		return GROUP_ACTION;
	}
	if (q->has_filter && facets_code(&m->facets, q->filter.facet, q->filter.value, code))
		return facet_group(q->filter.facet);
	return GROUP_COUNT;
}
