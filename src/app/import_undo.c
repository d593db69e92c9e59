// SPDX-License-Identifier: AGPL-3.0-or-later
// Taking an import back: its source says again what it said before, and what places show is worked out anew from all that
// is said of them. What others said since stays. A place that it made, and that nobody else tells of, is taken back.
#include <string.h>

#include "app/import.h"
#include "app/write.h"
#include "base/i18n.h"
#include "store/atlas.h"
#include "store/change.h"
#include "store/place.h"
#include "store/source.h"

struct undoing {
	struct importing im;
	int64_t run;
	struct import_place_row *places;
	size_t place_n;
	struct import_before_row *before; // by place
	size_t before_n;
	VEC(struct change_row) changes;
	struct undo_report *out;
};

static const struct err *find_run(struct undoing *u, struct str source_key, enum undo_outcome *outcome)
{
	const struct err *err = NULL;
	struct importing *im = &u->im;
	struct import_row row;
	bool found = false;
	*outcome = UNDO_NOTHING;
	if (u->run == 0) {
		im->source_at = atlas_source(im->atlas, source_key);
		if (im->source_at == NONE)
			return NULL;
		TRY(store_import_last(im->db, im->atlas->sources[im->source_at].id, &u->run));
		if (u->run == 0)
			return NULL;
	}
	TRY(store_import_read(im->db, u->run, im->arena, &row, &found));
	if (!found || row.undone != 0)
		return NULL;
	*outcome = row.last ? UNDO_DONE : UNDO_NOT_LAST;
	im->source_at = atlas_source(im->atlas, row.source_key);
	if (im->source_at == NONE)
		return err_new(ERR_DB, "import %lld has no source", (long long)u->run);
	im->source = im->atlas->sources[im->source_at];
	im->source.date = (struct date){0};
done:
	return err;
}

static const struct err *know_team(struct importing *im)
{
	const struct err *err = NULL;
	struct said_team *team;
	size_t n;
	int32_t at = atlas_source(im->atlas, S("equipe"));
	if (at == NONE)
		return NULL;
	im->team = im->atlas->sources[at].id;
	TRY(store_said_by_teams(im->db, im->arena, &team, &n));
	im->team_rows = team;
	for (size_t i = 0; i < n; i++)
		map_set(&im->team_said, said_name(team[i].place, team[i].kind, team[i].key, im->arena), i);
done:
	return err;
}

// What the source said of the place before, as facts and ties of the subject.
static void said_before(const struct undoing *u, const struct import_place_row *row, struct subject *s)
{
	const struct importing *im = &u->im;
	s->facts = arena_array(im->arena, u->before_n, sizeof *s->facts);
	s->ties = arena_array(im->arena, u->before_n, sizeof *s->ties);
	for (size_t i = 0; i < u->before_n; i++) {
		const struct import_before_row *b = &u->before[i];
		const struct field *field;
		enum said_kind kind;
		if (b->place != row->place)
			continue;
		if (str_eqz(b->kind, "champ")) {
			if ((field = field_find(b->key)) != NULL)
				s->facts[s->fact_n++] = (struct fact_row){s->id, im->source.id, field->key, b->value, b->date};
		} else if (said_kind_find(b->kind, &kind)) {
			s->ties[s->tie_n++] = (struct said_row){s->id, im->source.id, kind, b->key, b->value, b->date};
		}
	}
}

static const struct err *says_now(const struct importing *im, struct subject *s, struct fact_row **all, size_t *all_n)
{
	const struct err *err;
	struct said_row *said;
	size_t said_n, n = 0;
	TRY(store_fact_list(im->db, s->id, im->arena, all, all_n));
	TRY(store_said_list(im->db, s->id, im->arena, &said, &said_n));
	s->before = arena_array(im->arena, *all_n, sizeof *s->before);
	for (size_t i = 0; i < *all_n; i++) {
		if ((*all)[i].source == im->source.id)
			s->before[s->before_n++] = (*all)[i];
		else
			(*all)[n++] = (*all)[i];
	}
	*all_n = n;
	s->ties_before = arena_array(im->arena, said_n, sizeof *s->ties_before);
	for (size_t i = 0; i < said_n; i++)
		if (said[i].source == im->source.id)
			s->ties_before[s->ties_before_n++] = said[i];
done:
	return err;
}

