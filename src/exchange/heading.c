// SPDX-License-Identifier: AGPL-3.0-or-later
// What columns are called. French open data, spreadsheets, shapefiles and the formats of the field have many words for
// few things; longer names are read word by word.
#include <string.h>

#include "base/utf8.h"
#include "exchange/column.h"

// Exact names, folded, articles left out.
static const struct {
	const char *target, *names;
} known[] = {
	{"identifiant", "id|identifiant|id structure|id lieu|id unique|uid|uuid|guid|code unique|ref|reference|id tl|id externe|"
			"recordid|id local|id source|identifiant unique|identifiant local|id fiche|facility id|slug|id tiers lieu|"
			"ident|identifiant lieu|identifiant structure|id etablissement|num|numero id|code lieu|code structure|code etablissement|"
			"code tl|code fiche|numero fiche|num fiche|cle|cle unique|identifiant national|id national|id objet"},
	{"nom", "nom|name|title|titre|libelle|denomination|raison sociale|intitule|appellation|enseigne|nom usuel|nom officiel|"
		"nom complet|nom tl|nomtl|lib|nom lieu|nom tiers lieu|nom structure|nom etablissement|nom etab|nom equipement|"
		"nom site|nom fablab|nom espace|lib tl|facility name|bf titre|nom commercial|nom public|nom affichage|lieu|tiers lieu|"
		"etablissement|equipement|libelle lieu|libelle structure|nom organisme|organisme|denomination sociale|nom association|"
		"nom lieu accueil|nom principal|place name|denomination usuelle|nom point|nom salle|nom court lieu|fablab|toponyme|"
		"lib etab|libelle etablissement|nom complet structure|nom point accueil|structure accueil|lieu accueil|nom epn|"
		"nom permanence|libelle court|structure|structures|association|nom long|etab nom|nom fabrique|nom projet|nom equip|nom poi|nom tiers lieux|espace|denominat|raison soc|"
		"nom entite|entite|nom antenne|nom espace numerique|nom espace france services|nom maison|nom mediatheque|comment appelle"},
	{"autres_noms", "autres noms|autre nom|sigle|acronyme|alias|nom court|ancien nom|short name|alternate name|alt name|"
			"nom alternatif|surnom|nom abrege|anciens noms"},
	{"adresse", "adresse|address|adresse complete|adresse postale|adr|adresse1|adresse 1|adresse ligne 1|adresse brut|adr1|"
		    "adresse brute|adresse geographique|localisation|adresse lieu|adr complete|adresse physique|ligne adresse|"
		    "adresse structure|bf adresse|street address|addr|full address|adresse accueil|ad|adresse voie|adr post|"
		    "result label|adresse 1 lieu|adresse numero voie|adresse etablissement|address line 1|addr full|adresse ban|"
		    "adr principale|adresse tl|adr tl|geo adresse|adresse complete lieu|adresse rue numero|adresse numero rue"},
	{"numero", "numero|numero voie|num voie|adr num|adresse numero|numero rue|housenumber|addr housenumber|street number|"
		   "num rue|house number|no voie|num adresse|numvoie|n voie|n rue|numero adresse|address number|addr number|adrs numvoie|"
		   "adresse num|n"},
	{"type_voie", "type voie|typevoie|nature voie|adr type voie|adrs typevoie|typvoie|typ voie"},
	{"rue", "rue|voie|nom voie|adr voie|libelle voie|street|addr street|nom rue|adresse rue|lib voie|libvoie|adresse nom voie|"
		"address street|libelle rue|adr rue|adr nom voie|streetname|street name|adrs libvoie|nomvoie|adresse libelle voie|"
		"numero voie libelle|voie nom"},
	{"complement_adresse", "complement adresse|complement|adresse 2|adresse2|adr2|adresse complement|compl adr|comp adr|"
			       "cplt adr|batiment|lieu dit|lieudit|adresse ligne 2|adresse complementaire|comp adresse|"
			       "address line 2|compladr|cplt adresse|compl adresse|adr compl|adr comp|adresse suite|suite adresse|"
			       "adresse 3|adresse3|adrs complement|adr cplt"},
	{"code_postal", "code postal|codepostal|cp|postcode|postal code|zip|zipcode|zip code|cod post|codpost|code post|cpostal|"
			"adresse code postal|cod postal|c postal|cp lieu|codepost|adr cp|adresse cp|addr postcode|bf code postal|"
			"code post lieu|postalcode|code p|adrs codepostal|cp tl|cdpostal|cod pos"},
	{"commune", "commune|ville|city|nom commune|nom com|nomcom|adresse commune|localite|locality|municipalite|bf ville|town|"
		    "libelle commune|lib com|libcom|libelle com|address locality|addr city|nom ville|com nom|adr commune|adr ville|"
		    "adresse ville|commune nom|result city|libcommune|lib commune|com|com lib|nom comm|bureau distributeur|"
		    "libelle acheminement|nom officiel commune|commune implantation|ville implantation|municipality|adrs libcommune|"
		    "ville lieu|commune lieu|acheminement|nomcommune|commune siege|comm|nom officiel commune arrondissement municipal"},
	{"code_insee", "code insee|insee|insee com|inseecom|citycode|code commune|com insee|code com|codcom|depcom|codgeo|cod insee|"
		       "adresse code insee|result citycode|codeinsee|c insee|code commune insee|insee commune|num insee|numero insee|"
		       "code officiel commune|code geo|insee code|com code|insee c|code insee commune|code insee lieu|c insee com|"
		       "code officiel commune arrondissement municipal|code geographique|cog|codecommune|adrs codeinsee"},
	{"latitude", "latitude|lat|y|geo lat|coord y|coordonnee y|coordonnees y|bf latitude|latitude wgs84|wgs84 lat|y wgs84|lat wgs84|"
		     "coordy|y lat|lat y|gps lat|geo latitude|latitude y|y l93|y lambert93|y lambert|y lambert 93|coordonneesy|"
		     "coord lat|latitude gps|lat gps|ylat|y coord|y2154|y 2154|coordyet93|result y|lat dd|latitude dd|"
		     "lattitude|geom y|geometry y|geo y|y geo|y wgs|wgs y|latt"},
	{"longitude", "longitude|lon|lng|long|x|geo lon|geo lng|geo long|coord x|coordonnee x|coordonnees x|bf longitude|"
		      "longitude wgs84|wgs84 lon|x wgs84|lon wgs84|coordx|x lon|x long|lon x|long x|gps lon|gps lng|geo longitude|"
		      "longitude x|x l93|x lambert93|x lambert|x lambert 93|coordonneesx|coord lon|coord long|longitude gps|lon gps|"
		      "long gps|xlong|xlon|x coord|x2154|x 2154|coordxet93|result x|lon dd|longitude dd|"
		      "geom x|geometry x|geo x|x geo|x wgs|wgs x"},
	{"position", "position|geo point 2d|geo point|geopoint|geopoint2d|geolocalisation|geolocation|coordonnees|coordonnees gps|gps|wkt|"
		     "geom|geometry|geo shape|coordonnees geographiques|latlng|lat lng|lat lon|latlon|point geo|coords|coordinates|"
		     "coord|geo|location|gps coordinates|coordonnees geo|geometrie|the geom|lonlat|lat long|latlong|xy|point|"
		     "latitude longitude|longitude latitude|coord gps|geocodage|point gps|geo coordinates"},
	{"site_web", "site web|site internet|web|url|website|site|contact web|adresse web|internet|lien|homepage|www|siteweb|"
		     "bf site internet|lien site|url site|site url|lien internet|page web|adresse internet|web site|contact website|"
		     "siteinternet|site web lieu|lien web|url site web|lien site internet|link|lien vers site|contact url|web url|"
		     "adresse site web|site int|site w|lien site web|website url|adresse site internet|web address"},
	{"telephone", "telephone|tel|phone|numero telephone|tel fixe|telephone fixe|contact telephone|phone number|no tel|num tel|"
		      "n tel|n telephone|bf telephone|contact tel|telephone 1|tel1|tel 1|numero tel|telephone lieu|telephone structure|"
		      "contact phone|tel standard|standard|numtel|telephone public|telephon|tlf|tel lieu|tel public|tel accueil|"
		      "telephone accueil|telephone contact"},
	{"courriels", "courriel|courriels|mail|email|e mail|mel|adresse mail|adresse email|adresse electronique|contact email|"
		     "contact mail|email contact|mail contact|courriel contact|contact courriel|bf mail|adresse courriel|"
		     "adresse e mail|mail structure|email structure|contact email lieu|mail generique|courriel lieu|mail lieu|"
		     "email lieu|courriel structure|email public|messagerie|adresse messagerie"},
	{"horaires", "horaires|horaire|horaires ouverture|opening hours|horaires accueil|horaires ouverture osm|openhours|open hours|"
		     "heures ouverture|ouverture public|jours heures ouverture|ouvertures|heures|hours|horaire ouverture|ouverture|horaires osm|jours horaires ouverture|horaires ouvertures|"
		     "horaires ouverture brut|jours ouverture|horaires public|osm opening hours|horaires jours ouverture|horaires lieu|"
		     "horaires grand public|open hours more infos|horaires ouverture public|jours et horaires|heure ouverture|"
		     "horaires ouv|horaires acc|jour heure ouverture|ouvert"},
	{"presentation_resume", "presentation resume|resume|summary|description courte|short description|presentation courte|"
				"accroche|chapo|descri cou|slogan|baseline|descriptif court|resume presentation|desc courte|"
				"commitment|texte court|quelques mots|bref|pitch|projet quelques mots|breve description|breve presentation"},
	{"presentation_detail", "presentation detail|description|presentation|descriptif|description longue|desc|details|detail|"
				"texte|a propos|about|description lieu|presentation lieu|bf description|description detaillee|"
				"description more|presentation detaillee|presentation longue|descriptif lieu|descript|descriptio|"
				"en savoir plus|savoir plus|texte presentation|presentation structure|descriptif complet|texte long|descr|description complete"},
	{"typologie", "typologie|typologies|type|types|type lieu|type structure|categorie|categories|famille|familles|type tiers lieu|"
		      "familles tiers lieux|famille tiers lieu|typo|type espace|type etablissement|category|type equipement|"
		      "typologie lieu|typologie tiers lieu|type tl|typ tl|categorie lieu|typo tl|nature lieu|typ lieu|type site|"
		      "sous categorie|facility type|types lieu|typologie structure|categorie structure|type organisme|type tiers lieux|"
		      "thematique|type activite|typologie principale|kind|type acteur|type lieu accueil|nature structure|nature espace|"
		      "nature etablissement|nature tiers lieu|nature tl"},
	{"date_maj", "date maj|maj|date mise jour|mise jour|derniere mise jour|updated at|last update|date modification|date modif|"
		     "modified|last modified|updated|maj le|mis jour|mis jour le|mise jour le|date derniere mise jour|derniere modification|"
		     "date derniere modification|modif le|date actualisation|date validation|updatedat|datemaj|last modified at|dt maj|"
		     "modifie le|last updated|date update|derniere maj|date derniere maj|bf date maj|actualise le|d maj|"
		     "date verification|verifie|date derniere verification|derniere verification|date mise jour donnees|"
		     "date derniere mise jour donnees|mise jour donnees|date maj donnees|date mi|date mise|date mise ajour|mise ajour|"
		     "derniere mise ajour|date derniere mise ajour|mis ajour le"},
	{"porteuse", "porteuse|structure porteuse|structure parente|structure gestionnaire|gestionnaire|porteur|nom gestionnaire|"
		     "nom structure porteuse|organisme gestionnaire|structure juridique|nom strc gest|operator|exploitant|operateur|"
		     "organisme porteur|porte par|porte|gere par|nom structure gestionnaire|organisation|organization|porteur projet structure|"
		     "maitre ouvrage|structure support|organisme rattachement|structure rattachement|entite juridique|tutelle|"
		     "structure porteur|organisation porteuse|nom gestion|nom porteuse|reseau porteur|parent organization|gestionnai|"
		     "structure mere|maison mere|organisme mere|structure parent|gere|qui gere|qui porte|organisme gestion|nom structure parente"},
	{"porteuse_nature", "porteuse nature|type structure gest|type structure porteuse|statut juridique|nature juridique|"
			    "forme juridique|type structure gestionnaire|type gestionnaire|statut juridique structure|legal status|"
			    "statut structure|type porteur|type porteuse|categorie juridique|form jurid|statut jur|"
			    "nature structure porteuse|nature structure gestionnaire|nature gestionnaire|nature porteur|type organisme gestionnaire"},
	{"pivot", "pivot|siret|rna|numero siret|n siret|no siret|num siret|code siret|siret structure|siret rna|siret ou rna|siret siege|"
		  "numero rna|n rna|siret porteur|identifiant siret|id siret|siret etablissement|numero siret ou rna|siret gestionnaire"},
	{"label", "labels|label|label ft|labels nationaux|labels autres|labellisation|labellisations|dispositif programmes nationaux|"
		  "labels nom|label national|formations labels|autres formations labels|label fabrique territoire|fabrique territoire|"
		  "labelise ft|label france services|manufacture proximite|label manufacture|labels territoriaux|"
		  "labels et habilitations|labelft|certifications labels|label obtenu|nom label|labels tl|fdt|label fdt|"
		  "fabrique territoires|fabriques territoire|fabriques territoires|manufactures proximite"},
	{"reseau", "reseau|reseaux|network|networks|reseaux porteurs|appartenance reseau|reseau appartenance|nom reseau|"
		   "reseau tiers lieux|membre reseau|reseau regional|reseaux appartenance|reseau affiliation"},
	{"precision", "result score|precision geocodage|fiabilite geocodage|score|score geocodage|precision|precision score|geocodage score|geo score|score geo"},
	{"fabrique_numerique", "fabrique numerique|fabrique numerique territoire"},
	{"qpv", "qpv|situe qpv|dans qpv|lieu qpv|quartier prioritaire|quartier prioritaire ville"},
};

