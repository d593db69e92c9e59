// SPDX-License-Identifier: AGPL-3.0-or-later
// The view compiler: viewc OUTDIR VIEW.html... writes VIEW.gen.c for each and one views.gen.h.
//
//   {! #include "web/x.h" !}           C lines for the top of the file; its includes also go to views.gen.h
//   {# a comment #}
//   {% def name(const struct x *v) %}  makes void view_name(struct buf *out, const struct x *v); to its {% end %}
//   {% if (c) %} {% elif (c) %} {% else %} {% end %}     {% for (…) %} {% end %}
//   {% let int n = v->n; %}            any C statement
//   {% render name(args) %}            another view here
//   {% wrap name(args) %} … {% end %}  a view around these lines: its def holds {% content %}, once
//   {{ expr }}                         text or a whole number, escaped for where it stands: in href, src and their like
//                                      a whole link at the beginning, percent-encoded after the link has begun
//   {{ fmt "%d à %s", n, z }} {{ fmt(_("…"), n) }}       printf, then escaped
//   {{ int i }} {{ num d 1 }} {{ date d }} {{ km d }}    as people read them
//   {{ dec d 5 }} {{ iso d }}          a decimal and a date for machines
//   {{ url expr }}                     a link, in an attribute that is not known to hold one
//   {{ raw expr }}                     a struct html, as it is
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/vec.h"
#include "viewc_html.h"

enum kind { LITERAL, STATEMENT, EXPRESSION, TOP, NOTE };

struct token {
	enum kind kind;
	struct str text;
	size_t line;
};

enum block_kind { B_DEF, B_IF, B_FOR, B_WRAP };

struct block {
	enum block_kind kind;
	size_t line;
	struct markup start;
	bool has_else, ended, end_started, spaced;
	struct str call; // of wrap
};

struct view {
	const char *path; // as #line and messages name it
	VEC(struct token) tokens;
	size_t at; // the token under way
	VEC(struct block) blocks;
	struct markup m;
	size_t line;     // where the compiler reads
	struct buf literal, code, top, *header;
	struct str name, args;
	bool has_content;
};

static struct str tag_close(enum kind k)
{
	return k == STATEMENT ? S("%}") : k == EXPRESSION ? S("}}") : k == TOP ? S("!}") : S("#}");
}

// The length of the C code before `close`, which does not count inside a string or a character; -1 when it is missing.
static ptrdiff_t code_length(struct str s, struct str close, bool c_code)
{
	char quote = '\0';
	for (size_t i = 0; i < s.n; i++) {
		if (quote != '\0') {
			if (s.p[i] == '\\')
				i++;
			else if (s.p[i] == quote || s.p[i] == '\n')
				quote = '\0';
		} else if (str_starts(str_from(s, i), close)) {
			return (ptrdiff_t)i;
		} else if (c_code && (s.p[i] == '"' || s.p[i] == '\'')) {
			quote = s.p[i];
		}
	}
	return -1;
}

static bool tag_open(struct str s, enum kind *k)
{
	if (s.n < 2 || s.p[0] != '{')
		return false;
	switch (s.p[1]) {
	case '%': *k = STATEMENT; return true;
	case '{': *k = EXPRESSION; return true;
	case '!': *k = TOP; return true;
	case '#': *k = NOTE; return true;
	default: return false;
	}
}

static size_t lines_in(struct str s)
{
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++)
		n += s.p[i] == '\n';
	return n;
}

