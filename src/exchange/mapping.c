// SPDX-License-Identifier: AGPL-3.0-or-later
// What columns may be mapped to, and mappings as text.
#include "exchange/mapping.h"

#include <string.h>

#include "base/i18n.h"
#include "base/json.h"
#include "exchange/codec.h"

static const struct mapping_target targets[] = {
	{"nom", "nom", N_("Nom"), false},
	{"autres_noms", "autres_noms", N_("Autres noms"), false},
	{"identifiant", "identifiant", N_("Identifiant chez la source"), false},
	{"typologie", "typologie", N_("Types de lieu"), false},
	{"adresse", "adresse", N_("Adresse"), false},
	{"numero", "adresse", N_("Adresse : le numéro"), false},
	{"type_voie", "adresse", N_("Adresse : rue, avenue, place …"), false},
	{"rue", "adresse", N_("Adresse : le nom de la voie"), false},
	{"complement_adresse", "adresse", N_("Adresse : le complément"), false},
	{"code_postal", "code_postal", N_("Code postal"), false},
	{"commune", "commune", N_("Commune"), false},
	{"code_insee", "code_insee", N_("Code INSEE"), false},
	{"latitude", "latitude", N_("Latitude"), false},
	{"longitude", "longitude", N_("Longitude"), false},
	{"position", "latitude", N_("Latitude et longitude ensemble"), false},
	{"precision", "latitude", N_("Précision du géocodage, de 0 à 1"), false},
	{"site_web", "site_web", N_("Site web"), false},
	{"telephone", "telephone", N_("Téléphone du lieu"), true},
	{"courriels", "courriels", N_("Courriel du lieu"), true},
	{"horaires", "horaires", N_("Horaires"), false},
	{"presentation_resume", "presentation_resume", N_("En quelques mots"), false},
	{"presentation_detail", "presentation_detail", N_("Présentation"), false},
	{"label", "label", N_("Labels"), false},
	{"reseau", "reseau", N_("Réseaux"), false},
	{"porteuse", "porteuse", N_("Structure porteuse"), false},
	{"porteuse_nature", "porteuse", N_("Nature de la structure porteuse"), false},
	{"pivot", "pivot", N_("SIRET ou RNA de la structure porteuse"), false},
	{"porteuse_depuis", "porteuse_depuis", N_("La structure porteuse existe depuis"), false},
	{"qpv", "qpv", N_("Dans un quartier prioritaire (QPV)"), false},
	{"fabrique_numerique", "fabrique_numerique", N_("Fabrique numérique"), false},
	{"dossier", "dossier", N_("Dossier de présentation"), false},
	{"date_maj", "date_maj", N_("Confirmé le"), false},
};

const struct mapping_target *mapping_targets(size_t *n)
{
	*n = sizeof targets / sizeof targets[0];
	return targets;
}

const struct mapping_target *mapping_target_find(struct str key)
{
	for (size_t i = 0; i < sizeof targets / sizeof targets[0]; i++)
		if (str_eqz(key, targets[i].key))
			return &targets[i];
	return NULL;
}

static struct mapped_column *find_column(struct mapping *m, struct str name)
{
	for (size_t i = 0; i < m->column_n; i++)
		if (str_eq(m->columns[i].name, name))
			return &m->columns[i];
	return NULL;
}

bool mapping_set(struct mapping *m, struct str column, struct str target)
{
	struct mapped_column *c = find_column(m, column);
	const struct mapping_target *t = target.n > 0 ? mapping_target_find(target) : NULL;
	if (c == NULL || (target.n > 0 && t == NULL))
		return false;
	c->target = t != NULL ? str_of(t->key) : STR_NONE;
	c->confidence = 100;
	c->reason = STR_NONE;
	return true;
}

void mapping_write(const struct mapping *m, struct buf *out)
{
	struct json_writer w = {.out = out};
	json_open(&w, '{');
	json_key(&w, S("empreinte"));
	json_str(&w, m->fingerprint);
	json_key(&w, S("colonnes"));
	json_open(&w, '{');
	for (size_t i = 0; i < m->column_n; i++) {
		json_key(&w, m->columns[i].name);
		json_strn(&w, m->columns[i].target);
	}
	json_close(&w, '}');
	json_close(&w, '}');
}

bool mapping_kept(struct mapping *guess, struct str text, struct arena *a)
{
	json_t *root = NULL;
	const struct err *err = json_read(text, &root);
	if (err != NULL) {
		err_free(err);
		return false;
	}
	const json_t *columns = json_object_get(root, "colonnes");
	bool ours = json_is_object(columns);
	for (size_t i = 0; ours && i < guess->column_n; i++) {
		const json_t *v = json_object_get(columns, arena_z(a, guess->columns[i].name));
		if (json_is_string(v))
			mapping_set(guess, guess->columns[i].name, json_as_text(v, a));
		else if (json_is_null(v) && guess->columns[i].target.n > 0)
			mapping_set(guess, guess->columns[i].name, STR_NONE);
	}
	json_decref(root);
	return ours;
}
