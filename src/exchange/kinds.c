// SPDX-License-Identifier: AGPL-3.0-or-later
// The eight families of places in the words of files. Whole phrases only: an agricultural school is no farm of a network,
// a chamber of crafts no shared workshop.
#include <string.h>

#include "base/utf8.h"
#include "exchange/column.h"
#include "model/vocab.h"

static const struct {
	const char *phrase; // folded, hyphens as spaces; "*" stands for any ending of the word
	enum place_type type;
} phrases[] = {
	{"fablab*", TYPE_FABLAB}, {"fab lab*", TYPE_FABLAB}, {"makerspace*", TYPE_FABLAB}, {"maker space*", TYPE_FABLAB},
	{"hackerspace*", TYPE_FABLAB}, {"hacklab*", TYPE_FABLAB}, {"hackespace*", TYPE_FABLAB}, {"atelier* fabrication numerique", TYPE_FABLAB},
	{"atelier* de fabrication numerique", TYPE_FABLAB}, {"laboratoire* de fabrication", TYPE_FABLAB}, {"hakerspace*", TYPE_FABLAB},
	{"coworking*", TYPE_COWORKING}, {"co working*", TYPE_COWORKING}, {"cowworking*", TYPE_COWORKING}, {"coworker*", TYPE_COWORKING},
	{"bureaux partages", TYPE_COWORKING}, {"bureau partage", TYPE_COWORKING}, {"telecentre*", TYPE_COWORKING},
	{"espace* de travail partage*", TYPE_COWORKING}, {"espace* de travail collaboratif*", TYPE_COWORKING},
	{"espace* de teletravail", TYPE_COWORKING}, {"espace* partage* de travail", TYPE_COWORKING}, {"cowork", TYPE_COWORKING},
	{"foodlab*", TYPE_FOODLAB}, {"food lab*", TYPE_FOODLAB}, {"cuisine* partagee*", TYPE_FOODLAB}, {"cuisine* collective*", TYPE_FOODLAB},
	{"living lab*", TYPE_LIVINGLAB}, {"livinglab*", TYPE_LIVINGLAB}, {"laboratoire* d'innovation sociale", TYPE_LIVINGLAB},
	{"laboratoire* innovation sociale", TYPE_LIVINGLAB},
	{"atelier* artisana* partage*", TYPE_CRAFT}, {"atelier* partage*", TYPE_CRAFT}, {"atelier* artisana*", TYPE_CRAFT},
	{"tiers lieu* nourricier*", TYPE_FARM}, {"lieu* nourricier*", TYPE_FARM}, {"nourricier*", TYPE_FARM}, {"tiers lieu* agricole*", TYPE_FARM},
	{"ferme* partagee*", TYPE_FARM}, {"tiers lieu* culturel*", TYPE_CULTURE}, {"lieu* culturel* intermediaire*", TYPE_CULTURE},
	{"culturel", TYPE_CULTURE}, {"tiers lieu*", TYPE_OTHER}, {"tierslieu*", TYPE_OTHER}, {"autre*", TYPE_OTHER},
};

// Whether the phrase stands at s, word by word; how much of s it takes.
static size_t matches(struct str s, const char *phrase)
{
	size_t i = 0;
	for (const char *p = phrase; *p != 0; p++) {
		if (*p == '*') {
			while (i < s.n && ((s.p[i] >= 'a' && s.p[i] <= 'z')))
				i++;
		} else if (i >= s.n || s.p[i] != *p) {
			return 0;
		} else {
			i++;
		}
	}
	return i == s.n || !((s.p[i] >= 'a' && s.p[i] <= 'z') || (s.p[i] >= '0' && s.p[i] <= '9')) ? i : 0;
}

static uint8_t item_types(struct str item)
{
	uint8_t types = 0;
	for (size_t i = 0; i < item.n;) {
		size_t n = 0;
		for (size_t k = 0; k < sizeof phrases / sizeof phrases[0] && n == 0; k++) {
			bool whole = phrases[k].type == TYPE_CULTURE && strchr(phrases[k].phrase, ' ') == NULL;
			n = matches(str_from(item, i), phrases[k].phrase);
			if (n > 0 && whole && n != item.n) // "culturel" alone; not "centre culturel"
				n = 0;
			if (n > 0)
				types |= (uint8_t)(1u << phrases[k].type);
		}
		i += n;
		while (i < item.n && item.p[i] != ' ') // to the next word
			i++;
		i += i < item.n;
	}
	return types;
}

uint8_t kinds_read(struct str text, unsigned *unknown)
{
	struct buf b = {0};
	uint8_t types = 0;
	utf8_fold(&b, text);
	for (size_t i = 0; i < b.n; i++)
		if (b.p[i] == '-' || b.p[i] == '_' || b.p[i] == '\n' || b.p[i] == '\t')
			b.p[i] = ' ';
	struct str rest = buf_str(&b);
	for (size_t i = 0; i <= rest.n;) {
		size_t end = i;
		while (end < rest.n && strchr("|;,/+&()[]", rest.p[end]) == NULL)
			end++;
		struct str item = str_trim(str_sub(rest, i, end - i));
		unsigned vocab = 0;
		uint8_t found = item.n > 0 ? item_types(item) : 0;
		if (found == 0 && item.n > 0 && vocab_find(VOCAB_TYPE, item, &vocab))
			found = (uint8_t)(1u << vocab);
		types |= found;
		*unknown += item.n > 0 && found == 0;
		i = end + 1;
	}
	// "Tiers-lieu / coworking" is a coworking place: "other" only stands for itself.
	if ((types & ~(1u << TYPE_OTHER)) != 0 && str_find(buf_str(&b), S("autre")) < 0)
		types &= (uint8_t)~(1u << TYPE_OTHER);
	buf_release(&b);
	return types;
}