static const struct err *tokenise(struct view *v, struct str s)
{
	size_t line = 1;
	for (size_t at = 0; at < s.n;) {
		size_t i = at;
		enum kind k = LITERAL;
		while (i < s.n && !tag_open(str_from(s, i), &k))
			i++;
		struct str text = str_sub(s, at, i - at);
		vec_push(&v->tokens, (struct token){LITERAL, text, line});
		line += lines_in(text);
		if (i == s.n)
			break;
		struct str rest = str_from(s, i + 2);
		ptrdiff_t n = code_length(rest, tag_close(k), k == STATEMENT || k == EXPRESSION);
		if (n < 0) {
			v->line = line;
			return err_new(ERR_INPUT, "'%.2s' is never closed", s.p + i);
		}
		text = str_sub(rest, 0, (size_t)n);
		size_t lead = 0; // name the line where the code begins
		while (lead < text.n && (text.p[lead] == '\n' || text.p[lead] == ' ' || text.p[lead] == '\t'))
			lead++;
		vec_push(&v->tokens, (struct token){k, str_trim(text), line + lines_in(str_sub(text, 0, lead))});
		line += lines_in(text);
		at = i + 2 + (size_t)n + 2;
	}
	vec_push(&v->tokens, (struct token){LITERAL, STR_NONE, line});
	return NULL;
}

static struct str word(struct str s, struct str *rest)
{
	size_t n = 0;
	while (n < s.n && ((s.p[n] >= 'a' && s.p[n] <= 'z') || (s.p[n] >= '0' && s.p[n] <= '9') || s.p[n] == '_'))
		n++;
	*rest = str_trim(str_from(s, n));
	return str_sub(s, 0, n);
}

// Does the tag leave nothing where it stands?
static bool silent(const struct token *t)
{
	struct str rest, w = word(t->text, &rest);
	if (t->kind == STATEMENT)
		return !str_eqz(w, "render") && !str_eqz(w, "content");
	return t->kind == TOP || t->kind == NOTE;
}

static bool blank_only(struct str s)
{
	return str_trim(s).n == 0 && str_findc(s, '\n') < 0;
}

// A line that holds only statements leaves no blank line: what is around them on it goes.
// Literals stand at the even places of the list, tags at the odd ones.
static void drop_statement_lines(struct view *v)
{
	bool fresh = true; // nothing but cut lines before an empty literal
	for (size_t first = 1; first < v->tokens.n; first += 2) {
		size_t last = first;
		if (!silent(&v->tokens.v[first])) {
			fresh = false;
			continue;
		}
		while (last + 2 < v->tokens.n && blank_only(v->tokens.v[last + 1].text) && silent(&v->tokens.v[last + 2]))
			last += 2;
		struct str *before = &v->tokens.v[first - 1].text, *after = &v->tokens.v[last + 1].text;
		size_t keep = before->n, cut = 0;
		while (keep > 0 && (before->p[keep - 1] == ' ' || before->p[keep - 1] == '\t'))
			keep--;
		while (cut < after->n && (after->p[cut] == ' ' || after->p[cut] == '\t' || after->p[cut] == '\r'))
			cut++;
		bool begins = keep == 0 ? fresh : before->p[keep - 1] == '\n';
		bool ends = cut == after->n ? last + 2 == v->tokens.n : after->p[cut] == '\n';
		fresh = begins && ends;
		if (fresh) {
			before->n = keep;
			for (size_t i = first + 1; i < last; i += 2)
				v->tokens.v[i].text.n = 0;
			v->tokens.v[last + 1].line += cut < after->n;
			*after = str_from(*after, cut + (cut < after->n));
		}
		first = last;
	}
}

static void put_literal(struct view *v)
{
	struct str s = buf_str(&v->literal);
	if (s.n == 0)
		return;
	buf_addz(&v->code, "\tview_put_literal(out, \"");
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '\n') {
			buf_addz(&v->code, i + 1 < s.n ? "\\n\"\n\t\t\"" : "\\n");
			continue;
		}
		if (s.p[i] == '"' || s.p[i] == '\\')
			buf_addc(&v->code, '\\');
		buf_addc(&v->code, s.p[i]);
	}
	buf_addf(&v->code, "\", %zu);\n", s.n);
	buf_reset(&v->literal);
}

// Code of the template from here on; what stood before it is written first.
static void code_begin(struct view *v, size_t line)
{
	put_literal(v);
	buf_addf(&v->code, "#line %zu \"%s\"\n", line, v->path);
}

