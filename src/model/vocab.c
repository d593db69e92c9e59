// SPDX-License-Identifier: AGPL-3.0-or-later
#include "model/vocab.h"

#include <assert.h>

#include "base/i18n.h"

struct term {
	const char *code, *name;
};

static const struct term types[TYPE_COUNT] = {
	[TYPE_CRAFT] = {"atelier-artisanal", N_("Ateliers artisanaux partagés")},
	[TYPE_COWORKING] = {"coworking", N_("Bureaux partagés / coworking")},
	[TYPE_FOODLAB] = {"foodlab", N_("Cuisine partagée / foodlab")},
	[TYPE_FABLAB] = {"fablab", N_("Fablab / makerspace / hackerspace")},
	[TYPE_LIVINGLAB] = {"living-lab", N_("Living lab / laboratoire d’innovation sociale")},
	[TYPE_FARM] = {"nourricier", N_("Tiers-lieu nourricier")},
	[TYPE_CULTURE] = {"culturel", N_("Tiers-lieu culturel")},
	[TYPE_OTHER] = {"autre", N_("Autre")},
};
static const struct term stages[STAGE_COUNT] = {
	[STAGE_DOES] = {"fait", N_("font ça")},
	[STAGE_STARTED] = {"commence", N_("ont commencé")},
	[STAGE_WANTS] = {"veut", N_("veulent le faire")},
};
static const struct term territories[TERRITORY_COUNT] = {
	[TERRITORY_RURAL] = {"rural", N_("Rural")},
	[TERRITORY_URBAN] = {"urbain", N_("Urbain")},
	[TERRITORY_QPV] = {"qpv", N_("Quartier prioritaire (QPV)")},
};
static const struct term holders[HOLDER_COUNT] = {
	[HOLDER_ASSOCIATION] = {"association", N_("Association")},
	[HOLDER_PUBLIC] = {"collectivite", N_("Collectivité")},
	[HOLDER_COOPERATIVE] = {"cooperative", N_("Coopérative (SCIC, SCOP, CAE)")},
	[HOLDER_COMPANY] = {"entreprise", N_("Entreprise")},
	[HOLDER_ESTABLISHMENT] = {"etablissement", N_("Établissement public ou d’enseignement")},
	[HOLDER_COLLECTIVE] = {"collectif", N_("Collectif")},
};
static const struct term partners[PARTNER_COUNT] = {
	[PARTNER_PUBLIC] = {"collectivite", N_("Collectivité")},
	[PARTNER_SOCIAL] = {"centre-social", N_("Centre social")},
	[PARTNER_HOUSING] = {"bailleur-social", N_("Bailleur social")},
	[PARTNER_TRAINING] = {"formation", N_("Acteur de la formation")},
	[PARTNER_COMPANY] = {"entreprise", N_("Entreprise")},
	[PARTNER_ASSOCIATION] = {"association", N_("Association")},
	[PARTNER_CULTURE] = {"culture", N_("Acteur culturel")},
};
static const struct term tris[] = {
	[UNKNOWN] = {"inconnu", N_("Non renseigné")},
	[YES] = {"oui", N_("Oui")},
	[NO] = {"non", N_("Non")},
};

static const struct term criteria[CRITERION_COUNT] = {
	[CRITERION_COMMUNITY] = {"communaute", N_("Une communauté de résidents")},
	[CRITERION_INVOLVED] = {"implication", N_("L’implication des habitants")},
	[CRITERION_ROOTED] = {"ancrage", N_("Un ancrage territorial")},
	[CRITERION_SHARING] = {"mise-en-commun", N_("Une mise en commun avec d’autres tiers-lieux")},
	[CRITERION_DIVERSE] = {"offre-diversifiee", N_("Une offre diversifiée")},
	[CRITERION_FOR_ALL] = {"offre-adaptee", N_("Une offre adaptée aux habitants")},
};

static const struct {
	const struct term *terms;
	size_t n;
} vocabs[VOCAB_COUNT] = {
	[VOCAB_TYPE] = {types, TYPE_COUNT},           [VOCAB_STAGE] = {stages, STAGE_COUNT},
	[VOCAB_TERRITORY] = {territories, TERRITORY_COUNT}, [VOCAB_HOLDER] = {holders, HOLDER_COUNT},
	[VOCAB_PARTNER] = {partners, PARTNER_COUNT},  [VOCAB_TRI] = {tris, 3},
	[VOCAB_CRITERION] = {criteria, CRITERION_COUNT},
};

size_t vocab_size(enum vocab v)
{
	assert(v < VOCAB_COUNT);
	return vocabs[v].n;
}

struct str vocab_code(enum vocab v, unsigned value)
{
	assert(value < vocab_size(v));
	return str_of(vocabs[v].terms[value].code);
}

const char *vocab_name(enum vocab v, unsigned value)
{
	assert(value < vocab_size(v));
	return vocabs[v].terms[value].name;
}

bool vocab_find(enum vocab v, struct str code, unsigned *value)
{
	for (unsigned i = 0; i < vocab_size(v); i++) {
		if (str_eq(vocab_code(v, i), code)) {
			*value = i;
			return true;
		}
	}
	return false;
}
