// SPDX-License-Identifier: AGPL-3.0-or-later
// The main facts of a place as one short form, for those who are not signed in: proposals, creations, corrections from a
// reminder. The page's own forms have all the rest.
#include <string.h>

#include "base/time.h"
#include "exchange/hours_plain.h"
#include "web/page_proposer.h"
#include "web/web.h"

static const struct {
	const char *key, *help, *type, *autocomplete;
	enum fact_how how;
	bool first; // asked of a new place too
} main_facts[] = {
	{"nom", NULL, "text", "off", FACT_LINE, true},
	{"adresse", N_("Le numéro et la rue"), "text", "off", FACT_LINE, true},
	{"code_postal", NULL, "text", "off", FACT_LINE, true},
	{"commune", NULL, "text", "off", FACT_LINE, true},
	{"typologie", NULL, "", "", FACT_TYPES, true},
	{"presentation_resume", N_("Une phrase ou deux : ce qu’on y fait, pour qui."), "", "", FACT_TEXT, true},
	{"site_web", NULL, "url", "off", FACT_LINE, true},
	{"telephone", NULL, "tel", "off", FACT_LINE, true},
	{"horaires", N_("Par exemple : lundi au vendredi 9h-12h, 14h-18h ; samedi 10h-12h"), "text", "off", FACT_LINE, false},
};
enum { MAIN_N = sizeof main_facts / sizeof *main_facts };

static struct str written(const struct field *f, const struct place *p, struct arena *a)
{
	struct buf value = BUF_IN(a);
	field_write(f, p, &value);
	return buf_str(&value);
}

struct view_fact *facts_of(const struct place *p, bool all, struct arena *a, size_t *n)
{
	struct view_fact *facts = arena_array(a, MAIN_N, sizeof *facts);
	*n = 0;
	for (size_t i = 0; i < MAIN_N; i++) {
		const struct field *f = field_find(str_of(main_facts[i].key));
		if (f == NULL || f->see != WHO_ANYONE || (!all && !main_facts[i].first))
			continue;
		facts[(*n)++] = (struct view_fact){
			.key = f->key, .label = tr(f->label), .help = main_facts[i].help ? tr(main_facts[i].help) : NULL,
			.type = main_facts[i].type, .autocomplete = main_facts[i].autocomplete, .how = main_facts[i].how,
			.value = written(f, p, a), .was = written(f, p, a), .max = f->max, .required = f->required || strcmp(f->key, "commune") == 0,
		};
		if (f->form == FORM_HOURS)
			facts[*n - 1].value = hours_to_plain(facts[*n - 1].value, a);
	}
	return facts;
}

// Several boxes of one name are one value, codes with "|" between them.
static struct str sent(const struct page *p, const struct view_fact *fact)
{
	struct buf all = BUF_IN(p->a);
	for (size_t i = 0; i < p->rq->form_n; i++) {
		if (!str_eqz(p->rq->form[i].name, fact->key))
			continue;
		if (all.n > 0)
			buf_addc(&all, '|');
		buf_add(&all, str_trim(p->rq->form[i].value));
	}
	return buf_str(&all);
}

// As it stood in the form; as it is now when the form did not say.
static struct str before(const struct page *p, const struct view_fact *fact, const struct place *now)
{
	const struct field *f = field_find(str_of(fact->key));
	struct str was = http_form(p->rq, arena_z(p->a, arena_printf(p->a, "%s.avant", fact->key))), problem;
	struct place then = *now;
	bool read = was.p != NULL && field_read(f, was, p->a, &then, &problem);
	return written(f, read ? &then : now, p->a);
}

int64_t facts_seen(const struct page *p)
{
	int64_t seen = 0;
	bool told = str_to_i64(http_form(p->rq, "vu"), &seen) && seen > 0 && seen < p->atlas->change;
	return told ? seen : p->atlas->change;
}

