// SPDX-License-Identifier: AGPL-3.0-or-later
// Whether a file says more of itself, of networks, labels, actions or structures than the atlas knows. That changes
// pages though it changes no place, so the journal must tell of it.
#include "app/import.h"
#include "app/slug.h"

static bool says_more(struct str now, struct str known)
{
	return now.n > 0 && !str_eq(now, known);
}

static bool of_source(const struct importing *im)
{
	const struct source *now = &im->set->source;
	if (im->source_at == NONE)
		return true;
	const struct source *known = &im->atlas->sources[im->source_at];
	return says_more(now->title, known->title) || says_more(now->publisher, known->publisher) ||
	       says_more(now->licence, known->licence) || says_more(now->url, known->url) ||
	       (now->date.year != 0 && date_cmp(now->date, known->date) != 0);
}

static bool of_label(const struct atlas *a, const struct label *now)
{
	int32_t at = atlas_label(a, now->key);
	return at == NONE || says_more(now->name, a->labels[at].name) || says_more(now->about, a->labels[at].about);
}

// An action stays in its category, whose name may get other accents or capitals.
static bool of_action(const struct importing *im, const struct action *now)
{
	int32_t at = atlas_action(im->atlas, now->key);
	if (at == NONE)
		return true;
	const struct action *known = &im->atlas->actions[at];
	bool renamed = says_more(now->category, known->category) && str_eq(slug_of(now->category, im->arena), known->category_key);
	return renamed || says_more(now->name, known->name) || says_more(now->about, known->about);
}

static bool of_network(const struct importing *im, const struct network *now)
{
	int32_t at = atlas_network(im->atlas, now->key);
	if (at == NONE)
		return true;
	const struct network *known = &im->atlas->networks[at];
	int64_t led_by = known->lead == NONE ? 0 : im->atlas->places[known->lead].id;
	return says_more(now->name, known->name) || says_more(now->about, known->about) || says_more(now->url, known->url) ||
	       says_more(now->lead_name, known->lead_name) || (now->consortium && !known->consortium) ||
	       (now->lead != NONE && im->subjects.v[im->subject_of[now->lead]].id != led_by);
}

static bool of_orgs(const struct importing *im)
{
	struct map known = {0};
	bool news = false;
	for (uint32_t i = 0; i < im->atlas->org_n && im->set->org_n > 0; i++)
		map_set(&known, im->atlas->orgs[i].key, i);
	for (uint32_t i = 0; i < im->set->org_n && !news; i++) {
		const struct org *now = &im->set->orgs[i];
		uint64_t at;
		news = !map_get(&known, now->key, &at) || says_more(now->name, im->atlas->orgs[at].name) ||
		       (now->holder_kind != NONE && now->holder_kind != im->atlas->orgs[at].holder_kind);
	}
	map_release(&known);
	return news;
}

bool import_brings_news(const struct importing *im)
{
	const struct record_set *set = im->set;
	bool news = of_source(im) || of_orgs(im);
	for (uint32_t i = 0; i < set->label_n; i++)
		news = news || of_label(im->atlas, &set->labels[i]);
	for (uint32_t i = 0; i < set->action_n; i++)
		news = news || of_action(im, &set->actions[i]);
	for (uint32_t i = 0; i < set->network_n; i++)
		news = news || of_network(im, &set->networks[i]);
	return news;
}
