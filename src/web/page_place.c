// SPDX-License-Identifier: AGPL-3.0-or-later
// A place: what it is, where, what it does, with whom, who is near or alike, and where each fact comes from.
#include "web/page_place.h"

#include <math.h>
#include <stdlib.h>

#include "app/edit.h"
#include "base/json.h"
#include "base/log.h"
#include "model/field.h"
#include "model/gazetteer.h"
#include "web/markdown.h"
#include "web/mesh.h"
#include "web/pages.h"
#include "web/views/views.gen.h"

enum { NEAR_MAX = 6, ALIKE_MAX = 4, NEAR_KM = 60 };

static void fact(struct view_place *v, const char *label, struct str value, struct str href, bool outside)
{
	if (value.n > 0 && v->fact_n < sizeof v->facts / sizeof *v->facts)
		v->facts[v->fact_n++] = (struct place_fact){label, value, href, outside};
}

static struct str tri_text(uint8_t tri)
{
	return tri == UNKNOWN ? STR_NONE : str_of(tri == YES ? _("oui") : _("non"));
}

static struct str web_address(struct page *p, struct str url)
{
	bool has_scheme = str_starts(url, S("http://")) || str_starts(url, S("https://"));
	return url.n == 0 || has_scheme ? url : arena_printf(p->a, "http://%.*s", STR_ARG(url));
}

// "www.exemple.org" of a link.
static struct str host_of(struct str url)
{
	ptrdiff_t at = str_find(url, S("://"));
	struct str rest = at < 0 ? url : str_from(url, (size_t)at + 3), after;
	return str_cut(rest, '/', &after);
}

static void where_facts(struct view_place *v, struct page *p)
{
	const struct place *pl = v->place;
	if (pl->commune_at == NONE)
		return;
	struct commune c = gazetteer_commune((uint32_t)pl->commune_at);
	struct department d = gazetteer_department(c.department);
	struct region r = gazetteer_region(c.region);
	v->department = d.name;
	v->region = r.name;
	fact(v, _("Département"), arena_printf(p->a, "%.*s (%.*s)", STR_ARG(d.name), STR_ARG(d.code)),
	     web_link(p->a, arena_printf(p->a, "/lieux?departement=%.*s", STR_ARG(d.code))), false);
	fact(v, _("Région"), r.name, web_link(p->a, arena_printf(p->a, "/lieux?region=%.*s", STR_ARG(r.key))), false);
	if (c.density > 0)
		fact(v, _("Territoire"), str_of(tr(gazetteer_density(c.density))), STR_NONE, false);
	if (c.rurality > 1) // the first says that the commune is not of the typology
		fact(v, _("Ruralité"), str_of(tr(gazetteer_rurality(c.rurality))), STR_NONE, false);
}

static void side_facts(struct view_place *v, struct page *p)
{
	const struct place *pl = v->place;
	for (size_t i = 0; i < pl->tie_n; i++) {
		if (!pl->ties[i].holder)
			continue;
		const struct org *o = &p->atlas->orgs[pl->ties[i].org];
		struct str kind = o->holder_kind == NONE ? STR_NONE : str_of(tr(vocab_name(VOCAB_HOLDER, (unsigned)o->holder_kind)));
		fact(v, _("Structure porteuse"), o->name, STR_NONE, false);
		fact(v, _("Nature de la structure"), kind, STR_NONE, false);
	}
	if (pl->pivot.n > 0)
		fact(v, pl->pivot.p[0] == 'W' ? _("RNA de la structure") : _("SIRET de la structure"), pl->pivot, STR_NONE, false);
	if (pl->holder_since > 0)
		fact(v, _("La structure existe depuis"), arena_printf(p->a, "%d", pl->holder_since), STR_NONE, false);
	where_facts(v, p);
	fact(v, _("En quartier prioritaire (QPV)"), tri_text(pl->qpv), STR_NONE, false);
	fact(v, _("Fabrique numérique"), tri_text(pl->digital), STR_NONE, false);
	// A link to dial leads where the digits say.
	struct str phone = pl->phone;
	struct buf digits = BUF_IN(p->a);
	for (size_t i = 0; i < phone.n; i++)
		if (phone.p[i] != ' ')
			buf_addc(&digits, phone.p[i]);
	fact(v, _("Téléphone"), phone, arena_printf(p->a, "tel:%.*s", (int)digits.n, digits.n ? digits.p : ""), false);
	struct str site = web_address(p, pl->website), document = web_address(p, pl->document);
	fact(v, _("Site web"), host_of(site), site, true);
	fact(v, _("Dossier de présentation"), host_of(document), document, true);
}

