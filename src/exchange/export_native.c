// SPDX-License-Identifier: AGPL-3.0-or-later
// The product's own format for a part of the network, or all of it. What each source tells stands beside it: readers
// pass over members they do not know.
#include <string.h>

#include "exchange/export.h"
#include "exchange/native.h"

// A lead that is not among the places exported is told by its name.
static struct network *networks(const struct export *e, struct arena *a)
{
	bool *in = arena_array(a, e->atlas->place_n + 1u, sizeof *in);
	for (size_t i = 0; i < e->n; i++)
		in[e->places[i]] = true;
	struct network *all = arena_array(a, e->atlas->network_n + 1u, sizeof *all);
	for (uint32_t i = 0; i < e->atlas->network_n; i++) {
		all[i] = e->atlas->networks[i];
		if (all[i].lead == NONE || in[all[i].lead])
			continue;
		if (all[i].lead_name.n == 0)
			all[i].lead_name = e->atlas->places[all[i].lead].name;
		all[i].lead = NONE;
	}
	return all;
}

static void sources(const struct export *e, struct json_writer *w, struct arena *a)
{
	const bool *used = export_sources(e, a);
	json_key(w, S("sources"));
	json_open(w, '[');
	for (uint32_t i = 0; i < e->atlas->source_n; i++)
		if (used[i])
			native_write_source(&e->atlas->sources[i], w);
	json_close(w, ']');
}

// Place by place, what each source calls it.
static void origins(const struct export *e, struct json_writer *w)
{
	json_key(w, S("origines"));
	json_open(w, '{');
	for (size_t i = 0; i < e->n; i++) {
		const struct place *p = &e->atlas->places[e->places[i]];
		buf_addc(w->out, '\n');
		json_key(w, p->slug);
		json_open(w, '[');
		for (size_t k = 0; k < p->origin_n; k++) {
			json_open(w, '{');
			export_pair(w, "source", e->atlas->sources[p->origins[k].source].key);
			export_pair(w, "identifiant", p->origins[k].identifier);
			export_date(w, "date", p->origins[k].date);
			json_close(w, '}');
		}
		json_close(w, ']');
	}
	json_close(w, '}');
}

void export_native(const struct export *e, struct buf *out)
{
	struct arena a = {0};
	struct atlas part;
	memcpy(&part, e->atlas, sizeof part);
	part.networks = networks(e, &a);
	struct source self = {
		.key = S("maille"), .title = S("Export de Maille"), .date = e->date, .url = e->origin,
		.licence = S("celle de chaque source, voir « sources »"),
	};
	struct json_writer w = {.out = out};
	native_write_head(&part, &self, &w);
	sources(e, &w, &a);
	json_key(&w, S("lieux"));
	json_open(&w, '[');
	for (size_t i = 0; i < e->n; i++) {
		buf_addc(out, '\n');
		native_write_place(&part, &e->atlas->places[e->places[i]], &w);
	}
	json_close(&w, ']');
	origins(e, &w);
	json_close(&w, '}');
	buf_addc(out, '\n');
	arena_release(&a);
}
