// SPDX-License-Identifier: AGPL-3.0-or-later
#include "web/form.h"

#include "base/time.h"
#include "web/form_again.h"
#include "web/shared.h"
#include "web/views/views.gen.h"

enum { VISITOR_SECONDS = 48 * 3600, AGAIN_BYTES = 200 * 1024 };

static _Thread_local struct str the_token;

struct str form_token(void)
{
	return the_token;
}

// What the seal is of: a token of one session is worth nothing in another.
static struct str sealed(struct page *p, struct str when)
{
	struct str session = p->actor->session.n > 0 ? p->actor->session : S("visite");
	return arena_printf(p->a, "%.*s %.*s", STR_ARG(session), STR_ARG(when));
}

void form_token_set(struct page *p)
{
	struct str when = arena_printf(p->a, "%llx", (long long)time_unix());
	struct str seal = seal_make(&p->web->form_key, sealed(p, when), p->a);
	the_token = arena_printf(p->a, "%.*s-%.*s", STR_ARG(when), STR_ARG(seal));
}

static bool token_time(struct str token, struct str *when, struct str *seal, int64_t *made)
{
	*when = str_cut(token, '-', seal);
	*made = 0;
	if (when->n == 0 || when->n > 12)
		return false;
	for (size_t i = 0; i < when->n; i++) {
		char c = when->p[i];
		int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
		if (digit < 0)
			return false;
		*made = *made * 16 + digit;
	}
	return true;
}

int64_t form_age(const struct page *p)
{
	struct str when, seal;
	int64_t made;
	return token_time(http_form(p->rq, "jeton"), &when, &seal, &made) ? time_unix() - made : 0;
}

// Browsers say where a request comes from: those of today by Sec-Fetch-Site, older ones by Origin.
static bool from_here(struct page *p)
{
	struct str site = http_header(p->rq, "Sec-Fetch-Site");
	if (site.n > 0)
		return str_eqz(site, "same-origin");
	struct str origin = http_header(p->rq, "Origin");
	return origin.n == 0 || str_eq(origin, web_origin(p));
}

bool form_is_ours(struct page *p)
{
	struct str when, seal;
	int64_t made;
	if (!from_here(p) || !token_time(http_form(p->rq, "jeton"), &when, &seal, &made))
		return false;
	int64_t age = time_unix() - made;
	if (age < -60 || (p->actor->session.n == 0 && age > VISITOR_SECONDS))
		return false;
	return seal_fits(&p->web->form_key, sealed(p, when), seal);
}

static bool over_tls(const struct page *p)
{
	return p->web->base_url != NULL && str_starts(str_of(p->web->base_url), S("https://"));
}

static const char *cookie_name(const struct page *p)
{
	return over_tls(p) ? "__Host-maille" : "maille";
}

struct str session_cookie(const struct page *p)
{
	return http_cookie(p->rq, cookie_name(p));
}

void session_cookie_set(struct page *p, struct str secret, int64_t seconds)
{
	http_set(p->rq, p->reply, "Set-Cookie",
		 arena_printf(p->a, "%s=%.*s; Path=/; Max-Age=%lld; HttpOnly; SameSite=Lax%s", cookie_name(p), STR_ARG(secret),
			      (long long)seconds, over_tls(p) ? "; Secure" : ""));
}

void session_cookie_end(struct page *p)
{
	session_cookie_set(p, STR_NONE, 0);
}

void page_form_again(struct page *p, bool sign_in)
{
	const struct http_request *rq = p->rq;
	struct view_form_again v = {
		.layout = page_layout(p, str_of(sign_in ? _("Connectez-vous pour envoyer") : _("Encore un clic pour envoyer"))),
		.target = rq->target,
		.sign_in = sign_in,
		.fields = arena_array(p->a, rq->form_n, sizeof *v.fields),
	};
	size_t bytes = 0;
	for (size_t i = 0; i < rq->form_n; i++)
		bytes += rq->form[i].value.n;
	for (size_t i = 0; i < rq->form_n && bytes <= AGAIN_BYTES; i++)
		if (!str_eqz(rq->form[i].name, "jeton") && str_find(rq->form[i].name, S("passe")) < 0) // no password goes out
			v.fields[v.field_n++] = rq->form[i];
	v.has_files = rq->file_n > 0;
	v.foreign = !from_here(p);
	v.layout.no_index = true;
	v.layout.other_lang = v.layout.canonical = v.layout.path_fr = v.layout.path_en = STR_NONE;
	http_set(p->rq, p->reply, "Cache-Control", S("no-store"));
	p->reply->status = sign_in ? 401 : 403;
	buf_reset(p->out);
	view_form_again(p->out, &v);
}
