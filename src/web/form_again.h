// SPDX-License-Identifier: AGPL-3.0-or-later
#ifndef MAILLE_WEB_FORM_AGAIN_H
#define MAILLE_WEB_FORM_AGAIN_H

#include "base/str.h"
#include "web/layout.h"

struct view_form_again {
	struct view_layout layout;
	struct str target;   // where it was sent to
	bool sign_in;        // it takes somebody signed in
	bool has_files;      // files must be chosen again
	bool foreign;        // it was sent by another site: nothing is offered
	struct pair *fields;
	size_t field_n;
};

#endif
