// SPDX-License-Identifier: AGPL-3.0-or-later
// Names as files write them hold notes, former names, holders, capitals and line breaks. A few named rules sort
// them out; what no rule knows stays in the name.
#include <string.h>

#include "base/utf8.h"
#include "exchange/clean.h"

enum { NAME_LONG = 70 }; // characters: longer names end at their first pause

static bool has_lower(struct str s)
{
	for (size_t at = 0; at < s.n;) {
		int32_t cp;
		size_t n = utf8_next(str_from(s, at), &cp);
		if ((cp >= 'a' && cp <= 'z') || (cp >= 0xE0 && cp <= 0xFF && cp != 0xF7) || cp == 0x153)
			return true;
		at += n ? n : 1;
	}
	return false;
}

static int32_t lower(int32_t cp)
{
	if ((cp >= 'A' && cp <= 'Z') || (cp >= 0xC0 && cp <= 0xDE && cp != 0xD7))
		return cp + 32;
	return cp == 0x152 ? 0x153 : cp;
}

static bool letter(int32_t cp)
{
	return (cp >= 'A' && cp <= 'Z') || (cp >= 'a' && cp <= 'z') || (cp >= 0xC0 && cp != 0xD7 && cp != 0xF7 && cp < 0x2000);
}

static void add_codepoint(struct buf *b, int32_t cp)
{
	if (cp < 0x80) {
		buf_addc(b, (char)cp);
	} else {
		buf_addc(b, (char)(0xC0 | cp >> 6));
		buf_addc(b, (char)(0x80 | (cp & 0x3F)));
	}
}

static bool in_list(const char *list, struct str word) // " DE DU "
{
	char padded[16];
	if (word.n + 2 > sizeof padded)
		return false;
	padded[0] = padded[word.n + 1] = ' ';
	memcpy(padded + 1, word.p, word.n);
	return str_find(str_of(list), (struct str){padded, word.n + 2}) >= 0;
}

static bool acronym(struct str w)
{
	static const char known[] =
		" SCIC SCOP SCOPARL SARL SAS SASU SPL CAE CC CCI CCO CSC CSE CAP CSC PETR MJC MDE MDA GIP PTCE ESS EPCC MSAP CDF "
		"BGE CIJ OJC RSP UTC IUT INSA ADE TAF KUB PMI PPI NWX ICI CCAS AJD SAPIE TIX POP HAUM BIB CIC ASI ATTOM ";
	bool vowel = false;
	for (size_t i = 0; i < w.n; i++) {
		if (w.p[i] >= '0' && w.p[i] <= '9')
			return true;
		vowel = vowel || strchr("AEIOUY", w.p[i]) != NULL || (unsigned char)w.p[i] >= 0x80;
	}
	return w.n > 0 && (in_list(known, w) || (!vowel && w.n > 1));
}

static bool particle(struct str w)
{
	return in_list(" DE DU DES LA LE LES L D ET EN AU AUX A À SUR SOUS POUR PAR DANS OU UN UNE ", w);
}

static void add_cased(struct buf *b, struct str w, bool first)
{
	bool keep = acronym(w), small = !first && particle(w);
	for (size_t at = 0; at < w.n;) {
		int32_t cp;
		size_t n = utf8_next(str_from(w, at), &cp);
		if (n == 0)
			break;
		if (keep || (at == 0 && !small))
			buf_add(b, str_sub(w, at, n));
		else
			add_codepoint(b, lower(cp));
		at += n;
	}
}