int64_t facts_clash(struct page *p, struct view_fact *facts, size_t n, const struct item *items, const struct edit_answer *answer)
{
	int64_t seen = p->atlas->change;
	for (size_t i = 0; i < answer->conflict_n; i++) {
		const struct edit_conflict *c = &answer->conflicts[i];
		struct str now = c->now.n ? item_shown(p->atlas, items[c->item].kind, items[c->item].key, c->now, p->a) : str_of(_("rien"));
		seen = c->change > seen ? c->change : seen;
		for (size_t k = 0; k < n; k++)
			if (str_eqz(items[c->item].key, facts[k].key))
				facts[k].wrong = arena_printf(p->a, _("Quelqu’un a écrit entre-temps : « %.*s ». Gardez ce qui est juste, puis envoyez de nouveau."),
							      STR_ARG(now));
	}
	return seen;
}

bool facts_read(struct page *p, struct view_fact *facts, size_t n, const struct place *now, struct proposed_item **items, size_t *item_n)
{
	struct place wished = *now;
	bool fine = true;
	*items = arena_array(p->a, n + 1, sizeof **items);
	*item_n = 0;
	for (size_t i = 0; i < n; i++) {
		const struct field *f = field_find(str_of(facts[i].key));
		struct str was = before(p, &facts[i], now), problem = STR_NONE;
		facts[i].was = was;
		facts[i].value = sent(p, &facts[i]);
		if (facts[i].required && facts[i].value.n == 0) {
			facts[i].wrong = str_of(_("Il faut remplir ce champ."));
			fine = false;
			continue;
		}
		struct str value = f->form == FORM_HOURS ? hours_from_plain(facts[i].value, p->a) : facts[i].value;
		if (!field_read(f, value, p->a, &wished, &problem)) {
			facts[i].wrong = problem;
			fine = false;
			continue;
		}
		struct str after = written(f, &wished, p->a);
		if (!str_eq(was, after))
			(*items)[(*item_n)++] = (struct proposed_item){item_kind_code(ITEM_FIELD), str_of(f->key), was, after};
	}
	return fine;
}

struct view_change *page_changes(const struct atlas *atlas, const struct proposed *s, struct arena *a, size_t *n, bool *conflict)
{
	struct view_change *all = arena_array(a, s->item_n + 1, sizeof *all);
	const struct place *p = s->place ? atlas_place_by_id(atlas, s->place) : NULL;
	*n = 0;
	*conflict = false;
	for (size_t i = 0; i < s->item_n; i++) {
		const struct proposed_item *it = &s->items[i];
		enum item_kind kind;
		if (!item_kind_find(it->kind, &kind))
			continue;
		struct view_change c = {.label = item_label(atlas, kind, it->key, a)};
		c.before = it->before.n ? item_shown(atlas, kind, it->key, it->before, a) : STR_NONE;
		c.after = it->after.n ? item_shown(atlas, kind, it->key, it->after, a) : STR_NONE;
		struct str now = p && s->state == SUGGESTION_WAITING ? item_now(atlas, p, kind, it->key, a) : it->before;
		c.conflict = !str_eq(now, it->before) && !str_eq(now, it->after);
		if (c.conflict)
			c.now = now.n ? item_shown(atlas, kind, it->key, now, a) : str_of(_("rien"));
		*conflict |= c.conflict;
		all[(*n)++] = c;
	}
	return all;
}

bool fact_has_type(const struct view_fact *f, unsigned type)
{
	struct str rest = f->value;
	while (rest.n > 0)
		if (str_eq(str_trim(str_cut(rest, '|', &rest)), vocab_code(VOCAB_TYPE, type)))
			return true;
	return false;
}

struct str page_when(int64_t moment, struct arena *a)
{
	struct buf b = BUF_IN(a);
	struct moment text;
	struct date d;
	if (moment != 0 && date_parse(str_sub(moment_paris_unix(moment, &text), 0, 10), &d))
		i18n_date(&b, d);
	return buf_str(&b);
}
