// SPDX-License-Identifier: AGPL-3.0-or-later
#include <string.h>

#include "base/utf8.h"
#include "exchange/clean.h"
#include "exchange/rows.h"

static struct str key_of(struct str name, struct arena *a)
{
	struct buf b = {0}, out = BUF_IN(a);
	utf8_fold(&b, name);
	for (size_t i = 0; i < b.n && out.n < 60; i++) {
		bool plain = (b.p[i] >= 'a' && b.p[i] <= 'z') || (b.p[i] >= '0' && b.p[i] <= '9');
		if (plain)
			buf_addc(&out, b.p[i]);
		else if (out.n > 0 && out.p[out.n - 1] != '-')
			buf_addc(&out, '-');
	}
	buf_release(&b);
	struct str key = buf_str(&out);
	while (out.n == 60 && key.n > 0 && key.p[key.n - 1] != '-') // cut between words
		key.n--;
	return str_ends(key, S("-")) ? str_sub(key, 0, key.n - 1) : key;
}

bool rows_next_item(struct str *rest, struct str *item)
{
	while (rest->n > 0) {
		size_t end = 0;
		while (end < rest->n && strchr("|;,/\n", rest->p[end]) == NULL)
			end++;
		*item = str_trim(str_sub(*rest, 0, end));
		*rest = str_from(*rest, end < rest->n ? end + 1 : end);
		if (item->n > 0 && !value_empty(*item))
			return true;
	}
	return false;
}

static bool says(struct str text, const char *words)
{
	struct buf b = {0};
	utf8_fold(&b, text);
	bool found = str_find(buf_str(&b), str_of(words)) >= 0;
	buf_release(&b);
	return found;
}

static bool is_yes(struct str s)
{
	static const char *const yes[] = {"oui", "o", "x", "true", "vrai", "1", "yes"};
	for (size_t i = 0; i < sizeof yes / sizeof yes[0]; i++)
		if (str_ieq(s, str_of(yes[i])))
			return true;
	return false;
}

static bool is_no(struct str s)
{
	static const char *const no[] = {"non", "n", "false", "faux", "0", "no", "aucun"};
	for (size_t i = 0; i < sizeof no / sizeof no[0]; i++)
		if (str_ieq(s, str_of(no[i])))
			return true;
	return false;
}

// "Labellisé France Services" under which stands "oui": France Services.
static struct str label_of_column(struct str column)
{
	static const char *const first[] = {"label", "labellis"};
	struct str rest, word = str_cut(column, ' ', &rest);
	for (size_t i = 0; i < sizeof first / sizeof first[0]; i++)
		if (str_ieq(str_sub(word, 0, strlen(first[i])), str_of(first[i])))
			return str_trim(rest);
	return STR_NONE;
}

static void add_label(struct rows *rows, const struct reading *v, struct str item, struct str column)
{
	struct codec *c = rows->c;
	struct record_tie tie = {.kind = TIE_LABEL, .org_kind = NONE};
	if (is_no(item))
		return;
	struct str said = is_yes(item) ? column : item; // "Label FT : oui"
	bool ft = heading_has(heading_words(said, c->arena), "ft") || heading_has(heading_words(said, c->arena), "fdt");
	if (ft || (says(said, "fabrique") && says(said, "territoire") && !says(said, "numerique"))) {
		tie.key = S("fabrique-de-territoire");
		tie.name = S("Fabrique de territoire");
	} else if (says(said, "manufacture") && says(said, "proximit")) {
		tie.key = S("manufacture-de-proximite");
		tie.name = S("Manufacture de proximité");
	} else if (is_yes(item) && label_of_column(column).n > 3 && utf8_length(column) < 60) {
		tie.name = label_of_column(column);
		tie.key = key_of(tie.name, c->arena);
	} else if (utf8_length(item) > 60 || item.n < 3 || is_yes(item)) {
		codec_warn(c, v->row->line, column, "« %.*s » n’est pas un nom de label : laissé de côté", STR_ARG(utf8_clip(item, 40)));
		return;
	} else {
		tie.name = clean_case(clean_line(item, c->arena), c->arena);
		tie.key = key_of(tie.name, c->arena);
	}
	for (size_t i = 0; i < c->ties.n; i++)
		if (c->ties.v[i].kind == TIE_LABEL && str_eq(c->ties.v[i].key, tie.key))
			return;
	if (tie.key.n > 0)
		codec_tie(c, tie);
}

static void add_network(struct rows *rows, const struct reading *v, struct str item, struct str column)
{
	struct codec *c = rows->c;
	if (is_no(item) || is_yes(item) || utf8_length(item) > 80 || item.n < 2 || personal_name(item)) {
		codec_warn(c, v->row->line, column, "« %.*s » n’est pas un nom de réseau : laissé de côté", STR_ARG(utf8_clip(item, 40)));
		return;
	}
	struct str name = clean_line(item, c->arena), key = key_of(name, c->arena);
	uint64_t *known = map_at(&rows->networks, key, 0);
	if (*known == 0) {
		*known = 1;
		vec_push(&rows->network_list, (struct network){.key = key, .name = name, .lead = NONE});
	}
	for (size_t i = 0; i < c->ties.n; i++)
		if (c->ties.v[i].kind == TIE_NETWORK && str_eq(c->ties.v[i].key, key))
			return;
	codec_tie(c, (struct record_tie){.kind = TIE_NETWORK, .key = key, .name = name, .org_kind = NONE});
}

