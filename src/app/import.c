// SPDX-License-Identifier: AGPL-3.0-or-later
// An import: a plan, made by reading only, then its rows.
#include "app/import.h"

#include "base/i18n.h"
#include "store/atlas.h"
#include "store/source.h"
#include "store/store.h"

static const struct err *give_ids(struct importing *im)
{
	const struct err *err = NULL;
	int64_t next;
	TRY(store_next_id(im->db, STORE_PLACE, &next));
	for (size_t i = 0; i < im->subjects.n; i++)
		if (im->subjects.v[i].old == NULL && !im->subjects.v[i].revived && im->subjects.v[i].first != NOBODY)
			im->subjects.v[i].id = next++;
done:
	return err;
}

static void know_org(struct importing *im, const struct org *o)
{
	uint64_t at;
	if (!map_get(&im->orgs, o->key, &at)) {
		map_set(&im->orgs, o->key, im->org_names.n);
		vec_push(&im->org_names, o->name.n > 0 ? o->name : o->key);
	} else if (o->name.n > 0) {
		im->org_names.v[at] = o->name;
	}
}

static void know_vocabulary(struct importing *im)
{
	const struct atlas *a = im->atlas;
	const struct record_set *set = im->set;
	for (uint32_t i = 0; i < a->label_n; i++)
		map_set(&im->labels, a->labels[i].key, 1);
	for (uint32_t i = 0; i < set->label_n; i++)
		map_set(&im->labels, set->labels[i].key, 1);
	for (uint32_t i = 0; i < a->action_n; i++)
		map_set(&im->actions, a->actions[i].key, 1);
	for (uint32_t i = 0; i < set->action_n; i++)
		map_set(&im->actions, set->actions[i].key, 1);
	for (uint32_t i = 0; i < a->network_n; i++)
		map_set(&im->networks, a->networks[i].key, 1);
	for (uint32_t i = 0; i < set->network_n; i++)
		map_set(&im->networks, set->networks[i].key, 1);
	for (uint32_t i = 0; i < a->org_n; i++)
		know_org(im, &a->orgs[i]);
	for (uint32_t i = 0; i < set->org_n; i++)
		know_org(im, &set->orgs[i]);
}

static const struct err *know_past(struct importing *im)
{
	const struct err *err = NULL;
	struct said_team *team;
	struct gone_origin *origins;
	size_t n;
	int32_t at = atlas_source(im->atlas, S("equipe"));
	if (at != NONE) {
		im->team = im->atlas->sources[at].id;
		TRY(store_said_by_teams(im->db, im->arena, &team, &n));
		im->team_rows = team;
		for (size_t i = 0; i < n; i++) // the last one stands
			map_set(&im->team_said, said_name(team[i].place, team[i].kind, team[i].key, im->arena), i);
	}
	TRY(store_gone_list(im->db, im->arena, &im->gone, &im->gone_n));
	if (im->source_at == NONE || im->gone_n == 0)
		return NULL;
	TRY(store_gone_origins(im->db, im->source.id, im->arena, &origins, &n));
	for (size_t i = 0, k = 0; i < n; i++) {
		while (im->gone[k].place != origins[i].place)
			k++;
		if (im->gone[k].retired)
			map_set(&im->revived, origins[i].identifier, k);
	}
done:
	return err;
}

// An animator's file tells of their territory, or of their networks; what it tells of others is left out.
static bool in_territory(const struct importing *im, const struct record *r)
{
	const struct actor *who = im->req->who;
	struct place p = r->place; // a place of nobody: its department and region are asked
	p.id = 0;
	if (who == NULL || who->admin || actor_animates(who, im->atlas, &p))
		return true;
	for (size_t i = 0; i < who->mandate_n; i++) {
		if (who->mandates[i].network == 0)
			continue;
		for (uint32_t n = 0; n < im->atlas->network_n; n++) {
			const struct network *network = &im->atlas->networks[n];
			if (network->id != who->mandates[i].network)
				continue;
			if (im->req->network.n > 0 && str_eq(im->req->network, network->key))
				return true;
			for (uint32_t t = 0; t < r->tie_n; t++)
				if (r->ties[t].kind == TIE_NETWORK && str_eq(r->ties[t].key, network->key))
					return true;
		}
	}
	return false;
}

