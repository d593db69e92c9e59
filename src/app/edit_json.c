// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/edit_json.h"

#include "base/i18n.h"
#include "base/vec.h"
#include "exchange/codec.h"

typedef VEC(struct item) items_vec;

// A list is a line for each in addresses; else as files write it.
static struct str value_text(struct str key, const json_t *v, struct arena *a)
{
	const struct field *f = field_find(key);
	if (f == NULL || f->type != FIELD_URLS || !json_is_array(v))
		return arena_str(a, json_as_text(v, a)); // which borrows from the document
	struct buf b = BUF_IN(a);
	size_t i;
	const json_t *one;
	json_array_foreach(v, i, one)
		buf_addf(&b, "%s%s", i > 0 ? "\n" : "", json_is_string(one) ? json_string_value(one) : "");
	return buf_str(&b);
}

static bool read_actions(const json_t *list, struct arena *a, items_vec *out, struct str *problem)
{
	size_t i;
	const json_t *one;
	json_array_foreach(list, i, one) {
		struct str key = json_member_text(one, "action", a), stage = json_member_text(one, "etape", a);
		struct str since = json_member_text(one, "depuis", a), note = json_member_text(one, "note", a);
		if (key.n == 0 || str_findc(stage, '|') >= 0 || str_findc(since, '|') >= 0) {
			*problem = str_of(tr("Chaque action est un objet : action, etape, depuis, note."));
			return false;
		}
		struct str value = stage.n == 0 ? STR_NONE
						: arena_printf(a, "%.*s|%.*s|%.*s", STR_ARG(stage), STR_ARG(since), STR_ARG(note));
		vec_push(out, (struct item){ITEM_ACTION, arena_str(a, key), value});
	}
	return true;
}

static bool read_all(json_t *root, struct arena *a, items_vec *out, struct str *problem)
{
	const json_t *fields = json_object_get(root, "champs"), *actions = json_object_get(root, "actions");
	const json_t *closed = json_object_get(root, "ferme");
	const char *name;
	json_t *v;
	*problem = str_of(tr("Le corps est un objet JSON, avec « champs », « actions » ou « ferme »."));
	if (!json_is_object(root) || (fields == NULL && actions == NULL && closed == NULL) || (fields != NULL && !json_is_object(fields)) ||
	    (actions != NULL && !json_is_array(actions)) || (closed != NULL && !json_is_boolean(closed)))
		return false;
	json_object_foreach((json_t *)(uintptr_t)fields, name, v) {
		struct str key = arena_str(a, str_of(name));
		vec_push(out, (struct item){ITEM_FIELD, key, value_text(key, v, a)});
	}
	if (closed != NULL)
		vec_push(out, (struct item){ITEM_STATE, STR_NONE, json_is_true(closed) ? S("ferme") : S("ouvert")});
	return actions == NULL || read_actions(actions, a, out, problem);
}

bool edit_from_json(struct str body, struct arena *a, struct item **items, size_t *n, struct str *problem)
{
	json_t *root = NULL;
	items_vec all = {0};
	const struct err *err = json_read(body, &root);
	bool good = err == NULL && read_all(root, a, &all, problem);
	if (err != NULL)
		*problem = arena_str(a, str_of(err_text(err)));
	err_free(err);
	*items = arena_copy(a, all.v, all.n, sizeof **items);
	*n = all.n;
	vec_free(&all);
	json_decref(root);
	return good;
}