static void videos(struct view_place *v, struct page *p)
{
	enum { MOST = 12 };
	struct str rest = v->place->videos;
	v->videos = arena_array(p->a, MOST, sizeof *v->videos);
	while (rest.n > 0 && v->video_n < MOST) {
		struct str url = str_trim(str_cut(rest, '\n', &rest));
		if (str_starts(url, S("https://")) || str_starts(url, S("http://")))
			v->videos[v->video_n++] = (struct view_video){url, host_of(url)};
	}
}

static void actions(struct view_place *v, struct page *p)
{
	const struct place *pl = v->place;
	for (int s = 0; s < STAGE_COUNT; s++)
		v->actions[s] = arena_array(p->a, pl->engagement_n, sizeof *v->actions[s]);
	for (size_t i = 0; i < pl->engagement_n; i++) {
		const struct engagement *e = &pl->engagements[i];
		const struct action *a = &p->atlas->actions[e->action];
		v->has_actions = true;
		v->actions[e->stage][v->action_n[e->stage]++] = (struct place_action){
			.key = a->key, .name = a->name, .note = e->note, .since = e->since,
			.category = str_eq(a->category, a->name) ? STR_NONE : a->category,
		};
	}
}

static void criteria(struct view_place *v)
{
	for (unsigned i = 0; i < CRITERION_COUNT; i++) {
		struct str text = field_part(v->place->criteria, vocab_code(VOCAB_CRITERION, i));
		if (text.n > 0)
			v->criteria[v->criterion_n++] = (struct place_criterion){tr(vocab_name(VOCAB_CRITERION, i)), text};
	}
}

static void networks(struct view_place *v, struct page *p)
{
	const struct place *pl = v->place;
	v->networks = arena_array(p->a, pl->membership_n, sizeof *v->networks);
	for (size_t i = 0; i < pl->membership_n; i++) {
		const struct membership *m = &pl->memberships[i];
		const struct network *n = &p->atlas->networks[m->network];
		v->networks[v->network_n++] = (struct place_network){n->key, n->name, m->role, n->consortium, m->lead};
	}
}

static void partners(struct view_place *v, struct page *p)
{
	const struct place *pl = v->place;
	for (int k = 0; k <= PARTNER_COUNT; k++) {
		struct place_partners *to = &v->partners[v->partner_n];
		*to = (struct place_partners){.items = arena_array(p->a, pl->tie_n, sizeof *to->items)};
		to->kind = k < PARTNER_COUNT ? tr(vocab_name(VOCAB_PARTNER, (unsigned)k)) : _("Autres");
		for (size_t i = 0; i < pl->tie_n; i++) {
			const struct tie *t = &pl->ties[i];
			int kind = t->partner_kind == NONE ? PARTNER_COUNT : t->partner_kind;
			if (!t->holder && kind == k)
				to->items[to->n++] = (struct place_partner){p->atlas->orgs[t->org].name, t->note};
		}
		v->partner_n += to->n > 0;
	}
}

// A tie bears the day at which its source confirmed the place, or the source's own.
static void told_tie(struct view_place *v, struct page *p, const char *label, uint16_t source, struct str value)
{
	const struct place *pl = v->place;
	struct date date = p->atlas->sources[source].date;
	for (size_t i = 0; i < pl->origin_n; i++)
		if (pl->origins[i].source == source && pl->origins[i].date.year != 0)
			date = pl->origins[i].date;
	v->told[v->told_n++] = (struct place_told){
		.label = label, .value = value, .source = p->atlas->sources[source].title, .date = date, .agrees = true};
}

static void told_ties(struct view_place *v, struct page *p)
{
	static const char *const stages[STAGE_COUNT] = {N_("ce lieu le fait"), N_("ce lieu a commencé"), N_("ce lieu voudrait le faire")};
	const struct place *pl = v->place;
	for (size_t i = 0; i < pl->label_n; i++)
		told_tie(v, p, _("Label"), pl->labels[i].source, v->item.labels[i]);
	for (size_t i = 0; i < pl->engagement_n; i++) {
		const struct engagement *e = &pl->engagements[i];
		told_tie(v, p, _("Action"), e->source,
			 arena_printf(p->a, "%.*s, %s", STR_ARG(p->atlas->actions[e->action].name), tr(stages[e->stage])));
	}
	for (size_t i = 0; i < pl->tie_n; i++)
		told_tie(v, p, pl->ties[i].holder ? _("Structure porteuse") : _("Partenaire"), pl->ties[i].source,
			 p->atlas->orgs[pl->ties[i].org].name);
	for (size_t i = 0; i < pl->membership_n; i++) {
		const struct membership *m = &pl->memberships[i];
		told_tie(v, p, _("Réseau"), m->source, p->atlas->networks[m->network].name);
	}
}