static void begin_function(struct view *v, const char *suffix)
{
	const char *sep = v->args.n ? ", " : "";
	buf_addf(v->header, "void view_%.*s%s(struct buf *out%s%.*s);\n", STR_ARG(v->name), suffix, sep, STR_ARG(v->args));
	buf_addf(&v->code, "void view_%.*s%s(struct buf *out%s%.*s)\n{\n", STR_ARG(v->name), suffix, sep, STR_ARG(v->args));
}

// "name(args)" cut in two.
static bool call_parts(struct str s, struct str *name, struct str *args)
{
	*name = word(s, args);
	if (name->n == 0 || args->n < 2 || args->p[0] != '(' || args->p[args->n - 1] != ')')
		return false;
	*args = str_trim(str_sub(*args, 1, args->n - 2));
	if (str_eqz(*args, "void"))
		*args = STR_NONE;
	return true;
}

static bool def_has_content(const struct view *v)
{
	for (size_t i = v->at + 1; i < v->tokens.n; i++) {
		struct str rest, w = word(v->tokens.v[i].text, &rest);
		if (v->tokens.v[i].kind == STATEMENT && str_eqz(w, "def"))
			return false;
		if (v->tokens.v[i].kind == STATEMENT && str_eqz(w, "content"))
			return true;
	}
	return false;
}

static void block_push(struct view *v, enum block_kind kind)
{
	vec_push(&v->blocks, (struct block){.kind = kind, .line = v->line, .start = v->m, .spaced = true});
}

static const struct err *st_def(struct view *v, struct str rest)
{
	if (v->blocks.n > 0)
		return err_new(ERR_INPUT, "a def inside a block that began at line %zu", v->blocks.v[v->blocks.n - 1].line);
	if (!call_parts(rest, &v->name, &v->args))
		return err_new(ERR_INPUT, "def wants a name and its arguments: def name(const struct x *v)");
	v->m = (struct markup){.spaced = true};
	v->has_content = def_has_content(v);
	buf_addc(&v->code, '\n');
	code_begin(v, v->line);
	block_push(v, B_DEF);
	begin_function(v, v->has_content ? "_open" : "");
	return NULL;
}

static const struct err *st_end_def(struct view *v, const struct block *b)
{
	if (v->m.at != AT_TEXT)
		return err_new(ERR_INPUT, "the def ends inside a tag or comment");
	if (v->m.depth > 0)
		return err_new(ERR_INPUT, "<%s> of line %zu is not closed", v->m.open[v->m.depth - 1].name,
			       v->m.open[v->m.depth - 1].line);
	if (v->has_content)
		return err_new(ERR_INPUT, "{%% content %%} may not stand inside another statement's block");
	while (v->literal.n > 0 && v->m.spaced && strchr(" \n\t", v->literal.p[v->literal.n - 1]) != NULL)
		v->literal.p[--v->literal.n] = '\0';
	put_literal(v);
	buf_addz(&v->code, "}\n");
	return NULL;
}

// The page must stand at the same place whichever way the block goes.
static const struct err *check_branch(struct view *v, struct block *b)
{
	if (!markup_same(&v->m, &b->start)) {
		if (v->m.depth > b->start.depth)
			return err_new(ERR_INPUT, "<%s> of line %zu is not closed before the end of the block",
				       v->m.open[v->m.depth - 1].name, v->m.open[v->m.depth - 1].line);
		return err_new(ERR_INPUT, "the block of line %zu begins and ends at different places of the markup", b->line);
	}
	if (b->ended && b->end_started != v->m.started)
		return err_new(ERR_INPUT, "the branches leave it unclear whether the attribute's value has begun");
	b->ended = true;
	b->end_started = v->m.started;
	b->spaced = b->spaced && v->m.spaced;
	return NULL;
}