// What stands in files and tells nothing that we keep: whole names.
static const char nothing[] =
	"|statut|etat|status|siren|ape|naf|code naf|departement|dep|dept|region|reg|epci|canton|pays|country|"
	"source|licence|license|objectid|fid|gid|ogc fid|globalid|image|photo|logo|facebook|twitter|instagram|linkedin|youtube|"
	"itinerance|itinerant|services|service|accessibilite|publics|tarifs|tarif|prise rdv|date|annee|version|created|"
	"created at|date creation|date ouverture|date ouv|tags|ratings|moderation state|moderationstate|state|option values|"
	"optionvalues|address country|commentaire|commentaires|remarque|remarques|observation|observations|equipements|surface|"
	"nombre postes|population|superficie|capacite|effectif|ordre|layer|style|icon|marker color|en ligne|lien source|"
	"departement tl|region tl|code departement|code region|nom departement|nom region|nom epci|horodateur|timestamp|linked in|you tube|tik tok|result type|result status|result id|result context|"
	"presence reseaux|mots cles|mot cle|keywords|siege|siege social|";

// Names that say little: they give way to a better one, and to values.
static const char weak[] = "|structure|association|structures|lien|url|link|lien web|page web|organisme|organisation|organization|type|types|kind|point|location|"
			   "localisation|num|ref|reference|title|details|detail|texte|about|lieu|espace|etablissement|equipement|"
			   "structure accueil|fablab|ouvert|cle|entite|gere|verifie|categorie|categories|category|thematique|num ref|toponyme|ouverture|score|precision|";

