// SPDX-License-Identifier: AGPL-3.0-or-later
// What a codec reads out of a file: places as the source tells them, before they meet the network's own.
#ifndef MAILLE_EXCHANGE_RECORD_H
#define MAILLE_EXCHANGE_RECORD_H

#include "base/arena.h"
#include "base/err.h"
#include "model/field.h"

struct record_tie { // a label, action, network or structure that the source ties to the place, by key or name
	enum { TIE_LABEL, TIE_ACTION, TIE_NETWORK, TIE_HOLDER, TIE_PARTNER } kind;
	struct str key, name;
	struct str role, note; // of a member, a partner, an engagement
	uint8_t stage;         // of an action
	int8_t org_kind;       // enum holder_kind or enum partner_kind, or NONE
	struct date date;
};
struct record {
	struct str identifier; // the source's own
	uint32_t line;         // 1 is the file's first
	struct str raw_name;   // the name exactly as the file writes it
	struct place place;    // the fields that the table knows; ties are below
	uint64_t told;         // bit k: place_fields[k] was told by the file itself; the others were worked out since
	struct record_tie *ties;
	uint32_t tie_n;
};
struct refusal {
	uint32_t line;
	struct str column, reason; // in French
};
struct record_set {
	struct source source; // key; title, publisher, licence, url, date where they are known; id unset
	struct record *records;
	size_t record_n;
	struct refusal *refusals;
	size_t refusal_n;
	size_t read_n; // rows or elements in the file
	struct refusal *warnings; // what was left aside or replaced in records that were taken
	size_t warning_n;
	size_t repeated_n; // rows that say again what one before them said
	// Vocabulary that the file brings (native format): actions, networks, labels, structures.
	struct action *actions;
	struct network *networks;
	struct label *labels;
	struct org *orgs;
	uint32_t action_n, network_n, label_n, org_n;
};

#endif
