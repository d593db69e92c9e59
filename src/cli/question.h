// SPDX-License-Identifier: AGPL-3.0-or-later
// The search parameters as options, for every command that asks the network a question: --type fablab is type=fablab.
#ifndef MAILLE_CLI_QUESTION_H
#define MAILLE_CLI_QUESTION_H

#include "base/i18n.h"
#include "cli/cli.h"

#define QUESTION_OPTIONS                                                                                         \
	{"--pres", N_("LIEU"), N_("commune, code postal, département, région ou « latitude,longitude »")},       \
	{"--rayon", "KM", N_("au plus à cette distance")},                                                       \
	{"--type", "CODE", N_("type de lieu : fablab, coworking, nourricier…")},                                 \
	{"--label", "CODE", N_("label : fabrique-de-territoire, manufacture-de-proximite")},                     \
	{"--action", "CODE", N_("action que le lieu mène")},                                                     \
	{"--etape", "CODE", N_("étape de l’action : fait, commence, veut")},                                     \
	{"--territoire", "CODE", N_("rural, urbain ou qpv")},                                                    \
	{"--region", "CODE", N_("région")},                                                                      \
	{"--departement", "CODE", N_("département")},                                                            \
	{"--reseau", "CODE", N_("réseau")},                                                                      \
	{"--porteuse", "CODE", N_("nature de la structure porteuse")},                                           \
	{"--partenaire", "CODE", N_("nature d’un partenaire")},                                                  \
	{"--annee", N_("ANNÉE"), N_("année du label")},                                                          \
	{"--confirme", N_("ANNÉE"), N_("confirmé depuis cette année")},                                          \
	{"--exact", NULL, N_("les mots tels quels, sans correction ni synonyme")}

// What was asked, as ask_read takes it: the arguments are q. Options that are no parameter come along; ask_read
// passes over them.
size_t question_params(struct cli *c, struct pair **out);

#endif