static const char articles[] = " du de la le les l d des en et a au aux un une the of the ";
// Words that only say of what: "lieu_nom", "contact_telephone", "fields.cp".
static const char generic[] = " lieu lieux tl tiers structure etablissement etab equipement organisme bf champ field fields "
			      "properties attributes contact contacts coordonnees coordonnee principal principale acteur "
			      "item record place poi fiche implantation accueil physique complet complete infos info epn fablab "
			      "tierslieu tierslieux data value site facility location actuel actuelle general generale "
			      "quel quelle quels quelles est sont votre vos notre nos cet cette avez vous situe trouve donnees merci indiquer "
			      "indiquez preciser precisez renseigner renseignez question obligatoire facultatif ";
static const char personal_words[] = " perso portable mobile gsm prenom prenoms firstname lastname surname civilite referent referente referents responsable "
				     "dirigeant dirigeante president presidente gerant gerante directeur directrice fondateur "
				     "fondatrice animateur animatrice coordinateur coordinatrice interlocuteur interlocutrice "
				     "personnel personnelle prive privee domicile naissance fabmanager manager representant elu maire "
				     "auteur author contributeur proprietaire mediateur mediatrice conseiller signataire benevole ";
// What an image, a social page or a count is called, wherever the word stands.
static const char passed_over[] = " image images photo photos logo logos picture thumbnail avatar facebook twitter instagram "
				  "linkedin youtube mastodon fb insta pinterest tiktok siren naf ape nombre nb nbre "
				  "effectif surface superficie capacite tarif tarifs prix population departement dept region epci "
				  "canton arrondissement iris pays country source licence license objectid score created creation "
				  "rendez reservation inscription agenda annee annees sociaux social quartier quartiers secteur video videos rdv licences bassin intercommunalite emplacement photo1 rss flux fax fichier linked tube google maps itineraire ";