struct str clean_case(struct str s, struct arena *a)
{
	size_t letters = utf8_length(s);
	if (has_lower(s) || (letters <= 5 && str_findc(s, ' ') < 0)) // "SPL277", "POP": names of their own
		return s;
	struct buf b = BUF_IN(a);
	bool first = true;
	for (size_t at = 0; at < s.n;) {
		int32_t cp;
		size_t end = at, n;
		while (end < s.n && (n = utf8_next(str_from(s, end), &cp)) > 0 && (letter(cp) || (cp >= '0' && cp <= '9')))
			end += n;
		if (end > at) {
			struct str word = str_sub(s, at, end - at);
			bool dotted = word.n == 1 && end < s.n && s.p[end] == '.'; // "T.E.T.R.I.S"
			if (dotted)
				buf_add(&b, word);
			else
				add_cased(&b, word, first);
			first = false;
			at = end;
			continue;
		}
		if ((n = utf8_next(str_from(s, at), &cp)) == 0)
			n = 1;
		first = first || cp == '-' || cp == ':' || cp == '/' || cp == '"';
		if (cp == '-' && at > 0 && s.p[at - 1] != ' ')
			first = false;
		buf_add(&b, str_sub(s, at, n));
		at += n;
	}
	return buf_str(&b);
}

// Where `what` stands in s, case and accents ignored; -1 when absent. Works on the bytes of s: `what` is ASCII.
static ptrdiff_t find_folded(struct str s, const char *what)
{
	size_t n = strlen(what);
	for (size_t at = 0; at < s.n; at++) {
		size_t i = at, k = 0;
		while (i < s.n && k < n) {
			int32_t cp;
			size_t used = utf8_next(str_from(s, i), &cp);
			if (used == 0)
				break;
			cp = lower(cp);
			if (cp >= 0xE8 && cp <= 0xEB)
				cp = 'e';
			if (cp != what[k])
				break;
			i += used;
			k++;
		}
		if (k == n)
			return (ptrdiff_t)at;
	}
	return -1;
}

static struct str tidy(struct str s)
{
	static const char edge[] = " \t\r\n,;:-|";
	for (bool more = true; more;) {
		more = false;
		while (s.n > 0 && strchr(edge, s.p[0]) != NULL)
			s = str_from(s, 1);
		while (s.n > 0 && strchr(edge, s.p[s.n - 1]) != NULL)
			s.n--;
		if (s.n > 2 && s.p[0] == '"' && s.p[s.n - 1] == '"' && str_findc(str_sub(s, 1, s.n - 2), '"') < 0) {
			s = str_sub(s, 1, s.n - 2);
			more = true;
		}
		if (s.n > 2 && s.p[0] == '(' && s.p[s.n - 1] == ')' && str_findc(str_sub(s, 1, s.n - 2), '(') < 0) {
			s = str_sub(s, 1, s.n - 2);
			more = true;
		}
	}
	return s;
}

struct sort { // the parts found so far
	struct arena *arena;
	struct buf others, notes;
};

static struct str squeezed(struct sort *o, struct str s)
{
	struct buf b = BUF_IN(o->arena);
	utf8_squeeze(&b, s);
	return tidy(buf_str(&b));
}

static void add_other(struct sort *o, struct str name)
{
	name = clean_case(squeezed(o, name), o->arena);
	ptrdiff_t open = str_findc(name, '(');
	if (open > 0 && str_findc(name, ')') < 0)
		name = tidy(str_sub(name, 0, (size_t)open));
	if (name.n < 2 || utf8_length(name) > NAME_LONG || find_folded(name, "entreprise individuelle") >= 0)
		return; // the last is a person's name
	if (o->others.n > 0)
		buf_addz(&o->others, "; ");
	for (size_t i = 0; i < name.n; i++)
		buf_addc(&o->others, name.p[i] == ';' ? ',' : name.p[i]);
}

static void add_note(struct sort *o, struct str note)
{
	note = squeezed(o, note);
	ptrdiff_t person = find_folded(note, "represente par "); // a person's name is nobody's business here
	if (person >= 0)
		note = tidy(str_sub(note, 0, (size_t)person));
	if (note.n == 0)
		return;
	if (o->notes.n > 0)
		buf_addz(&o->notes, "\n\n");
	buf_add(&o->notes, note);
}

