// SPDX-License-Identifier: AGPL-3.0-or-later
// A territory's freshness: where, since when, and whom to phone.
#include "web/page_fraicheur.h"

#include <math.h>

#include "web/form.h"
#include "web/mesh.h"
#include "web/pages.h"
#include "web/parts.h"
#include "web/views/views.gen.h"

enum { ROWS_SHOWN = 50, POINTS_MOST = 1500 };

static const char *freshness_words(enum freshness f)
{
	switch (f) {
	case FRESH_TRUE: return _("confirmé dans l’année");
	case FRESH_DUE: return _("à reconfirmer");
	case FRESH_DORMANT: return _("pas confirmé depuis plus de 18 mois");
	case FRESH_NEVER: return _("jamais confirmé");
	case FRESH_COUNT: break;
	}
	return "";
}

// Asked and silent, or out of reach of mail.
static bool is_silent(const struct fresh_row *r)
{
	return r->reminder.told != 0 || r->reach == REACH_BOUNCED;
}

static const char *contact_words(const struct fresh_row *r)
{
	if (r->freshness == FRESH_TRUE)
		return "";
	if (r->reach == REACH_BOUNCED)
		return _("ses courriels nous reviennent : appelez");
	if (r->reminder.told != 0)
		return _("ne répond pas aux courriels : appelez");
	if (r->reminder.mailed > 0)
		return trn("un courriel envoyé, sans réponse", "plusieurs courriels envoyés, sans réponse", r->reminder.mailed);
	return r->reach == REACH_NONE ? _("pas encore d’équipe ici") : _("sera questionné par courriel");
}

static bool wanted(const struct fresh_row *r, struct str state)
{
	if (str_eqz(state, "silence"))
		return r->freshness != FRESH_TRUE && is_silent(r);
	if (str_eqz(state, "tous"))
		return true;
	return r->freshness >= FRESH_DORMANT;
}

static struct str digits(struct str phone, struct arena *a)
{
	struct buf b = BUF_IN(a);
	for (size_t i = 0; i < phone.n; i++)
		if ((phone.p[i] >= '0' && phone.p[i] <= '9') || (phone.p[i] == '+' && i == 0))
			buf_addc(&b, phone.p[i]);
	return buf_str(&b);
}

static struct view_fresh fresh_of(struct page *p, const struct fresh_row *r)
{
	struct buf when = BUF_IN(p->a);
	if (r->place->confirmed.year)
		i18n_date(&when, r->place->confirmed);
	return (struct view_fresh){
		.slug = r->place->slug, .name = r->place->name, .town = part_town(r->place, p->a), .phone = r->place->phone,
		.tel = digits(r->place->phone, p->a), .freshness = freshness_words(r->freshness), .contact = contact_words(r),
		.confirmed = buf_str(&when), .dormant = r->freshness >= FRESH_DORMANT,
	};
}

static struct html draw(struct page *p, const struct fresh_row *rows, size_t n)
{
	struct mesh_point *points = arena_array(p->a, n + 1, sizeof *points);
	size_t kept = 0, step = n / POINTS_MOST + 1;
	for (size_t i = 0; i < n; i += step) {
		if (isnan(rows[i].place->lat))
			continue;
		uint8_t sign = rows[i].freshness == FRESH_TRUE ? STAGE_DOES : rows[i].freshness == FRESH_DUE ? STAGE_STARTED : STAGE_WANTS;
		points[kept++] = (struct mesh_point){(uint32_t)(rows[i].place - p->atlas->places), sign};
	}
	return mesh_points_map(p->a, p->atlas, points, kept, NONE,
			       str_of(_("Les lieux du territoire : un disque plein est confirmé dans l’année, un demi-disque à reconfirmer, un anneau à vérifier. La liste dit la même chose.")));
}

