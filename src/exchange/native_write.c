// SPDX-License-Identifier: AGPL-3.0-or-later
#include <math.h>

#include "exchange/native.h"

static void pair(struct json_writer *w, const char *key, struct str value)
{
	if (value.n == 0)
		return;
	json_key(w, str_of(key));
	json_str(w, value);
}

static void pair_date(struct json_writer *w, const char *key, struct date d)
{
	struct buf b = {0};
	date_add(&b, d);
	if (d.year != 0)
		pair(w, key, buf_str(&b));
	buf_release(&b);
}

static void pair_code(struct json_writer *w, const char *key, enum vocab vocab, int value)
{
	if (value >= 0)
		pair(w, key, vocab_code(vocab, (unsigned)value));
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
		pair(w, f->key, buf_str(&b));
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
		pair(w, "label", a->labels[p->labels[i].label].key);
		pair_date(w, "date", p->labels[i].date);
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
		json_open(w, '{');
		pair(w, "action", a->actions[e->action].key);
		pair_code(w, "etape", VOCAB_STAGE, e->stage);
		pair_date(w, "depuis", e->since);
		pair(w, "note", e->note);
		json_close(w, '}');
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
		json_open(w, '{');
		pair(w, "reseau", a->networks[m->network].key);
		pair(w, "role", m->role);
		if (m->lead) {
			json_key(w, S("chef_de_file"));
			json_bool(w, true);
		}
		json_close(w, '}');
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
		pair(w, "structure", a->orgs[t->org].key);
		if (!holders)
			pair_code(w, "nature", VOCAB_PARTNER, t->partner_kind);
		pair(w, "note", t->note);
		json_close(w, '}');
	}
	json_close(w, ']');
}

void native_write_place(const struct atlas *atlas, const struct place *p, struct json_writer *w)
{
	json_open(w, '{');
	pair(w, "identifiant", p->slug);
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
		pair(w, "cle", n->key);
		pair(w, "nom", n->name);
		json_key(w, S("consortium"));
		json_bool(w, n->consortium);
		pair(w, "presentation", n->about);
		pair(w, "site_web", n->url);
		if (n->lead != NONE)
			pair(w, "chef_de_file", a->places[n->lead].slug);
		pair(w, "chef_de_file_nom", n->lead_name);
		json_close(w, '}');
	}
	json_close(w, ']');
}

void native_write_head(const struct atlas *a, const struct source *s, struct json_writer *w)
{
	json_open(w, '{');
	json_key(w, S("maille"));
	json_int(w, 1);
	json_key(w, S("source"));
	json_open(w, '{');
	pair(w, "cle", s->key);
	pair(w, "titre", s->title);
	pair(w, "producteur", s->publisher);
	pair(w, "licence", s->licence);
	pair(w, "url", s->url);
	pair_date(w, "date", s->date);
	json_close(w, '}');
	list(w, "labels");
	for (uint32_t i = 0; i < a->label_n; i++) {
		json_open(w, '{');
		pair(w, "cle", a->labels[i].key);
		pair(w, "nom", a->labels[i].name);
		pair(w, "presentation", a->labels[i].about);
		json_close(w, '}');
	}
	json_close(w, ']');
	list(w, "actions");
	for (uint32_t i = 0; i < a->action_n; i++) {
		json_open(w, '{');
		pair(w, "cle", a->actions[i].key);
		pair(w, "nom", a->actions[i].name);
		pair(w, "categorie", a->actions[i].category);
		pair(w, "presentation", a->actions[i].about);
		json_close(w, '}');
	}
	json_close(w, ']');
	write_networks(a, w);
	list(w, "structures");
	for (uint32_t i = 0; i < a->org_n; i++) {
		json_open(w, '{');
		pair(w, "cle", a->orgs[i].key);
		pair(w, "nom", a->orgs[i].name);
		pair_code(w, "nature", VOCAB_HOLDER, a->orgs[i].holder_kind);
		json_close(w, '}');
	}
	json_close(w, ']');
}

void native_write(const struct atlas *atlas, const struct source *source, struct buf *out)
{
	struct json_writer w = {.out = out};
	native_write_head(atlas, source, &w);
	list(&w, "lieux");
	for (uint32_t i = 0; i < atlas->place_n; i++) {
		buf_addz(out, "\n");
		native_write_place(atlas, &atlas->places[i], &w);
	}
	json_close(&w, ']');
	json_close(&w, '}');
	buf_addc(out, '\n');
}
