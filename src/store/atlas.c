// SPDX-License-Identifier: AGPL-3.0-or-later
// The whole network in a few ordered queries: rows arrive by place, so lists are laid down as they come.
#include "store/atlas.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "base/vec.h"
#include "model/field.h"
#include "store/place.h"
#include "store/place_row.h"
#include "store/row.h"

static const struct db_stmt atlas_change = {"atlas_change", "SELECT coalesce(max(number), 0) FROM change"};
static const struct db_stmt atlas_sources = {
	"atlas_sources", "SELECT id, key, title, publisher, licence, url, date FROM source ORDER BY id"};
static const struct db_stmt atlas_labels = {"atlas_labels", "SELECT id, key, name, about FROM label ORDER BY id"};
static const struct db_stmt atlas_actions = {
	"atlas_actions", "SELECT action.id, action.key, action.name, category.key, category.name, action.about "
			 "FROM action JOIN category ON category.id = action.category ORDER BY category.listed, action.listed, action.id"};
static const struct db_stmt atlas_networks = {
	"atlas_networks", "SELECT id, key, name, about, url, kind, lead, lead_name FROM network ORDER BY id"};
static const struct db_stmt atlas_orgs = {"atlas_orgs", "SELECT id, key, name, holder_kind FROM org ORDER BY id"};
// Those that are referred to by 16 bits first.
enum { NARROW_N = 4 };
static const struct db_stmt atlas_counts[] = {
	{"atlas_count_source", "SELECT count(*) FROM source"},   {"atlas_count_label", "SELECT count(*) FROM label"},
	{"atlas_count_action", "SELECT count(*) FROM action"},   {"atlas_count_network", "SELECT count(*) FROM network"},
	{"atlas_count_org", "SELECT count(*) FROM org"},         {"atlas_count_place", "SELECT count(*) FROM place"},
};
static const struct db_stmt atlas_places = {"atlas_places", PLACE_SELECT "WHERE gone IS NULL ORDER BY id"};
static const struct db_stmt atlas_gone = {"atlas_gone", "SELECT id, gone_to FROM place WHERE gone_to IS NOT NULL ORDER BY id"};
static const struct db_stmt atlas_place_labels = {
	"atlas_place_labels", "SELECT place, label, source, date FROM place_label ORDER BY place, label"};
static const struct db_stmt atlas_engagements = {
	"atlas_engagements", "SELECT place, action, source, stage, since, note FROM engagement ORDER BY place, action"};
static const struct db_stmt atlas_memberships = {
	"atlas_memberships", "SELECT place, network, source, role FROM membership ORDER BY place, network"};
static const struct db_stmt atlas_ties = {
	"atlas_ties", "SELECT place, org, source, holder, partner_kind, note FROM tie ORDER BY place, holder DESC, org"};
static const struct db_stmt atlas_origins = {
	"atlas_origins", "SELECT place, source, identifier, date FROM place_source ORDER BY place, source, identifier"};

enum { PACK_BYTES = 256 * 1024 };

struct id_at {
	int64_t id;
	uint32_t at;
};
struct ids { // database id → position in the atlas
	VEC(struct id_at) all;
};

struct gone { // a place that was merged into another
	int64_t id, to;
};

struct loading {
	struct db *db;
	struct atlas *atlas;
	struct arena *arena;
	struct map known;      // repeated strings, by their text: where the first one stands
	char *at, *end;        // the free part of the block that strings are packed in
	struct ids sources, labels, actions, networks, orgs, places;
	VEC(struct gone) gone; // by id
	uint32_t place;        // where the walk by place stands
	bool broken;           // a row refers to something that is not there: a file edited by hand
	VEC(struct place_label) place_labels; // of all places, as they come
	VEC(struct engagement) engagements;
	VEC(struct membership) memberships;
	VEC(struct tie) ties;
	VEC(struct origin) origins;
};

static int by_id(const void *x, const void *y)
{
	const struct id_at *a = x, *b = y;
	return (a->id > b->id) - (a->id < b->id);
}

static void ids_sort(struct ids *ids)
{
	if (ids->all.n > 1)
		qsort(ids->all.v, ids->all.n, sizeof *ids->all.v, by_id);
}

