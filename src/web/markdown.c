// SPDX-License-Identifier: AGPL-3.0-or-later
#include "web/markdown.h"

#include <cmark.h>
#include <stdlib.h>

// What cmark leaves without an address: an empty one, or a scheme that could run something.
static bool leads_nowhere(const char *url)
{
	static const struct str schemes[] = {S("javascript:"), S("vbscript:"), S("file:"), S("data:")};
	struct str s = str_of(url != NULL ? url : "");
	for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
		if (s.n >= schemes[i].n && str_ieq(str_sub(s, 0, schemes[i].n), schemes[i]))
			return true;
	return s.n == 0;
}

// Such a link gives way to its words.
static void drop_dead_links(cmark_node *root)
{
	cmark_iter *it = cmark_iter_new(root);
	for (cmark_event_type e; (e = cmark_iter_next(it)) != CMARK_EVENT_DONE;) {
		cmark_node *node = cmark_iter_get_node(it), *child;
		cmark_node_type type = cmark_node_get_type(node);
		if (e != CMARK_EVENT_EXIT || (type != CMARK_NODE_LINK && type != CMARK_NODE_IMAGE) || !leads_nowhere(cmark_node_get_url(node)))
			continue;
		while ((child = cmark_node_first_child(node)) != NULL)
			cmark_node_insert_before(node, child); // unlinks it first
		cmark_node_free(node);
	}
	cmark_iter_free(it);
}

struct html markdown(struct arena *a, struct str text)
{
	if (text.n == 0)
		return (struct html){STR_NONE};
	cmark_node *root = cmark_parse_document(text.p, text.n, CMARK_OPT_VALIDATE_UTF8);
	drop_dead_links(root);
	char *made = cmark_render_html(root, CMARK_OPT_NOBREAKS); // leaving out what is unsafe is cmark's default
	cmark_node_free(root);
	struct html h = {arena_str(a, str_of(made))};
	free(made);
	return h;
}
