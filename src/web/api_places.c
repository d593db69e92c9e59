// SPDX-License-Identifier: AGPL-3.0-or-later
// GET /api/v1/lieux: the search. GET /api/v1/lieux/{slug}: a place with all that is known of it and who says so.
#include "app/lieux_json.h"
#include "base/i18n.h"
#include "base/log.h"
#include "model/field.h"
#include "web/api.h"
#include "web/photo.h"

void page_api_places(struct page *p)
{
	struct search_ask ask;
	struct answer answer = {0};
	if (!api_ask(p, true, &ask, &answer))
		return;
	lieux_json(p->out, p->index, &ask, &answer, web_origin(p), p->a);
	// The time it took is no change of content.
	ptrdiff_t from = str_find(buf_str(p->out), S("\"page\":"));
	api_done(p, from < 0 ? 0 : (size_t)from);
}

static void put_field(struct json_writer *w, const struct field *f, const struct place *place)
{
	struct buf value = {0};
	if (field_empty(f, place)) {
		api_text(w, f->key, STR_NONE);
		return;
	}
	field_write(f, place, &value);
	switch (f->type) {
	case FIELD_REAL: api_num(w, f->key, *(const double *)((const char *)place + f->offset)); break;
	case FIELD_YEAR: api_int(w, f->key, *(const int16_t *)((const char *)place + f->offset)); break;
	case FIELD_TYPES:
		api_list(w, f->key);
		for (unsigned t = 0; t < TYPE_COUNT; t++)
			if (place->types & 1u << t)
				json_str(w, vocab_code(VOCAB_TYPE, t));
		json_close(w, ']');
		break;
	default: api_text(w, f->key, buf_str(&value)); break;
	}
	buf_release(&value);
}

static void put_fields(struct json_writer *w, const struct place *place)
{
	json_key(w, S("champs"));
	json_open(w, '{');
	for (size_t i = 0; i < place_field_n; i++)
		if (place_fields[i].see == WHO_ANYONE)
			put_field(w, &place_fields[i], place);
	json_close(w, '}');
	api_bool(w, "position_approchee", place->at_centre);
	api_bool(w, "ferme", place->state == PLACE_CLOSED);
}

static bool put_facts(struct json_writer *w, struct page *p, const struct place *place)
{
	struct fact *facts;
	size_t n;
	const struct err *err = app_facts(p->app, p->atlas, place->id, p->a, &facts, &n);
	if (err != NULL) {
		log_warn("the facts of a place could not be read: %s", err_text(err));
		err_free(err);
		return false;
	}
	api_list(w, "faits");
	for (size_t i = 0; i < n; i++) {
		const struct source *s = &p->atlas->sources[facts[i].source];
		const struct field *f = field_find(facts[i].key);
		if (f == NULL || f->see != WHO_ANYONE)
			continue;
		json_open(w, '{');
		api_text(w, "champ", facts[i].key);
		api_text(w, "libelle", str_of(tr(f->label)));
		api_text(w, "valeur", facts[i].value);
		api_text(w, "source", s->key);
		api_text(w, "licence", s->licence);
		api_date(w, "date", facts[i].date.year ? facts[i].date : s->date);
		api_bool(w, "retenu", facts[i].shown);
		json_close(w, '}');
	}
	json_close(w, ']');
	return true;
}

static void put_source(struct json_writer *w, const struct atlas *a, uint16_t source)
{
	api_text(w, "source", source < a->source_n ? a->sources[source].key : STR_NONE);
	json_close(w, '}');
}