// Codes by their names; any other value as it is.
static struct str told_value(struct page *p, const struct field *f, struct str value)
{
	struct place other = place_none();
	struct str problem;
	if (f->type == FIELD_TYPES && field_read(f, value, p->a, &other, &problem))
		return part_types(&other, p->a);
	bool coded = f->type == FIELD_PARTS || f->type == FIELD_TRI || f->form == FORM_HOURS;
	return coded ? item_shown(p->atlas, ITEM_FIELD, str_of(f->key), value, p->a) : value;
}

static void told(struct view_place *v, struct page *p)
{
	const struct place *pl = v->place;
	struct fact *facts;
	size_t n = 0;
	const struct err *err = app_facts(p->app, p->atlas, pl->id, p->a, &facts, &n);
	if (err != NULL) {
		log_warn("the facts of a place could not be read: %s", err_text(err));
		page_passing(p);
		v->told_lost = true;
	}
	err_free(err);
	v->told = arena_array(p->a, n + pl->label_n + pl->engagement_n + pl->tie_n + pl->membership_n, sizeof *v->told);
	for (size_t i = 0; i < n; i++) {
		const struct field *f = field_find(facts[i].key);
		if (f == NULL || f->see != WHO_ANYONE)
			continue;
		v->told[v->told_n++] = (struct place_told){
			.label = tr(f->label), .value = told_value(p, f, facts[i].value),
			.source = p->atlas->sources[facts[i].source].title, .date = facts[i].date,
			.agrees = facts[i].shown || facts[i].agrees,
		};
	}
	if (!v->told_lost)
		told_ties(v, p);
	v->sources = arena_array(p->a, pl->origin_n, sizeof *v->sources);
	for (size_t i = 0; i < pl->origin_n; i++) {
		const struct source *s = &p->atlas->sources[pl->origins[i].source];
		v->sources[v->source_n++] = (struct place_source){
			s->title, s->publisher, s->licence, s->url, pl->origins[i].identifier, pl->origins[i].date};
	}
}

static void neighbours(struct view_place *v, struct page *p, uint32_t at)
{
	struct search_hit *hits;
	uint32_t near[NEAR_MAX];
	size_t n = isfinite(v->place->lat) ? index_near(p->index, at, NEAR_KM, p->a, &hits, NEAR_MAX) : 0;
	v->near = arena_array(p->a, n, sizeof *v->near);
	for (size_t i = 0; i < n; i++) {
		near[i] = hits[i].place;
		v->near[v->near_n++] = part_hit(p, &hits[i]);
	}
	v->map = mesh_small_map(p->a, p->atlas, at, near, n);
	n = index_alike(p->index, at, p->a, &hits, ALIKE_MAX);
	v->alike = arena_array(p->a, n, sizeof *v->alike);
	for (size_t i = 0; i < n; i++)
		v->alike[v->alike_n++] = part_hit(p, &hits[i]);
	if (v->place->commune_at != NONE)
		v->around = web_link(p->a, arena_printf(p->a, "/lieux?pres=%.5f%%2C%.5f", v->place->lat, v->place->lon));
}

static void ld_text(struct json_writer *w, struct str key, struct str value)
{
	if (value.n == 0)
		return;
	json_key(w, key);
	json_str(w, value);
}

// https://schema.org/openingHours: a text a rule; only for what a week can hold.
static void ld_hours(struct json_writer *w, struct str hours)
{
	struct hours week;
	if (hours.n == 0 || !hours_read(hours, &week))
		return;
	json_key(w, S("openingHours"));
	json_open(w, '[');
	while (hours.n > 0) {
		struct str rule = str_trim(str_cut(hours, ';', &hours));
		if (!str_ends(rule, S(" off")) && str_findc(rule, '"') < 0)
			json_str(w, rule);
	}
	json_close(w, ']');
}