static void check_territory(struct importing *im)
{
	for (uint32_t i = 0; im->req->who != NULL && i < im->set->record_n; i++)
		if (im->refused[i].p == NULL && !in_territory(im, &im->set->records[i]))
			import_refuse(im, i, "commune", str_of(tr("ce lieu est hors du territoire et des réseaux que vous animez")));
}

static void count(struct importing *im)
{
	struct import_report *r = im->report;
	size_t taken = 0;
	for (uint32_t i = 0; i < im->set->record_n; i++)
		taken += im->refused[i].p == NULL;
	for (size_t i = 0; i < im->subjects.n; i++) {
		const struct subject *s = &im->subjects.v[i];
		if (s->first == NOBODY)
			continue;
		taken--;
		if (!s->changed)
			r->unchanged++;
		else if (s->old == NULL)
			r->created++;
		else
			r->changed++;
	}
	r->repeated = im->set->repeated_n + taken;
	r->proposed = im->proposals.n;
	r->wished = im->wishes.n;
	for (size_t i = 0; i < im->set->refusal_n; i++)
		vec_push(&im->refusals, im->set->refusals[i]);
	r->refusal_n = r->refused = im->refusals.n;
	r->refusals = arena_copy(im->arena, im->refusals.v, im->refusals.n, sizeof *r->refusals);
}

// What a team refused once is not proposed again.
static const struct err *forget_refused(struct importing *im)
{
	const struct err *err = NULL;
	size_t n = 0;
	for (size_t i = 0; i < im->wishes.n; i++) {
		const struct wish *w = &im->wishes.v[i];
		bool refused;
		TRY(store_import_refused(im->db, im->subjects.v[w->subject].id, w->kind, w->key, w->after, &refused));
		if (!refused)
			im->wishes.v[n++] = *w;
	}
	im->wishes.n = n;
done:
	return err;
}

static const struct err *plan(struct importing *im)
{
	const struct err *err = NULL;
	im->source_at = atlas_source(im->atlas, im->set->source.key);
	im->source = im->set->source;
	if (im->source_at != NONE)
		im->source.id = im->atlas->sources[im->source_at].id;
	else if (im->source.id == 0)
		TRY(store_next_id(im->db, STORE_SOURCE, &im->source.id));
	im->refused = arena_array(im->arena, im->set->record_n + 1, sizeof *im->refused);
	for (size_t i = 0; i < im->set->record_n; i++)
		im->refused[i] = STR_NONE;
	know_vocabulary(im);
	TRY(know_past(im));
	check_territory(im);
	import_check_ties(im);
	import_identify(im);
	TRY(give_ids(im));
	TRY(import_value(im));
	TRY(forget_refused(im));
	count(im);
	if (im->req->detail)
		import_detail(im);
done:
	return err;
}

static void release(struct importing *im)
{
	struct map *maps[] = {&im->labels, &im->actions, &im->networks, &im->orgs, &im->team_said, &im->revived};
	for (size_t i = 0; i < sizeof maps / sizeof maps[0]; i++)
		map_release(maps[i]);
	vec_free(&im->org_names);
	vec_free(&im->refusals);
	vec_free(&im->subjects);
	vec_free(&im->proposals);
	vec_free(&im->distinct);
	vec_free(&im->shifts);
	vec_free(&im->wishes);
}

const struct err *import_run_as(struct db *db, const struct import_request *req, app_progress *progress, void *user, struct arena *a,
				struct import_report *out)
{
	const struct err *err = NULL;
	struct atlas *atlas = NULL;
	*out = (struct import_report){.read = req->set->read_n};
	struct importing im = {.db = db, .arena = a, .req = req, .set = req->set, .report = out, .progress = progress, .user = user};
	TRY(store_atlas_load(db, &atlas));
	im.atlas = atlas;
	TRY(plan(&im));
	if (req->dry_run)
		goto done;
	im.source = im.set->source;
	TRY(store_source_put(db, &im.source));
	TRY(import_write(&im));
done:
	release(&im);
	atlas_free(atlas);
	return err;
}

const struct err *import_run(struct db *db, const struct record_set *set, app_progress *progress, void *user, struct arena *a,
			     struct import_report *out)
{
	return import_run_as(db, &(struct import_request){.set = set}, progress, user, a, out);
}