// "Clé : valeur" lines. The place's own name wins over the consortium's, and that over the holder's.
static const struct {
	const char *key;
	uint8_t rank;
} keyed[] = {
	{"tiers-lieux", 4}, {"tiers-lieu", 4}, {"tiers lieux", 4}, {"tiers lieu", 4}, {"pour le tiers-lieux", 4},
	{"tiers-lieu culturel", 4}, {"nom du consortium", 3}, {"demandeur", 2}, {"nom du porteur administratif", 1},
	{"structure", 1}, {"chef de file du consortium", 1}, {"partenaires membres du consortium", 0},
};

static int key_rank(struct str line, struct str *value)
{
	ptrdiff_t colon = str_find(line, S(":"));
	if (colon <= 0 || colon > 40)
		return -1;
	struct str key = str_trim(str_sub(line, 0, (size_t)colon));
	for (size_t i = 0; i < sizeof keyed / sizeof keyed[0]; i++) {
		if (utf8_length(key) == strlen(keyed[i].key) && find_folded(key, keyed[i].key) == 0) {
			*value = tidy(str_from(line, (size_t)colon + 1));
			return keyed[i].rank;
		}
	}
	return -1;
}

// Notes that end a name. What follows is another name, or a note.
static const struct {
	const char *mark;
	bool other; // another name follows; else a note
} marks[] = {
	{"(anciennement ", true}, {"(anciennent ", true}, {"(ex ", true}, {"(ex-", true},
	{", anciennement ", true}, {" porte par ", true}, {" gere par ", true},
	{", porteur principal", false}, {" - porteur du projet", false},
	{"(porteur administratif", false}, {", porte ce projet", false},
	{" depose le dossier au nom du projet ", true}, {" porteur pour le consortium ", true},
	{" pour le consortium ", true}, {" pour le collectif associatif ", true},
	{" et le reseau ", true}, {" represente par ", false}, {", representant du ", true},
	{"(en consortium)", false}, {" en consortium avec ", false}, {"(nom provisoire)", false},
	{"(en constitution)", false}, {"(actuellement ferme)", false}, {" - en cours", false},
	{"(societe cooperative d'interet collectif)", false}, {"(scic - societe", false},
};

static struct str cut_marks(struct sort *o, struct str name)
{
	for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
		ptrdiff_t at = find_folded(name, marks[i].mark);
		if (at <= 1)
			continue;
		struct str rest = str_from(name, (size_t)at);
		if (marks[i].other) {
			struct str other = rest; // skip as many characters as the mark has
			for (size_t k = 0; k < strlen(marks[i].mark) && other.n > 0; k++) {
				int32_t cp;
				size_t n = utf8_next(other, &cp);
				other = str_from(other, n ? n : 1);
			}
			for (size_t k = 0; k < other.n; k++)
				if (other.p[k] == ',' || other.p[k] == '.' || (other.p[k] == ')' && k + 1 == other.n))
					other.n = k;
			add_other(o, other);
		} else {
			add_note(o, rest);
		}
		name = tidy(str_sub(name, 0, (size_t)at));
	}
	return name;
}

// "Association X", "L'association X": the legal form leads, the name follows in capitals of its own or in quotes.
static struct str drop_form(struct str name)
{
	static const char *const forms[] = {"association enregistree sous le nom ", "l'association \"", "association \"",
					    "societe cooperative d'interet collectif (scic) \"", "association tiers-lieu "};
	for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
		if (find_folded(name, forms[i]) != 0)
			continue;
		size_t skip = 0, chars = strlen(forms[i]);
		if (strcmp(forms[i], "association tiers-lieu ") == 0)
			chars = strlen("association ");
		for (size_t k = 0; k < chars; k++) {
			int32_t cp;
			skip += utf8_next(str_from(name, skip), &cp);
		}
		name = str_from(name, skip);
		if (name.n > 0 && name.p[name.n - 1] == '"')
			name.n--;
		return tidy(name);
	}
	return name;
}

