// SPDX-License-Identifier: AGPL-3.0-or-later
// Labels, actions, networks and structures of a place. What each source says of each is kept (the table said); what is
// shown is the best of it, unless the place's own team said something, even that there is none: that stands.
#include <string.h>

#include "app/import.h"
#include "app/slug.h"
#include "base/i18n.h"

static const enum said_kind kind_of[] = {
	[TIE_LABEL] = SAID_LABEL, [TIE_ACTION] = SAID_ACTION, [TIE_NETWORK] = SAID_NETWORK,
	[TIE_HOLDER] = SAID_HOLDER, [TIE_PARTNER] = SAID_PARTNER,
};

// --- values ---

struct tie_parts said_parts(enum said_kind kind, struct str value)
{
	struct tie_parts t = {.stage = -1, .org_kind = NONE};
	struct str rest = value;
	unsigned code;
	switch (kind) {
	case SAID_LABEL:
		date_parse(value, &t.date);
		break;
	case SAID_ACTION:
		if (vocab_find(VOCAB_STAGE, str_cut(rest, '|', &rest), &code))
			t.stage = (int)code;
		date_parse(str_cut(rest, '|', &rest), &t.date);
		t.text = rest;
		break;
	case SAID_NETWORK:
		t.text = str_eqz(value, "membre") ? STR_NONE : value;
		break;
	case SAID_HOLDER:
	case SAID_PARTNER:
		if (vocab_find(kind == SAID_HOLDER ? VOCAB_HOLDER : VOCAB_PARTNER, str_cut(rest, '|', &rest), &code))
			t.org_kind = (int8_t)code;
		t.name = str_cut(rest, '|', &rest);
		t.text = rest;
		break;
	case SAID_KIND_COUNT:
		break;
	}
	return t;
}

struct str said_text(enum said_kind kind, const struct tie_parts *t, struct arena *a)
{
	struct buf b = BUF_IN(a);
	enum vocab vocab = kind == SAID_HOLDER ? VOCAB_HOLDER : VOCAB_PARTNER;
	switch (kind) {
	case SAID_LABEL:
		if (t->date.year == 0)
			return S("oui");
		date_add(&b, t->date);
		break;
	case SAID_ACTION:
		buf_add(&b, t->stage >= 0 ? vocab_code(VOCAB_STAGE, (unsigned)t->stage) : STR_NONE);
		buf_addc(&b, '|');
		if (t->date.year != 0)
			date_add(&b, t->date);
		buf_addc(&b, '|');
		buf_add(&b, t->text);
		break;
	case SAID_NETWORK:
		return t->text.n > 0 ? arena_str(a, t->text) : S("membre");
	case SAID_HOLDER:
	case SAID_PARTNER:
		buf_add(&b, t->org_kind >= 0 ? vocab_code(vocab, (unsigned)t->org_kind) : STR_NONE);
		buf_addc(&b, '|');
		for (size_t i = 0; i < t->name.n; i++)
			buf_addc(&b, t->name.p[i] == '|' ? '/' : t->name.p[i]);
		if (kind == SAID_PARTNER || t->text.n > 0) {
			buf_addc(&b, '|');
			buf_add(&b, t->text);
		}
		break;
	case SAID_KIND_COUNT:
		break;
	}
	return buf_str(&b);
}

bool said_same(enum said_kind kind, struct str a, struct str b)
{
	if (a.n == 0 || b.n == 0)
		return a.n == b.n;
	struct tie_parts x = said_parts(kind, a), y = said_parts(kind, b);
	bool kinds = kind == SAID_HOLDER || x.org_kind == y.org_kind; // what a holder is, its own row says
	return x.stage == y.stage && date_cmp(x.date, y.date) == 0 && str_eq(x.text, y.text) && kinds;
}

