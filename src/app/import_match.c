// SPDX-License-Identifier: AGPL-3.0-or-later
// Who is who: records against the network's places and against each other.
//
// Items are the places of the atlas, then the records that this source has not told of before. Sure links are taken
// from the surest down; a group never holds two places of the atlas, and two records of one source only when they
// are alike in every way. What is left over becomes a proposal.
#include <stdlib.h>
#include <string.h>

#include "app/import.h"
#include "base/i18n.h"

struct link {
	uint32_t a, b; // items, a < b
	struct match match;
};
struct identifying {
	struct importing *im;
	struct matcher *matcher;
	uint32_t places;       // items below are places of the atlas
	uint32_t *records;     // of the items above
	size_t record_n;
	uint32_t *parent;
	bool *told;            // by root: this source tells of a member already
	VEC(struct link) links;
	VEC(struct link) apart; // those that the person said are two
};

void import_refuse(struct importing *im, uint32_t record, const char *column, struct str reason)
{
	im->refused[record] = reason;
	vec_push(&im->refusals, (struct refusal){im->set->records[record].line, str_of(column), reason});
}

// What the person decided about the two, NULL when nothing.
static const struct import_decision *decided(const struct identifying *x, uint32_t a, uint32_t b)
{
	const struct import_request *req = x->im->req;
	uint32_t line = x->im->set->records[x->records[b - x->places]].line;
	uint32_t other = a < x->places ? 0 : x->im->set->records[x->records[a - x->places]].line;
	int64_t place = a < x->places ? x->im->atlas->places[a].id : 0;
	for (size_t i = 0; i < req->decision_n; i++) {
		const struct import_decision *d = &req->decisions[i];
		if (place != 0 ? d->place == place && d->line == line
			       : d->place == 0 && ((d->line == line && d->other == other) || (d->line == other && d->other == line)))
			return d;
	}
	return NULL;
}

static int surest_first(const void *x, const void *y)
{
	const struct link *a = x, *b = y;
	if (a->match.verdict != b->match.verdict)
		return (int)b->match.verdict - (int)a->match.verdict;
	if (a->match.confidence != b->match.confidence)
		return a->match.confidence < b->match.confidence ? 1 : -1;
	if (a->match.name != b->match.name)
		return a->match.name < b->match.name ? 1 : -1;
	return a->b != b->b ? (a->b > b->b) - (a->b < b->b) : (a->a > b->a) - (a->a < b->a);
}

static uint32_t root(struct identifying *x, uint32_t item)
{
	while (x->parent[item] != item)
		item = x->parent[item] = x->parent[x->parent[item]];
	return item;
}

static void compare_all(struct identifying *x)
{
	enum { MANY = 4096 };
	uint32_t *near = mem_array(MANY, sizeof *near);
	uint32_t total = x->places + (uint32_t)x->record_n;
	for (uint32_t b = x->places; b < total; b++) {
		size_t n = matcher_candidates(x->matcher, b, near, MANY);
		for (size_t k = 0; k < n; k++) {
			uint32_t a = near[k];
			if (a >= b) // a later record meets this one in its turn
				continue;
			bool same = a >= x->places || x->told[a];
			struct match m = matcher_compare(x->matcher, a, b, same);
			const struct import_decision *d = x->im->req->decision_n > 0 ? decided(x, a, b) : NULL;
			if (d != NULL && d->same) {
				m.verdict = MATCH_MERGE;
				m.confidence = m.name = 2; // before all others
			}
			if (d != NULL && !d->same)
				vec_push(&x->apart, (struct link){a, b, m});
			else if (m.verdict != MATCH_NO)
				vec_push(&x->links, (struct link){a, b, m});
		}
		if (x->im->progress != NULL && (b - x->places) % 1000 == 0)
			x->im->progress(x->im->user, "doublons", b - x->places, x->record_n);
	}
	free(near);
}