void page_freshness(struct page *p)
{
	struct fresh_row *rows;
	size_t n, kept = 0;
	int64_t number = 1;
	page_passing(p);
	if (page_broke(p, app_freshness(p->app, p->atlas, p->actor, p->a, &rows, &n), "a territory's freshness"))
		return;
	struct view_freshness v = {.layout = page_layout(p, str_of(_("Les pages à faire confirmer"))), .all_n = n};
	struct view_fresh *shown = arena_array(p->a, ROWS_SHOWN, sizeof *shown);
	v.layout.no_index = true;
	v.state = http_query(p->rq, "etat");
	v.done = str_eqz(http_query(p->rq, "fait"), "confirme") ? _("C’est noté : cette page est confirmée d’aujourd’hui.") : NULL;
	http_query_i64(p->rq, "page", &number);
	v.page = number > 1 && number < 100000 ? (size_t)number : 1;
	for (size_t i = 0; i < n; i++) {
		v.counts[rows[i].freshness]++;
		v.silent_n += rows[i].freshness != FRESH_TRUE && is_silent(&rows[i]);
		if (!wanted(&rows[i], v.state))
			continue;
		if (kept++ / ROWS_SHOWN + 1 == v.page)
			shown[v.row_n++] = fresh_of(p, &rows[i]);
	}
	v.rows = shown;
	v.page_n = (kept + ROWS_SHOWN - 1) / ROWS_SHOWN;
	struct str state = v.state.n && (str_eqz(v.state, "silence") || str_eqz(v.state, "tous")) ? v.state : S("a-verifier");
	v.state = state;
	if (v.page > 1)
		v.before = web_link(p->a, arena_printf(p->a, "/fraicheur?etat=%.*s&page=%zu", STR_ARG(state), v.page - 1));
	if (v.page < v.page_n)
		v.next = web_link(p->a, arena_printf(p->a, "/fraicheur?etat=%.*s&page=%zu", STR_ARG(state), v.page + 1));
	v.map = draw(p, rows, n);
	view_freshness(p->out, &v);
}

// A spreadsheet must not take a text for a formula.
static void cell(struct buf *b, struct str s, bool last)
{
	bool formula = s.n > 0 && (s.p[0] == '=' || s.p[0] == '+' || s.p[0] == '-' || s.p[0] == '@');
	buf_addz(b, formula ? "\"'" : "\"");
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '"')
			buf_addc(b, '"');
		buf_addc(b, s.p[i]);
	}
	buf_addz(b, last ? "\"\r\n" : "\",");
}

void page_freshness_csv(struct page *p)
{
	struct fresh_row *rows;
	size_t n;
	page_passing(p);
	if (page_broke(p, app_freshness(p->app, p->atlas, p->actor, p->a, &rows, &n), "a territory's freshness"))
		return;
	struct str origin = web_origin(p);
	p->reply->type = "text/csv; charset=utf-8";
	http_set(p->rq, p->reply, "Content-Disposition", S("attachment; filename=\"fraicheur.csv\""));
	buf_addz(p->out, "\xEF\xBB\xBFnom,commune,code_postal,telephone,date_maj,etat,contact,page\r\n");
	for (size_t i = 0; i < n; i++) {
		const struct place *place = rows[i].place;
		struct buf date = BUF_IN(p->a);
		date_add(&date, place->confirmed);
		cell(p->out, place->name, false);
		cell(p->out, place->commune, false);
		cell(p->out, place->postcode, false);
		cell(p->out, place->phone, false);
		cell(p->out, buf_str(&date), false);
		cell(p->out, str_of(freshness_words(rows[i].freshness)), false);
		cell(p->out, str_of(contact_words(&rows[i])), false);
		cell(p->out, arena_printf(p->a, "%.*s/lieux/%.*s", STR_ARG(origin), STR_ARG(place->slug)), true);
	}
}

// From the list ("j’ai appelé"), and from a place's own page.
void page_place_confirm(struct page *p)
{
	const struct place *place = atlas_place(p->atlas, http_capture(p->rq, "slug"));
	struct str from = http_form(p->rq, "depuis");
	page_passing(p);
	if (place == NULL)
		page_error(p, 404, STR_NONE);
	else if (!page_broke(p, app_confirm(p->app, p->atlas, p->actor, place->id, str_eqz(from, "fraicheur")), "a confirmation"))
		http_redirect(p->rq, p->reply, 303,
			      web_link(p->a, str_eqz(from, "fraicheur") ? S("/fraicheur?fait=confirme")
									: arena_printf(p->a, "/lieux/%.*s", STR_ARG(place->slug))));
}
