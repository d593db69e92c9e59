// SPDX-License-Identifier: AGPL-3.0-or-later
// Privacy: what is kept of people, my data to take along, leaving.
#include "web/page_vie_privee.h"

#include "app/privacy.h"
#include "base/log.h"
#include "model/personal.h"
#include "web/form.h"
#include "web/pages.h"
#include "web/settings.h"
#include "web/views/views.gen.h"

void page_privacy(struct page *p)
{
	struct view_privacy v = {
		.layout = page_layout(p, str_of(_("Vie privée"))),
		.rows = arena_array(p->a, PERSONAL_COUNT, sizeof *v.rows),
		.fields = arena_array(p->a, place_field_n, sizeof *v.fields),
		.publisher = settings_get(SETTING_PUBLISHER), .contact = settings_get(SETTING_CONTACT), .host = settings_get(SETTING_HOST),
		.tiles = settings_get(SETTING_TILES).n > 0,
	};
	v.layout.description = str_of(_("Ce que ce site garde des personnes, pourquoi, combien de temps, et qui le voit."));
	for (int k = 0; k < PERSONAL_COUNT; k++) {
		const struct personal_kind *kind = &personal_kinds[k];
		if (kind->what == NULL)
			continue;
		struct str how_long = str_of(tr(kind->how_long));
		if (kind->days > 0) {
			struct str rest, before = str_cut(how_long, '%', &rest);
			how_long = arena_printf(p->a, "%.*s%d%.*s", STR_ARG(before), kind->days, STR_ARG(str_from(rest, 1)));
		}
		v.rows[v.row_n++] = (struct privacy_row){tr(kind->what), tr(kind->why), tr(kind->who), how_long};
	}
	for (size_t i = 0; i < place_field_n; i++)
		if (place_fields[i].personal)
			v.fields[v.field_n++] = &place_fields[i];
	bool mail = str_findc(v.contact, '@') > 0 && str_findc(v.contact, '/') < 0;
	v.contact_link = mail ? arena_printf(p->a, "mailto:%.*s", STR_ARG(v.contact)) : v.contact;
	view_privacy(p->out, &v);
}

static void show(struct page *p, int status, struct str problem, bool left)
{
	struct view_my_data v = {
		.layout = page_layout(p, str_of(left ? _("Vous êtes parti·e") : _("Mes données"))),
		.address = p->actor->address, .problem = problem, .left = left,
	};
	v.layout.no_index = true;
	v.layout.canonical = STR_NONE;
	p->reply->status = status;
	page_passing(p);
	view_my_data(p->out, &v);
}

static void broken(struct page *p, const struct err *err)
{
	log_error("my data: %s", err_text(err));
	err_free(err);
	page_error(p, 503, str_of(_("Ce n’est pas vous, c’est nous. Réessayez dans un instant.")));
}

void page_my_data(struct page *p)
{
	show(p, 200, STR_NONE, false);
}

void page_my_data_file(struct page *p)
{
	struct str json;
	if (p->actor->helper != 0 && p->actor->address.n > 0) { // who has a mailbox takes it themselves
		show(p, 403, str_of(_("Vous agissez au nom d’une autre personne : elle seule peut emporter ses données.")), false);
		return;
	}
	const struct err *err = app_my_data(p->app, p->actor, p->a, &json);
	if (err != NULL) {
		broken(p, err);
		return;
	}
	page_passing(p);
	p->reply->type = "application/json; charset=utf-8";
	p->reply->squeeze = false;
	http_set(p->rq, p->reply, "Content-Disposition", S("attachment; filename=\"mes-donnees-maille.json\""));
	buf_add(p->out, json);
}

// For good: said in words, ticked, and not while acting in somebody else's name.
void page_leave(struct page *p)
{
	enum leaving left;
	if (p->actor->helper != 0) {
		show(p, 403, str_of(_("Vous agissez au nom d’une autre personne : elle seule peut effacer son compte. Écrivez-nous si elle le demande.")),
		     false);
		return;
	}
	if (http_form(p->rq, "oui").n == 0) {
		show(p, 400, str_of(_("Cochez la case si vous voulez vraiment partir. Rien n’a été effacé.")), false);
		return;
	}
	const struct err *err = app_leave_for_good(p->app, p->actor, &left);
	if (err != NULL) {
		broken(p, err);
		return;
	}
	if (left == LEAVING_LAST_ADMIN) {
		show(p, 409, str_of(_("Il n’y a pas d’autre administratrice ou administrateur que vous. Nommez d’abord quelqu’un.")), false);
		return;
	}
	static const struct actor visitor;
	p->actor = &visitor;
	session_cookie_end(p);
	show(p, 200, STR_NONE, true);
}
