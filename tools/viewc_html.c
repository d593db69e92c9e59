// SPDX-License-Identifier: AGPL-3.0-or-later
#include "viewc_html.h"

#include <string.h>

static bool blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool one_of(const char *name, const char *const *list)
{
	for (; *list != NULL; list++)
		if (strcmp(name, *list) == 0)
			return true;
	return false;
}

static bool is_void(const char *tag)
{
	static const char *const list[] = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta",
					   "source", "track", "wbr", NULL};
	return one_of(tag, list);
}

// Foreign elements close themselves with "/>" and may stand in a def that has no <svg> of its own.
static bool is_svg(const char *tag)
{
	static const char *const list[] = {"animate", "circle", "clippath", "defs", "ellipse", "g", "image", "line",
					   "lineargradient", "marker", "mask", "path", "pattern", "polygon", "polyline",
					   "radialgradient", "rect", "stop", "svg", "symbol", "text", "tspan", "use", NULL};
	return one_of(tag, list);
}

bool markup_in_link(const struct markup *m)
{
	static const char *const list[] = {"href", "src", "action", "formaction", "poster", "cite", "data", "ping",
					   "srcset", "xlink:href", "background", "manifest", NULL};
	return m->at == AT_VALUE && one_of(m->attr, list);
}

bool markup_verbatim(const struct markup *m)
{
	if (m->at == AT_SCRIPT)
		return true;
	for (size_t i = 0; i < m->depth; i++)
		if (strcmp(m->open[i].name, "pre") == 0 || strcmp(m->open[i].name, "textarea") == 0)
			return true;
	return false;
}

bool markup_same(const struct markup *a, const struct markup *b)
{
	if (a->at != b->at || a->depth != b->depth)
		return false;
	for (size_t i = 0; i < a->depth; i++)
		if (strcmp(a->open[i].name, b->open[i].name) != 0)
			return false;
	if (a->at == AT_TEXT || a->at == AT_SCRIPT)
		return true;
	if (strcmp(a->tag, b->tag) != 0 || a->closing != b->closing)
		return false;
	return a->at != AT_VALUE || (a->quote == b->quote && strcmp(a->attr, b->attr) == 0);
}

static const struct err *append(char *name, char c)
{
	size_t n = strlen(name);
	if (n + 1 >= MARKUP_NAME)
		return err_new(ERR_INPUT, "the name <%s…> is too long", name);
	name[n] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
	name[n + 1] = '\0';
	return NULL;
}

static const struct err *close_element(struct markup *m)
{
	if (is_void(m->tag))
		return err_new(ERR_INPUT, "<%s> is void and takes no end tag", m->tag);
	if (m->depth == 0)
		return err_new(ERR_INPUT, "</%s> closes nothing", m->tag);
	const char *top = m->open[m->depth - 1].name;
	if (strcmp(top, m->tag) != 0)
		return err_new(ERR_INPUT, "</%s> where <%s> of line %zu is open", m->tag, top, m->open[m->depth - 1].line);
	m->depth--;
	return NULL;
}

static const struct err *end_tag(struct markup *m, size_t line)
{
	m->at = AT_TEXT;
	m->spaced = false;
	if (m->closing)
		return close_element(m);
	if (is_void(m->tag))
		return NULL;
	if (m->slash) {
		if (!is_svg(m->tag))
			return err_new(ERR_INPUT, "<%s/> does not close itself: write <%s></%s>", m->tag, m->tag, m->tag);
		return NULL;
	}
	if (m->depth == MARKUP_DEPTH)
		return err_new(ERR_INPUT, "more than %d open elements", MARKUP_DEPTH);
	memcpy(m->open[m->depth].name, m->tag, MARKUP_NAME);
	m->open[m->depth++].line = line;
	if (strcmp(m->tag, "script") == 0 || strcmp(m->tag, "style") == 0)
		m->at = AT_SCRIPT;
	return NULL;
}

static const struct err *check_attr(const struct markup *m)
{
	if (m->closing)
		return err_new(ERR_INPUT, "the end tag </%s> has an attribute", m->tag);
	if (strncmp(m->attr, "on", 2) == 0 && m->attr[2] != '\0')
		return err_new(ERR_INPUT, "attribute %s: scripts stand in their own files", m->attr);
	if (strcmp(m->attr, "srcdoc") == 0)
		return err_new(ERR_INPUT, "attribute srcdoc holds a page that nothing would escape");
	return NULL;
}

static void put(struct markup *m, struct buf *out, char c)
{
	if (m->space)
		buf_addc(out, ' ');
	m->space = false;
	buf_addc(out, c);
}

// "<" was read in text: i stands on it. Comments are left out of the page. The new position is returned.
static size_t open_angle(struct markup *m, struct str t, size_t i, struct buf *out)
{
	struct str rest = str_from(t, i);
	if (str_starts(rest, S("<!--"))) {
		m->at = AT_COMMENT;
		return i + 4;
	}
	if (str_starts(rest, S("<!"))) {
		m->at = AT_DOCTYPE;
		buf_addz(out, "<!");
		return i + 2;
	}
	m->at = AT_TAG_NAME;
	m->closing = str_starts(rest, S("</"));
	m->slash = m->space = false;
	m->tag[0] = '\0';
	buf_addz(out, m->closing ? "</" : "<");
	return i + (m->closing ? 2 : 1);
}

