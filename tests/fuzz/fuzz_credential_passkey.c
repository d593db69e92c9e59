// SPDX-License-Identifier: AGPL-3.0-or-later
// What a browser says of a passkey, from anybody: nothing of it opens a door, and whatever is taken is within what came in.
// The first byte says how much of the rest is clientDataJSON (in sixteenths); what follows is authenticatorData.
#include "base/arena.h"
#include "credential/passkey.h"
#include "credential/secret.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct passkey_site site = {S("https://exemple.org"), S("exemple.org")};
	struct arena a = {0};
	struct passkey key;
	uint32_t n = 0;
	if (size == 0)
		return 0;
	struct str all = {(const char *)data + 1, size - 1}, bytes;
	size_t cut = all.n * (data[0] & 15) / 16;
	struct str client = str_sub(all, 0, cut), rest = str_from(all, cut);
	if (passkey_made(&site, S("defi"), client, rest, &a, &key))
		MUST(key.id.n > 0 && key.id.n < rest.n && key.public_key.n > 0);
	// A key whose other half nobody has: nothing is its signature.
	struct passkey mine = {S("x"), S("0123456789abcdef0123456789abcdef"), -8, 0};
	MUST(!passkey_signed(&site, S("defi"), &mine, client, rest, all, &a, &n));
	if (base64url_read(&a, all, &bytes))
		MUST(bytes.n <= all.n);
	passkey_host(all);
	arena_release(&a);
	return 0;
}
