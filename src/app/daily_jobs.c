// SPDX-License-Identifier: AGPL-3.0-or-later
// Every daily job: a row.
#include "app/contact.h"
#include "app/daily.h"
#include "app/escalate.h"
#include "app/follow.h"
#include "app/freshness.h"
#include "app/imports.h"
#include "app/outbox.h"
#include "app/privacy.h"
#include "base/i18n.h"

const struct daily_row daily_jobs[] = {
	{"courriels", N_("oublier les courriels partis depuis plus de trente jours, signaler ceux qui n’ont pas pu partir"), outbox_tidy},
	{"conversations", N_("refermer les conversations avec des lieux qui n’ont plus servi"), contact_tidy},
	{"vie-privee", N_("oublier ce qui n’est plus gardé : connexions finies, adresses répondues, photos retirées, comptes jamais ouverts"), privacy_tidy},
	{"imports", N_("oublier les fichiers envoyés pour un import et jamais importés"), import_tidy},
	{"resumes", N_("envoyer à chacun ce qui a changé dans ce qu’il suit"), follow_digests},
	{"propositions", N_("transmettre plus haut les propositions que personne n’a tranchées"), suggestion_escalate},
	{"fraicheur", N_("demander aux équipes si leur page est toujours juste"), freshness_remind},
	{.name = NULL},
};
