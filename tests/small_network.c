// SPDX-License-Identifier: AGPL-3.0-or-later
#include "small_network.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "model/field.h"
#include "model/gazetteer.h"
#include "search/lexicon.h"

enum { FT = 1, MP = 2, FORMS = 4, WANTS_FORMS = 8, IN_RFF = 16, CLOSED = 32 };
#define T(x) (1u << TYPE_##x)

static const struct {
	const char *name, *insee;
	unsigned types, more;
} rows[] = {
	{"Konk Ar Lab", "29039", T(FABLAB), FT | IN_RFF},
	{"Fablab de Brest", "29019", T(FABLAB), 0},
	{"MakerSpace56", "56260", T(FABLAB), 0},
	{"La Colloc", "56121", T(COWORKING), 0},
	{"La Fabrique", "34172", T(FABLAB), 0},
	{"La Fabrique des Possibles", "69123", T(CULTURE), 0},
	{"La Manufacture", "33063", T(COWORKING), 0},
	{"La Redonnaise", "35236", T(CRAFT), MP},
	{"L'Hermitage", "60040", T(FARM), FT},
	{"La Machinerie", "80021", T(FABLAB) | T(COWORKING), FT | FORMS},
	{"La Machinerie", "38185", T(FABLAB), 0},
	{"Cowork'in Lille", "59350", T(COWORKING), 0},
	{"Télécentre de Murat", "15138", T(COWORKING), FT},
	{"Nantes Coworking", "44109", T(COWORKING), 0},
	{"La Cantine", "44109", T(COWORKING), 0},
	{"Le Lieu-Dit", "29019", 0, FT},
	{"Le Bureau des Champs", "53130", T(COWORKING), 0},
	{"Village Factory", "72010", T(COWORKING), 0},
	{"Coworking 42", "83061", T(COWORKING), 0},
	{"La Poterie Partagée", "35238", T(CRAFT), WANTS_FORMS},
	{"Ateliers Bermuda", "01401", T(CRAFT), MP},
	{"Association Synergie", "97411", 0, FT},
	{"Le Port des Créateurs", "83137", T(CULTURE), FT},
	{"Recyclerie du Marais", "44109", T(OTHER), 0},
	{"Le Fablab", "35238", T(FABLAB), CLOSED},
};
enum { ROWS = sizeof rows / sizeof *rows };

static struct atlas *atlas;
static struct lexicon *lexicon;
static struct index *built;

static void fill(struct place *p, size_t i)
{
	struct arena *a = &atlas->arena;
	*p = place_none();
	p->id = (int64_t)i + 1;
	p->name = str_of(rows[i].name);
	p->slug = arena_printf(a, "lieu-%zu", i + 1);
	p->types = (uint8_t)rows[i].types;
	p->commune_at = gazetteer_by_insee(str_of(rows[i].insee));
	if (p->commune_at < 0) {
		fprintf(stderr, "no commune %s\n", rows[i].insee);
		exit(1);
	}
	struct commune c = gazetteer_commune((uint32_t)p->commune_at);
	p->commune = c.name;
	p->insee = c.insee;
	p->lat = (double)c.lat;
	p->lon = (double)c.lon;
	p->confirmed = (struct date){.year = 2020};
	p->state = rows[i].more & CLOSED ? PLACE_CLOSED : PLACE_OPEN;
	p->labels = arena_array(a, 2, sizeof *p->labels);
	p->engagements = arena_array(a, 1, sizeof *p->engagements);
	p->memberships = arena_array(a, 1, sizeof *p->memberships);
	if (rows[i].more & FT)
		p->labels[p->label_n++] = (struct place_label){.label = 0, .date = {.year = 2020}};
	if (rows[i].more & MP)
		p->labels[p->label_n++] = (struct place_label){.label = 1, .date = {.year = 2022}};
	if (rows[i].more & (FORMS | WANTS_FORMS))
		p->engagements[p->engagement_n++] =
			(struct engagement){.action = 1, .stage = rows[i].more & FORMS ? STAGE_DOES : STAGE_WANTS};
	if (rows[i].more & IN_RFF)
		p->memberships[p->membership_n++] = (struct membership){.network = 0};
}

const struct index *small_network(void)
{
	if (built != NULL)
		return built;
	atlas = mem_alloc(sizeof *atlas);
	struct arena *a = &atlas->arena;
	atlas->labels = arena_array(a, 2, sizeof *atlas->labels);
	atlas->labels[0] = (struct label){1, S("fabrique-de-territoire"), S("Fabrique de territoire"), STR_NONE};
	atlas->labels[1] = (struct label){2, S("manufacture-de-proximite"), S("Manufacture de proximité"), STR_NONE};
	atlas->label_n = 2;
	atlas->actions = arena_array(a, 2, sizeof *atlas->actions);
	atlas->actions[0] = (struct action){.id = 1, .key = S("coworking"), .name = S("Coworking"), .category = S("Coworking")};
	atlas->actions[1] = (struct action){.id = 2, .key = S("formation"), .name = S("Formation"), .category = S("Formation")};
	atlas->action_n = 2;
	atlas->networks = arena_array(a, 1, sizeof *atlas->networks);
	atlas->networks[0] = (struct network){.id = 1, .key = S("rff"), .name = S("Réseau Français des FabLabs (RFF)"), .lead = NONE};
	atlas->network_n = 1;
	atlas->places = arena_array(a, ROWS, sizeof *atlas->places);
	atlas->place_n = ROWS;
	for (size_t i = 0; i < ROWS; i++)
		fill(&atlas->places[i], i);
	const struct err *err = lexicon_shipped(&lexicon);
	if (err == NULL)
		err = index_build(atlas, lexicon, &built);
	if (err != NULL) {
		fprintf(stderr, "%s\n", err_text(err));
		exit(1);
	}
	return built;
}

void small_network_free(void)
{
	index_free(built);
	lexicon_free(lexicon);
	atlas_free(atlas);
	built = NULL;
}