static const struct err *st_end(struct view *v, struct str rest)
{
	const struct err *err = NULL;
	if (v->blocks.n == 0)
		return err_new(ERR_INPUT, "end without a block");
	struct block b = v->blocks.v[v->blocks.n - 1];
	if (b.kind == B_DEF) {
		TRY(st_end_def(v, &b));
	} else {
		TRY(check_branch(v, &b));
		if (!b.has_else && b.kind != B_WRAP && b.start.started != v->m.started) {
			err = err_new(ERR_INPUT, "without an else it is unclear whether the attribute's value has begun");
			goto done;
		}
		code_begin(v, v->line);
		if (b.kind == B_WRAP) {
			struct str name, args;
			call_parts(b.call, &name, &args);
			buf_addf(&v->code, "\tview_%.*s_close(out%s%.*s);\n\t}\n", STR_ARG(name), args.n ? ", " : "",
				 STR_ARG(args));
			v->m.spaced = false;
		} else {
			buf_addz(&v->code, "\t}\n");
			v->m.spaced = b.spaced && (b.has_else || b.start.spaced);
		}
	}
	v->blocks.n--;
done:
	return err;
}

static const struct err *parenthesised(struct str rest, const char *what)
{
	if (rest.n < 3 || rest.p[0] != '(' || rest.p[rest.n - 1] != ')')
		return err_new(ERR_INPUT, "%s wants its condition in parentheses", what);
	return NULL;
}

static const struct err *st_if(struct view *v, struct str rest)
{
	const struct err *err = parenthesised(rest, "if");
	if (err != NULL)
		return err;
	code_begin(v, v->line);
	buf_addf(&v->code, "\tif %.*s {\n", STR_ARG(rest));
	block_push(v, B_IF);
	return NULL;
}

static const struct err *next_branch(struct view *v, const char *what)
{
	struct block *b = v->blocks.n ? &v->blocks.v[v->blocks.n - 1] : NULL;
	if (b == NULL || b->kind != B_IF || b->has_else)
		return err_new(ERR_INPUT, "%s without an if", what);
	const struct err *err = check_branch(v, b);
	if (err != NULL)
		return err;
	v->m = b->start;
	code_begin(v, v->line);
	return NULL;
}

static const struct err *st_elif(struct view *v, struct str rest)
{
	const struct err *err = NULL;
	TRY(parenthesised(rest, "elif"));
	TRY(next_branch(v, "elif"));
	buf_addf(&v->code, "\t} else if %.*s {\n", STR_ARG(rest));
done:
	return err;
}

static const struct err *st_else(struct view *v, struct str rest)
{
	const struct err *err = next_branch(v, "else");
	if (err != NULL)
		return err;
	v->blocks.v[v->blocks.n - 1].has_else = true;
	buf_addz(&v->code, "\t} else {\n");
	return NULL;
}

static const struct err *st_for(struct view *v, struct str rest)
{
	const struct err *err = parenthesised(rest, "for");
	if (err != NULL)
		return err;
	code_begin(v, v->line);
	buf_addf(&v->code, "\tfor %.*s {\n", STR_ARG(rest));
	block_push(v, B_FOR);
	v->m.spaced = false; // the second time round it follows its own end
	return NULL;
}

static const struct err *st_let(struct view *v, struct str rest)
{
	if (rest.n == 0 || rest.p[rest.n - 1] != ';')
		return err_new(ERR_INPUT, "let wants a C statement with its semicolon");
	code_begin(v, v->line);
	buf_addf(&v->code, "\t%.*s\n", STR_ARG(rest));
	return NULL;
}

static const struct err *render(struct view *v, struct str rest, const char *what, const char *suffix)
{
	struct str name, args;
	if (!call_parts(rest, &name, &args))
		return err_new(ERR_INPUT, "%s wants a view and its arguments: %s name(v)", what, what);
	if (v->m.at != AT_TEXT)
		return err_new(ERR_INPUT, "%s inside a tag, an attribute or a script", what);
	code_begin(v, v->line);
	buf_addf(&v->code, "\t%sview_%.*s%s(out%s%.*s);\n", suffix[0] ? "{ " : "", STR_ARG(name), suffix,
		 args.n ? ", " : "", STR_ARG(args));
	v->m.spaced = suffix[0] != '\0';
	return NULL;
}

