// SPDX-License-Identifier: AGPL-3.0-or-later
// Facets and their values by name: on the wire and for people.
#include <stdlib.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "model/gazetteer.h"
#include "search/index.h"

static const struct {
	const char *param, *label;
} facet_texts[FACET_COUNT] = {
	[FACET_TYPE] = {"type", N_("Type de lieu")},
	[FACET_LABEL] = {"label", N_("Label")},
	[FACET_ACTION] = {"action", N_("Action")},
	[FACET_STAGE] = {"etape", N_("Étape")},
	[FACET_TERRITORY] = {"territoire", N_("Territoire")},
	[FACET_REGION] = {"region", N_("Région")},
	[FACET_DEPARTMENT] = {"departement", N_("Département")},
	[FACET_NETWORK] = {"reseau", N_("Réseau")},
	[FACET_HOLDER] = {"porteuse", N_("Structure porteuse")},
	[FACET_PARTNER] = {"partenaire", N_("Partenaires")},
	[FACET_YEAR] = {"annee", N_("Année du label")},
	[FACET_CONFIRMED] = {"confirme", N_("Confirmé depuis")},
};

const char *facet_param(enum facet f)
{
	return facet_texts[f].param;
}

const char *facet_label(enum facet f)
{
	return facet_texts[f].label;
}

const char *search_sort_param(enum search_sort s)
{
	static const char *const params[] = {"pertinence", "distance", "nom", "fraicheur"};
	return params[s];
}

static bool vocab_of(enum facet f, enum vocab *v)
{
	switch (f) {
	case FACET_TYPE: *v = VOCAB_TYPE; return true;
	case FACET_STAGE: *v = VOCAB_STAGE; return true;
	case FACET_TERRITORY: *v = VOCAB_TERRITORY; return true;
	case FACET_HOLDER: *v = VOCAB_HOLDER; return true;
	case FACET_PARTNER: *v = VOCAB_PARTNER; return true;
	default: return false;
	}
}

// Years as text, without memory of their own.
static struct str year_text(uint16_t year)
{
	static const char digits[] =
#define TEN(c) c "0" c "1" c "2" c "3" c "4" c "5" c "6" c "7" c "8" c "9"
		TEN("190") TEN("191") TEN("192") TEN("193") TEN("194") TEN("195") TEN("196") TEN("197") TEN("198") TEN("199")
		TEN("200") TEN("201") TEN("202") TEN("203") TEN("204") TEN("205") TEN("206") TEN("207") TEN("208") TEN("209");
	if (year < 1900 || year > 2099)
		return S("?");
	return (struct str){digits + (year - 1900) * 4, 4};
}

struct str index_facet_code(const struct index *x, enum facet f, uint16_t value)
{
	enum vocab v;
	if (vocab_of(f, &v))
		return vocab_code(v, value);
	switch (f) {
	case FACET_LABEL: return x->atlas->labels[value].key;
	case FACET_ACTION: return x->atlas->actions[value].key;
	case FACET_NETWORK: return x->atlas->networks[value].key;
	case FACET_REGION: return gazetteer_region(value).key;
	case FACET_DEPARTMENT: return gazetteer_department(value).code;
	default: return year_text(value);
	}
}

struct str index_facet_name(const struct index *x, enum facet f, uint16_t value)
{
	enum vocab v;
	if (vocab_of(f, &v))
		return str_of(tr(vocab_name(v, value)));
	switch (f) {
	case FACET_LABEL: return x->atlas->labels[value].name;
	case FACET_ACTION: return x->atlas->actions[value].name;
	case FACET_NETWORK: return x->atlas->networks[value].name;
	case FACET_REGION: return gazetteer_region(value).name;
	case FACET_DEPARTMENT: return gazetteer_department(value).name;
	default: return year_text(value);
	}
}

bool index_facet_find(const struct index *x, enum facet f, struct str code, uint16_t *value)
{
	enum vocab v;
	unsigned small;
	int32_t at = NONE;
	int64_t year;
	if (vocab_of(f, &v)) {
		if (!vocab_find(v, code, &small))
			return false;
		*value = (uint16_t)small;
		return true;
	}
	switch (f) {
	case FACET_LABEL: at = atlas_label(x->atlas, code); break;
	case FACET_ACTION: at = atlas_action(x->atlas, code); break;
	case FACET_NETWORK: at = atlas_network(x->atlas, code); break;
	case FACET_REGION: at = gazetteer_find_region(code); break;
	case FACET_DEPARTMENT: at = gazetteer_find_department(code); break;
	default:
		if (code.n == 4 && str_to_i64(code, &year) && year >= 1900 && year < 2100)
			at = (int32_t)year;
	}
	*value = (uint16_t)(at == NONE ? 0 : at);
	return at != NONE;
}

struct shown {
	struct str name; // folded
	uint16_t code;
};

static int by_name(const void *a, const void *b)
{
	const struct shown *x = a, *y = b;
	int c = str_cmp(x->name, y->name);
	return c != 0 ? c : (int)x->code - (int)y->code;
}

// Vocabularies whose order means something keep it among equals; the others go by name.
static bool own_order(enum facet f)
{
	return f == FACET_STAGE || f == FACET_TERRITORY;
}

void index_names(struct index *x)
{
	struct arena scratch = {0};
	enum lang lang = i18n_get();
	i18n_set(LANG_FR);
	for (unsigned f = 0; f < FACET_COUNT; f++) {
		uint32_t first = x->facets.base[f], last = x->facets.base[f + 1], n = 0;
		struct shown *all = arena_array(&scratch, last - first, sizeof *all);
		for (uint32_t c = first; c < last; c++) {
			if (x->facets.totals[c] == 0)
				continue;
			struct buf b = BUF_IN(&scratch);
			uint16_t value = facets_value(&x->facets, f, c);
			if (!own_order(f))
				utf8_fold(&b, index_facet_name(x, f, value));
			all[n++] = (struct shown){buf_str(&b), (uint16_t)c};
		}
		if (n > 1)
			qsort(all, n, sizeof *all, by_name);
		x->facets.shown[f] = mem_array(n + 1, sizeof(uint16_t));
		x->facets.shown_n[f] = (uint16_t)n;
		for (uint32_t i = 0; i < n; i++)
			x->facets.shown[f][i] = all[i].code;
		x->facets.none[f] = mem_array(n + 1, sizeof(struct facet_count));
		for (uint32_t i = 0; i < n; i++)
			x->facets.none[f][i].value = facets_value(&x->facets, f, all[i].code);
	}
	i18n_set(lang);
	arena_release(&scratch);
}
