// SPDX-License-Identifier: AGPL-3.0-or-later
// GET /api/v1/openapi.json: OpenAPI 3.1 made from the table of routes, their parameters, the facets, the table of fields
// and the shapes of the answers.
#include <ctype.h>
#include <string.h>

#include "base/i18n.h"
#include "model/field.h"
#include "web/api.h"

static void put(struct json_writer *w, const char *key, const char *value)
{
	json_key(w, str_of(key));
	json_str(w, str_of(value));
}

static void open_member(struct json_writer *w, const char *key)
{
	json_key(w, str_of(key));
	json_open(w, '{');
}

static void help(struct json_writer *w, const char *text)
{
	if (text != NULL && *text != '\0')
		put(w, "description", tr(text));
}

bool api_facet_vocab(enum facet f, enum vocab *v)
{
	switch (f) {
	case FACET_TYPE: *v = VOCAB_TYPE; return true;
	case FACET_STAGE: *v = VOCAB_STAGE; return true;
	case FACET_TERRITORY: *v = VOCAB_TERRITORY; return true;
	case FACET_HOLDER: *v = VOCAB_HOLDER; return true;
	case FACET_PARTNER: *v = VOCAB_PARTNER; return true;
	default: return false;
	}
}

static void codes(struct json_writer *w, enum vocab v)
{
	api_list(w, "enum");
	for (unsigned i = 0; i < vocab_size(v); i++)
		json_str(w, vocab_code(v, i));
	json_close(w, ']');
}

static void param_schema(struct json_writer *w, const struct http_param *p)
{
	static const char *const types[] = {
		[HTTP_TEXT] = "string", [HTTP_INT] = "integer", [HTTP_NUMBER] = "number", [HTTP_CHOICE] = "string"};
	bool number = p->kind == HTTP_INT || p->kind == HTTP_NUMBER;
	put(w, "type", types[p->kind]);
	if (number && (p->min != 0 || p->max != 0)) {
		json_key(w, p->kind == HTTP_NUMBER && p->min == 0 ? S("exclusiveMinimum") : S("minimum"));
		json_num(w, p->min, 3);
		json_key(w, S("maximum"));
		json_num(w, p->max, 3);
	}
	if (p->kind == HTTP_TEXT && p->max > 0) {
		json_key(w, S("maxLength"));
		json_num(w, p->max, 0);
	}
	if (p->kind != HTTP_CHOICE)
		return;
	api_list(w, "enum");
	for (size_t i = 0; p->choices[i] != NULL; i++)
		json_str(w, str_of(p->choices[i]));
	json_close(w, ']');
}

static void param_open(struct json_writer *w, const char *name, const char *in, const char *text)
{
	json_open(w, '{');
	put(w, "name", name);
	put(w, "in", in);
	help(w, text);
	open_member(w, "schema");
}

static void param_close(struct json_writer *w)
{
	json_close(w, '}');
	json_close(w, '}');
}

static void query_param(struct json_writer *w, const struct http_param *p)
{
	param_open(w, p->name, "query", p->help);
	if (p->repeatable) {
		put(w, "type", "array");
		open_member(w, "items");
	}
	param_schema(w, p);
	if (p->repeatable)
		json_close(w, '}');
	param_close(w);
}

static void facet_params(struct json_writer *w)
{
	for (enum facet f = 0; f < FACET_COUNT; f++) {
		enum vocab v;
		bool year = f == FACET_YEAR || f == FACET_CONFIRMED;
		param_open(w, facet_param(f), "query", facet_label(f));
		put(w, "type", "array");
		open_member(w, "items");
		put(w, "type", year ? "integer" : "string");
		if (api_facet_vocab(f, &v))
			codes(w, v);
		json_close(w, '}');
		param_close(w);
	}
}

