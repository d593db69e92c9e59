// SPDX-License-Identifier: AGPL-3.0-or-later
// Reading what a request brought: by name, and against a route's declared parameters.
#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "http/http.h"

static struct str find(const struct pair *pairs, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (str_eqz(pairs[i].name, name))
			return pairs[i].value;
	return STR_NONE;
}

struct str http_query(const struct http_request *r, const char *name)
{
	return find(r->query, r->query_n, name);
}

struct str http_form(const struct http_request *r, const char *name)
{
	return find(r->form, r->form_n, name);
}

struct str http_capture(const struct http_request *r, const char *name)
{
	return find(r->captures, r->capture_n, name);
}

struct str http_cookie(const struct http_request *r, const char *name)
{
	for (struct str rest = http_header(r, "Cookie"); rest.p != NULL;) {
		struct str value, key = str_cut(str_trim(str_cut(rest, ';', &rest)), '=', &value);
		if (value.p == NULL || !str_eqz(key, name))
			continue;
		if (value.n >= 2 && value.p[0] == '"' && value.p[value.n - 1] == '"')
			value = (struct str){value.p + 1, value.n - 2};
		return value;
	}
	return STR_NONE;
}

// A number as a person types it: spaces around it, a decimal comma.
static bool number(struct str s, double *out)
{
	char text[64];
	s = str_trim(s);
	if (s.n >= sizeof text)
		return false;
	for (size_t i = 0; i < s.n; i++)
		text[i] = s.p[i] == ',' ? '.' : s.p[i];
	return str_to_double((struct str){text, s.n}, out);
}

static struct str filled(const struct http_request *r, const char *name)
{
	for (size_t i = 0; i < r->query_n; i++)
		if (str_eqz(r->query[i].name, name) && str_trim(r->query[i].value).n > 0)
			return str_trim(r->query[i].value);
	return STR_NONE;
}

bool http_query_i64(const struct http_request *r, const char *name, int64_t *out)
{
	return str_to_i64(filled(r, name), out);
}

bool http_query_double(const struct http_request *r, const char *name, double *out)
{
	return number(filled(r, name), out);
}

static bool chosen(struct str value, const char *const *choices)
{
	for (; *choices != NULL; choices++)
		if (str_eqz(value, *choices))
			return true;
	return false;
}

static bool fits(const struct http_param *p, struct str value)
{
	double d;
	int64_t i;
	bool bounded = p->min != 0 || p->max != 0;
	switch (p->kind) {
	case HTTP_TEXT:
		return p->max <= 0 || (double)utf8_length(value) <= p->max;
	case HTTP_INT:
		return str_to_i64(value, &i) && (!bounded || ((double)i >= p->min && (double)i <= p->max));
	case HTTP_NUMBER:
		return number(value, &d) && (!bounded || (d >= p->min && d <= p->max));
	case HTTP_CHOICE:
		return chosen(value, p->choices);
	}
	return false;
}

static struct str explain(const struct http_param *p, struct str value, struct arena *a)
{
	bool bounded = p->min != 0 || p->max != 0;
	struct buf b = BUF_IN(a), least = BUF_IN(a), most = BUF_IN(a);
	if (bounded) {
		i18n_num(&least, p->min, 3);
		i18n_num(&most, p->max, 3);
	}
	struct str clipped = utf8_clip(value, 40);
	buf_addf(&b, tr("Le critère « %s » vaut « %.*s%s »"), p->name, STR_ARG(clipped), clipped.n < value.n ? "…" : "");
	buf_addz(&b, tr(" : "));
	switch (p->kind) {
	case HTTP_TEXT:
		buf_addf(&b, tr("c’est trop long, il faut %.*s caractères au plus."), STR_ARG(buf_str(&most)));
		break;
	case HTTP_INT:
		if (bounded)
			buf_addf(&b, tr("il faut un nombre entier entre %.*s et %.*s."), STR_ARG(buf_str(&least)), STR_ARG(buf_str(&most)));
		else
			buf_addz(&b, tr("il faut un nombre entier."));
		break;
	case HTTP_NUMBER:
		if (bounded)
			buf_addf(&b, tr("il faut un nombre entre %.*s et %.*s."), STR_ARG(buf_str(&least)), STR_ARG(buf_str(&most)));
		else
			buf_addz(&b, tr("il faut un nombre."));
		break;
	case HTTP_CHOICE:
		buf_addz(&b, tr("il faut choisir parmi "));
		for (size_t i = 0; p->choices[i] != NULL; i++) {
			buf_addz(&b, i == 0 ? "" : ", ");
			buf_addz(&b, p->choices[i]);
		}
		buf_addc(&b, '.');
		break;
	}
	return buf_str(&b);
}

bool http_param_check(const struct http_request *r, const struct http_param *params, struct arena *a, struct str *problem)
{
	for (const struct http_param *p = params; p != NULL && p->name != NULL; p++) {
		struct str first = STR_NONE;
		for (size_t i = 0; i < r->query_n; i++) {
			struct str value = str_trim(r->query[i].value);
			if (value.n == 0 || !str_eqz(r->query[i].name, p->name))
				continue;
			if (!fits(p, value)) {
				*problem = explain(p, value, a);
				return false;
			}
			if (first.p != NULL && !p->repeatable && !str_eq(first, value)) {
				*problem = arena_printf(a, tr("Le critère « %s » est donné deux fois, avec des valeurs différentes : gardez-en une."),
					p->name);
				return false;
			}
			first = value;
		}
	}
	return true;
}