static bool listed(const char *list, struct str word)
{
	for (const char *at = list; (at = strstr(at, " ")) != NULL;) {
		at++;
		if (strncmp(at, word.p, word.n) == 0 && at[word.n] == ' ')
			return word.n > 0;
		size_t stem = strcspn(at, " *"); // "presente*": any ending
		if (at[stem] == '*' && word.n >= stem && memcmp(at, word.p, stem) == 0)
			return true;
	}
	return false;
}

static bool alternative(const char *list, struct str name) // "a|b|c"
{
	struct str rest = str_of(list);
	while (rest.n > 0)
		if (str_eq(str_cut(rest, '|', &rest), name))
			return name.n > 0;
	return false;
}

struct str heading_words(struct str name, struct arena *a)
{
	struct buf split = {0}, folded = {0}, out = BUF_IN(a);
	for (size_t i = 0; i < name.n; i++) { // codePostal
		bool hump = i > 0 && name.p[i] >= 'A' && name.p[i] <= 'Z' && name.p[i - 1] >= 'a' && name.p[i - 1] <= 'z';
		if (hump)
			buf_addc(&split, ' ');
		buf_addc(&split, name.p[i]);
	}
	utf8_fold(&folded, buf_str(&split));
	for (size_t i = 0; i < folded.n; i++) {
		char c = folded.p[i];
		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')))
			folded.p[i] = ' ';
	}
	struct str rest = buf_str(&folded);
	while (rest.n > 0) {
		struct str word = str_cut(rest, ' ', &rest);
		if (word.n == 0 || listed(articles, word))
			continue;
		if (out.n > 0)
			buf_addc(&out, ' ');
		buf_add(&out, word);
	}
	buf_release(&split);
	buf_release(&folded);
	return buf_str(&out);
}