static int32_t ids_find(const struct ids *ids, int64_t id)
{
	struct id_at key = {id, 0};
	const struct id_at *found = ids->all.n ? bsearch(&key, ids->all.v, ids->all.n, sizeof key, by_id) : NULL;
	return found ? (int32_t)found->at : NONE;
}

// The position that a column refers to.
static uint32_t refer(struct loading *l, const struct ids *ids, struct db_rows *r, int col)
{
	int32_t at = ids_find(ids, db_col_int(r, col));
	l->broken |= at == NONE;
	return at == NONE ? 0 : (uint32_t)at;
}

// Strings side by side, without padding or terminators.
static struct str pack(struct loading *l, struct str s)
{
	if (s.n == 0)
		return STR_NONE;
	if (s.n > PACK_BYTES / 8)
		return arena_str(l->arena, s);
	if (l->at == NULL || (size_t)(l->end - l->at) < s.n) {
		l->at = arena_alloc(l->arena, PACK_BYTES);
		l->end = l->at + PACK_BYTES;
	}
	memcpy(l->at, s.p, s.n);
	struct str packed = {l->at, s.n};
	l->at += s.n;
	return packed;
}

// For what repeats itself: communes, postal codes, notes.
static struct str pack_once(struct loading *l, struct str s)
{
	uint64_t at;
	if (s.n == 0)
		return STR_NONE;
	if (map_get(&l->known, s, &at))
		return (struct str){(const char *)(uintptr_t)at, s.n};
	struct str packed = pack(l, s);
	map_set(&l->known, packed, (uint64_t)(uintptr_t)packed.p);
	return packed;
}

static struct str text(struct loading *l, struct db_rows *r, int col)
{
	return pack(l, db_col_text(r, col));
}

typedef void read_row(struct loading *l, struct db_rows *r);

static const struct err *each(struct loading *l, const struct db_stmt *s, read_row *read)
{
	const struct err *err;
	struct db_rows *r = NULL;
	bool row;
	l->place = 0;
	TRY(db_query(l->db, s, NULL, 0, &r));
	for (;;) {
		TRY(db_step(r, &row));
		if (!row)
			break;
		read(l, r);
		if (l->broken) {
			err = err_new(ERR_DB, "%s: a row refers to something that is not there (maille check says more)", s->name);
			goto done;
		}
	}
done:
	db_rows_close(r);
	return err;
}

static void read_source(struct loading *l, struct db_rows *r)
{
	uint32_t at = l->atlas->source_n++;
	vec_push(&l->sources.all, (struct id_at){db_col_int(r, 0), at});
	l->atlas->sources[at] = (struct source){
		.id = db_col_int(r, 0), .key = text(l, r, 1), .title = text(l, r, 2), .publisher = text(l, r, 3),
		.licence = text(l, r, 4), .url = text(l, r, 5), .date = row_to_date(db_col_text(r, 6)),
	};
}

static void read_label(struct loading *l, struct db_rows *r)
{
	uint32_t at = l->atlas->label_n++;
	vec_push(&l->labels.all, (struct id_at){db_col_int(r, 0), at});
	l->atlas->labels[at] = (struct label){
		.id = db_col_int(r, 0), .key = text(l, r, 1), .name = text(l, r, 2), .about = text(l, r, 3)};
}

static void read_action(struct loading *l, struct db_rows *r)
{
	uint32_t at = l->atlas->action_n++;
	vec_push(&l->actions.all, (struct id_at){db_col_int(r, 0), at});
	l->atlas->actions[at] = (struct action){
		.id = db_col_int(r, 0), .key = text(l, r, 1), .name = text(l, r, 2),
		.category_key = text(l, r, 3), .category = text(l, r, 4), .about = text(l, r, 5),
	};
}