static struct str label_shown(const struct atlas *atlas, const struct place *p, struct str key, struct arena *a, int64_t *source)
{
	for (unsigned i = 0; i < p->label_n; i++)
		if (str_eq(atlas->labels[p->labels[i].label].key, key)) {
			*source = atlas->sources[p->labels[i].source].id;
			return said_text(SAID_LABEL, &(struct tie_parts){.date = p->labels[i].date}, a);
		}
	return STR_NONE;
}

static struct str action_shown(const struct atlas *atlas, const struct place *p, struct str key, struct arena *a, int64_t *source)
{
	for (unsigned i = 0; i < p->engagement_n; i++) {
		const struct engagement *e = &p->engagements[i];
		if (!str_eq(atlas->actions[e->action].key, key))
			continue;
		*source = atlas->sources[e->source].id;
		return said_text(SAID_ACTION, &(struct tie_parts){.stage = e->stage, .date = e->since, .text = e->note}, a);
	}
	return STR_NONE;
}

static struct str network_shown(const struct atlas *atlas, const struct place *p, struct str key, struct arena *a, int64_t *source)
{
	for (unsigned i = 0; i < p->membership_n; i++)
		if (str_eq(atlas->networks[p->memberships[i].network].key, key)) {
			*source = atlas->sources[p->memberships[i].source].id;
			return said_text(SAID_NETWORK, &(struct tie_parts){.text = p->memberships[i].role}, a);
		}
	return STR_NONE;
}

static struct str org_shown(const struct atlas *atlas, const struct place *p, bool holder, struct str key, struct arena *a,
			    int64_t *source)
{
	for (unsigned i = 0; i < p->tie_n; i++) {
		const struct tie *t = &p->ties[i];
		const struct org *o = &atlas->orgs[t->org];
		if (t->holder != holder || !str_eq(o->key, key))
			continue;
		*source = atlas->sources[t->source].id;
		struct tie_parts parts = {.stage = -1, .org_kind = holder ? o->holder_kind : t->partner_kind, .name = o->name, .text = t->note};
		return said_text(holder ? SAID_HOLDER : SAID_PARTNER, &parts, a);
	}
	return STR_NONE;
}

bool said_shown(const struct atlas *atlas, const struct place *p, enum said_kind kind, struct str key, struct arena *a,
	       struct str *value, int64_t *source)
{
	*source = 0;
	*value = STR_NONE;
	switch (kind) {
	case SAID_LABEL: *value = label_shown(atlas, p, key, a, source); break;
	case SAID_ACTION: *value = action_shown(atlas, p, key, a, source); break;
	case SAID_NETWORK: *value = network_shown(atlas, p, key, a, source); break;
	case SAID_HOLDER: *value = org_shown(atlas, p, true, key, a, source); break;
	case SAID_PARTNER: *value = org_shown(atlas, p, false, key, a, source); break;
	case SAID_KIND_COUNT: break;
	}
	return value->n > 0;
}

struct str said_name(int64_t place, struct str kind, struct str key, struct arena *a)
{
	return arena_printf(a, "%lld|%.*s|%.*s", (long long)place, STR_ARG(kind), STR_ARG(key));
}

// --- what a file tells ---

static struct str key_of(const struct record_tie *t, struct arena *a)
{
	return t->key.n > 0 ? t->key : slug_of(t->name, a);
}

static bool described(const struct importing *im, const struct record_tie *t, const char **what)
{
	static const char *const names[] = {
		[TIE_LABEL] = N_("le label"), [TIE_ACTION] = N_("l’action"), [TIE_NETWORK] = N_("le réseau"),
		[TIE_HOLDER] = N_("la structure"), [TIE_PARTNER] = N_("la structure"),
	};
	const struct map *maps[] = {
		[TIE_LABEL] = &im->labels, [TIE_ACTION] = &im->actions, [TIE_NETWORK] = &im->networks,
		[TIE_HOLDER] = &im->orgs, [TIE_PARTNER] = &im->orgs,
	};
	uint64_t at;
	*what = names[t->kind];
	if (t->name.n > 0 && t->kind != TIE_ACTION)
		return true;
	return (t->key.n > 0 || t->name.n > 0) && map_get(maps[t->kind], key_of(t, im->arena), &at);
}

