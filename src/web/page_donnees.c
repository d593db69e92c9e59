// SPDX-License-Identifier: AGPL-3.0-or-later
// Where the facts come from, the files to take away, and the API for humans.
#include "web/page_donnees.h"

#include "base/i18n.h"
#include "web/api.h"
#include "web/pages.h"
#include "web/views/views.gen.h"

static const struct download downloads[] = {
	{"/lieux.csv", "CSV", N_("Tableur"),
	 N_("Une ligne par lieu, avec tous ses faits et leurs sources. S’ouvre dans LibreOffice ou tout tableur, et se lit par un programme.")},
	{"/lieux-excel.csv", "CSV", N_("Excel"),
	 N_("Le même tableau, prêt pour un double-clic dans Excel : les codes postaux gardent leur zéro, les positions leur virgule.")},
	{"/lieux.geojson", "GeoJSON", N_("Carte"),
	 N_("Les mêmes lieux avec leur position, pour uMap, QGIS ou tout outil de carte.")},
	{"/lieux.jsonld", "JSON-LD", N_("Web sémantique"),
	 N_("Les lieux en vocabulaire schema.org, pour relier ces données à d’autres.")},
	{"/lieux-mednum.csv", "CSV", N_("Lieux de médiation numérique"),
	 N_("Au schéma national des lieux de médiation numérique (v1.0.2), pour la cartographie nationale et data.gouv.fr.")},
	{"/lieux.json", "JSON", N_("Réseau complet"),
	 N_("Tout le réseau dans le format de Maille : lieux, actions, réseaux, structures. De quoi monter une copie.")},
};
static const struct api_example examples[] = {
	{N_("Les fablabs à moins de 30 km de Vannes"), "/api/v1/lieux?q=fablab&pres=Vannes&rayon=30"},
	{N_("Les fabriques de territoire de Bretagne, cent par page"),
	 "/api/v1/lieux?label=fabrique-de-territoire&region=bretagne&par_page=100"},
	{N_("Une question entière, comme dans la page"), "/api/v1/lieux?q=coworking+%C3%A0+la+campagne+autour+de+Laval"},
	{N_("Qui fait déjà cette action"), "/api/v1/lieux?action=fab-lab&etape=fait"},
	{N_("Toutes les actions"), "/api/v1/actions"},
	{N_("Tous les réseaux"), "/api/v1/reseaux"},
	{N_("Compléter ce que quelqu’un tape"), "/api/v1/suggestions?q=kon"},
};
#define COUNT(array) (sizeof(array) / sizeof *(array))

void page_data(struct page *p)
{
	static const struct source shape[] = {
		{.title = S("Contours des départements"), .publisher = S("IGN, ANCT"), .licence = S("Licence Ouverte 2.0"),
		 .date = {.year = 2024}},
		{.title = S("Communes de France"), .publisher = S("Etalab, INSEE, IGN, La Poste, ANCT"),
		 .licence = S("Licence Ouverte 2.0"), .date = {.year = 2024}},
	};
	struct view_data v = {
		.layout = page_layout(p, str_of(_("Données ouvertes"))),
		.sources = p->atlas->sources, .source_n = p->atlas->source_n,
		.downloads = downloads, .download_n = COUNT(downloads),
		.place_n = p->atlas->place_n,
		.shape = shape, .shape_n = COUNT(shape),
	};
	v.layout.nav = NAV_DATA;
	v.layout.description = str_of(_("D’où viennent les faits, sous quelle licence, et les fichiers à télécharger."));
	view_data(p->out, &v);
}

// What a search takes, from the tables that read it: the facets with their codes where the list is closed.
static size_t list_params(struct page *p, struct api_param **out)
{
	size_t n = 0;
	while (search_params[n].name != NULL)
		n++;
	struct api_param *all = arena_array(p->a, n + FACET_COUNT, sizeof *all);
	for (size_t i = 0; i < n; i++) {
		const struct http_param *param = &search_params[i];
		struct buf b = BUF_IN(p->a);
		buf_addz(&b, tr(param->help));
		for (size_t k = 0; param->kind == HTTP_CHOICE && param->choices[k] != NULL; k++)
			buf_addf(&b, "%s%s", k ? ", " : _(" : "), param->choices[k]);
		all[i] = (struct api_param){param->name, arena_z(p->a, buf_str(&b))};
	}
	for (enum facet f = 0; f < FACET_COUNT; f++) {
		struct buf b = BUF_IN(p->a);
		enum vocab v;
		buf_addz(&b, tr(facet_label(f)));
		for (unsigned i = 0; api_facet_vocab(f, &v) && i < vocab_size(v); i++) {
			buf_addz(&b, i ? ", " : _(" : "));
			buf_add(&b, vocab_code(v, i));
		}
		all[n++] = (struct api_param){facet_param(f), arena_z(p->a, buf_str(&b))};
	}
	*out = all;
	return n;
}

void page_api_guide(struct page *p)
{
	struct api_param *params;
	size_t param_n = list_params(p, &params);
	struct view_api v = {
		.layout = page_layout(p, str_of(_("L’API"))), .origin = web_origin(p),
		.examples = examples, .example_n = COUNT(examples),
		.params = params, .param_n = param_n,
	};
	v.layout.nav = NAV_DATA;
	v.layout.description = str_of(_("Interroger le réseau depuis un autre logiciel, sans clé ni inscription."));
	view_api(p->out, &v);
}