static void read_network(struct loading *l, struct db_rows *r)
{
	uint32_t at = l->atlas->network_n++;
	vec_push(&l->networks.all, (struct id_at){db_col_int(r, 0), at});
	l->atlas->networks[at] = (struct network){
		.id = db_col_int(r, 0), .key = text(l, r, 1), .name = text(l, r, 2), .about = text(l, r, 3), .url = text(l, r, 4),
		.consortium = str_eqz(db_col_text(r, 5), "consortium"),
		.lead = ids_find(&l->places, db_col_int(r, 6)), .lead_name = text(l, r, 7),
	};
}

static void read_org(struct loading *l, struct db_rows *r)
{
	uint32_t at = l->atlas->org_n++;
	vec_push(&l->orgs.all, (struct id_at){db_col_int(r, 0), at});
	l->atlas->orgs[at] = (struct org){
		.id = db_col_int(r, 0), .key = text(l, r, 1), .name = text(l, r, 2),
		.holder_kind = (int8_t)row_to_code(VOCAB_HOLDER, db_col_text(r, 3)),
	};
}

static struct str keep_text(void *user, struct str s, bool repeats)
{
	return repeats ? pack_once(user, s) : pack(user, s);
}

static void read_place(struct loading *l, struct db_rows *r)
{
	uint32_t at = l->atlas->place_n++;
	struct place *p = &l->atlas->places[at];
	place_from_row(r, keep_text, l, p);
	p->confirmed_by = db_col_null(r, PLACE_CONFIRMED_BY) ? 0 : (uint16_t)refer(l, &l->sources, r, PLACE_CONFIRMED_BY);
	vec_push(&l->places.all, (struct id_at){p->id, at});
	map_set(&l->atlas->slugs, p->slug, at);
}

// The place that a row of an ordered walk belongs to, NULL when it is no longer shown; rows come by place, so the next one
// is at or after the last.
static struct place *row_place(struct loading *l, struct db_rows *r)
{
	int64_t id = db_col_int(r, 0);
	while (l->place < l->atlas->place_n && l->atlas->places[l->place].id < id)
		l->place++;
	if (l->place < l->atlas->place_n && l->atlas->places[l->place].id == id)
		return &l->atlas->places[l->place];
	return NULL;
}

static void read_place_label(struct loading *l, struct db_rows *r)
{
	struct place *p = row_place(l, r);
	if (p == NULL)
		return;
	p->label_n++;
	vec_push(&l->place_labels, (struct place_label){
					   .label = (uint16_t)refer(l, &l->labels, r, 1),
					   .source = (uint16_t)refer(l, &l->sources, r, 2),
					   .date = row_to_date(db_col_text(r, 3)),
				   });
}

static void read_engagement(struct loading *l, struct db_rows *r)
{
	struct place *p = row_place(l, r);
	if (p == NULL)
		return;
	p->engagement_n++;
	vec_push(&l->engagements, (struct engagement){
					  .action = (uint16_t)refer(l, &l->actions, r, 1),
					  .source = (uint16_t)refer(l, &l->sources, r, 2),
					  .stage = (uint8_t)row_to_code(VOCAB_STAGE, db_col_text(r, 3)),
					  .since = row_to_date(db_col_text(r, 4)),
					  .note = pack_once(l, db_col_text(r, 5)),
				  });
}

static void read_membership(struct loading *l, struct db_rows *r)
{
	struct place *p = row_place(l, r);
	uint32_t network = refer(l, &l->networks, r, 1);
	if (p == NULL || l->broken)
		return;
	p->membership_n++;
	l->atlas->networks[network].member_n++;
	vec_push(&l->memberships, (struct membership){
					  .network = (uint16_t)network,
					  .source = (uint16_t)refer(l, &l->sources, r, 2),
					  .lead = l->atlas->networks[network].lead == p - l->atlas->places,
					  .role = pack_once(l, db_col_text(r, 3)),
				  });
}

static void read_tie(struct loading *l, struct db_rows *r)
{
	struct place *p = row_place(l, r);
	if (p == NULL)
		return;
	p->tie_n++;
	vec_push(&l->ties, (struct tie){
				   .org = refer(l, &l->orgs, r, 1),
				   .source = (uint16_t)refer(l, &l->sources, r, 2),
				   .holder = db_col_int(r, 3) != 0,
				   .partner_kind = (int8_t)row_to_code(VOCAB_PARTNER, db_col_text(r, 4)),
				   .note = pack_once(l, db_col_text(r, 5)),
			   });
}

