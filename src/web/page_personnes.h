// SPDX-License-Identifier: AGPL-3.0-or-later
#ifndef MAILLE_WEB_PAGE_PERSONNES_H
#define MAILLE_WEB_PAGE_PERSONNES_H

#include "app/outbox.h"
#include "app/people.h"
#include "web/layout.h"

struct people_mandate {
	int64_t id;
	struct str name;
};
struct people_row {
	const struct person *person;
	const struct people_mandate *mandates;
	size_t mandate_n;
	struct date made, seen;
};
struct people_choice { // something that can be animated
	struct str value, name;
};
struct view_people {
	struct view_layout layout;
	const struct people_row *rows;
	const struct people_choice *networks, *regions, *departments;
	size_t row_n, network_n, region_n, department_n;
	struct str q, address, over; // as typed
	const char *done, *wrong;
	struct outbox_state mail;
	bool more; // not all are shown
};

#endif
