// SPDX-License-Identifier: AGPL-3.0-or-later
// What an import changes, thing by thing: for histories, and for the preview.
#include "app/import.h"

static struct str field_text(const struct field *f, const struct place *p, struct arena *a)
{
	struct buf b = BUF_IN(a);
	field_write(f, p, &b);
	return buf_str(&b);
}

// A structure's name stands with its nature in a history; a note has no place there.
static struct str tie_item(const struct importing *im, enum said_kind kind, struct str value)
{
	if (kind != SAID_HOLDER || value.n == 0)
		return value;
	struct tie_parts t = said_parts(kind, value);
	t.text = STR_NONE;
	return said_text(kind, &t, im->arena);
}

void import_items(struct importing *im, struct subject *s)
{
	VEC(struct change_item_row) items = {0};
	for (size_t k = 0; k < place_field_n; k++) {
		const struct field *f = &place_fields[k];
		if (field_same(f, s->old, &s->now))
			continue;
		vec_push(&items, (struct change_item_row){.place = s->id, .kind = S("champ"), .key = str_of(f->key),
							  .before = field_text(f, s->old, im->arena),
							  .after = field_text(f, &s->now, im->arena)});
	}
	if (s->old->state != s->now.state)
		vec_push(&items, (struct change_item_row){.place = s->id, .kind = S("etat"), .key = S(""),
							  .before = s->old->state == PLACE_CLOSED ? S("ferme") : S("ouvert"),
							  .after = s->now.state == PLACE_CLOSED ? S("ferme") : S("ouvert")});
	for (size_t i = im->shifts.n; i-- > 0 && &im->subjects.v[im->shifts.v[i].subject] == s;) { // they were added last
		const struct said_row *row = &im->shifts.v[i].row;
		struct str before;
		int64_t source;
		said_shown(im->atlas, s->old, row->kind, row->key, im->arena, &before, &source);
		if (said_same(row->kind, before, row->value))
			continue; // only who tells it changes
		vec_push(&items, (struct change_item_row){.place = s->id, .kind = said_kind_code(row->kind), .key = row->key,
							  .before = tie_item(im, row->kind, before),
							  .after = tie_item(im, row->kind, row->value)});
	}
	s->items = arena_copy(im->arena, items.v, items.n, sizeof *s->items);
	s->item_n = items.n;
	vec_free(&items);
}

static uint32_t line_of(const struct importing *im, const struct subject *s)
{
	return s->first == NOBODY ? 0 : im->set->records[s->first].line;
}

static void side(const struct importing *im, uint32_t which, uint32_t line, struct import_pair *pair, bool other)
{
	const struct place *p = which & PLACE_BIT ? &im->atlas->places[which & ~PLACE_BIT] : &im->subjects.v[which].now;
	if (!other) {
		pair->line = line;
		pair->name = arena_str(im->arena, p->name);
		pair->commune = arena_str(im->arena, p->commune);
		pair->address = arena_str(im->arena, p->address);
		return;
	}
	pair->other = line;
	pair->place = which & PLACE_BIT ? p->id : 0;
	pair->other_name = arena_str(im->arena, p->name);
	pair->other_commune = arena_str(im->arena, p->commune);
	pair->other_address = arena_str(im->arena, p->address);
	pair->other_slug = which & PLACE_BIT ? arena_str(im->arena, p->slug) : STR_NONE;
}

static void pairs(struct importing *im, struct import_detail *d)
{
	enum { WORDS = 8 };
	d->pairs = arena_array(im->arena, im->proposals.n, sizeof *d->pairs);
	for (size_t i = 0; i < im->proposals.n; i++) {
		const struct proposal *p = &im->proposals.v[i];
		struct import_pair *out = &d->pairs[d->pair_n];
		*out = (struct import_pair){.confidence = (double)p->match.confidence};
		bool a_is_place = (p->a & PLACE_BIT) != 0; // the record first, then what is there
		uint32_t mine = a_is_place ? p->b : p->a, theirs = a_is_place ? p->a : p->b;
		if (mine & PLACE_BIT)
			continue; // two places that were there: their own page decides
		side(im, mine, a_is_place ? p->line_b : p->line_a, out, false);
		side(im, theirs, a_is_place ? p->line_a : p->line_b, out, true);
		if (out->line == 0 || (out->place == 0 && out->other == 0))
			continue;
		const char **words = arena_array(im->arena, WORDS, sizeof *words);
		out->word_n = match_words(p->match.reasons, words);
		out->words = words;
		d->pair_n++;
	}
}

void import_detail(struct importing *im)
{
	struct import_detail *d = arena_new(im->arena, struct import_detail);
	*d = (struct import_detail){
		.created = arena_array(im->arena, im->subjects.n, sizeof *d->created),
		.changed = arena_array(im->arena, im->subjects.n, sizeof *d->changed),
		.wishes = arena_array(im->arena, im->wishes.n, sizeof *d->wishes),
	};
	for (size_t i = 0; i < im->subjects.n; i++) {
		const struct subject *s = &im->subjects.v[i];
		if (!s->changed)
			continue;
		if (s->old == NULL)
			d->created[d->created_n++] = (struct import_new){
				line_of(im, s), arena_str(im->arena, s->now.name), arena_str(im->arena, s->now.commune)};
		else if (s->item_n > 0)
			d->changed[d->changed_n++] = (struct import_changed){
				line_of(im, s), arena_str(im->arena, s->old->name), arena_str(im->arena, s->old->slug), s->items, s->item_n};
	}
	pairs(im, d);
	for (size_t i = 0; i < im->wishes.n; i++) {
		const struct wish *w = &im->wishes.v[i];
		const struct subject *s = &im->subjects.v[w->subject];
		d->wishes[d->wish_n++] = (struct import_wish){
			line_of(im, s), arena_str(im->arena, s->old->name), w->kind, w->key, arena_str(im->arena, w->before), w->after};
	}
	im->report->detail = d;
}
