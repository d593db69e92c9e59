// SPDX-License-Identifier: AGPL-3.0-or-later
// Two places out of any bytes: comparing them is safe, the same both ways, and a place is like itself.
#include "exchange/enrich.h"
#include "exchange/match.h"
#include "fuzz.h"
#include "model/field.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = {0};
	struct place places[2] = {place_none(), place_none()};
	struct str rest = {(const char *)data, size};
	for (int i = 0; i < 2; i++) {
		places[i].name = str_cut(rest, '\n', &rest);
		places[i].other_names = str_cut(rest, '\n', &rest);
		places[i].address = str_cut(rest, '\n', &rest);
		places[i].website = str_cut(rest, '\n', &rest);
		places[i].commune = str_cut(rest, '\n', &rest);
		enrich_place(&places[i], &arena);
	}
	const struct place *all[3] = {&places[0], &places[1], &places[0]};
	struct matcher *m = matcher_new(all, 3);
	uint32_t near[8];
	for (uint32_t i = 0; i < 3; i++)
		MUST(matcher_candidates(m, i, near, 8) <= 2);
	struct match ab = matcher_compare(m, 0, 1, false), ba = matcher_compare(m, 1, 0, false);
	MUST(ab.verdict == ba.verdict);
	MUST(ab.confidence >= 0 && ab.confidence <= 1);
	matcher_free(m);
	arena_release(&arena);
	return 0;
}