static void read_origin(struct loading *l, struct db_rows *r)
{
	struct place *p = row_place(l, r);
	uint16_t source = (uint16_t)refer(l, &l->sources, r, 1);
	if (p == NULL || l->broken)
		return;
	bool same = p->origin_n > 0 && l->origins.v[l->origins.n - 1].source == source;
	l->atlas->sources[source].place_n += !same;
	p->origin_n++;
	vec_push(&l->origins, (struct origin){
				      .source = source,
				      .identifier = text(l, r, 2),
				      .date = row_to_date(db_col_text(r, 3)),
			      });
}

// All items of a kind stand in one array, by place: each place's list is its part of it.
#define LAY_DOWN(l, items, list, count)                                                                       \
	do {                                                                                                  \
		void *all = arena_array((l)->arena, (l)->items.n, sizeof *(l)->items.v);                      \
		if ((l)->items.n > 0)                                                                         \
			memcpy(all, (l)->items.v, (l)->items.n * sizeof *(l)->items.v);                       \
		for (uint32_t i_ = 0, at_ = 0; i_ < (l)->atlas->place_n; at_ += (l)->atlas->places[i_++].count) \
			(l)->atlas->places[i_].list = (__typeof__((l)->items.v))all + at_;                    \
		vec_free(&(l)->items);                                                                        \
	} while (0)

static const struct err *read_vocabularies(struct loading *l)
{
	const struct err *err;
	struct atlas *a = l->atlas;
	int64_t n[sizeof atlas_counts / sizeof atlas_counts[0]];
	for (size_t i = 0; i < sizeof n / sizeof n[0]; i++) {
		TRY(row_int(l->db, &atlas_counts[i], NULL, 0, &n[i], NULL));
		if (i < NARROW_N && n[i] >= UINT16_MAX) {
			err = err_new(ERR_DB, "%s: %lld rows are more than an atlas holds", atlas_counts[i].name, (long long)n[i]);
			goto done;
		}
	}
	a->sources = arena_array(l->arena, (size_t)n[0], sizeof *a->sources);
	a->labels = arena_array(l->arena, (size_t)n[1], sizeof *a->labels);
	a->actions = arena_array(l->arena, (size_t)n[2], sizeof *a->actions);
	a->networks = arena_array(l->arena, (size_t)n[3], sizeof *a->networks);
	a->orgs = arena_array(l->arena, (size_t)n[4], sizeof *a->orgs);
	a->places = arena_array(l->arena, (size_t)n[5], sizeof *a->places);
	TRY(each(l, &atlas_sources, read_source));
	TRY(each(l, &atlas_labels, read_label));
	TRY(each(l, &atlas_actions, read_action));
	TRY(each(l, &atlas_orgs, read_org));
	ids_sort(&l->actions); // the others come by id
done:
	return err;
}

static const struct err *read_ties(struct loading *l)
{
	const struct err *err;
	TRY(each(l, &atlas_place_labels, read_place_label));
	LAY_DOWN(l, place_labels, labels, label_n);
	TRY(each(l, &atlas_engagements, read_engagement));
	LAY_DOWN(l, engagements, engagements, engagement_n);
	TRY(each(l, &atlas_memberships, read_membership));
	LAY_DOWN(l, memberships, memberships, membership_n);
	TRY(each(l, &atlas_ties, read_tie));
	LAY_DOWN(l, ties, ties, tie_n);
	TRY(each(l, &atlas_origins, read_origin));
	LAY_DOWN(l, origins, origins, origin_n);
done:
	return err;
}

struct named {
	uint32_t place;
	struct str folded;
};

static int by_name(const void *x, const void *y)
{
	const struct named *a = x, *b = y;
	int order = str_cmp(a->folded, b->folded);
	return order ? order : (a->place > b->place) - (a->place < b->place);
}