static const struct err *st_render(struct view *v, struct str rest)
{
	return render(v, rest, "render", "");
}

static const struct err *st_wrap(struct view *v, struct str rest)
{
	const struct err *err = render(v, rest, "wrap", "_open");
	if (err != NULL)
		return err;
	block_push(v, B_WRAP);
	v->blocks.v[v->blocks.n - 1].call = rest;
	return NULL;
}

static const struct err *st_content(struct view *v, struct str rest)
{
	if (v->blocks.n != 1 || !v->has_content || v->m.at != AT_TEXT)
		return err_new(ERR_INPUT, "{%% content %%} stands once in a def, in text, outside any block");
	put_literal(v);
	v->has_content = false;
	buf_addz(&v->code, "}\n\n");
	v->m.spaced = false;
	begin_function(v, "_close");
	return NULL;
}

static const struct err *statement(struct view *v, struct str text)
{
	static const struct {
		const char *name;
		const struct err *(*compile)(struct view *, struct str);
	} table[] = {
		{"def", st_def},       {"end", st_end}, {"if", st_if},         {"elif", st_elif}, {"else", st_else},
		{"for", st_for},       {"let", st_let}, {"render", st_render}, {"wrap", st_wrap}, {"content", st_content},
	};
	const struct err *err = markup_settle(&v->m);
	if (err != NULL)
		return err;
	struct str rest, w = word(text, &rest);
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		if (!str_eqz(w, table[i].name))
			continue;
		if (v->blocks.n == 0 && i > 1)
			return err_new(ERR_INPUT, "%s outside any def", table[i].name);
		return table[i].compile(v, rest);
	}
	return err_new(ERR_INPUT, "unknown statement '%.*s'", STR_ARG(text));
}

// Why an expression may not stand here; NULL when it may.
static const char *misplaced(const struct markup *m)
{
	switch (m->at) {
	case AT_TEXT: return NULL;
	case AT_TAG_NAME: return "in a tag's name";
	case AT_TAG: case AT_NAME: return "where an attribute's name should stand";
	case AT_EQUALS: case AT_UNQUOTED: return "in an attribute without quotes";
	case AT_SCRIPT: return "in a script or style (only {{ raw … }} may)";
	case AT_COMMENT: case AT_DOCTYPE: return "in a comment or doctype";
	case AT_VALUE:
		if (strcmp(m->attr, "style") == 0)
			return "in a style attribute";
		return strcmp(m->attr, "srcset") == 0 ? "in srcset, which holds several links" : NULL;
	}
	return NULL;
}

// A number for machines adds no link to those that are written there.
static bool in_srcset(const struct markup *m)
{
	return m->at == AT_VALUE && strcmp(m->attr, "srcset") == 0;
}

static bool decimals(struct str *expr, struct str *digits)
{
	size_t n = expr->n;
	while (n > 0 && expr->p[n - 1] >= '0' && expr->p[n - 1] <= '9')
		n--;
	if (n == expr->n || n == 0 || expr->p[n - 1] != ' ')
		return false;
	*digits = str_from(*expr, n);
	*expr = str_trim(str_sub(*expr, 0, n));
	return true;
}

// {{ int … }} and its kin: C functions of base that write a value without HTML's special characters.
static const struct err *put_value(struct view *v, struct str kind, struct str e, bool *known)
{
	static const struct {
		const char *word, *call;
		bool decimals, person;
	} table[] = {
		{"int", "i18n_int", false, true}, {"num", "i18n_num", true, true},   {"date", "i18n_date", false, true},
		{"km", "i18n_km", false, true},   {"iso", "date_add", false, false}, {"dec", "buf_addd", true, false},
	};
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		if (!str_eqz(kind, table[i].word))
			continue;
		*known = true;
		struct str digits = STR_NONE;
		if (table[i].decimals && !decimals(&e, &digits))
			return err_new(ERR_INPUT, "%s wants a value and how many decimals: {{ %s x 1 }}", table[i].word,
				       table[i].word);
		if (table[i].person && markup_in_link(&v->m))
			return err_new(ERR_INPUT, "%s is for people, not for a link", table[i].word);
		code_begin(v, v->line);
		buf_addf(&v->code, "\t%s(out, %.*s%s%.*s);\n", table[i].call, STR_ARG(e), digits.n ? ", " : "",
			 STR_ARG(digits));
		return NULL;
	}
	return NULL;
}