bool heading_has(struct str words, const char *word)
{
	while (words.n > 0)
		if (str_eqz(str_cut(words, ' ', &words), word))
			return true;
	return false;
}

static bool has_any(struct str words, const char *list)
{
	while (words.n > 0)
		if (listed(list, str_cut(words, ' ', &words)))
			return true;
	return false;
}

static const char *exact(struct str words)
{
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (alternative(known[i].names, words))
			return known[i].target;
	return NULL;
}

static struct str without_generic(struct str words, struct arena *a)
{
	struct buf out = BUF_IN(a);
	while (words.n > 0) {
		struct str word = str_cut(words, ' ', &words);
		if (word.n == 0 || listed(generic, word))
			continue;
		if (out.n > 0)
			buf_addc(&out, ' ');
		buf_add(&out, word);
	}
	return buf_str(&out);
}

// Longer names, by the word that counts. Order matters: what is named more precisely stands first.
static const struct {
	const char *target, *words, *unless;
} rules[] = {
	{"courriels", " courriel courriels mail email mel mails emails ", " "},
	{"telephone", " telephon* tel phone ", " "},
	{"code_insee", " insee citycode ", " nom lib libelle "},
	{"code_postal", " postal postcode zip codepostal cp codpost ", " adresse boite cedex "},
	{"latitude", " latitude lat ", " longitude lon lng long "},
	{"longitude", " longitude lon lng long ", " latitude lat descript* presentation nom texte "},
	{"position", " geopoint geolocalisation wkt gps geom geometrie geometry ", " "},
	{"date_maj", " maj modification modifie updated update edited modified actualisation actualise actualisee verification verifie ", " "},
	{"horaires", " horaire* heures permanence permanences planning ", " commentaire commentaires nombre formation nom adresse type "},
	{"horaires", " lundi mardi mercredi jeudi vendredi samedi dimanche ", " marche "},
	{"porteuse_nature", " juridique ", " "},
	{"porteuse", " porteuse porteus porteu gestionnaire gestionnai porteur exploitant ", " type statut nature "},
	{"label", " label labels labellis* ", " date annee "},
	{"label", " fabrique fabriques manufacture manufactures ", " numerique date annee nom id libelle type "},
	{"reseau", " reseau reseaux ", " sociaux social "},
	{"site_web", " web website* internet url* www siteweb ", " connexion acces wifi "},
	{"typologie", " typologi* ", " "},
	{"commune", " commune ville localite ", " code date politique communaute metropole quartier quartiers "},
	{"complement_adresse", " complement ", " "},
	{"rue", " voie rue ", " code numero num n no "},
	{"adresse", " voie rue ", " code "},
	{"adresse", " adresse address ", " "},
	{"presentation_resume", " resume synthetique synthese courte court bref breve brievement pitch succinct succincte succinte ", " nom "},
	{"presentation_detail", " description* presentati* descripti* presente* decrivez decrire ", " date "},
	{"typologie", " type categorie famille familles ", " voie public publics date activite offre connexion financement contrat service services acces accompagnement permanence "},
	{"identifiant", " id identifiant ident uid uuid ", " source parent departement region epci commune type reseau user "},
	{"nom", " nom denomination libelle intitule titre ", " reseau label territoire fichier programme jeu "},
};