static bool is_noted(const struct subject *s, enum said_kind kind, struct str key)
{
	for (size_t i = 0; i < s->ties_before_n; i++)
		if (s->ties_before[i].kind == kind && str_eq(s->ties_before[i].key, key))
			return true;
	return false;
}

// What a merge brought here of the source's ties is noted nowhere but in what is shown.
static void shown_of_source(const struct importing *im, struct subject *s)
{
	const struct place *p = s->old;
	const struct atlas *a = im->atlas;
	size_t n = 0, most = s->ties_before_n + p->label_n + p->engagement_n + p->membership_n + p->tie_n;
	struct said_row *rows = arena_array(im->arena, most, sizeof *rows);
	for (size_t i = 0; i < s->ties_before_n; i++)
		rows[n++] = s->ties_before[i];
#define NOTE(list, count, said, where)                                                                          \
	for (unsigned i = 0; i < p->count; i++)                                                                 \
		if ((int32_t)p->list[i].source == im->source_at && !is_noted(s, said, where))                   \
			rows[n++] = (struct said_row){p->id, im->source.id, said, where, S("oui"), {0}};
	NOTE(labels, label_n, SAID_LABEL, a->labels[p->labels[i].label].key)
	NOTE(engagements, engagement_n, SAID_ACTION, a->actions[p->engagements[i].action].key)
	NOTE(memberships, membership_n, SAID_NETWORK, a->networks[p->memberships[i].network].key)
	NOTE(ties, tie_n, p->ties[i].holder ? SAID_HOLDER : SAID_PARTNER, a->orgs[p->ties[i].org].key)
#undef NOTE
	s->ties_before = rows;
	s->ties_before_n = n;
}

static bool tells(const struct fact_row *facts, size_t n, const char *key)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(facts[i].field, key) == 0 && facts[i].value.n > 0)
			return true;
	return false;
}

// A place that only its team looks after now keeps its name and where it stands: the team has them on its page.
static const struct err *keep_identity(struct undoing *u, struct subject *s, struct fact_row *all, size_t *n)
{
	static const char *const keys[] = {"nom", "adresse", "code_postal", "commune", "code_insee", "latitude", "longitude"};
	const struct err *err = NULL;
	struct importing *im = &u->im;
	bool named = tells(all, *n, "nom"), placed = tells(all, *n, "commune");
	if (named && placed)
		return NULL;
	struct source team = {.key = S("equipe")};
	TRY(store_source_put(im->db, &team));
	for (size_t i = 0; i < s->before_n; i++)
		for (size_t k = 0; k < sizeof keys / sizeof keys[0]; k++) {
			struct fact_row f = s->before[i];
			if (strcmp(f.field, keys[k]) != 0 || tells(all, *n, f.field) || (k == 0 ? named : placed))
				continue;
			f.source = team.id;
			TRY(store_fact_put(im->db, &f, 1));
			all[(*n)++] = f;
		}
	TRY(store_origin_put(im->db, &(struct origin_row){s->id, team.id, arena_printf(im->arena, "lieu-%lld", (long long)s->id), {0}}, 1));
done:
	return err;
}