static const struct err *put_raw(struct view *v, struct str e)
{
	if (v->m.at != AT_TEXT && v->m.at != AT_SCRIPT)
		return err_new(ERR_INPUT, "raw inside a tag");
	code_begin(v, v->line);
	buf_addf(&v->code, "\tview_put_raw(out, %.*s);\n", STR_ARG(e));
	return NULL;
}

static const struct err *put_escaped(struct view *v, struct str kind, struct str e)
{
	bool link = markup_in_link(&v->m), fmt = str_eqz(kind, "fmt"), url = str_eqz(kind, "url");
	if (url && (v->m.at != AT_VALUE || v->m.started))
		return err_new(ERR_INPUT, "url stands at the beginning of a quoted attribute");
	const char *escape = url || (link && !v->m.started) ? "VIEW_URL" : link ? "VIEW_PERCENT" : "VIEW_TEXT";
	if (fmt && e.n > 2 && e.p[0] == '(' && e.p[e.n - 1] == ')')
		e = str_sub(e, 1, e.n - 2);
	code_begin(v, v->line);
	buf_addf(&v->code, "\tview_put%s(out, %s, %.*s);\n", fmt ? "_fmt" : "", escape, STR_ARG(e));
	return NULL;
}

static const struct err *expression(struct view *v, struct str text)
{
	if (v->blocks.n == 0)
		return err_new(ERR_INPUT, "an expression outside any def");
	if (text.n == 0)
		return err_new(ERR_INPUT, "an empty expression");
	struct str rest, kind = word(text, &rest);
	bool spaced = kind.n < text.n && (text.p[kind.n] == ' ' || text.p[kind.n] == '\n' || text.p[kind.n] == '\t');
	bool called = kind.n < text.n && text.p[kind.n] == '(' && str_eqz(kind, "fmt");
	if (!called && (!spaced || rest.n == 0 || strchr("=-+*/<>?&|.,%^[", rest.p[0]) != NULL))
		kind = STR_NONE; // an expression that begins with a variable
	const struct err *err = NULL;
	if (str_eqz(kind, "raw")) {
		TRY(put_raw(v, rest));
	} else if (misplaced(&v->m) != NULL && !(str_eqz(kind, "dec") && in_srcset(&v->m))) {
		return err_new(ERR_INPUT, "expression %s", misplaced(&v->m));
	} else {
		bool known = false;
		TRY(put_value(v, kind, rest, &known));
		bool plain = !str_eqz(kind, "fmt") && !str_eqz(kind, "url");
		if (!known)
			TRY(put_escaped(v, plain ? STR_NONE : kind, plain ? text : rest));
	}
	v->m.started = v->m.at == AT_VALUE;
	v->m.spaced = false;
done:
	return err;
}

static const struct err *top(struct view *v, struct str text)
{
	if (v->blocks.n > 0)
		return err_new(ERR_INPUT, "{! … !} stands outside any def");
	buf_addf(&v->top, "#line %zu \"%s\"\n%.*s\n", v->line, v->path, STR_ARG(text));
	while (text.n > 0) {
		struct str line = str_cut(text, '\n', &text);
		if (str_starts(str_trim(line), S("#include")) && str_find(buf_str(v->header), line) < 0)
			buf_addf(v->header, "%.*s\n", STR_ARG(str_trim(line)));
	}
	return NULL;
}