static void path_params(struct json_writer *w, struct str pattern, struct arena *a)
{
	for (ptrdiff_t at; (at = str_findc(pattern, '{')) >= 0;) {
		struct str name = str_cut(str_from(pattern, (size_t)at + 1), '}', &pattern);
		json_open(w, '{');
		put(w, "name", arena_z(a, name));
		put(w, "in", "path");
		json_key(w, S("required"));
		json_bool(w, true);
		open_member(w, "schema");
		put(w, "type", "string");
		param_close(w);
	}
}

static void reference(struct json_writer *w, const char *name, struct arena *a)
{
	put(w, "$ref", arena_z(a, arena_printf(a, "#/components/schemas/%s", name)));
}

static void response(struct json_writer *w, const char *status, const char *text, const char *type, const char *shape,
		     struct arena *a)
{
	open_member(w, status);
	put(w, "description", tr(text));
	if (type != NULL) {
		open_member(w, "content");
		open_member(w, type);
		open_member(w, "schema");
		if (shape != NULL)
			reference(w, shape, a);
		else
			put(w, "type", str_ends(str_of(type), S("json")) ? "object" : "string");
		json_close(w, '}');
		json_close(w, '}');
		json_close(w, '}');
	}
	json_close(w, '}');
}

// "GET /api/v1/lieux/{slug}" → "lieux_slug"
static struct str operation_id(const struct http_route *r, struct arena *a)
{
	struct str path = str_of(r->pattern);
	if (str_starts(path, S("/api/v1")))
		path = str_from(path, 7);
	else
		path = arena_printf(a, "/fichier%.*s", STR_ARG(path));
	struct buf b = BUF_IN(a);
	for (size_t i = 1; i < path.n; i++)
		if (isalnum((unsigned char)path.p[i]))
			buf_addc(&b, path.p[i]);
		else if (b.n > 0 && b.p[b.n - 1] != '_' && i + 1 < path.n)
			buf_addc(&b, '_');
	return buf_str(&b);
}

static const char *method_name(enum http_method m)
{
	return m == HTTP_POST ? "post" : m == HTTP_PUT ? "put" : m == HTTP_DELETE ? "delete" : "get";
}

// What a program sends, and what can go wrong then.
static void writing(struct json_writer *w, const struct web_route *r, struct arena *a)
{
	api_list(w, "security");
	json_open(w, '{');
	api_list(w, "jeton");
	json_close(w, ']');
	json_close(w, '}');
	json_close(w, ']');
	if (str_ends(str_of(r->http.pattern), S("/confirmation")))
		return;
	open_member(w, "requestBody");
	json_key(w, S("required"));
	json_bool(w, true);
	open_member(w, "content");
	open_member(w, "application/json");
	open_member(w, "schema");
	reference(w, "Ecriture", a);
	for (int i = 0; i < 4; i++)
		json_close(w, '}');
}

static void write_failures(struct json_writer *w, const struct web_route *r, struct arena *a)
{
	response(w, "401", N_("il manque un jeton, ou il n’ouvre plus rien"), "application/json", "Erreur", a);
	response(w, "403", N_("ce jeton ne permet pas cela"), "application/json", "Erreur", a);
	if (r->http.method == HTTP_PUT) {
		response(w, "412", N_("le lieu a changé depuis qu’il a été lu"), "application/json", "Erreur", a);
		response(w, "428", N_("il manque l’en-tête If-Match"), "application/json", "Erreur", a);
	}
	response(w, "422", N_("une valeur ne va pas : la phrase dit laquelle et pourquoi"), "application/json", "Erreur", a);
}