// Open or closed, and since when it is known: as it was, unless somebody else said so since.
static void restore_state(const struct importing *im, const struct import_place_row *row, struct subject *s)
{
	const struct place *old = s->old;
	struct place *now = &s->now;
	uint64_t team;
	now->state = old->state;
	now->confirmed = old->confirmed;
	now->confirmed_by = old->confirmed_by;
	if (!map_get(&im->team_said, said_name(s->id, S("etat"), S(""), im->arena), &team))
		now->state = !row->made && row->closed ? PLACE_CLOSED : PLACE_OPEN;
	if (old->confirmed.year == 0 || (int32_t)old->confirmed_by != im->source_at)
		return;
	now->confirmed = (struct date){0};
	now->confirmed_by = 0;
	for (uint32_t i = 0; i < im->atlas->source_n && !row->made; i++)
		if (row->confirmed_by == im->atlas->sources[i].id) {
			now->confirmed = row->confirmed;
			now->confirmed_by = (uint16_t)i;
		}
	for (unsigned i = 0; i < old->origin_n; i++)
		if (old->origins[i].source != im->source_at && date_cmp(old->origins[i].date, now->confirmed) > 0) {
			now->confirmed = old->origins[i].date;
			now->confirmed_by = old->origins[i].source;
		}
}

static const struct err *restore_origins(const struct undoing *u, const struct import_place_row *row, int64_t place)
{
	const struct err *err;
	const struct importing *im = &u->im;
	struct str *known;
	size_t n;
	TRY(store_origins_of(im->db, row->place, im->source.id, im->arena, &known, &n));
	for (size_t i = 0; i < n; i++) {
		const struct import_before_row *was = NULL;
		for (size_t k = 0; k < u->before_n && was == NULL; k++)
			if (u->before[k].place == row->place && str_eqz(u->before[k].kind, "origine") && str_eq(u->before[k].key, known[i]))
				was = &u->before[k];
		if (was == NULL)
			TRY(store_origin_delete(im->db, place, im->source.id, known[i]));
		else if (place == row->place)
			TRY(store_origin_put(im->db, &(struct origin_row){place, im->source.id, known[i], was->date}, 1));
	}
done:
	return err;
}

static const struct err *restore(struct undoing *u, const struct import_place_row *row, const struct place *p, bool merged)
{
	const struct err *err;
	struct importing *im = &u->im;
	struct subject s = {.old = p, .id = p->id, .first = NOBODY, .changed = true};
	struct fact_row *said, *all;
	size_t n;
	TRY(restore_origins(u, row, p->id));
	if (merged) { // it went into this one: what remains of it here goes when the source tells of nothing else here
		struct str *left;
		TRY(store_origins_of(im->db, p->id, im->source.id, im->arena, &left, &n));
		if (n > 0)
			return NULL;
	} else {
		said_before(u, row, &s);
	}
	TRY(says_now(im, &s, &said, &n));
	if (merged)
		shown_of_source(im, &s);
	all = arena_array(im->arena, n + s.fact_n + place_field_n, sizeof *all);
	if (n > 0)
		memcpy(all, said, n * sizeof *all);
	if (s.fact_n > 0)
		memcpy(all + n, s.facts, s.fact_n * sizeof *all);
	n += s.fact_n;
	if (s.fact_n == 0)
		TRY(keep_identity(u, &s, all, &n));
	s.now = import_shown(im, all, n);
	s.now.id = p->id;
	s.now.slug = p->slug;
	restore_state(im, row, &s);
	if (merged)
		s.now.state = p->state;
	vec_push(&im->subjects, s);
	struct subject *kept = &im->subjects.v[im->subjects.n - 1];
	TRY(import_value_ties(im, kept));
	im->wishes.n = 0;
	import_items(im, kept);
	if (row->made)
		u->out->kept++;
	else
		u->out->restored++;
done:
	return err;
}