static const char *by_words(struct str words)
{
	for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++)
		if (has_any(words, rules[i].words) && !has_any(words, rules[i].unless))
			return rules[i].target;
	return NULL;
}

// "contact_nom", "nom_contact", "nom du référent": persons; "contact_nom_structure" is none.
static bool names_a_person(struct str words)
{
	if (has_any(words, personal_words) || str_eqz(words, "votre nom") || str_eqz(words, "quel est votre nom"))
		return true;
	bool contact = has_any(words, " contact contacts ");
	return contact && has_any(words, " nom name noms ") && !has_any(words, " structure lieu organisme ");
}

struct heading heading_read(struct str name, struct arena *a)
{
	struct str words = heading_words(name, a), last = words, less;
	for (size_t i = name.n; i-- > 0;) { // the last member of a path
		if (name.p[i] == '.') {
			last = heading_words(str_from(name, i + 1), a);
			break;
		}
	}
	const struct mapping_target *own = mapping_target_find(name);
	if (own != NULL)
		return (struct heading){HEADING_TARGET, own->key, 100};
	const char *target = exact(words);
	if (target != NULL)
		return (struct heading){HEADING_TARGET, target, alternative(weak, words) ? 68 : 90};
	if (names_a_person(words))
		return (struct heading){HEADING_PERSONAL, NULL, 85};
	if (words.n == 0 || alternative(nothing, words))
		return (struct heading){HEADING_NOTHING, NULL, 80};
	less = without_generic(words, a);
	bool link = has_any(words, " url lien link permalink "), elsewhere = has_any(words, " fiche source annuaire edition permalink ");
	if ((link && elsewhere) || str_find(name, S("@type")) >= 0 || str_find(name, S("@context")) >= 0)
		return (struct heading){HEADING_NOTHING, NULL, 75}; // a page of the directory; what JSON-LD says of itself
	if (has_any(words, " site website siteweb ") && has_any(words, " web internet url page facebook "))
		return (struct heading){HEADING_TARGET, "site_web", 70};
	if (has_any(words, " siret* nsiret rna ") && !has_any(words, " date type statut partenaire partenaires employeur financeur prescripteur "))
		return (struct heading){HEADING_TARGET, "pivot", 70};
	if (has_any(words, " tel telephone ") && has_any(words, " fax "))
		return (struct heading){HEADING_TARGET, "telephone", 60};
	bool priority = heading_has(words, "qpv") || (heading_has(words, "quartier") && heading_has(words, "prioritaire"));
	if (priority && !has_any(words, " nom code lib libelle nombre nb id numero distance "))
		return (struct heading){HEADING_TARGET, "qpv", 70};
	if (has_any(words, passed_over))
		return (struct heading){HEADING_NOTHING, NULL, 75};
	if ((target = exact(less)) != NULL)
		return (struct heading){HEADING_TARGET, target, 80};
	if (!str_eq(last, words) && (target = exact(last)) != NULL)
		return (struct heading){HEADING_TARGET, target, 75};
	if (alternative(nothing, less) || alternative(nothing, last))
		return (struct heading){HEADING_NOTHING, NULL, 70};
	if ((target = by_words(words)) != NULL)
		return (struct heading){HEADING_TARGET, target, 60};
	return (struct heading){HEADING_UNKNOWN, NULL, 0};
}