static void put_ties(struct json_writer *w, const struct atlas *a, const struct place *p)
{
	api_list(w, "labels");
	for (size_t i = 0; i < p->label_n; i++) {
		json_open(w, '{');
		api_text(w, "label", a->labels[p->labels[i].label].key);
		api_text(w, "libelle", a->labels[p->labels[i].label].name);
		api_date(w, "date", p->labels[i].date);
		put_source(w, a, p->labels[i].source);
	}
	json_close(w, ']');
	api_list(w, "actions");
	for (size_t i = 0; i < p->engagement_n; i++) {
		const struct engagement *e = &p->engagements[i];
		json_open(w, '{');
		api_text(w, "action", a->actions[e->action].key);
		api_text(w, "libelle", a->actions[e->action].name);
		api_text(w, "categorie", a->actions[e->action].category);
		api_text(w, "etape", vocab_code(VOCAB_STAGE, e->stage));
		api_date(w, "depuis", e->since);
		api_text(w, "note", e->note);
		put_source(w, a, e->source);
	}
	json_close(w, ']');
	api_list(w, "reseaux");
	for (size_t i = 0; i < p->membership_n; i++) {
		const struct membership *m = &p->memberships[i];
		json_open(w, '{');
		api_text(w, "reseau", a->networks[m->network].key);
		api_text(w, "nom", a->networks[m->network].name);
		api_text(w, "role", m->role);
		api_bool(w, "chef_de_file", m->lead);
		put_source(w, a, m->source);
	}
	json_close(w, ']');
}

static void put_structures(struct json_writer *w, const struct atlas *a, const struct place *p, bool holders)
{
	api_list(w, holders ? "porteuses" : "partenaires");
	for (size_t i = 0; i < p->tie_n; i++) {
		const struct tie *t = &p->ties[i];
		const struct org *o = &a->orgs[t->org];
		int kind = holders ? o->holder_kind : t->partner_kind;
		if (t->holder != holders)
			continue;
		json_open(w, '{');
		api_text(w, "structure", o->key);
		api_text(w, "nom", o->name);
		api_text(w, "nature", kind == NONE ? STR_NONE : vocab_code(holders ? VOCAB_HOLDER : VOCAB_PARTNER, (unsigned)kind));
		api_text(w, "note", t->note);
		put_source(w, a, t->source);
	}
	json_close(w, ']');
}

static void put_photos(struct json_writer *w, struct page *p, const struct place *place)
{
	struct view_photo *photos;
	size_t n = photos_of(p, place->id, &photos);
	struct str origin = web_origin(p);
	api_list(w, "photos");
	for (size_t i = 0; i < n; i++) {
		const struct photo *ph = photos[i].photo;
		json_open(w, '{');
		api_text(w, "alternative", ph->alt);
		api_text(w, "credit", ph->credit);
		api_list(w, "tailles");
		for (size_t k = 0; k < ph->size_n; k++) {
			json_open(w, '{');
			json_key(w, S("largeur"));
			json_int(w, ph->sizes[k].width);
			json_key(w, S("hauteur"));
			json_int(w, ph->sizes[k].height);
			api_text(w, "url", arena_printf(p->a, "%.*s/images/%lld/%u", STR_ARG(origin), (long long)ph->id, ph->sizes[k].width));
			json_close(w, '}');
		}
		json_close(w, ']');
		json_close(w, '}');
	}
	json_close(w, ']');
}

void page_api_place(struct page *p)
{
	struct str slug = http_capture(p->rq, "slug");
	const struct place *place = atlas_place(p->atlas, slug);
	if (place == NULL) {
		api_error(p, 404, str_of(_("Nous ne connaissons pas de lieu à cette adresse.")));
		return;
	}
	if (!str_eq(place->slug, slug)) {
		http_redirect(p->rq, p->reply, 301, arena_printf(p->a, "/api/v1/lieux/%.*s", STR_ARG(place->slug)));
		return;
	}
	struct json_writer w = {.out = p->out};
	json_open(&w, '{');
	json_key(&w, S("lieu"));
	lieu_json(&w, p->index, (uint32_t)(place - p->atlas->places), NULL, web_origin(p), p->a);
	put_fields(&w, place);
	json_key(&w, S("liens"));
	json_open(&w, '{');
	put_ties(&w, p->atlas, place);
	put_structures(&w, p->atlas, place, true);
	put_structures(&w, p->atlas, place, false);
	json_close(&w, '}');
	put_photos(&w, p, place);
	if (!put_facts(&w, p, place)) {
		api_error(p, 500, str_of(_("Ce n’est pas vous, c’est nous. Réessayez dans un instant.")));
		return;
	}
	json_close(&w, '}');
	api_done(p, 0);
}
