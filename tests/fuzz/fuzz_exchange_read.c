// SPDX-License-Identifier: AGPL-3.0-or-later
// Whatever a file holds, it is read or refused in words; what is read has a name and stands on the globe.
#include <math.h>

#include "base/utf8.h"
#include "exchange/codec.h"
#include "exchange/enrich.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = {0};
	struct record_set set;
	const struct err *err = exchange_read((struct str){(const char *)data, size}, S("fuzz"), &arena, &set);
	if (err != NULL) {
		MUST(err_code(err) == ERR_INPUT && err_text(err)[0] != '\0');
		err_free(err);
	} else {
		enrich_records(&set, &arena);
		for (size_t i = 0; i < set.record_n; i++) {
			const struct place *p = &set.records[i].place;
			MUST(p->name.n > 0 && utf8_valid(p->name) && utf8_valid(p->other_names) && utf8_valid(p->description));
			MUST(isnan(p->lat) || (p->lat >= -90 && p->lat <= 90));
			MUST(isnan(p->lon) || (p->lon >= -180 && p->lon <= 180));
			MUST(isnan(p->lat) == isnan(p->lon));
		}
	}
	arena_release(&arena);
	return 0;
}
