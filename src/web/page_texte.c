// SPDX-License-Identifier: AGPL-3.0-or-later
// The pages that explain: help, about, legal notice, accessibility.
#include "web/page_texte.h"

#include "web/pages.h"
#include "web/settings.h"
#include "web/views/views.gen.h"

static struct view_text text(struct page *p, const char *title, const char *description)
{
	struct view_text v = {
		.layout = page_layout(p, str_of(title)),
		.publisher = settings_get(SETTING_PUBLISHER),
		.contact = settings_get(SETTING_CONTACT),
		.host = settings_get(SETTING_HOST),
		.publisher_name = settings_name(SETTING_PUBLISHER),
		.contact_name = settings_name(SETTING_CONTACT),
		.host_name = settings_name(SETTING_HOST),
		.origin = web_origin(p),
		.tiles = settings_get(SETTING_TILES).n > 0,
	};
	v.layout.description = str_of(description);
	bool mail = str_findc(v.contact, '@') > 0 && str_findc(v.contact, '/') < 0;
	v.contact_link = mail ? arena_printf(p->a, "mailto:%.*s", STR_ARG(v.contact)) : v.contact;
	return v;
}

void page_help(struct page *p)
{
	struct view_text v = text(p, _("Aide"), _("Comment poser une question, lire les signes, garder une page juste."));
	view_help(p->out, &v);
}

void page_about(struct page *p)
{
	struct view_text v = text(p, _("À propos"), _("Maille : ce que c’est, pour qui, et d’où viennent les faits."));
	view_about(p->out, &v);
}

void page_legal(struct page *p)
{
	struct view_text v = text(p, _("Mentions légales"), _("Qui publie ce site, qui l’héberge, et ce qu’il sait de vous."));
	view_legal(p->out, &v);
}

void page_accessibility(struct page *p)
{
	struct view_text v = text(p, _("Accessibilité"), _("Ce qui a été vérifié, ce qui manque, et comment nous le dire."));
	view_accessibility(p->out, &v);
}
