// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/letter.h"

#include <assert.h>
#include <jansson.h>

#include "base/i18n.h"
#include "base/json.h"

static void add(struct letter *l, struct letter_block b)
{
	if (l->n == l->cap) {
		size_t cap = l->cap ? 2 * l->cap : 16;
		struct letter_block *blocks = arena_array(l->a, cap, sizeof *blocks);
		for (size_t i = 0; i < l->n; i++)
			blocks[i] = l->blocks[i];
		l->blocks = blocks;
		l->cap = cap;
	}
	l->blocks[l->n++] = b;
}

void letter_say(struct letter *l, struct str text)
{
	add(l, (struct letter_block){LETTER_SAY, .text = text});
}

void letter_head(struct letter *l, struct str text)
{
	add(l, (struct letter_block){LETTER_HEAD, .text = text});
}

void letter_button(struct letter *l, struct str label, struct str link)
{
	add(l, (struct letter_block){LETTER_BUTTON, .text = label, .link = link});
}

void letter_link(struct letter *l, struct str text, struct str link, struct str more)
{
	add(l, (struct letter_block){LETTER_LINK, .text = text, .link = link, .more = more});
}

void letter_fact(struct letter *l, struct str label, struct str value)
{
	add(l, (struct letter_block){LETTER_FACT, .text = label, .more = value});
}

void letter_quote(struct letter *l, struct str text)
{
	add(l, (struct letter_block){LETTER_QUOTE, .text = text});
}

struct str letter_url(struct arena *a, struct str link, struct str site)
{
	return str_starts(link, S("/")) ? arena_printf(a, "%.*s%.*s", STR_ARG(site), STR_ARG(link)) : link;
}

static void quoted(struct buf *out, struct str text)
{
	for (struct str rest = text; rest.p != NULL;) {
		struct str line = str_cut(rest, '\n', &rest);
		if (str_ends(line, S("\r")))
			line.n--;
		buf_addz(out, "> ");
		buf_add(out, line);
		buf_addc(out, '\n');
	}
}

static bool in_list(enum letter_kind k)
{
	return k == LETTER_LINK || k == LETTER_FACT;
}

void letter_text(struct buf *out, const struct letter *l, struct str site)
{
	for (size_t i = 0; i < l->n; i++) {
		const struct letter_block *b = &l->blocks[i];
		if (i > 0 && !(in_list(b->kind) && l->blocks[i - 1].kind == b->kind))
			buf_addc(out, '\n');
		switch (b->kind) {
		case LETTER_SAY:
			buf_add(out, b->text);
			break;
		case LETTER_HEAD:
			buf_addf(out, "* %.*s *", STR_ARG(b->text));
			break;
		case LETTER_BUTTON:
			buf_addf(out, tr("%.*s :"), STR_ARG(b->text));
			buf_addc(out, '\n');
			buf_add(out, letter_url(l->a, b->link, site));
			break;
		case LETTER_LINK:
			buf_addf(out, "- %.*s", STR_ARG(b->text));
			if (b->more.n > 0)
				buf_addf(out, "\n  %.*s", STR_ARG(b->more));
			if (b->link.n > 0)
				buf_addf(out, "\n  %.*s", STR_ARG(letter_url(l->a, b->link, site)));
			break;
		case LETTER_FACT:
			buf_addf(out, tr("%.*s :"), STR_ARG(b->text));
			buf_addf(out, " %.*s", STR_ARG(b->more));
			break;
		case LETTER_QUOTE:
			quoted(out, b->text);
			continue;
		case LETTER_KINDS:
			assert(false);
		}
		buf_addc(out, '\n');
	}
	buf_addz(out, "\n-- \n");
	if (l->why.n > 0) {
		buf_add(out, l->why);
		buf_addc(out, '\n');
	}
	if (l->stop.n > 0) {
		buf_addz(out, tr("Ne plus recevoir ces courriels :"));
		buf_addf(out, "\n%.*s\n", STR_ARG(letter_url(l->a, l->stop, site)));
	}
	buf_addf(out, "Maille, %.*s\n", STR_ARG(site));
}

static const char *const kinds[LETTER_KINDS] = {
	[LETTER_SAY] = "texte", [LETTER_HEAD] = "titre", [LETTER_BUTTON] = "bouton",
	[LETTER_LINK] = "lien", [LETTER_FACT] = "fait",  [LETTER_QUOTE] = "citation",
};

static void member(struct json_writer *w, struct str key, struct str value)
{
	if (value.n == 0)
		return;
	json_key(w, key);
	json_str(w, value);
}

void letter_write(struct buf *out, const struct letter *l)
{
	struct json_writer w = {.out = out};
	json_open(&w, '{');
	json_key(&w, S("blocs"));
	json_open(&w, '[');
	for (size_t i = 0; i < l->n; i++) {
		const struct letter_block *b = &l->blocks[i];
		json_open(&w, '{');
		member(&w, S("genre"), str_of(kinds[b->kind]));
		member(&w, S("texte"), b->text);
		member(&w, S("lien"), b->link);
		member(&w, S("suite"), b->more);
		json_close(&w, '}');
	}
	json_close(&w, ']');
	member(&w, S("pourquoi"), l->why);
	member(&w, S("arret"), l->stop);
	json_close(&w, '}');
}

static struct str text_of(struct arena *a, const json_t *object, const char *key)
{
	const json_t *v = json_object_get(object, key);
	return json_is_string(v) ? arena_str(a, (struct str){json_string_value(v), json_string_length(v)}) : STR_NONE;
}

const struct err *letter_read(struct str json, struct letter *out)
{
	json_error_t problem;
	json_t *top = json_loadb(json.p ? json.p : "", json.n, 0, &problem), *item;
	size_t at;
	if (top == NULL)
		return err_new(ERR_INPUT, "a letter of the outbox cannot be read: %s", problem.text);
	json_array_foreach(json_object_get(top, "blocs"), at, item)
	{
		struct letter_block b = {.text = text_of(out->a, item, "texte"), .link = text_of(out->a, item, "lien"),
					 .more = text_of(out->a, item, "suite")};
		struct str kind = text_of(out->a, item, "genre");
		while (b.kind < LETTER_KINDS && !str_eqz(kind, kinds[b.kind]))
			b.kind++;
		if (b.kind < LETTER_KINDS)
			add(out, b);
	}
	out->why = text_of(out->a, top, "pourquoi");
	out->stop = text_of(out->a, top, "arret");
	json_decref(top);
	return NULL;
}