// schema.org Place, https://schema.org/Place
static struct html json_ld(struct page *p, const struct view_place *v)
{
	const struct place *pl = v->place;
	struct buf b = BUF_IN(p->a);
	struct json_writer w = {.out = &b};
	json_open(&w, '{');
	ld_text(&w, S("@context"), S("https://schema.org"));
	ld_text(&w, S("@type"), S("Place"));
	ld_text(&w, S("@id"), v->layout.canonical);
	ld_text(&w, S("url"), v->layout.canonical);
	ld_text(&w, S("name"), pl->name);
	ld_text(&w, S("alternateName"), pl->other_names);
	ld_text(&w, S("description"), pl->summary);
	ld_text(&w, S("keywords"), v->types);
	ld_text(&w, S("image"), v->layout.image);
	ld_text(&w, S("sameAs"), web_address(p, pl->website));
	ld_text(&w, S("telephone"), pl->phone);
	ld_hours(&w, pl->hours);
	json_key(&w, S("address"));
	json_open(&w, '{');
	ld_text(&w, S("@type"), S("PostalAddress"));
	ld_text(&w, S("streetAddress"), pl->address);
	ld_text(&w, S("postalCode"), pl->postcode);
	ld_text(&w, S("addressLocality"), pl->commune);
	ld_text(&w, S("addressRegion"), v->region);
	ld_text(&w, S("addressCountry"), S("FR"));
	json_close(&w, '}');
	if (isfinite(pl->lat) && isfinite(pl->lon)) {
		json_key(&w, S("geo"));
		json_open(&w, '{');
		ld_text(&w, S("@type"), S("GeoCoordinates"));
		json_key(&w, S("latitude"));
		json_num(&w, pl->lat, 5);
		json_key(&w, S("longitude"));
		json_num(&w, pl->lon, 5);
		json_close(&w, '}');
	}
	json_close(&w, '}');
	return (struct html){buf_str(&b)};
}

static struct str description(struct page *p, const struct view_place *v)
{
	if (v->place->summary.n > 0)
		return v->place->summary;
	return arena_printf(p->a, _("%.*s, %.*s : ce que ce lieu fait, avec qui, et comment le trouver."),
			    STR_ARG(v->types.n ? v->types : S("Tiers-lieu")), STR_ARG(v->town));
}

void page_place(struct page *p)
{
	const struct place *place = atlas_place(p->atlas, http_capture(p->rq, "slug"));
	if (place == NULL) {
		page_error(p, 404, str_of(_("Nous ne connaissons pas ce lieu, ou il a changé de nom. Cherchez-le ci-dessous.")));
		return;
	}
	if (!str_eq(place->slug, http_capture(p->rq, "slug"))) { // an address it had before
		http_redirect(p->rq, p->reply, 301, web_link(p->a, arena_printf(p->a, "/lieux/%.*s", STR_ARG(place->slug))));
		return;
	}
	uint32_t at = (uint32_t)(place - p->atlas->places);
	struct view_place v = {
		.layout = page_layout(p, place->name), .place = place, .types = part_types(place, p->a),
		.town = part_town(place, p->a), .item = part_item(p, at, -1), .old = place_dormant(place, date_today()),
		.closed = place->state == PLACE_CLOSED, .about = markdown(p->a, place->description),
	};
	if (place->confirmed.year > 0)
		v.confirmed_by = p->atlas->sources[place->confirmed_by].title;
	side_facts(&v, p);
	actions(&v, p);
	videos(&v, p);
	networks(&v, p);
	criteria(&v);
	v.hours_n = hours_words(place->hours, p->a, &v.hours);
	partners(&v, p);
	told(&v, p);
	neighbours(&v, p, at);
	v.photo_n = photos_of(p, place->id, &v.photos);
	v.keeper = actor_allowed(p->actor, MAY_TEAM, p->atlas, place, NULL) == ALLOWED;
	if (v.photo_n > 0)
		v.layout.image = arena_printf(p->a, "%.*s%.*s", STR_ARG(web_origin(p)), STR_ARG(v.photos[0].large));
	v.layout.nav = NAV_PLACES;
	v.layout.kind = S("place");
	v.layout.description = description(p, &v);
	v.layout.ld = json_ld(p, &v);
	v.layout.feed = arena_printf(p->a, "/lieux/%.*s/changements.atom", STR_ARG(v.place->slug));
	view_place(p->out, &v);
}