void import_check_ties(struct importing *im)
{
	const char *what = "";
	for (uint32_t r = 0; r < im->set->record_n; r++) {
		const struct record *record = &im->set->records[r];
		for (uint32_t t = 0; t < record->tie_n && im->refused[r].p == NULL; t++)
			if (!described(im, &record->ties[t], &what))
				import_refuse(im, r, "", arena_printf(im->arena, tr("%s « %.*s » n’est décrit nulle part dans ce fichier"),
								      tr(what), STR_ARG(record->ties[t].key)));
	}
}

static struct str org_name(const struct importing *im, const struct record_tie *t, struct str key)
{
	uint64_t at;
	if (t->name.n > 0 || !map_get(&im->orgs, key, &at))
		return t->name;
	return im->org_names.v[at];
}

static void add_said(struct subject *s, struct said_row row)
{
	for (size_t i = 0; i < s->tie_n; i++) {
		struct said_row *known = &s->ties[i];
		if (known->kind != row.kind || !str_eq(known->key, row.key))
			continue;
		if (row.kind != SAID_LABEL || said_parts(SAID_LABEL, row.value).date.year != 0) // a year says more than none
			*known = row;
		return;
	}
	s->ties[s->tie_n++] = row;
}

void import_tell_ties(struct importing *im, struct subject *s)
{
	size_t most = im->req->network.n > 0;
	for (uint32_t r = s->first; r != NOBODY; r = im->next[r])
		most += im->set->records[r].tie_n;
	s->ties = arena_array(im->arena, most, sizeof *s->ties);
	for (uint32_t r = s->first; r != NOBODY; r = im->next[r]) {
		const struct record *record = &im->set->records[r];
		struct date date = import_origin_date(im, record);
		for (uint32_t t = 0; t < record->tie_n; t++) {
			const struct record_tie *tie = &record->ties[t];
			enum said_kind kind = kind_of[tie->kind];
			struct str key = key_of(tie, im->arena);
			struct tie_parts parts = {
				.stage = kind == SAID_ACTION ? tie->stage : -1, .date = tie->date, .org_kind = tie->org_kind,
				.text = kind == SAID_NETWORK ? tie->role : tie->note,
				.name = kind == SAID_HOLDER || kind == SAID_PARTNER ? org_name(im, tie, key) : STR_NONE,
			};
			add_said(s, (struct said_row){s->id, im->source.id, kind, key, said_text(kind, &parts, im->arena), date});
		}
	}
	if (im->req->network.n > 0) {
		uint64_t at;
		bool said = false;
		for (size_t i = 0; i < s->tie_n; i++)
			said = said || (s->ties[i].kind == SAID_NETWORK && str_eq(s->ties[i].key, im->req->network));
		if (!said && map_get(&im->networks, im->req->network, &at))
			add_said(s, (struct said_row){s->id, im->source.id, SAID_NETWORK, im->req->network, S("membre"),
						      import_origin_date(im, &im->set->records[s->first])});
	}
}

static const struct said_row *find(const struct said_row *rows, size_t n, enum said_kind kind, struct str key)
{
	for (size_t i = 0; i < n; i++)
		if (rows[i].kind == kind && str_eq(rows[i].key, key))
			return &rows[i];
	return NULL;
}

bool import_same_ties(const struct subject *s)
{
	if (s->tie_n != s->ties_before_n)
		return false;
	for (size_t i = 0; i < s->tie_n; i++) {
		const struct said_row *old = find(s->ties_before, s->ties_before_n, s->ties[i].kind, s->ties[i].key);
		if (old == NULL || !str_eq(old->value, s->ties[i].value) || date_cmp(old->date, s->ties[i].date) != 0)
			return false;
	}
	return true;
}

// --- what is shown ---

