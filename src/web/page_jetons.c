// SPDX-License-Identifier: AGPL-3.0-or-later
// The tokens of one's account, for programs that write through the API.
#include "web/page_jetons.h"

#include "base/utf8.h"
#include "web/local.h"
#include "web/pages.h"
#include "web/views/views.gen.h"

enum { NAME_MOST = 80 };

static void show(struct page *p, struct view_jetons *v)
{
	struct api_token *tokens;
	if (page_broke(p, app_api_tokens(p->app, p->actor, p->a, &tokens, &v->token_n), "the tokens of an account"))
		return;
	v->tokens = tokens;
	v->layout = page_layout(p, str_of(_("Mes jetons d’accès")));
	v->layout.no_index = true;
	if (v->problem != NULL)
		p->reply->status = 422;
	view_jetons(p->out, v);
}

// A helper keeps no keys of the person they help.
static bool is_own(struct page *p)
{
	if (p->actor->helper == 0)
		return true;
	go_to(p, S("/compte"), NULL);
	return false;
}

void page_tokens(struct page *p)
{
	struct view_jetons v = {0};
	if (!is_own(p))
		return;
	if (str_eqz(http_query(p->rq, "fait"), "retire"))
		v.said = _("Ce jeton n’ouvre plus rien.");
	show(p, &v);
}

void page_tokens_post(struct page *p)
{
	struct view_jetons v = {.name = str_trim(http_form(p->rq, "nom"))};
	if (!is_own(p))
		return;
	if (str_eqz(http_form(p->rq, "geste"), "retirer")) {
		if (!page_broke(p, app_api_token_end(p->app, p->actor, http_form(p->rq, "numero"), p->a), "the end of a token"))
			go_to(p, S("/compte/jetons"), "retire");
		return;
	}
	for (unsigned i = 0; i < API_SCOPE_N; i++)
		if (http_form(p->rq, api_scope_code(i)).n > 0)
			v.scopes |= 1u << i;
	if (v.name.n == 0 || utf8_length(v.name) > NAME_MOST)
		v.problem = _("Dites en quelques mots à quoi il servira : 80 signes au plus.");
	else if (v.scopes == 0)
		v.problem = _("Cochez au moins une chose que ce jeton permettra.");
	else if (page_broke(p, app_api_token_add(p->app, p->actor, v.name, v.scopes, p->a, &v.secret), "a new token"))
		return;
	show(p, &v);
}