static void feed_text(struct markup *m, char c, struct buf *out)
{
	if (markup_verbatim(m) || !blank(c)) {
		buf_addc(out, c);
		m->spaced = blank(c);
		return;
	}
	if (!m->spaced)
		buf_addc(out, c == '\n' ? '\n' : ' ');
	else if (c == '\n' && out->n > 0 && out->p[out->n - 1] == ' ')
		out->p[out->n - 1] = '\n';
	m->spaced = true;
}

static const struct err *feed_tag(struct markup *m, char c, size_t line, struct buf *out)
{
	if (c == '>') {
		m->space = false;
		buf_addc(out, c);
		return end_tag(m, line);
	}
	if (blank(c)) {
		m->space = true;
	} else if (c == '/') {
		m->slash = true;
		m->space = false;
		buf_addc(out, c);
	} else if (c == '=' || c == '"' || c == '\'' || c == '<') {
		return err_new(ERR_INPUT, "'%c' where an attribute's name should stand, in <%s>", c, m->tag);
	} else {
		m->attr[0] = '\0';
		m->at = AT_NAME;
		m->space = true;
		put(m, out, c);
		return append(m->attr, c);
	}
	return NULL;
}

static const struct err *feed_tag_name(struct markup *m, char c, size_t line, struct buf *out)
{
	bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || (c >= '0' && c <= '9');
	if (letter) {
		buf_addc(out, c);
		return append(m->tag, c);
	}
	if (m->tag[0] == '\0' || (c != '>' && c != '/' && !blank(c)))
		return err_new(ERR_INPUT, "'<' begins no tag here (write &lt;)");
	m->at = AT_TAG;
	return feed_tag(m, c, line, out);
}

static const struct err *feed_name(struct markup *m, char c, size_t line, struct buf *out)
{
	if (c != '=' && c != '>' && c != '/' && !blank(c)) {
		buf_addc(out, c);
		return append(m->attr, c);
	}
	const struct err *err = check_attr(m);
	if (err != NULL)
		return err;
	if (c == '=') {
		m->at = AT_EQUALS;
		buf_addc(out, c);
		return NULL;
	}
	m->at = AT_TAG;
	return feed_tag(m, c, line, out);
}

static void feed_equals(struct markup *m, char c, struct buf *out)
{
	m->started = false;
	m->at = c == '"' || c == '\'' ? AT_VALUE : AT_UNQUOTED;
	m->quote = c;
	buf_addc(out, c);
}

static void feed_value(struct markup *m, char c, struct buf *out)
{
	buf_addc(out, c);
	m->started = true;
	if (c == m->quote) {
		m->at = AT_TAG;
		m->started = false;
	}
}

static const struct err *feed_unquoted(struct markup *m, char c, size_t line, struct buf *out)
{
	if (c != '>' && !blank(c)) {
		buf_addc(out, c);
		return NULL;
	}
	m->at = AT_TAG;
	return feed_tag(m, c, line, out);
}

static const struct err *feed(struct markup *m, struct str t, size_t *i, size_t line, struct buf *out)
{
	char c = t.p[*i];
	struct str rest = str_from(t, *i);
	size_t next = *i + 1;
	const struct err *err = NULL;
	switch (m->at) {
	case AT_TEXT:
		if (c == '<')
			next = open_angle(m, t, *i, out);
		else
			feed_text(m, c, out);
		break;
	case AT_SCRIPT:
		if (str_starts(rest, S("</")) && str_starts(str_from(rest, 2), str_of(m->open[m->depth - 1].name)))
			next = open_angle(m, t, *i, out);
		else
			buf_addc(out, c);
		break;
	case AT_COMMENT:
		if (str_starts(rest, S("-->"))) {
			m->at = AT_TEXT;
			next = *i + 3;
		}
		break;
	case AT_DOCTYPE:
		buf_addc(out, c);
		if (c == '>')
			m->at = AT_TEXT;
		break;
	case AT_TAG_NAME: err = feed_tag_name(m, c, line, out); break;
	case AT_TAG: err = feed_tag(m, c, line, out); break;
	case AT_NAME: err = feed_name(m, c, line, out); break;
	case AT_EQUALS: feed_equals(m, c, out); break;
	case AT_VALUE: feed_value(m, c, out); break;
	case AT_UNQUOTED: err = feed_unquoted(m, c, line, out); break;
	}
	*i = next;
	return err;
}

const struct err *markup_feed(struct markup *m, struct str text, size_t *line, struct buf *out)
{
	for (size_t i = 0; i < text.n;) {
		size_t from = i;
		const struct err *err = feed(m, text, &i, *line, out);
		if (err != NULL)
			return err;
		for (; from < i; from++)
			*line += text.p[from] == '\n';
	}
	return NULL;
}

const struct err *markup_settle(struct markup *m)
{
	const struct err *err = NULL;
	if (m->at == AT_NAME)
		err = check_attr(m);
	if (m->at == AT_NAME || (m->at == AT_TAG_NAME && m->tag[0] != '\0'))
		m->at = AT_TAG;
	return err;
}
