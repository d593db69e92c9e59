// SPDX-License-Identifier: AGPL-3.0-or-later
// Departments and regions by the names people give them, former regions and old provinces included.
#include <stdlib.h>
#include <string.h>

#include "model/gazetteer.h"
#include "model/gazetteer_blob.h"

struct alias {
	const char *key, *code;
};
static const struct alias region_aliases[] = {
	{"idf", "11"}, {"paca", "93"}, {"region sud", "93"}, {"aura", "84"}, {"hdf", "32"}, {"bfc", "27"},
	{"centre val loire", "24"}, {"guyane francaise", "03"}, {"reunion", "04"}, {"pdl", "52"}, {"ile france", "11"},
	{"region parisienne", "11"}, {"provence alpes cote azur", "93"}, {"corsica", "94"}, {"breizh", "53"},
	{"bretagne administrative", "53"}, {"polynesie", "987"}, {"caledonie", "988"}, {"saint pierre miquelon", "975"},
};
static const struct alias department_aliases[] = {
	{"reunion", "974"}, {"cotes du nord", "22"}, {"basses alpes", "04"}, {"basses pyrenees", "64"}, {"belfort territoire", "90"},
	{"seine inferieure", "76"}, {"loire inferieure", "44"}, {"charente inferieure", "17"}, {"territoire belfort", "90"},
	{"guyane francaise", "973"}, {"polynesie", "987"}, {"saint pierre miquelon", "975"}, {"val oise", "95"}, {"val marne", "94"},
	{"puy dome", "63"}, {"pas calais", "62"}, {"cote or", "21"}, {"cotes armor", "22"}, {"hauts seine", "92"},
	{"alpes haute provence", "04"}, {"penn ar bed", "29"}, {"metropole de lyon", "69"}, {"grand lyon", "69"},
};

// Regions before 2016, and old provinces that people still name, as today's departments.
static const struct alias formers[] = {
	{"alsace", "67 68"}, {"aquitaine", "24 33 40 47 64"}, {"auvergne", "03 15 43 63"}, {"bourgogne", "21 58 71 89"},
	{"basse normandie", "14 50 61"}, {"haute normandie", "27 76"}, {"champagne ardenne", "08 10 51 52"},
	{"champagne ardennes", "08 10 51 52"}, {"franche comte", "25 39 70 90"},
	{"languedoc roussillon", "11 30 34 48 66"}, {"languedoc", "11 30 34 48"}, {"limousin", "19 23 87"},
	{"lorraine", "54 55 57 88"}, {"midi pyrenees", "09 12 31 32 46 65 81 82"}, {"nord pas de calais", "59 62"},
	{"nord pas calais", "59 62"}, {"npdc", "59 62"}, {"picardie", "02 60 80"}, {"poitou charentes", "16 17 79 86"},
	{"poitou charente", "16 17 79 86"}, {"poitou", "79 85 86"}, {"rhone alpes", "01 07 26 38 42 69 73 74"},
	{"anjou", "49"}, {"touraine", "37"}, {"berry", "18 36"}, {"perigord", "24"}, {"quercy", "46 82"}, {"bearn", "64"},
	{"pays basque", "64"}, {"roussillon", "66"}, {"artois", "62"}, {"flandre", "59"}, {"flandres", "59"},
	{"franche conte", "25 39 70 90"}, {"dauphine", "05 26 38"}, {"provence", "04 13 83 84"}, {"bourbonnais", "03"},
	{"rouergue", "12"}, {"gascogne", "32 40"}, {"saintonge", "17"}, {"angoumois", "16"}, {"nivernais", "58"},
	{"les savoie", "73 74"}, {"pays de savoie", "73 74"}, {"savoie mont blanc", "73 74"}, {"antilles", "971 972"},
	{"outre mer", "971 972 973 974 975 976 977 978 986 987 988"}, {"outremer", "971 972 973 974 975 976 977 978 986 987 988"},
	{"dom", "971 972 973 974 976"}, {"dom tom", "971 972 973 974 975 976 977 978 986 987 988"},
	{"petite couronne", "92 93 94"}, {"grande couronne", "77 78 91 95"},
};

static bool code_is(const char *code, struct str text)
{
	return text.n <= 3 && str_ieq(str_of(code), text);
}

// Most names differ in their first letter: looked at before anything else, since every question comes by here.
static bool begins(const char *name, struct str key)
{
	return key.n > 0 && (name[0] == key.p[0] || (name[0] == 'l' && name[1] == 'a' && name[2] == '-' && name[3] == key.p[0]));
}

// "pays-de-la-loire" and a key "pays de la loire" compare as one.
static bool name_is(const struct area *a, struct str key)
{
	if (a->key[0] != key.p[0] || strlen(a->key) != key.n)
		return false;
	for (size_t i = 1; i < key.n; i++)
		if (key.p[i] != a->key[i] && !(key.p[i] == ' ' && a->key[i] == '-'))
			return false;
	return true;
}

static bool alias_is(const struct alias *a, struct str key)
{
	return a->key[0] == key.p[0] && str_eqz(key, a->key);
}

static int32_t find(const struct area *areas, uint16_t n, const struct alias *aliases, size_t alias_n, struct str text)
{
	char buffer[128];
	struct str key = {buffer, place_key(text, buffer, sizeof buffer)};
	if (key.n == 0)
		return -1;
	struct str bare = place_key_bare(key);
	for (uint16_t i = 0; i < n; i++)
		if ((key.n <= 3 && code_is(areas[i].code, key)) || name_is(&areas[i], key) || name_is(&areas[i], bare))
			return i;
	for (size_t a = 0; a < alias_n; a++)
		if (alias_is(&aliases[a], key) || alias_is(&aliases[a], bare))
			return find(areas, n, NULL, 0, str_of(aliases[a].code));
	return -1;
}

int32_t gazetteer_find_department(struct str text)
{
	return find(departments, department_n, department_aliases, sizeof department_aliases / sizeof *department_aliases, text);
}

int32_t gazetteer_find_region(struct str text)
{
	return find(regions, region_n, region_aliases, sizeof region_aliases / sizeof *region_aliases, text);
}

size_t gazetteer_former_region(struct str text, uint16_t *out, size_t max)
{
	char buffer[128];
	struct str key = {buffer, place_key(text, buffer, sizeof buffer)}, bare = place_key_bare(key);
	for (size_t i = 0; i < sizeof formers / sizeof *formers; i++) {
		if (!begins(formers[i].key, key) && !begins(formers[i].key, bare))
			continue;
		if (key.n == 0 || (!alias_is(&formers[i], key) && !alias_is(&formers[i], bare)))
			continue;
		size_t n = 0;
		for (struct str left = str_of(formers[i].code); left.n > 0; n++) {
			int32_t d = gazetteer_find_department(str_cut(left, ' ', &left));
			if (n < max)
				out[n] = (uint16_t)d;
		}
		return n;
	}
	return 0;
}
