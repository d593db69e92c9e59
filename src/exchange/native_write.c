// SPDX-License-Identifier: AGPL-3.0-or-later
#include <math.h>

#include "exchange/export.h"
#include "exchange/native.h"

static void code(struct json_writer *w, const char *key, enum vocab vocab, int value)
{
	if (value >= 0)
		export_pair(w, key, vocab_code(vocab, (unsigned)value));
}

static void list(struct json_writer *w, const char *key)
{
	json_key(w, str_of(key));
	json_open(w, '[');
}

static void write_fields(const struct place *p, struct json_writer *w)
{
	for (size_t i = 0; i < place_field_n; i++) {
		const struct field *f = &place_fields[i];
		if (f->see != WHO_ANYONE)
			continue;
		if (f->type == FIELD_REAL) {
			double d = *(const double *)((const char *)p + f->offset);
			if (isfinite(d)) {
				json_key(w, str_of(f->key));
				json_num(w, d, 7);
			}
			continue;
		}
		if (f->type == FIELD_TYPES) {
			if (p->types == 0)
				continue;
			list(w, f->key);
			for (unsigned t = 0; t < TYPE_COUNT; t++)
				if (p->types & 1u << t)
					json_str(w, vocab_code(VOCAB_TYPE, t));
			json_close(w, ']');
			continue;
		}
		if (f->type == FIELD_TRI && *((const uint8_t *)p + f->offset) == UNKNOWN)
			continue;
		struct buf b = {0};
		field_write(f, p, &b);
		export_pair(w, f->key, buf_str(&b));
		buf_release(&b);
	}
	if (p->at_centre) {
		json_key(w, S("position_approchee"));
		json_bool(w, true);
	}
	if (p->state == PLACE_CLOSED) {
		json_key(w, S("ferme"));
		json_bool(w, true);
	}
}

static void write_labels(const struct atlas *a, const struct place *p, struct json_writer *w)
{
	if (p->label_n == 0)
		return;
	list(w, "labels");
	for (size_t i = 0; i < p->label_n; i++) {
		json_open(w, '{');
		export_pair(w, "label", a->labels[p->labels[i].label].key);
		export_date(w, "date", p->labels[i].date);
		json_close(w, '}');
	}
	json_close(w, ']');
}

static void write_actions(const struct atlas *a, const struct place *p, struct json_writer *w)
{
	if (p->engagement_n == 0)
		return;
	list(w, "actions");
	for (size_t i = 0; i < p->engagement_n; i++) {
		const struct engagement *e = &p->engagements[i];
		export_engagement(w, a->actions[e->action].key, e);
	}
	json_close(w, ']');
}

static void write_memberships(const struct atlas *a, const struct place *p, struct json_writer *w)
{
	if (p->membership_n == 0)
		return;
	list(w, "reseaux");
	for (size_t i = 0; i < p->membership_n; i++) {
		const struct membership *m = &p->memberships[i];
		export_membership(w, a->networks[m->network].key, m);
	}
	json_close(w, ']');
}

static void write_ties(const struct atlas *a, const struct place *p, bool holders, struct json_writer *w)
{
	size_t n = 0;
	for (size_t i = 0; i < p->tie_n; i++)
		n += p->ties[i].holder == holders;
	if (n == 0)
		return;
	list(w, holders ? "porteuses" : "partenaires");
	for (size_t i = 0; i < p->tie_n; i++) {
		const struct tie *t = &p->ties[i];
		if (t->holder != holders)
			continue;
		json_open(w, '{');
		export_pair(w, "structure", a->orgs[t->org].key);
		if (!holders)
			code(w, "nature", VOCAB_PARTNER, t->partner_kind);
		export_pair(w, "note", t->note);
		json_close(w, '}');
	}
	json_close(w, ']');
}

void native_write_place(const struct atlas *atlas, const struct place *p, struct json_writer *w)
{
	json_open(w, '{');
	export_pair(w, "identifiant", p->slug);
	write_fields(p, w);
	write_labels(atlas, p, w);
	write_actions(atlas, p, w);
	write_memberships(atlas, p, w);
	write_ties(atlas, p, true, w);
	write_ties(atlas, p, false, w);
	json_close(w, '}');
}

static void write_networks(const struct atlas *a, struct json_writer *w)
{
	list(w, "reseaux");
	for (uint32_t i = 0; i < a->network_n; i++) {
		const struct network *n = &a->networks[i];
		json_open(w, '{');
		export_pair(w, "cle", n->key);
		export_pair(w, "nom", n->name);
		json_key(w, S("consortium"));
		json_bool(w, n->consortium);
		export_pair(w, "presentation", n->about);
		export_pair(w, "site_web", n->url);
		if (n->lead != NONE)
			export_pair(w, "chef_de_file", a->places[n->lead].slug);
		export_pair(w, "chef_de_file_nom", n->lead_name);
		json_close(w, '}');
	}
	json_close(w, ']');
}

void native_write_source(const struct source *s, struct json_writer *w)
{
	json_open(w, '{');
	export_pair(w, "cle", s->key);
	export_pair(w, "titre", s->title);
	export_pair(w, "producteur", s->publisher);
	export_pair(w, "licence", s->licence);
	export_pair(w, "url", s->url);
	export_date(w, "date", s->date);
	json_close(w, '}');
}

void native_write_head(const struct atlas *a, const struct source *s, struct json_writer *w)
{
	json_open(w, '{');
	json_key(w, S("maille"));
	json_int(w, 1);
	json_key(w, S("source"));
	native_write_source(s, w);
	list(w, "labels");
	for (uint32_t i = 0; i < a->label_n; i++) {
		json_open(w, '{');
		export_pair(w, "cle", a->labels[i].key);
		export_pair(w, "nom", a->labels[i].name);
		export_pair(w, "presentation", a->labels[i].about);
		json_close(w, '}');
	}
	json_close(w, ']');
	list(w, "actions");
	for (uint32_t i = 0; i < a->action_n; i++) {
		json_open(w, '{');
		export_pair(w, "cle", a->actions[i].key);
		export_pair(w, "nom", a->actions[i].name);
		export_pair(w, "categorie", a->actions[i].category);
		export_pair(w, "presentation", a->actions[i].about);
		json_close(w, '}');
	}
	json_close(w, ']');
	write_networks(a, w);
	list(w, "structures");
	for (uint32_t i = 0; i < a->org_n; i++) {
		json_open(w, '{');
		export_pair(w, "cle", a->orgs[i].key);
		export_pair(w, "nom", a->orgs[i].name);
		code(w, "nature", VOCAB_HOLDER, a->orgs[i].holder_kind);
		json_close(w, '}');
	}
	json_close(w, ']');
}
