// SPDX-License-Identifier: AGPL-3.0-or-later
// What a worker that was captured may answer: what is kept of it must be kept whole when read again.
#include "fuzz.h"
#include "picture/sniff.h"
#include "picture/webp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf once = {0}, twice = {0};
	struct str s = {(const char *)data, size};
	sniff_refuses(s);
	if (webp_pixels(s, &once))
		MUST(once.n <= size && webp_pixels(buf_str(&once), &twice) && str_eq(buf_str(&once), buf_str(&twice)));
	buf_release(&once);
	buf_release(&twice);
	return 0;
}
