// SPDX-License-Identifier: AGPL-3.0-or-later
// The shape of each answer. What the field table and the facets already say is not here: openapi.c reads it there.
#include "base/i18n.h"
#include "web/api.h"

#define END {NULL, NULL, NULL}

const struct http_param search_params[] = {
	{.name = "q", .kind = HTTP_TEXT, .max = 300, .help = N_("ce que l’on cherche, en toutes lettres")},
	{.name = "pres", .kind = HTTP_TEXT, .max = 300,
	 .help = N_("autour d’où : commune, code postal, département, région, ou « latitude,longitude »")},
	{.name = "rayon", .kind = HTTP_NUMBER, .min = 0, .max = 1000, .help = N_("en kilomètres, au-dessus de 0")},
	{.name = "mots", .kind = HTTP_TEXT, .repeatable = true, .max = 300,
	 .help = N_("mots de q à prendre tels quels, sans y lire un filtre")},
	{.name = "exact", .kind = HTTP_CHOICE, .choices = (const char *const[]){"1", "oui", NULL},
	 .help = N_("les mots exacts : ni correction, ni synonyme")},
	{.name = "tri", .kind = HTTP_CHOICE, .choices = (const char *const[]){"pertinence", "distance", "nom", "fraicheur", NULL},
	 .help = N_("l’ordre des lieux")},
	{.name = "page", .kind = HTTP_INT, .min = 1, .max = 1000000, .help = N_("la page des résultats, à partir de 1")},
	{.name = "par_page", .kind = HTTP_INT, .min = 1, .max = ASK_PER_PAGE_MAX, .help = N_("lieux par page, 20 si rien n’est dit")},
	{.name = NULL},
};
const struct http_param suggestion_params[] = {
	{.name = "q", .kind = HTTP_TEXT, .max = 80, .help = N_("le début de ce que quelqu’un tape")},
	{.name = NULL},
};

const struct http_param change_params[] = {
	{.name = "depuis", .kind = HTTP_INT, .min = 0, .max = 9007199254740991.0,
	 .help = N_("le numéro du dernier changement que vous avez ; 0 pour tout")},
	{.name = NULL},
};

#define JSON "application/json"
const struct api_answer api_answer_atom = {"application/atom+xml", NULL}, api_answer_changes = {JSON, "Changements"};
const struct api_answer api_answer_action = {JSON, "Action"}, api_answer_actions = {JSON, "Actions"},
			api_answer_network = {JSON, "Reseau"}, api_answer_networks = {JSON, "Reseaux"},
			api_answer_openapi = {JSON, NULL}, api_answer_place = {JSON, "FicheLieu"}, api_answer_written = {JSON, "Ecrit"},
			api_answer_places = {JSON, "Lieux"}, api_answer_suggestions = {JSON, "Suggestions"},
			api_answer_health = {JSON, "Sante"}, api_answer_csv = {"text/csv", NULL},
			api_answer_geojson = {"application/geo+json", NULL}, api_answer_jsonld = {"application/ld+json", NULL},
			api_answer_mednum = {"text/csv", NULL}, api_answer_native = {JSON, NULL};

#define MEMBERS (const struct api_member[])
#define PLACE_IN_FEW_WORDS                                                                                          \
	{"slug", "string", NULL}, {"nom", "string", NULL}, {"commune", "?string", NULL}, {"code_postal", "?string", NULL}, \
	{"latitude", "?number", NULL}, {"longitude", "?number", NULL}, {"url", "uri", NULL}
#define ACTION                                                                                                    \
	{"action", "string", N_("le nom court, celui de l’adresse")}, {"libelle", "string", NULL},                \
	{"categorie", "string", NULL}, {"presentation", "?string", NULL},                                         \
	{"totaux", "Totaux", N_("combien de lieux à chaque étape")}, {"url", "uri", NULL}
