// SPDX-License-Identifier: AGPL-3.0-or-later
#include "web/local.h"

#include "base/log.h"
#include "base/utf8.h"
#include "web/shared.h"

enum { PATH_MAX_BYTES = 2000 };

struct str local_path(struct str wanted)
{
	// "//elsewhere" and "/\elsewhere" are other sites to a browser, which also drops tabs and line ends.
	if (wanted.n == 0 || wanted.n > PATH_MAX_BYTES || wanted.p[0] != '/' || !utf8_valid(wanted))
		return STR_NONE;
	if (wanted.n > 1 && (wanted.p[1] == '/' || wanted.p[1] == '\\'))
		return STR_NONE;
	for (size_t i = 0; i < wanted.n; i++)
		if ((unsigned char)wanted.p[i] <= ' ' || wanted.p[i] == '\\' || wanted.p[i] == 0x7f)
			return STR_NONE;
	struct str bare = str_starts(wanted, S("/fr/")) || str_starts(wanted, S("/en/")) ? str_from(wanted, 3) : wanted;
	if (str_starts(bare, S("/connexion")) || str_starts(bare, S("/deconnexion")) || str_starts(bare, S("/api/")) ||
	    str_starts(bare, S("/static/")))
		return STR_NONE;
	return wanted;
}

void go_to(struct page *p, struct str path, const char *done)
{
	struct str to = web_link(p->a, path);
	http_redirect(p->rq, p->reply, 303, done != NULL ? arena_printf(p->a, "%.*s?fait=%s", STR_ARG(to), done) : to);
}

bool may_try(struct page *p, enum limit what, struct str key)
{
	return limits_take(p->web->limits, what, key);
}

bool may_try_from_here(struct page *p, enum limit what)
{
	return limits_take(p->web->limits, what, http_peer(p->rq));
}

bool page_broke(struct page *p, const struct err *err, const char *doing)
{
	if (err == NULL)
		return false;
	log_error("%s: %s", doing, err_text(err));
	int status = err_code(err) == ERR_BUSY ? 503 : 500;
	err_free(err);
	page_error(p, status, status == 503 ? str_of(_("Beaucoup de monde à la fois : réessayez dans une minute.")) : STR_NONE);
	return true;
}