static bool beats(const struct importing *im, const struct said_row *a, const struct said_row *b)
{
	if (a->kind == SAID_LABEL) {
		bool dated_a = said_parts(SAID_LABEL, a->value).date.year != 0, dated_b = said_parts(SAID_LABEL, b->value).date.year != 0;
		if (dated_a != dated_b)
			return dated_a;
	}
	int trust_a = import_trust(im, a->source), trust_b = import_trust(im, b->source), newer = date_cmp(a->date, b->date);
	if (trust_a != trust_b)
		return trust_a > trust_b;
	return newer != 0 ? newer > 0 : a->source > b->source;
}

const struct said_row *said_best(const struct importing *im, const struct said_row *rows, size_t n, enum said_kind kind, struct str key)
{
	const struct said_row *best = NULL;
	for (size_t i = 0; i < n; i++)
		if (rows[i].kind == kind && str_eq(rows[i].key, key) && (best == NULL || beats(im, &rows[i], best)))
			best = &rows[i];
	return best;
}

static void wish(struct importing *im, size_t subject, enum said_kind kind, struct str key, struct str before, struct str after)
{
	vec_push(&im->wishes, (struct wish){subject, said_kind_code(kind), key, before, after});
}

// One key that the file tells of, or told of before.
static void value_tie(struct importing *im, struct subject *s, const struct said_row *rows, size_t n, enum said_kind kind, struct str key)
{
	size_t at = (size_t)(s - im->subjects.v);
	struct str shown;
	int64_t source;
	uint64_t team;
	bool any = said_shown(im->atlas, s->old, kind, key, im->arena, &shown, &source);
	struct str name = said_name(s->id, said_kind_code(kind), key, im->arena);
	if (map_get(&im->team_said, name, &team) || (any && im->team != 0 && source == im->team)) {
		const struct said_row *mine = find(s->ties, s->tie_n, kind, key);
		const struct said_row *was = find(s->ties_before, s->ties_before_n, kind, key);
		if (mine != NULL && (was == NULL || !str_eq(was->value, mine->value)) && !said_same(kind, mine->value, shown))
			wish(im, at, kind, key, shown, mine->value);
		return;
	}
	const struct said_row *best = said_best(im, rows, n, kind, key);
	struct said_row kept = {s->id, source, kind, key, shown, {0}};
	// Shown by a source of which nothing is noted (a merge brought it): it counts like any other.
	bool noted = source == im->source.id;
	for (size_t i = 0; i < n && !noted; i++)
		noted = rows[i].source == source && rows[i].kind == kind && str_eq(rows[i].key, key);
	if (any && !noted && (best == NULL || beats(im, &kept, best)))
		best = &kept;
	if (best == NULL && any)
		vec_push(&im->shifts, (struct tie_shift){at, {s->id, im->source.id, kind, key, STR_NONE, {0}}});
	else if (best != NULL && (!any || best->source != source || !said_same(kind, best->value, shown)))
		vec_push(&im->shifts, (struct tie_shift){at, *best});
}

const struct err *import_value_ties(struct importing *im, struct subject *s)
{
	const struct err *err = NULL;
	struct said_row *said, *rows;
	size_t said_n, n = 0;
	if (s->old == NULL || s->tie_n + s->ties_before_n == 0)
		return NULL;
	TRY(store_said_list(im->db, s->id, im->arena, &said, &said_n));
	rows = arena_array(im->arena, said_n + s->tie_n, sizeof *rows);
	for (size_t i = 0; i < said_n; i++)
		if (said[i].source != im->source.id)
			rows[n++] = said[i];
	for (size_t i = 0; i < s->tie_n; i++)
		rows[n++] = s->ties[i];
	for (size_t i = 0; i < s->tie_n; i++)
		value_tie(im, s, rows, n, s->ties[i].kind, s->ties[i].key);
	for (size_t i = 0; i < s->ties_before_n; i++)
		if (find(s->ties, s->tie_n, s->ties_before[i].kind, s->ties_before[i].key) == NULL)
			value_tie(im, s, rows, n, s->ties_before[i].kind, s->ties_before[i].key);
done:
	return err;
}