#define NETWORK                                                                                                  \
	{"reseau", "string", N_("le nom court, celui de l’adresse")}, {"nom", "string", NULL},                   \
	{"consortium", "boolean", N_("une équipe qui porte un programme, plutôt qu’un réseau")},                 \
	{"presentation", "?string", NULL}, {"site_web", "?uri", NULL},                                           \
	{"chef_de_file", "?string", N_("le lieu qui mène, par son nom court")}, {"chef_de_file_nom", "?string", NULL}, \
	{"total", "integer", N_("combien de membres")}, {"url", "uri", NULL}

const struct api_shape api_shapes[] = {
	{"Erreur", MEMBERS{{"erreur", "string", N_("une phrase : ce qui ne va pas, ce qui est accepté")},
			   {"statut", "integer", NULL}, {"parametre", "!string", N_("celui qui ne va pas")},
			   {"problemes", "![]Probleme", N_("tous les paramètres qui ne vont pas")}, END}},
	{"Ecrit", MEMBERS{{"slug", "string", N_("l’adresse du lieu, peut-être nouvelle")}, {"url", "!uri", NULL},
			  {"changement", "integer", N_("son numéro dans le journal, 0 quand tout était déjà ainsi")}, END}},
	{"Ecriture", MEMBERS{{"champs", "!Champs", N_("ceux qui sont nommés sont remplacés, null vide ; les autres restent")},
			     {"actions", "![]ActionEcrite", N_("une étape null enlève l’action")}, {"ferme", "!boolean", NULL}, END}},
	{"ActionEcrite", MEMBERS{{"action", "string", N_("le code de l’action")}, {"etape", "?string", N_("fait, commence ou veut")},
				 {"depuis", "!date", NULL}, {"note", "!string", NULL}, END}},
	{"Probleme", MEMBERS{{"parametre", "string", NULL}, {"message", "string", NULL}, END}},
	{"Changements", MEMBERS{{"depuis", "integer", NULL}, {"jusqu_a", "integer", N_("le numéro du dernier changement de cette page")},
				{"dernier", "integer", N_("le numéro du dernier changement de tous")},
				{"suite", "?uri", N_("la page suivante, tant qu’il y en a une")},
				{"changements", "[]Changement", N_("dans l’ordre, 500 au plus")}, END}},
	{"Changement", MEMBERS{{"numero", "integer", NULL}, {"date", "string", N_("le moment, en UTC")},
			       {"quoi", "string", N_("lieu-cree, lieu-modifie, import…")},
			       {"role", "?string", N_("en tant que quoi : equipe, animation, administration, visite")},
			       {"source", "?string", N_("la clé de la source qui le dit")},
			       {"annule", "?integer", N_("le numéro du changement défait par celui-ci")},
			       {"lieu", "?Resume", N_("null quand il s’agit de plusieurs lieux, ou d’un lieu qui n’est plus montré")},
			       {"faits", "[]FaitChange", N_("ce qui a changé, quand c’est public")}, END}},
	{"FaitChange", MEMBERS{{"genre", "string", N_("champ, action, label, reseau…")}, {"cle", "?string", NULL},
			       {"avant", "?string", NULL}, {"apres", "?string", NULL}, END}},
	{"Resume", MEMBERS{PLACE_IN_FEW_WORDS, END}},
	{"Lieux", MEMBERS{{"total", "integer", N_("combien de lieux répondent")},
			  {"duree_us", "integer", N_("le temps de la recherche, en microsecondes")},
			  {"page", "integer", NULL}, {"par_page", "integer", NULL},
			  {"recherche", "Recherche", N_("ce qui a été compris de la question")},
			  {"lieux", "[]Lieu", N_("dans l’ordre demandé")},
			  {"facettes", "Facettes", N_("ce que donnerait chaque filtre, sans tenir compte du sien")}, END}},
	{"Recherche", MEMBERS{{"q", "?string", NULL}, {"pres", "?string", NULL},
			      {"ou", "?string", N_("l’endroit compris")}, {"rayon", "?number", N_("celui qui a servi, en kilomètres")},
			      {"mots", "?string", N_("les mots cherchés tels quels")},
			      {"corrections", "?string", N_("la question corrigée")}, {"probleme", "?string", NULL},
			      {"compris", "[]Compris", NULL}, {"conseils", "[]Conseil", N_("comment avoir plus de réponses")}, END}},
	{"Compris", MEMBERS{{"genre", "string", N_("ou, quoi ou correction")},
			    {"mots", "?string", N_("les mots de la question qui l’ont dit")}, {"libelle", "string", NULL},
			    {"filtre", "boolean", N_("oui : les autres lieux sont écartés ; non : ils viennent après")},
			    {"facette", "!string", NULL}, {"valeur", "!string", NULL}, {"latitude", "!number", NULL},
			    {"longitude", "!number", NULL}, {"choix", "![]Choix", N_("d’autres lectures : les homonymes")}, END}},
	{"Choix", MEMBERS{{"libelle", "string", NULL}, {"pres", "string", NULL}, END}},
	{"Conseil", MEMBERS{{"conseil", "string", N_("sans-filtre, sans-mot, plus-loin, type-voisin, partout, autre-mot ou par-type")},
			    {"facette", "!string", NULL}, {"valeur", "!string", NULL}, {"mots", "!string", NULL},
			    {"rayon", "!number", NULL}, {"total", "integer", N_("combien de lieux cela donnerait")},
			    {"parametres", "string", N_("la recherche à faire pour cela")}, END}},
	{"Lieu", MEMBERS{{"id", "integer", NULL}, {"slug", "string", N_("le nom court, celui de l’adresse")},
			 {"nom", "string", NULL}, {"adresse", "?string", NULL}, {"commune", "?string", NULL},
			 {"code_postal", "?string", NULL}, {"code_insee", "?string", NULL}, {"departement", "?string", N_("son numéro")},
			 {"departement_nom", "?string", NULL}, {"region", "?string", N_("son code INSEE")},
			 {"region_nom", "?string", NULL}, {"latitude", "?number", NULL}, {"longitude", "?number", NULL},
			 {"distance_km", "?number", N_("depuis le point demandé")}, {"types", "[]string", NULL},
			 {"labels", "[]LieuLabel", NULL}, {"actions", "[]LieuAction", NULL},
			 {"reseaux", "[]string", N_("leurs noms courts")}, {"presentation_resume", "?string", NULL},
			 {"site_web", "?uri", NULL}, {"date_maj", "?date", N_("quand le lieu a été confirmé ; parfois l’année seule")},
			 {"sources", "[]Origine", NULL},
			 {"pourquoi", "[]string", N_("les raisons de sa place dans la liste")}, {"url", "uri", NULL}, END}},
	{"LieuLabel", MEMBERS{{"label", "string", NULL}, {"libelle", "string", NULL}, {"annee", "?integer", NULL}, END}},
	{"LieuAction", MEMBERS{{"action", "string", NULL}, {"libelle", "string", NULL},
			       {"etape", "string", N_("fait, commence ou veut")}, END}},
	{"Origine", MEMBERS{{"source", "string", NULL}, {"identifiant", "?string", N_("comment cette source nomme le lieu")},
			    {"date", "?date", NULL}, {"licence", "?string", NULL}, END}},
	{"Facette", MEMBERS{{"valeur", "string", NULL}, {"libelle", "string", NULL}, {"total", "integer", NULL},
			    {"choisi", "!boolean", NULL}, END}},
	{"FicheLieu", MEMBERS{{"lieu", "Lieu", NULL}, {"champs", "Champs", N_("tous les faits connus")},
			      {"position_approchee", "boolean", N_("le point est celui de la commune")}, {"ferme", "boolean", NULL},
			      {"liens", "Liens", NULL}, {"photos", "[]Photo", N_("dans leur ordre")},
			      {"faits", "[]Fait", N_("ce que chaque source dit de chaque champ")}, END}},
	{"Photo", MEMBERS{{"alternative", "string", N_("ce qu’elle montre, pour qui ne la voit pas")}, {"credit", "?string", N_("qui l’a prise")},
			  {"tailles", "[]PhotoTaille", N_("de la plus étroite à la plus large")}, END}},
	{"PhotoTaille", MEMBERS{{"largeur", "integer", NULL}, {"hauteur", "integer", NULL}, {"url", "uri", NULL}, END}},
	{"Liens", MEMBERS{{"labels", "[]LienLabel", NULL}, {"actions", "[]LienAction", NULL}, {"reseaux", "[]LienReseau", NULL},
			  {"porteuses", "[]LienStructure", NULL}, {"partenaires", "[]LienStructure", NULL}, END}},
	{"LienLabel", MEMBERS{{"label", "string", NULL}, {"libelle", "string", NULL}, {"date", "?date", NULL},
			      {"source", "?string", NULL}, END}},
	{"LienAction", MEMBERS{{"action", "string", NULL}, {"libelle", "string", NULL}, {"categorie", "string", NULL},
			       {"etape", "string", NULL}, {"depuis", "?date", NULL}, {"note", "?string", NULL},
			       {"source", "?string", NULL}, END}},
	{"LienReseau", MEMBERS{{"reseau", "string", NULL}, {"nom", "string", NULL}, {"role", "?string", NULL},
			       {"chef_de_file", "boolean", NULL}, {"source", "?string", NULL}, END}},
	{"LienStructure", MEMBERS{{"structure", "string", NULL}, {"nom", "string", NULL}, {"nature", "?string", NULL},
				  {"note", "?string", NULL}, {"source", "?string", NULL}, END}},
	{"Fait", MEMBERS{{"champ", "string", NULL}, {"libelle", "string", NULL}, {"valeur", "string", NULL},
			 {"source", "string", NULL}, {"licence", "?string", NULL}, {"date", "?date", NULL},
			 {"retenu", "boolean", N_("c’est la valeur que la page montre")}, END}},
	{"Actions", MEMBERS{{"total", "integer", NULL}, {"categories", "[]Categorie", NULL}, END}},
	{"Categorie", MEMBERS{{"categorie", "string", NULL}, {"libelle", "string", NULL}, {"actions", "[]ActionComptee", NULL}, END}},
	{"ActionComptee", MEMBERS{ACTION, END}},
	{"Action", MEMBERS{ACTION, {"lieux", "[]LieuEngage", NULL}, END}},
	{"LieuEngage", MEMBERS{PLACE_IN_FEW_WORDS, {"etape", "string", N_("fait, commence ou veut")}, {"depuis", "?date", NULL},
			       {"note", "?string", NULL}, {"source", "?string", NULL}, END}},
	{"Reseaux", MEMBERS{{"total", "integer", NULL}, {"reseaux", "[]ReseauCompte", NULL}, END}},
	{"ReseauCompte", MEMBERS{NETWORK, END}},
	{"Reseau", MEMBERS{NETWORK, {"membres", "[]Membre", NULL}, END}},
	{"Membre", MEMBERS{PLACE_IN_FEW_WORDS, {"role", "?string", NULL}, {"chef_de_file", "boolean", NULL},
			   {"source", "?string", NULL}, END}},
	{"Suggestions", MEMBERS{{"suggestions", "[]Suggestion", NULL}, END}},
	{"Suggestion", MEMBERS{{"genre", "string", N_("lieu, action, commune ou notion")}, {"libelle", "string", NULL},
			       {"detail", "string", NULL}, {"url", "string", NULL}, END}},
	{"Sante", MEMBERS{{"etat", "string", N_("ok, ou panne (503) quand la base de données ne répond pas")},
			  {"lieux", "integer", NULL}, {"changement", "integer", N_("le numéro du dernier changement")},
			  {"version", "string", NULL}, {"moteur", "string", N_("sqlite ou postgresql")}, END}},
	{NULL, NULL},
};