static const struct err *take_back(struct undoing *u, const struct import_place_row *row)
{
	const struct err *err = NULL;
	struct importing *im = &u->im;
	const struct place *p = atlas_place_by_id(im->atlas, row->place);
	bool others = true;
	if (p == NULL) { // gone since: into another, maybe
		int64_t to = row->place;
		for (size_t i = 0; i < im->gone_n; i++) // by id; a chain that leads back is followed at the next undoing
			if (im->gone[i].place == to)
				to = im->gone[i].to;
		p = to != 0 ? atlas_place_by_id(im->atlas, to) : NULL;
		return p != NULL ? restore(u, row, p, true) : NULL;
	}
	if (row->made)
		TRY(store_place_others(im->db, p->id, im->source.id, &others));
	if (others)
		return restore(u, row, p, false);
	TRY(store_place_retire(im->db, p->id));
	vec_push(&u->changes, (struct change_row){.source = im->source.id, .what = S("lieu-retire"), .place = p->id,
						  .person = im->req->who != NULL ? im->req->who->person : 0,
						  .role = im->req->who == NULL ? STR_NONE : im->req->who->admin ? S("administration") : S("animation"),
						  .before = arena_printf(im->arena, "nom: %.*s\n", STR_ARG(p->name))});
	u->out->retired++;
done:
	return err;
}

static const struct err *undo_all(struct undoing *u)
{
	const struct err *err;
	struct importing *im = &u->im;
	TRY(know_team(im));
	TRY(store_gone_list(im->db, im->arena, &im->gone, &im->gone_n));
	TRY(store_import_places(im->db, u->run, im->arena, &u->places, &u->place_n));
	TRY(store_import_before(im->db, u->run, im->arena, &u->before, &u->before_n));
	struct import_before_row *all = u->before;
	size_t n = u->before_n, at = 0;
	for (size_t i = 0; i < u->place_n; i++) { // both by place
		while (at < n && all[at].place < u->places[i].place)
			at++;
		u->before = all + at;
		u->before_n = 0;
		while (at + u->before_n < n && all[at + u->before_n].place == u->places[i].place)
			u->before_n++;
		TRY(take_back(u, &u->places[i]));
	}
	TRY(store_change_append(im->db, u->changes.v, u->changes.n));
	TRY(import_write(im));
	TRY(store_import_withdraw(im->db, u->run));
	TRY(store_import_undone(im->db, u->run, im->req->who != NULL ? im->req->who->person : 0));
done:
	return err;
}

const struct err *import_undo_in(struct db *db, const struct actor *who, struct str source_key, int64_t run, struct arena *a,
				 struct undo_report *out, enum undo_outcome *outcome)
{
	const struct err *err = NULL;
	struct atlas *atlas = NULL;
	struct record_set none = {0};
	struct import_report report = {0};
	struct import_request req = {.set = &none, .who = who};
	struct undoing u = {.run = run, .out = out};
	u.im = (struct importing){.db = db, .arena = a, .req = &req, .set = &none, .report = &report, .undoing = true};
	*out = (struct undo_report){0};
	TRY(store_atlas_load(db, &atlas));
	u.im.atlas = atlas;
	TRY(find_run(&u, source_key, outcome));
	out->run = u.run;
	if (*outcome != UNDO_DONE)
		goto done;
	none.source.key = u.im.source.key;
	TRY(undo_all(&u));
done:
	map_release(&u.im.team_said);
	vec_free(&u.im.subjects);
	vec_free(&u.im.shifts);
	vec_free(&u.im.wishes);
	vec_free(&u.changes);
	atlas_free(atlas);
	return err;
}

struct undo_job {
	const struct actor *who;
	struct str key;
	int64_t run;
	struct arena *a;
	struct undo_report *out;
	enum undo_outcome *outcome;
};

static const struct err *undo_job(struct db *db, void *user)
{
	struct undo_job *j = user;
	return import_undo_in(db, j->who, j->key, j->run, j->a, j->out, j->outcome);
}

const struct err *app_import_undo(struct app *app, const struct actor *who, struct str source_key, int64_t run, struct arena *a,
				  struct undo_report *out, enum undo_outcome *outcome)
{
	struct undo_job j = {who, source_key, run, a, out, outcome};
	return app_write(app, undo_job, &j);
}