// A name too long to be one ends at its first pause after a few words; the whole is kept as a note.
static struct str shorten(struct sort *o, struct str name)
{
	static const char *const pauses[] = {". ", " : ", " (", ", ", " - "};
	if (utf8_length(name) <= NAME_LONG)
		return name;
	for (size_t i = 0; i < sizeof pauses / sizeof pauses[0]; i++) {
		ptrdiff_t at = str_find(name, str_of(pauses[i]));
		if (at >= 6 && utf8_length(str_sub(name, 0, (size_t)at)) <= NAME_LONG) {
			add_note(o, name);
			return tidy(str_sub(name, 0, (size_t)at));
		}
	}
	return name;
}

// A text in quotes after "tiers lieu" or "le nom", or a line that is all in parentheses, names the place better.
static bool better_line(struct str line, struct str *name)
{
	ptrdiff_t place = find_folded(line, "tiers lieu \"");
	if (place >= 0) {
		*name = tidy(str_from(line, (size_t)place + strlen("tiers lieu ")));
		return true;
	}
	ptrdiff_t used = find_folded(line, "nous utilisons le nom ");
	if (used == 0) {
		struct str word = str_from(line, strlen("nous utilisons le nom "));
		*name = str_cut(word, ' ', &(struct str){0});
		return true;
	}
	if (line.n > 8 && line.p[0] == '(' && line.p[line.n - 1] == ')') {
		*name = tidy(line);
		return true;
	}
	return false;
}

static struct str pick_line(struct sort *o, struct str raw)
{
	struct str best = STR_NONE, rest = raw;
	int best_rank = -1;
	for (size_t at = 0; rest.n > 0; at++) {
		struct str whole = str_trim(str_cut(rest, '\n', &rest)), line = tidy(whole), value = line;
		if (line.n == 0)
			continue;
		int rank = key_rank(line, &value);
		if (rank < 0 && best.n > 0 && better_line(whole, &value))
			rank = 4;
		bool first = best.n == 0;
		if (first && rank < 0)
			rank = 2;
		if (rank > best_rank) {
			if (best.n > 0)
				add_other(o, best);
			best = value;
			best_rank = rank;
		} else if (rank > 0) {
			add_other(o, value);
		}
		if (!first)
			add_note(o, line);
	}
	return best;
}

// UTF-8 that some software took for Latin-1 and wrote as UTF-8 again: "Ã©" was "é", "Â" before a blank a hard space.
static struct str mended(struct str s, struct arena *a)
{
	if (str_find(s, S("\xC3\x82")) < 0 && str_find(s, S("\xC3\x83")) < 0)
		return s;
	struct buf b = BUF_IN(a);
	for (size_t i = 0; i < s.n; i++) {
		struct str rest = str_from(s, i);
		bool lead = str_starts(rest, S("\xC3\x82")) || str_starts(rest, S("\xC3\x83"));
		bool continued = rest.n >= 4 && rest.p[2] == '\xC2' && (unsigned char)rest.p[3] >= 0xA0;
		bool blank = rest.n >= 3 && rest.p[1] == '\x82' && rest.p[2] == ' ' && (i == 0 || s.p[i - 1] == ' ' || s.p[i - 1] == '|');
		if (lead && continued) {
			buf_addc(&b, rest.p[1] == '\x82' ? '\xC2' : '\xC3');
			buf_addc(&b, rest.p[3]);
			i += 3;
		} else if (lead && blank) {
			i += 1;
		} else {
			buf_addc(&b, s.p[i]);
		}
	}
	return buf_str(&b);
}

struct clean_name clean_name(struct str raw, struct arena *a)
{
	struct sort o = {.arena = a, .others = BUF_IN(a), .notes = BUF_IN(a)};
	struct str name = squeezed(&o, pick_line(&o, mended(clean_entities(raw, a), a)));
	name = drop_form(cut_marks(&o, name));
	name = clean_case(shorten(&o, name), a);
	return (struct clean_name){name, buf_str(&o.others), buf_str(&o.notes)};
}

struct str clean_told_name(struct str raw, struct str cleaned)
{
	raw = str_trim(raw);
	bool person = find_folded(raw, "represente par ") >= 0 || find_folded(raw, "entreprise individuelle") >= 0;
	return raw.n == 0 || person ? cleaned : raw;
}