// Takes the link when nothing forbids it.
static bool join(struct identifying *x, const struct link *l)
{
	uint32_t a = root(x, l->a), b = root(x, l->b);
	if (a == b)
		return true;
	if (a < x->places && b < x->places)
		return false;
	bool both_told = x->told[a] && x->told[b];
	bool same_checked = l->a >= x->places; // two records: compared as of one source already
	bool said = l->match.confidence > 1;
	if (both_told && !same_checked && !said && matcher_compare(x->matcher, l->a, l->b, true).verdict != MATCH_MERGE)
		return false;
	uint32_t low = a < b ? a : b, high = a < b ? b : a;
	x->parent[high] = low;
	x->told[low] = x->told[low] || x->told[high];
	return true;
}

static void take_links(struct identifying *x)
{
	if (x->links.n > 1)
		qsort(x->links.v, x->links.n, sizeof *x->links.v, surest_first);
	for (size_t i = 0; i < x->links.n; i++) {
		struct link *l = &x->links.v[i];
		if (l->match.verdict == MATCH_MERGE && !join(x, l)) {
			l->match.verdict = MATCH_PROPOSE;
			l->match.confidence = l->match.confidence < 0.85f ? l->match.confidence : 0.85f;
		}
	}
}

static uint32_t subject_new(struct importing *im, const struct place *old)
{
	struct subject s = {.old = old, .id = old != NULL ? old->id : 0, .first = NOBODY};
	vec_push(&im->subjects, s);
	return (uint32_t)im->subjects.n - 1;
}

static uint32_t subject_of_place(struct importing *im, uint32_t place)
{
	if (im->subject_of_place[place] == NOBODY)
		im->subject_of_place[place] = subject_new(im, &im->atlas->places[place]);
	return im->subject_of_place[place];
}

// A place that an import brought, and that was taken back with it: told of again, it comes back with its address.
static uint32_t subject_revived(struct importing *im, struct gone_row *gone)
{
	for (uint32_t i = 0; i < im->subjects.n; i++)
		if (im->subjects.v[i].revived && im->subjects.v[i].id == gone->place)
			return i;
	uint32_t at = subject_new(im, NULL);
	im->subjects.v[at].revived = true;
	im->subjects.v[at].id = gone->place;
	im->subjects.v[at].now.slug = gone->slug;
	return at;
}

static void give_subjects(struct identifying *x)
{
	struct importing *im = x->im;
	for (size_t i = 0; i < x->record_n; i++) {
		uint32_t r = root(x, x->places + (uint32_t)i), record = x->records[i];
		if (r < x->places) {
			im->subject_of[record] = subject_of_place(im, r);
			im->report->merged++;
		} else if (r == x->places + i) {
			uint64_t gone;
			im->subject_of[record] = map_get(&im->revived, im->set->records[record].identifier, &gone)
							 ? subject_revived(im, &im->gone[gone])
							 : subject_new(im, NULL);
		} else { // the root came first
			im->subject_of[record] = im->subject_of[x->records[r - x->places]];
			im->report->merged++;
		}
	}
}

static uint32_t line_of(const struct identifying *x, uint32_t item)
{
	return item < x->places ? 0 : x->im->set->records[x->records[item - x->places]].line;
}

static uint32_t side(struct identifying *x, uint32_t item)
{
	uint32_t r = root(x, item);
	return r < x->places ? PLACE_BIT | r : x->im->subject_of[x->records[r - x->places]];
}

static void keep_proposals(struct identifying *x)
{
	struct map seen = {0};
	for (size_t i = 0; i < x->links.n; i++) { // the surest of a pair comes first
		const struct link *l = &x->links.v[i];
		uint32_t a = side(x, l->a), b = side(x, l->b);
		if (a == b || l->match.verdict != MATCH_PROPOSE)
			continue;
		uint32_t pair[2] = {a < b ? a : b, a < b ? b : a};
		struct str key = arena_str(x->im->arena, (struct str){(const char *)pair, sizeof pair});
		if (map_get(&seen, key, NULL))
			continue;
		map_set(&seen, key, 1);
		uint32_t first = a < b ? l->a : l->b, second = a < b ? l->b : l->a;
		vec_push(&x->im->proposals, (struct proposal){pair[0], pair[1], line_of(x, first), line_of(x, second), l->match});
	}
	for (size_t i = 0; i < x->apart.n; i++) {
		const struct link *l = &x->apart.v[i];
		vec_push(&x->im->distinct, (struct proposal){side(x, l->a), side(x, l->b), 0, 0, l->match});
	}
	map_release(&seen);
}

