// SPDX-License-Identifier: AGPL-3.0-or-later
// GeoJSON (RFC 7946): a feature a place. A place without a position has a null geometry (3.2); what the file says of
// itself are foreign members (6.1).
#include <math.h>

#include "exchange/export.h"
#include "model/field.h"

enum { DECIMALS = 6 }; // a tenth of a metre

static void list(struct json_writer *w, const char *key)
{
	json_key(w, str_of(key));
	json_open(w, '[');
}

static void geometry(const struct place *p, struct json_writer *w)
{
	json_key(w, S("geometry"));
	if (!isfinite(p->lat) || !isfinite(p->lon)) {
		json_nothing(w);
		return;
	}
	json_open(w, '{');
	export_pair(w, "type", S("Point"));
	list(w, "coordinates");
	json_num(w, p->lon, DECIMALS);
	json_num(w, p->lat, DECIMALS);
	json_close(w, ']');
	json_close(w, '}');
}

static void fields(const struct place *p, struct json_writer *w)
{
	for (size_t i = 0; i < place_field_n; i++) {
		const struct field *f = &place_fields[i];
		if (f->see != WHO_ANYONE || f->type == FIELD_REAL || field_empty(f, p))
			continue;
		struct buf value = {0};
		field_write(f, p, &value);
		if (f->type == FIELD_YEAR) {
			json_key(w, str_of(f->key));
			json_int(w, p->holder_since);
		} else {
			export_pair(w, f->key, buf_str(&value));
		}
		buf_release(&value);
	}
}

static void ties(const struct export *e, const struct place *p, struct json_writer *w)
{
	const struct atlas *a = e->atlas;
	list(w, "labels");
	for (size_t i = 0; i < p->label_n; i++) {
		json_open(w, '{');
		export_pair(w, "label", a->labels[p->labels[i].label].name);
		export_date(w, "date", p->labels[i].date);
		json_close(w, '}');
	}
	json_close(w, ']');
	list(w, "actions");
	for (size_t i = 0; i < p->engagement_n; i++) {
		const struct engagement *g = &p->engagements[i];
		export_engagement(w, a->actions[g->action].name, g);
	}
	json_close(w, ']');
	list(w, "reseaux");
	for (size_t i = 0; i < p->membership_n; i++) {
		const struct membership *m = &p->memberships[i];
		export_membership(w, a->networks[m->network].name, m);
	}
	json_close(w, ']');
}

static void structures(const struct export *e, const struct place *p, bool holders, struct json_writer *w)
{
	list(w, holders ? "porteuses" : "partenaires");
	for (size_t i = 0; i < p->tie_n; i++) {
		const struct tie *t = &p->ties[i];
		const struct org *o = &e->atlas->orgs[t->org];
		if (t->holder != holders)
			continue;
		json_open(w, '{');
		export_pair(w, "structure", o->name);
		int kind = holders ? o->holder_kind : t->partner_kind;
		if (kind != NONE)
			export_pair(w, "nature", vocab_code(holders ? VOCAB_HOLDER : VOCAB_PARTNER, (unsigned)kind));
		export_pair(w, "note", t->note);
		json_close(w, '}');
	}
	json_close(w, ']');
}

static void origins(const struct export *e, const struct place *p, struct json_writer *w)
{
	list(w, "sources");
	for (size_t i = 0; i < p->origin_n; i++) {
		const struct origin *o = &p->origins[i];
		const struct source *s = &e->atlas->sources[o->source];
		json_open(w, '{');
		export_pair(w, "source", s->key);
		export_pair(w, "identifiant", o->identifier);
		export_date(w, "date", o->date.year ? o->date : s->date);
		export_pair(w, "licence", s->licence);
		json_close(w, '}');
	}
	json_close(w, ']');
}

static void feature(const struct export *e, const struct place *p, struct json_writer *w)
{
	struct arena scratch = {0};
	json_open(w, '{');
	export_pair(w, "type", S("Feature"));
	export_pair(w, "id", p->slug);
	geometry(p, w);
	json_key(w, S("properties"));
	json_open(w, '{');
	fields(p, w);
	export_pair(w, "densite", export_density(p));
	export_pair(w, "ruralite", export_rurality(p));
	export_pair(w, "departement", export_department(p));
	export_pair(w, "region", export_region(p));
	if (place_territory(p) != NONE)
		export_pair(w, "territoire", vocab_code(VOCAB_TERRITORY, (unsigned)place_territory(p)));
	if (p->at_centre) {
		json_key(w, S("position_approchee"));
		json_bool(w, true);
	}
	if (p->state == PLACE_CLOSED) {
		json_key(w, S("ferme"));
		json_bool(w, true);
	}
	ties(e, p, w);
	structures(e, p, true, w);
	structures(e, p, false, w);
	origins(e, p, w);
	export_pair(w, "lien", export_link(e, p, &scratch));
	json_close(w, '}');
	json_close(w, '}');
	arena_release(&scratch);
}

void export_geojson(const struct export *e, struct buf *out)
{
	struct arena a = {0};
	struct json_writer w = {.out = out};
	const bool *used = export_sources(e, &a);
	json_open(&w, '{');
	export_pair(&w, "type", S("FeatureCollection"));
	export_date(&w, "date", e->date);
	list(&w, "sources");
	for (uint32_t i = 0; i < e->atlas->source_n; i++) {
		const struct source *s = &e->atlas->sources[i];
		if (!used[i])
			continue;
		json_open(&w, '{');
		export_pair(&w, "source", s->key);
		export_pair(&w, "titre", s->title);
		export_pair(&w, "producteur", s->publisher);
		export_pair(&w, "licence", s->licence);
		export_pair(&w, "url", s->url);
		export_date(&w, "date", s->date);
		json_close(&w, '}');
	}
	json_close(&w, ']');
	list(&w, "features");
	for (size_t i = 0; i < e->n; i++) {
		buf_addc(out, '\n');
		feature(e, &e->atlas->places[e->places[i]], &w);
	}
	json_close(&w, ']');
	json_close(&w, '}');
	buf_addc(out, '\n');
	arena_release(&a);
}
