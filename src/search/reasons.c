// SPDX-License-Identifier: AGPL-3.0-or-later
// Reasons in words.
#include "base/i18n.h"
#include "search/understand.h"

// "Fablab / makerspace / hackerspace" is long for a line of reasons: its first name is enough.
static struct str first_name(struct str name)
{
	ptrdiff_t slash = str_find(name, S(" / "));
	return slash > 0 ? str_sub(name, 0, (size_t)slash) : name;
}

static struct str action_text(const struct index *x, const struct reason *r, struct arena *a)
{
	struct str name = index_facet_name(x, FACET_ACTION, r->value);
	switch ((enum stage)r->stage) {
	case STAGE_STARTED:
		return arena_printf(a, tr("a commencé : %.*s"), STR_ARG(name));
	case STAGE_WANTS:
		return arena_printf(a, tr("veut le faire : %.*s"), STR_ARG(name));
	default:
		return arena_printf(a, tr("fait : %.*s"), STR_ARG(name));
	}
}

// Where in the place's facts a word was found, as one would say it.
static const char *field_text(const char *field)
{
	static const struct {
		const char *key, *text;
	} texts[] = {
		{"nom", N_("« %.*s » dans son nom")},
		{"autres_noms", N_("« %.*s » dans son nom")},
		{"commune", N_("« %.*s » dans sa commune")},
		{"adresse", N_("« %.*s » dans son adresse")},
		{"presentation_resume", N_("« %.*s » dans sa présentation")},
		{"presentation_detail", N_("« %.*s » dans sa présentation")},
		{"porteuse", N_("« %.*s » : sa structure porteuse")},
		{"partenaires", N_("« %.*s » parmi ses partenaires")},
		{"actions", N_("« %.*s » dans ses actions")},
		{"reseaux", N_("« %.*s » dans ses réseaux")},
		{"labels", N_("« %.*s » dans ses labels")},
		{"typologie", N_("« %.*s » dans ses activités")},
	};
	for (size_t i = 0; field != NULL && i < sizeof texts / sizeof *texts; i++)
		if (str_eqz(str_of(field), texts[i].key))
			return texts[i].text;
	return N_("« %.*s » dans ses informations");
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
static struct str found_text(const struct reason *r, struct arena *a)
{
	return arena_printf(a, tr(field_text(r->field)), STR_ARG(r->word));
}
#pragma GCC diagnostic pop

static struct str distance_text(const struct reason *r, struct arena *a)
{
	struct buf b = BUF_IN(a);
	if (r->km < 0.1f)
		return str_of(tr("sur place"));
	i18n_km(&b, (double)r->km);
	return arena_printf(a, tr("à %.*s"), STR_ARG(buf_str(&b)));
}

static struct str territory_text(const struct reason *r)
{
	switch ((enum territory)r->value) {
	case TERRITORY_RURAL:
		return str_of(tr("à la campagne"));
	case TERRITORY_URBAN:
		return str_of(tr("en ville"));
	default:
		return str_of(tr("en quartier prioritaire"));
	}
}

struct str reason_text(const struct index *x, const struct reason *r, struct arena *a)
{
	switch (r->kind) {
	case REASON_NAME:
		return r->word.n > 0 ? arena_printf(a, tr("« %.*s » dans son nom"), STR_ARG(r->word)) : str_of(tr("son nom"));
	case REASON_TYPE:
		return first_name(index_facet_name(x, FACET_TYPE, r->value));
	case REASON_ACTION:
		return action_text(x, r, a);
	case REASON_TEXT:
		return found_text(r, a);
	case REASON_SYNONYM:
		return arena_printf(a, tr("« %.*s », un mot voisin"), STR_ARG(r->word));
	case REASON_NETWORK:
		return arena_printf(a, tr("membre : %.*s"), STR_ARG(index_facet_name(x, FACET_NETWORK, r->value)));
	case REASON_DISTANCE:
		return distance_text(r, a);
	case REASON_LABEL: {
		struct str name = index_facet_name(x, FACET_LABEL, r->value);
		return r->date.year > 0 ? arena_printf(a, "%.*s %d", STR_ARG(name), r->date.year) : name;
	}
	case REASON_TERRITORY:
		return territory_text(r);
	case REASON_PARTNER:
		return arena_printf(a, tr("partenaire : %.*s"), STR_ARG(index_facet_name(x, FACET_PARTNER, r->value)));
	case REASON_FRESH:
		return r->date.year > 0 ? arena_printf(a, tr("confirmé en %d"), r->date.year) : str_of(tr("jamais confirmé"));
	}
	return STR_NONE;
}