static int8_t holder_nature(struct str s)
{
	static const struct {
		const char *word;
		enum holder_kind kind;
	} kinds[] = {
		{"association", HOLDER_ASSOCIATION}, {"loi 1901", HOLDER_ASSOCIATION}, {"cooperati", HOLDER_COOPERATIVE},
		{"scic", HOLDER_COOPERATIVE}, {"scop", HOLDER_COOPERATIVE}, {"collectivite", HOLDER_PUBLIC}, {"mairie", HOLDER_PUBLIC},
		{"epci", HOLDER_PUBLIC}, {"etablissement public", HOLDER_ESTABLISHMENT}, {"universite", HOLDER_ESTABLISHMENT},
		{"sarl", HOLDER_COMPANY}, {"sas", HOLDER_COMPANY}, {"entreprise", HOLDER_COMPANY}, {"societe", HOLDER_COMPANY},
		{"collectif", HOLDER_COLLECTIVE},
	};
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (says(s, kinds[i].word))
			return (int8_t)kinds[i].kind;
	return NONE;
}

// What a structure is, is told of the structure, once.
static void add_holder(struct rows *rows, struct str name, int8_t nature)
{
	struct codec *c = rows->c;
	struct record_tie tie = {.kind = TIE_HOLDER, .name = name, .org_kind = NONE};
	struct str key = nature != NONE ? key_of(name, c->arena) : STR_NONE;
	if (key.n > 0) {
		uint64_t *known = map_at(&rows->orgs, key, 0);
		tie.key = key;
		if (*known == 0) {
			*known = 1;
			vec_push(&rows->org_list, (struct org){.key = key, .name = name, .holder_kind = nature});
		}
	}
	codec_tie(c, tie);
}

void rows_read_ties(struct rows *rows, const struct reading *v)
{
	struct codec *c = rows->c;
	struct str column, cell, item;
	for (size_t i = 0; (cell = row_nth(v, "label", i, &column)).n > 0; i++)
		while (rows_next_item(&cell, &item))
			add_label(rows, v, item, column);
	for (size_t i = 0; (cell = row_nth(v, "reseau", i, &column)).n > 0; i++)
		while (rows_next_item(&cell, &item))
			add_network(rows, v, item, column);
	struct str holder = clean_case(clean_line(row_nth(v, "porteuse", 0, &column), c->arena), c->arena);
	if (holder.n == 0 || is_no(holder))
		return;
	if (personal_name(holder) || personal_mail(holder))
		codec_warn(c, v->row->line, column, "donnée personnelle : laissée de côté");
	else if (utf8_length(holder) > 200)
		codec_warn(c, v->row->line, column, "ce nom est trop long : laissé de côté");
	else
		add_holder(rows, holder, holder_nature(row_nth(v, "porteuse_nature", 0, &column)));
}

void rows_bring_vocabulary(struct rows *rows)
{
	struct record_set *out = rows->c->out;
	out->network_n = (uint32_t)rows->network_list.n;
	out->networks = arena_copy(rows->c->arena, rows->network_list.v, rows->network_list.n, sizeof *out->networks);
	out->org_n = (uint32_t)rows->org_list.n;
	out->orgs = arena_copy(rows->c->arena, rows->org_list.v, rows->org_list.n, sizeof *out->orgs);
}

// --- identifiers ---

// A file without identifiers: what the place is called and where it stands names it, as long as they stay.
static struct str made_identifier(struct codec *c, const struct place *p)
{
	struct buf b = {0};
	utf8_fold(&b, p->name);
	buf_addc(&b, '|');
	utf8_fold(&b, p->commune);
	buf_addc(&b, '|');
	utf8_fold(&b, p->address);
	uint64_t hash = str_hash(buf_str(&b));
	buf_release(&b);
	return arena_printf(c->arena, "~%016llx", (unsigned long long)hash);
}

// A file without identifiers may repeat a row: it is read once. One that gives an identifier twice to places that
// differ means two places: the second's gets a mark.
void rows_settle_repeat(struct rows *rows)
{
	struct codec *c = rows->c;
	struct record *last = &c->records.v[c->records.n - 1];
	uint64_t at;
	if (last->identifier.n == 0)
		last->identifier = made_identifier(c, &last->place);
	struct str told = last->identifier;
	for (unsigned again = 2; map_get(&rows->seen, last->identifier, &at); again++) {
		const struct record *first = &c->records.v[at];
		if (str_eq(first->place.name, last->place.name) && str_eq(first->place.address, last->place.address)) {
			c->records.n--;
			c->out->repeated_n++;
			return;
		}
		last->identifier = arena_printf(c->arena, "%.*s#%u", STR_ARG(told), again);
	}
	map_set(&rows->seen, last->identifier, c->records.n - 1);
}
