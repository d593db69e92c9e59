// SPDX-License-Identifier: AGPL-3.0-or-later
// Whatever the lexicon's file holds, it is read or refused with its line; what it says of its own words is text.
#include "base/utf8.h"
#include "fuzz.h"
#include "search/lexicon.h"

static void ask(const struct lexicon *l, struct str phrase)
{
	const struct str *words;
	const enum place_type *types;
	enum place_type type;
	struct lexicon_value value;
	char key[64];
	size_t n = lexicon_synonyms(l, phrase, &words);
	for (size_t i = 0; i < n; i++)
		MUST(words[i].n > 0 && utf8_valid(words[i]));
	if (lexicon_type(l, phrase, &type)) {
		MUST(type < TYPE_COUNT);
		n = lexicon_neighbours(l, type, &types);
		for (size_t i = 0; i < n; i++)
			MUST(types[i] < TYPE_COUNT);
	}
	if (lexicon_value(l, phrase, &value))
		MUST(value.param.n > 0 && value.code.n > 0);
	lexicon_is_stop(l, phrase);
	lexicon_is_common(l, phrase);
	MUST(lexicon_key(phrase, key, sizeof key) < sizeof key);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = {(const char *)data, size};
	struct lexicon *l = NULL;
	const struct err *err = lexicon_parse(text, &l);
	if (err != NULL) {
		MUST(err_code(err) == ERR_INPUT && err_text(err)[0] != '\0');
		err_free(err);
		return 0;
	}
	for (size_t from = 0, at = 0; at <= size; at++) {
		if (at < size && data[at] != '~' && data[at] != ',' && data[at] != '\n' && data[at] != '-')
			continue;
		struct str phrase = str_trim(str_sub(text, from, at - from));
		if (utf8_valid(phrase)) // the questions that reach it are text
			ask(l, phrase);
		from = at + 1;
	}
	lexicon_free(l);
	return 0;
}
