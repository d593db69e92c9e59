// SPDX-License-Identifier: AGPL-3.0-or-later
// The queue: what changes, where it comes from, accept or refuse.
#include "web/page_moderation.h"

#include "base/utf8.h"
#include "web/form.h"
#include "web/pages.h"
#include "web/parts.h"
#include "web/views/views.gen.h"

enum { SHOWN_MOST = 50, REASON_MOST = 1000 };

static struct str who_asked(const struct page *p, const struct proposed *s)
{
	if (s->source != 0) {
		for (uint32_t i = 0; i < p->atlas->source_n; i++)
			if (p->atlas->sources[i].id == s->source)
				return arena_printf(p->a, _("le fichier « %.*s »"), STR_ARG(p->atlas->sources[i].title));
		return str_of(_("un fichier"));
	}
	if (s->person != 0) {
		struct str name = STR_NONE, address = STR_NONE;
		const struct err *err = app_suggestion_author(p->app, s->person, p->a, &name, &address);
		err_free(err);
		if (name.n > 0 && address.n > 0)
			return arena_printf(p->a, "%.*s (%.*s)", STR_ARG(name), STR_ARG(address));
		return address.n > 0 ? address : str_of(_("une personne connectée"));
	}
	return str_of(_("une personne sans compte, qui a confirmé son adresse"));
}

static const char *whose_turn(const struct proposed *s)
{
	switch (s->scope) {
	case SCOPE_TEAM: return _("à l’équipe du lieu de répondre");
	case SCOPE_ANIMATION: return _("à l’animation du territoire de répondre");
	case SCOPE_ADMIN: return _("à l’administration de répondre");
	case SCOPE_COUNT: break;
	}
	return "";
}

static struct view_waiting waiting_of(struct page *p, const struct proposed *s)
{
	struct view_waiting w = {
		.s = s, .place = s->place ? atlas_place_by_id(p->atlas, s->place) : NULL,
		.other = s->other ? atlas_place_by_id(p->atlas, s->other) : NULL, .name = suggestion_name(p->atlas, s),
		.kind = str_of(suggestion_kind_name(s->kind)), .who = who_asked(p, s), .since = page_when(s->asked, p->a),
		.turn = whose_turn(s), .days = (time_unix() - s->asked) / 86400, .late = s->escalated != 0,
		.may_trust = s->person != 0 && p->actor->admin && s->kind != SUGGESTION_CLAIM,
	};
	w.changes = page_changes(p->atlas, s, p->a, &w.change_n, &w.conflict);
	if (w.place != NULL) {
		w.town = part_town(w.place, p->a);
	} else if (s->kind == SUGGESTION_NEW) {
		struct likely *likely = arena_array(p->a, LIKELY_MAX, sizeof *likely);
		struct place *new = arena_new(p->a, struct place);
		*new = suggestion_place(s, p->a);
		w.likely_n = creation_likely(p->atlas, new, p->a, likely, LIKELY_MAX);
		w.likely = likely;
		w.town = part_town(new, p->a);
	}
	return w;
}

// The queue; the one with that number first when a decision on it could not be taken.
static void show(struct page *p, const struct decision *failed, const struct decision_answer *answer)
{
	struct proposed *all;
	size_t n;
	page_passing(p);
	if (page_broke(p, app_suggestions(p->app, p->actor, p->atlas, SHOWN_MOST, p->a, &all, &n), "the queue"))
		return;
	struct view_moderation v = {.layout = page_layout(p, str_of(_("À relire"))), .all_n = n, .animates = actor_animates_something(p->actor)};
	struct view_waiting *waiting = arena_array(p->a, SHOWN_MOST + 1, sizeof *waiting);
	struct str done = http_query(p->rq, "fait");
	v.layout.no_index = true;
	v.done = str_eqz(done, "accepte")  ? _("C’est accepté, et la personne est prévenue.")
		 : str_eqz(done, "refuse") ? _("C’est refusé, et la personne est prévenue.")
		 : str_eqz(done, "deja")   ? _("Quelqu’un avait déjà répondu.")
					   : NULL;
	for (size_t i = 0; i < n && v.waiting_n < SHOWN_MOST; i++) {
		struct view_waiting *w = &waiting[v.waiting_n++];
		*w = waiting_of(p, &all[i]);
		if (failed == NULL || failed->id != all[i].id)
			continue;
		w->opened = true;
		w->reason = failed->reason;
		w->wrong = answer->outcome == DECIDED_CONFLICT
				   ? _("La page a changé entre-temps. Comparez, puis acceptez quand même ou refusez.")
				   : _("Cela ne peut pas être enregistré ainsi :");
		for (size_t k = 0; k < answer->edit.problem_n && w->problem_n < 4; k++)
			w->problems[w->problem_n++] = answer->edit.problems[k].sentence;
	}
	v.waiting = waiting;
	if (failed != NULL)
		p->reply->status = 409;
	view_moderation(p->out, &v);
}

void page_moderation(struct page *p)
{
	show(p, NULL, NULL);
}

void page_decide(struct page *p)
{
	struct proposed s;
	struct decision d = {.reason = utf8_clip(str_trim(http_form(p->rq, "raison")), REASON_MOST)};
	struct decision_answer answer;
	struct str wish = http_form(p->rq, "geste");
	page_passing(p);
	if (!str_to_i64(http_capture(p->rq, "numero"), &d.id) || page_broke(p, app_suggestion(p->app, d.id, p->a, &s), "a decision"))
		return;
	if (s.id == 0 || !suggestion_may_decide(p->actor, p->atlas, &s)) {
		page_error(p, 404, STR_NONE);
		return;
	}
	if (s.kind == SUGGESTION_MERGE && str_eqz(wish, "accepter")) {
		http_redirect(p->rq, p->reply, 303,
			      web_link(p->a, arena_printf(p->a, "/fusion/%lld/%lld", (long long)s.place, (long long)s.other)));
		return;
	}
	d.accept = str_eqz(wish, "accepter");
	d.anyway = http_form(p->rq, "malgre").n > 0;
	d.trust = http_form(p->rq, "confiance").n > 0 && p->actor->admin; // it holds everywhere
	if (!d.accept && !str_eqz(wish, "refuser")) {
		page_error(p, 400, str_of(_("Choisissez d’accepter ou de refuser.")));
		return;
	}
	if (page_broke(p, app_suggestion_decide(p->app, p->actor, p->atlas, &d, p->a, &answer), "a decision"))
		return;
	if (answer.outcome == DECIDED_CONFLICT || answer.outcome == DECIDED_INVALID) {
		show(p, &d, &answer);
		return;
	}
	const char *done = answer.outcome == DECIDED_BEFORE ? "deja" : d.accept ? "accepte" : "refuse";
	http_redirect(p->rq, p->reply, 303, web_link(p->a, arena_printf(p->a, "/moderation?fait=%s", done)));
}