static void operation(struct json_writer *w, const struct web_route *r, struct arena *a)
{
	bool api = str_starts(str_of(r->http.pattern), S("/api/")), get = r->http.method == HTTP_GET;
	struct str id = operation_id(&r->http, a);
	open_member(w, method_name(r->http.method));
	api_text(w, "operationId", get ? id : arena_printf(a, "%.*s_%s", STR_ARG(id), method_name(r->http.method)));
	put(w, "summary", tr(r->http.help));
	api_list(w, "parameters");
	path_params(w, str_of(r->http.pattern), a);
	for (const struct http_param *p = r->http.params; p != NULL && p->name != NULL; p++)
		query_param(w, p);
	if (r->http.params == search_params)
		facet_params(w);
	if (r->http.method == HTTP_PUT) {
		param_open(w, "If-Match", "header", N_("l’ETag du lieu tel qu’il a été lu"));
		put(w, "type", "string");
		param_close(w);
	}
	json_close(w, ']');
	if (!get)
		writing(w, r, a);
	open_member(w, "responses");
	bool made = r->http.method == HTTP_POST && str_ends(str_of(r->http.pattern), S("/lieux"));
	response(w, made ? "201" : "200", N_("la réponse"), r->answer->type, r->answer->shape, a);
	if (r->http.params == search_params)
		response(w, "400", N_("un paramètre ne va pas : la phrase dit lequel et pourquoi"), api ? "application/json" : NULL, "Erreur", a);
	if (str_findc(str_of(r->http.pattern), '{') >= 0)
		response(w, "404", N_("rien à cette adresse"), "application/json", "Erreur", a);
	if (!get)
		write_failures(w, r, a);
	json_close(w, '}');
	json_close(w, '}');
}

// All that can be done at an address stands together, where the table first names it.
static void address(struct json_writer *w, const struct web_route *first, struct arena *a)
{
	for (const struct web_route *r = web_routes; r != first; r++)
		if (r->answer != NULL && str_eqz(str_of(r->http.pattern), first->http.pattern))
			return;
	json_key(w, str_of(first->http.pattern));
	json_open(w, '{');
	for (const struct web_route *r = first; r->http.pattern != NULL; r++)
		if (r->answer != NULL && str_eqz(str_of(r->http.pattern), first->http.pattern))
			operation(w, r, a);
	json_close(w, '}');
}

static void typed(struct json_writer *w, const char *type, struct arena *a)
{
	bool maybe = *type == '?';
	type += maybe || *type == '!';
	if (strncmp(type, "[]", 2) == 0) {
		put(w, "type", "array");
		open_member(w, "items");
		typed(w, type + 2, a);
		json_close(w, '}');
		return;
	}
	if (isupper((unsigned char)*type)) {
		reference(w, type, a);
		return;
	}
	bool date = strcmp(type, "date") == 0, uri = strcmp(type, "uri") == 0;
	json_key(w, S("type"));
	if (maybe)
		json_open(w, '[');
	json_str(w, date || uri ? S("string") : str_of(type));
	if (maybe) {
		json_str(w, S("null"));
		json_close(w, ']');
	}
	if (date) // as well as it is known: a day, a month or a year
		put(w, "pattern", "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$");
	if (uri)
		put(w, "format", "uri");
}

static void shape_open(struct json_writer *w, const char *name)
{
	json_key(w, str_of(name));
	json_open(w, '{');
	put(w, "type", "object");
}

static void shape(struct json_writer *w, const struct api_shape *s, struct arena *a)
{
	shape_open(w, s->name);
	open_member(w, "properties");
	for (const struct api_member *m = s->members; m->name != NULL; m++) {
		open_member(w, m->name);
		typed(w, m->type, a);
		help(w, m->help);
		json_close(w, '}');
	}
	json_close(w, '}');
	api_list(w, "required");
	for (const struct api_member *m = s->members; m->name != NULL; m++)
		if (*m->type != '!')
			json_str(w, str_of(m->name));
	json_close(w, ']');
	json_close(w, '}');
}