static const struct err *literal(struct view *v, struct str text)
{
	if (v->blocks.n > 0)
		return markup_feed(&v->m, text, &v->line, &v->literal);
	if (str_trim(text).n > 0) {
		while (text.n > 0 && strchr(" \t\r\n", text.p[0]) != NULL) {
			v->line += text.p[0] == '\n';
			text = str_from(text, 1);
		}
		return err_new(ERR_INPUT, "text outside any def");
	}
	return NULL;
}

static const struct err *compile(struct view *v, struct str source)
{
	const struct err *err = NULL;
	v->line = 1;
	TRY(tokenise(v, source));
	drop_statement_lines(v);
	for (v->at = 0; v->at < v->tokens.n; v->at++) {
		struct token t = v->tokens.v[v->at];
		v->line = t.line;
		switch (t.kind) {
		case LITERAL: TRY(literal(v, t.text)); break;
		case STATEMENT: TRY(statement(v, t.text)); break;
		case EXPRESSION: TRY(expression(v, t.text)); break;
		case TOP: TRY(top(v, t.text)); break;
		case NOTE: break;
		}
	}
	if (v->blocks.n > 0) {
		v->line = v->blocks.v[v->blocks.n - 1].line;
		err = err_new(ERR_INPUT, "this block is never ended");
	}
done:
	return err;
}

// Leaves a file that would not change alone, so that nothing is built again for it.
static const struct err *write_if_new(const char *path, struct str s)
{
	const struct err *err = NULL;
	struct buf old = {0};
	FILE *f = fopen(path, "rb");
	bool same = false;
	if (f != NULL) {
		fclose(f);
		TRY(file_read(path, 64u << 20, &old));
		same = str_eq(buf_str(&old), s);
	}
	if (same)
		goto done;
	f = fopen(path, "wb");
	if (f == NULL || fwrite(s.p, 1, s.n, f) != s.n || fclose(f) != 0)
		err = err_errno("cannot write %s", path);
done:
	buf_release(&old);
	return err;
}

static const struct err *compile_file(const char *dir, const char *path, struct buf *header)
{
	const struct err *err = NULL;
	struct buf source = {0}, out = {0};
	struct view v = {.path = path, .header = header};
	const char *base = strrchr(path, '/');
	base = base ? base + 1 : path;
	size_t stem = strcspn(base, ".");
	char *target = mem_printf("%s/%.*s.gen.c", dir, (int)stem, base);
	TRY(file_read(path, 4u << 20, &source));
	err = compile(&v, buf_str(&source));
	if (err != NULL) {
		err = err_wrap(err, "%s:%zu", path, v.line);
		goto done;
	}
	buf_addf(&out, "// Made by the view compiler from %s: edit that.\n#include \"views.gen.h\"\n\n", base);
	buf_add(&out, buf_str(&v.top));
	buf_add(&out, buf_str(&v.code));
	TRY(write_if_new(target, buf_str(&out)));
done:
	free(target);
	buf_release(&source);
	buf_release(&out);
	buf_release(&v.literal);
	buf_release(&v.code);
	buf_release(&v.top);
	vec_free(&v.tokens);
	vec_free(&v.blocks);
	return err;
}

int main(int argc, char **argv)
{
	if (argc < 2) {
		fprintf(stderr, "usage: viewc OUTDIR VIEW.html...\n");
		return 2;
	}
	int status = 0;
	struct buf header = {0};
	buf_addz(&header, "// Made by the view compiler.\n#pragma once\n#include \"web/view.h\"\n");
	for (int i = 2; i < argc; i++) {
		const struct err *err = compile_file(argv[1], argv[i], &header);
		if (err != NULL) {
			fprintf(stderr, "%s\n", err_text(err));
			status = 1;
		}
		err_free(err);
	}
	if (status == 0) {
		char *path = mem_printf("%s/views.gen.h", argv[1]);
		const struct err *err = write_if_new(path, buf_str(&header));
		if (err != NULL) {
			fprintf(stderr, "%s\n", err_text(err));
			status = 1;
		}
		err_free(err);
		free(path);
	}
	buf_release(&header);
	return status;
}