// Each network's members by name, in one walk over the places.
static void list_members(struct loading *l)
{
	struct atlas *a = l->atlas;
	struct arena scratch = {0};
	struct named **named = arena_array(&scratch, a->network_n, sizeof *named);
	uint32_t *n = arena_array(&scratch, a->network_n, sizeof *n);
	for (uint32_t w = 0; w < a->network_n; w++)
		named[w] = arena_array(&scratch, a->networks[w].member_n, sizeof **named);
	for (uint32_t i = 0; i < a->place_n; i++) {
		for (uint16_t k = 0; k < a->places[i].membership_n; k++) {
			uint16_t w = a->places[i].memberships[k].network;
			struct buf folded = BUF_IN(&scratch);
			utf8_fold(&folded, a->places[i].name);
			named[w][n[w]++] = (struct named){i, buf_str(&folded)};
		}
	}
	for (uint32_t w = 0; w < a->network_n; w++) {
		if (n[w] > 1)
			qsort(named[w], n[w], sizeof **named, by_name);
		a->networks[w].members = arena_array(l->arena, n[w], sizeof *a->networks[w].members);
		for (uint32_t i = 0; i < n[w]; i++)
			a->networks[w].members[i] = named[w][i].place;
	}
	arena_release(&scratch);
}

static void read_gone(struct loading *l, struct db_rows *r)
{
	vec_push(&l->gone, (struct gone){db_col_int(r, 0), db_col_int(r, 1)});
}

static const struct gone *find_gone(const struct loading *l, int64_t id)
{
	size_t low = 0, high = l->gone.n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (l->gone.v[middle].id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low < l->gone.n && l->gone.v[low].id == id ? &l->gone.v[low] : NULL;
}

// Where the place, or the one that it was merged into, stands.
static int32_t find_place(const struct loading *l, int64_t id)
{
	enum { MERGES = 32 }; // more in a row would be a ring
	for (int i = 0; i < MERGES; i++) {
		int32_t at = ids_find(&l->places, id);
		const struct gone *gone = at == NONE ? find_gone(l, id) : NULL;
		if (gone == NULL)
			return at;
		id = gone->to;
	}
	return NONE;
}

static const struct err *read_old_slugs(struct loading *l)
{
	const struct err *err;
	struct arena scratch = {0};
	struct slug_row *rows;
	size_t n;
	uint64_t known;
	TRY(each(l, &atlas_gone, read_gone));
	TRY(store_old_slugs(l->db, &scratch, &rows, &n));
	for (size_t i = 0; i < n; i++) {
		int32_t place = find_place(l, rows[i].place);
		if (place != NONE && !map_get(&l->atlas->slugs, rows[i].slug, &known))
			map_set(&l->atlas->slugs, pack(l, rows[i].slug), (uint64_t)place);
	}
done:
	arena_release(&scratch);
	return err;
}

static const struct err *read_all(struct loading *l)
{
	const struct err *err;
	TRY(row_int(l->db, &atlas_change, NULL, 0, &l->atlas->change, NULL));
	TRY(read_vocabularies(l));
	TRY(each(l, &atlas_places, read_place));
	TRY(each(l, &atlas_networks, read_network));
	TRY(read_ties(l));
	list_members(l);
	TRY(read_old_slugs(l));
done:
	return err;
}

static void loading_release(struct loading *l)
{
	map_release(&l->known);
	struct ids *ids[] = {&l->sources, &l->labels, &l->actions, &l->networks, &l->orgs, &l->places};
	for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++)
		vec_free(&ids[i]->all);
	vec_free(&l->gone);
	vec_free(&l->place_labels);
	vec_free(&l->engagements);
	vec_free(&l->memberships);
	vec_free(&l->ties);
	vec_free(&l->origins);
}

const struct err *store_atlas_load(struct db *d, struct atlas **out)
{
	const struct err *err = NULL;
	struct atlas *a = mem_alloc(sizeof *a);
	struct loading l = {.db = d, .atlas = a, .arena = &a->arena};
	bool own = !db_in_transaction(d);
	*out = NULL;
	if (own)
		TRY(db_begin_read(d));
	TRY(read_all(&l));
	*out = a;
	a = NULL;
done:
	if (own)
		db_rollback(d);
	loading_release(&l);
	atlas_free(a);
	return err;
}
