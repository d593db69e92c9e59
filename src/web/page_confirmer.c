// SPDX-License-Identifier: AGPL-3.0-or-later
// What a reminder's two links open, without signing in: this place's page and nothing else, for thirty days, as long as
// the person is of its team. Opening changes nothing (programs that read mail open links): buttons do.
#include "app/edit.h"
#include "base/log.h"
#include "web/form.h"
#include "web/page_fraicheur.h"
#include "web/pages.h"
#include "web/settings.h"
#include "web/views/views.gen.h"

static bool open_reminder(struct page *p, struct actor *who, struct view_confirm *v)
{
	int64_t id;
	bool late;
	struct str link = http_capture(p->rq, "jeton");
	page_passing(p);
	if (page_broke(p, app_fresh_link(p->app, link, p->a, who, &id, &late), "a reminder's link"))
		return false;
	*v = (struct view_confirm){.layout = page_layout(p, str_of(_("Ce lien n’ouvre plus rien"))), .link = link, .late = late, .seen = facts_seen(p)};
	v->layout.no_index = true;
	v->layout.other_lang = STR_NONE;
	v->place = who->person ? atlas_place_by_id(p->atlas, id) : NULL;
	if (v->place == NULL) {
		v->stage = CONFIRM_OVER;
		p->reply->status = 404;
		view_confirm(p->out, v);
		return false;
	}
	v->layout.title = arena_printf(p->a, _("%.*s : est-ce toujours juste ?"), STR_ARG(v->place->name));
	size_t n;
	const struct view_fact *facts = facts_of(v->place, true, p->a, &n);
	v->labels = arena_array(p->a, n, sizeof *v->labels);
	v->values = arena_array(p->a, n, sizeof *v->values);
	for (size_t i = 0; i < n; i++) {
		v->labels[v->fact_n] = str_of(facts[i].label);
		v->values[v->fact_n++] = facts[i].value.n ? item_shown(p->atlas, ITEM_FIELD, str_of(facts[i].key), facts[i].value, p->a)
							   : STR_NONE;
	}
	return true;
}

void page_confirm(struct page *p)
{
	struct actor who;
	struct view_confirm v;
	if (open_reminder(p, &who, &v))
		view_confirm(p->out, &v);
}

void page_confirm_post(struct page *p)
{
	struct actor who;
	struct view_confirm v;
	if (!open_reminder(p, &who, &v) || page_broke(p, app_confirm(p->app, p->atlas, &who, v.place->id, false), "a confirmation"))
		return;
	v.stage = CONFIRM_DONE;
	v.layout.title = str_of(_("Merci !"));
	view_confirm(p->out, &v);
}

void page_mend(struct page *p)
{
	struct actor who;
	struct view_confirm v;
	if (!open_reminder(p, &who, &v))
		return;
	v.stage = CONFIRM_MEND;
	v.layout.title = arena_printf(p->a, _("Corriger %.*s"), STR_ARG(v.place->name));
	v.facts = facts_of(v.place, true, p->a, &v.form_n);
	view_confirm(p->out, &v);
}

// What was sent becomes what the page says; all of it is then confirmed.
static bool mend(struct page *p, const struct actor *who, struct view_confirm *v, struct view_fact *facts)
{
	struct proposed s = {.kind = SUGGESTION_CHANGE};
	struct edit_answer answer;
	if (!facts_read(p, facts, v->form_n, v->place, &s.items, &s.item_n))
		return false;
	struct edit e = {.place = v->place->id, .seen = v->seen, .confirms = true};
	e.items = suggestion_edit(&s, p->a, &e.item_n);
	const struct err *err = s.item_n ? app_edit(p->app, who, &e, p->a, &answer) : NULL;
	if (err == NULL && s.item_n > 0 && answer.outcome != EDIT_DONE && answer.outcome != EDIT_NOTHING) {
		for (size_t i = 0; i < answer.problem_n; i++)
			for (size_t k = 0; k < v->form_n; k++)
				if (str_eqz(e.items[answer.problems[i].item].key, facts[k].key))
					facts[k].wrong = answer.problems[i].sentence;
		v->seen = facts_clash(p, facts, v->form_n, e.items, &answer);
		return false;
	}
	if (err == NULL)
		err = app_confirm(p->app, p->atlas, who, v->place->id, false);
	if (err != NULL) {
		log_error("a correction: %s", err_text(err));
		err_free(err);
		v->wrong = _("Nous n’avons pas pu enregistrer. Réessayez dans un instant : ce que vous avez écrit est encore là.");
		return false;
	}
	return true;
}

void page_mend_post(struct page *p)
{
	struct actor who;
	struct view_confirm v;
	if (!open_reminder(p, &who, &v))
		return;
	struct view_fact *facts = facts_of(v.place, true, p->a, &v.form_n);
	v.facts = facts;
	v.stage = CONFIRM_MEND;
	v.layout.title = arena_printf(p->a, _("Corriger %.*s"), STR_ARG(v.place->name));
	if (mend(p, &who, &v, facts)) {
		v.stage = CONFIRM_MENDED;
		v.layout.title = str_of(_("Merci !"));
	} else {
		p->reply->status = 422;
		if (v.wrong == NULL)
			v.wrong = _("Quelque chose ne va pas dans le formulaire : voyez ci-dessous.");
	}
	view_confirm(p->out, &v);
}

// Delivery reports, handed over by the host's mail server: the whole message as the body. The key is a setting.
void page_bounces(struct page *p)
{
	struct str key = settings_get(SETTING_BOUNCES), given = http_header(p->rq, "Authorization");
	struct str addresses[BOUNCES_MAX];
	int marked = 0;
	p->reply->type = "text/plain; charset=utf-8";
	if (key.n < 16 || !str_eq(given, arena_printf(p->a, "Bearer %.*s", STR_ARG(key)))) {
		p->reply->status = 403;
		buf_addz(p->out, "403\n");
		return;
	}
	size_t n = bounce_read(p->rq->body, p->a, addresses, BOUNCES_MAX);
	for (size_t i = 0; i < n; i++) {
		bool known;
		if (page_broke(p, app_bounce(p->app, addresses[i], true, &known), "a delivery report"))
			return;
		marked += known;
	}
	buf_addf(p->out, "%d\n", marked);
}