static void match_unknown(struct identifying *x)
{
	struct importing *im = x->im;
	size_t total = x->places + x->record_n;
	const struct place **all = mem_array(total + 1, sizeof *all);
	for (uint32_t i = 0; i < x->places; i++)
		all[i] = &im->atlas->places[i];
	for (size_t i = 0; i < x->record_n; i++)
		all[x->places + i] = &im->set->records[x->records[i]].place;
	x->matcher = matcher_new(all, total);
	x->parent = mem_array(total + 1, sizeof *x->parent);
	for (uint32_t i = 0; i < total; i++) {
		x->parent[i] = i;
		x->told[i] = x->told[i] || i >= x->places;
	}
	compare_all(x);
	take_links(x);
	give_subjects(x);
	keep_proposals(x);
	matcher_free(x->matcher);
	free(all);
	free(x->parent);
	vec_free(&x->links);
	vec_free(&x->apart);
}

// A place that is there already, and that somebody else looks after, is not changed by a file that says it stands elsewhere.
static void refuse_foreign(struct importing *im)
{
	for (uint32_t i = 0; im->req->who != NULL && i < im->set->record_n; i++) {
		if (im->refused[i].p != NULL)
			continue;
		const struct subject *s = &im->subjects.v[im->subject_of[i]];
		if (s->old != NULL && !actor_animates(im->req->who, im->atlas, s->old))
			import_refuse(im, i, "", arena_printf(im->arena, tr("c’est « %.*s », un lieu qui est déjà là et hors de votre territoire"),
							      STR_ARG(s->old->name)));
	}
}

void import_identify(struct importing *im)
{
	struct identifying x = {.im = im, .places = im->atlas->place_n};
	size_t n = im->set->record_n;
	struct map known = {0}; // this source's identifiers
	x.told = mem_array(x.places + n + 1, sizeof *x.told);
	x.records = mem_array(n + 1, sizeof *x.records);
	im->subject_of_place = arena_array(im->arena, x.places + 1, sizeof *im->subject_of_place);
	memset(im->subject_of_place, 0xFF, x.places * sizeof *im->subject_of_place);
	for (uint32_t i = 0; i < x.places; i++) {
		const struct place *p = &im->atlas->places[i];
		for (unsigned k = 0; k < p->origin_n; k++) {
			if (p->origins[k].source != im->source_at)
				continue;
			map_set(&known, p->origins[k].identifier, i);
			x.told[i] = true;
		}
	}
	im->subject_of = arena_array(im->arena, n + 1, sizeof *im->subject_of);
	memset(im->subject_of, 0xFF, n * sizeof *im->subject_of);
	for (uint32_t i = 0; i < n; i++) {
		uint64_t place;
		if (im->refused[i].p != NULL)
			continue;
		if (map_get(&known, im->set->records[i].identifier, &place))
			im->subject_of[i] = subject_of_place(im, (uint32_t)place);
		else
			x.records[x.record_n++] = i;
	}
	if (x.record_n > 0)
		match_unknown(&x);
	refuse_foreign(im);
	im->next = arena_array(im->arena, n + 1, sizeof *im->next);
	for (uint32_t i = (uint32_t)n; i-- > 0;) {
		if (im->refused[i].p != NULL)
			continue;
		struct subject *s = &im->subjects.v[im->subject_of[i]];
		im->next[i] = s->first;
		s->first = i;
	}
	map_release(&known);
	free(x.told);
	free(x.records);
}