static void field_schema(struct json_writer *w, const struct field *f, struct arena *a)
{
	static const char *const types[] = {
		[FIELD_TEXT] = "?string", [FIELD_LONG] = "?string", [FIELD_URL] = "?uri", [FIELD_REAL] = "?number",
		[FIELD_YEAR] = "?integer", [FIELD_DATE] = "?date", [FIELD_TRI] = "?string", [FIELD_TYPES] = NULL,
		[FIELD_URLS] = "?string", [FIELD_PARTS] = "?string"};
	open_member(w, f->key);
	put(w, "description", tr(f->label));
	if (f->type == FIELD_TYPES) {
		api_list(w, "type");
		json_str(w, S("array"));
		json_str(w, S("null"));
		json_close(w, ']');
		open_member(w, "items");
		codes(w, VOCAB_TYPE);
		json_close(w, '}');
	} else {
		typed(w, types[f->type], a);
	}
	if (f->max > 0 && field_is_text(f) && f->type != FIELD_PARTS)
		api_int(w, "maxLength", f->max);
	if (f->type == FIELD_REAL || f->type == FIELD_YEAR) {
		api_num(w, "minimum", f->least);
		api_num(w, "maximum", f->most);
	}
	json_close(w, '}');
}

static void fields_shape(struct json_writer *w, struct arena *a)
{
	shape_open(w, "Champs");
	open_member(w, "properties");
	for (size_t i = 0; i < place_field_n; i++)
		if (place_fields[i].see == WHO_ANYONE)
			field_schema(w, &place_fields[i], a);
	json_close(w, '}');
	json_close(w, '}');
}

static void facets_shape(struct json_writer *w, struct arena *a)
{
	shape_open(w, "Facettes");
	open_member(w, "properties");
	for (enum facet f = 0; f < FACET_COUNT; f++) {
		open_member(w, facet_param(f));
		put(w, "description", tr(facet_label(f)));
		typed(w, "[]Facette", a);
		json_close(w, '}');
	}
	json_close(w, '}');
	json_close(w, '}');
}

static void stages_shape(struct json_writer *w)
{
	shape_open(w, "Totaux");
	open_member(w, "properties");
	for (unsigned s = 0; s < STAGE_COUNT; s++) {
		json_key(w, vocab_code(VOCAB_STAGE, s));
		json_open(w, '{');
		put(w, "type", "integer");
		put(w, "description", tr(vocab_name(VOCAB_STAGE, s)));
		json_close(w, '}');
	}
	json_close(w, '}');
	json_close(w, '}');
}

static void head(struct json_writer *w, struct page *p)
{
	put(w, "openapi", "3.1.0");
	open_member(w, "info");
	put(w, "title", "Maille");
	put(w, "version", "1");
	put(w, "description",
	    _("Les lieux, les actions et les réseaux, en JSON, sans clé. Chaque fait garde sa source, sa licence et sa date."));
	json_close(w, '}');
	api_list(w, "servers");
	json_open(w, '{');
	api_text(w, "url", web_origin(p));
	json_close(w, '}');
	json_close(w, ']');
}

void page_api_openapi(struct page *p)
{
	struct json_writer w = {.out = p->out};
	json_open(&w, '{');
	head(&w, p);
	open_member(&w, "paths");
	for (const struct web_route *r = web_routes; r->http.pattern != NULL; r++)
		if (r->answer != NULL)
			address(&w, r, p->a);
	json_close(&w, '}');
	open_member(&w, "components");
	open_member(&w, "schemas");
	for (const struct api_shape *s = api_shapes; s->name != NULL; s++)
		shape(&w, s, p->a);
	fields_shape(&w, p->a);
	facets_shape(&w, p->a);
	stages_shape(&w);
	json_close(&w, '}');
	open_member(&w, "securitySchemes");
	open_member(&w, "jeton");
	put(&w, "type", "http");
	put(&w, "scheme", "bearer");
	put(&w, "description", tr("Un jeton fait dans « Mon compte », pour un an : il dit ce qu’il permet (modifier, créer, confirmer)."));
	json_close(&w, '}');
	json_close(&w, '}');
	json_close(&w, '}');
	json_close(&w, '}');
	api_done(p, 0);
}
