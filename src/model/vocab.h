// SPDX-License-Identifier: AGPL-3.0-or-later
// Closed vocabularies: each value has a code for the wire and a French name for people.
#ifndef MAILLE_MODEL_VOCAB_H
#define MAILLE_MODEL_VOCAB_H

#include "base/str.h"

// The eight families of the French third-place census (France Tiers-Lieux). A place may have several.
enum place_type {
	TYPE_CRAFT,     // atelier-artisanal: Ateliers artisanaux partagés
	TYPE_COWORKING, // coworking: Bureaux partagés / coworking
	TYPE_FOODLAB,   // foodlab: Cuisine partagée / foodlab
	TYPE_FABLAB,    // fablab: Fablab / makerspace / hackerspace
	TYPE_LIVINGLAB, // living-lab: Living lab / laboratoire d'innovation sociale
	TYPE_FARM,      // nourricier: Tiers-lieu nourricier
	TYPE_CULTURE,   // culturel: Tiers-lieu culturel
	TYPE_OTHER,     // autre: Autre
	TYPE_COUNT
};

enum stage { STAGE_DOES, STAGE_STARTED, STAGE_WANTS, STAGE_COUNT }; // fait, commence, veut

enum territory { TERRITORY_RURAL, TERRITORY_URBAN, TERRITORY_QPV, TERRITORY_COUNT }; // rural, urbain, qpv

// What the holder structure is.
enum holder_kind {
	HOLDER_ASSOCIATION,  // association
	HOLDER_PUBLIC,       // collectivite
	HOLDER_COOPERATIVE,  // cooperative: SCIC, SCOP, CAE
	HOLDER_COMPANY,      // entreprise
	HOLDER_ESTABLISHMENT,// etablissement: public body, school, university, hospital
	HOLDER_COLLECTIVE,   // collectif
	HOLDER_COUNT
};

// The partner kinds of the technical table, and those its places needed besides.
enum partner_kind {
	PARTNER_PUBLIC,    // collectivite
	PARTNER_SOCIAL,    // centre-social
	PARTNER_HOUSING,   // bailleur-social
	PARTNER_TRAINING,  // formation: acteurs de la formation
	PARTNER_COMPANY,   // entreprise
	PARTNER_ASSOCIATION, // association
	PARTNER_CULTURE,   // culture
	PARTNER_COUNT
};

// The criteria by which the founding document knows a third place; a place says in its own words how it meets them.
enum criterion {
	CRITERION_COMMUNITY,  // communaute: une communauté de résidents
	CRITERION_INVOLVED,   // implication: des habitants, dans la gouvernance et la programmation
	CRITERION_ROOTED,     // ancrage: territorial
	CRITERION_SHARING,    // mise-en-commun: avec d'autres tiers-lieux
	CRITERION_DIVERSE,    // offre-diversifiee
	CRITERION_FOR_ALL,    // offre-adaptee: aux besoins de tous les habitants
	CRITERION_COUNT
};

enum tri { UNKNOWN, YES, NO };

enum vocab { VOCAB_TYPE, VOCAB_STAGE, VOCAB_TERRITORY, VOCAB_HOLDER, VOCAB_PARTNER, VOCAB_TRI, VOCAB_CRITERION, VOCAB_COUNT };

size_t vocab_size(enum vocab v);
struct str vocab_code(enum vocab v, unsigned value);
const char *vocab_name(enum vocab v, unsigned value); // in French: pass it through tr()
bool vocab_find(enum vocab v, struct str code, unsigned *value);

#endif
