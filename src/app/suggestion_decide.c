// SPDX-License-Identifier: AGPL-3.0-or-later
// A decision on a proposal: what it asks for is done, or not, and who asked is told, all in one transaction.
#include "app/creation.h"
#include "app/suggestion_mail.h"
#include "app/write.h"
#include "base/i18n.h"
#include "store/mandate.h"
#include "store/person.h"

struct deciding {
	const struct atlas *atlas;
	const struct actor *who;
	const struct decision *d;
	struct seal_key key;
	struct arena *a;
	struct decision_answer *out;
};

static const struct err *change_place(struct db *d, struct deciding *w)
{
	const struct err *err;
	struct proposed *s = &w->out->suggestion;
	struct edit e = {.place = s->place, .seen = w->d->anyway ? 0 : s->seen, .author = s->person,
			 .proposed = s->kind != SUGGESTION_IMPORT}; // of a file it is the word of who accepts
	const struct place *p = atlas_place_by_id(w->atlas, s->place);
	e.items = suggestion_edit(s, w->a, &e.item_n);
	e.confirms = p != NULL && actor_in_team(w->who, p);
	TRY(edit_in(d, w->atlas, w->who, &e, w->a, &w->out->edit));
	switch (w->out->edit.outcome) {
	case EDIT_DONE: s->change = w->out->edit.change; break;
	case EDIT_NOTHING: break;
	case EDIT_CONFLICT: w->out->outcome = DECIDED_CONFLICT; break;
	case EDIT_INVALID:
	case EDIT_ABSENT: w->out->outcome = DECIDED_INVALID; break;
	}
	if (p != NULL)
		w->out->slug = p->slug;
done:
	return err;
}

static const struct err *make_place(struct db *d, struct deciding *w)
{
	const struct err *err;
	struct proposed *s = &w->out->suggestion;
	size_t n;
	struct item *items = suggestion_edit(s, w->a, &n);
	struct creation c = {.items = items, .item_n = n, .proposed = true, .author = s->person};
	TRY(creation_in(d, w->atlas, w->who, &c, w->a));
	w->out->edit = c.edit;
	w->out->slug = c.slug;
	if (c.place == 0)
		w->out->outcome = DECIDED_INVALID;
	s->place = c.place;
	s->change = c.edit.change;
done:
	return err;
}

static const struct err *let_in(struct db *d, struct deciding *w)
{
	struct moment now;
	const struct proposed *s = &w->out->suggestion;
	const struct place *p = atlas_place_by_id(w->atlas, s->place);
	if (p != NULL)
		w->out->slug = p->slug;
	return store_mandate_give(d, &(struct mandate_row){.person = s->person, .place = s->place, .given_by = w->who->person,
							 .given_at = moment_text(time_unix(), &now)}, NULL);
}

static const struct err *do_it(struct db *d, struct deciding *w)
{
	const struct proposed *s = &w->out->suggestion;
	const struct place *p = s->place ? atlas_place_by_id(w->atlas, s->place) : NULL;
	switch (s->kind) {
	case SUGGESTION_CHANGE:
	case SUGGESTION_CLOSE:
	case SUGGESTION_MOVE:
	case SUGGESTION_IMPORT: return change_place(d, w);
	case SUGGESTION_NEW: return make_place(d, w);
	case SUGGESTION_CLAIM: return let_in(d, w);
	case SUGGESTION_REPORT: // whoever says yes has mended it
	case SUGGESTION_MERGE:
	case SUGGESTION_KIND_COUNT: break;
	}
	if (p != NULL)
		w->out->slug = p->slug;
	return NULL;
}

static const struct err *trust(struct db *d, int64_t id, struct arena *a)
{
	const struct err *err;
	struct person p;
	TRY(store_person_by_id(d, id, a, &p));
	if (p.id != 0)
		TRY(store_person_set_rights(d, id, p.admin, true));
done:
	return err;
}

static const struct err *decide(struct db *d, void *user)
{
	const struct err *err;
	struct deciding *w = user;
	struct proposed *s = &w->out->suggestion;
	bool found, done;
	*w->out = (struct decision_answer){.outcome = DECIDED_BEFORE};
	TRY(store_suggestion_read(d, w->d->id, w->a, s, &found));
	if (!found || s->state != SUGGESTION_WAITING)
		return NULL;
	w->out->outcome = DECIDED;
	if (w->d->accept)
		TRY(do_it(d, w));
	if (w->out->outcome != DECIDED)
		return NULL;
	s->state = w->d->accept ? SUGGESTION_ACCEPTED : SUGGESTION_REFUSED;
	s->decided = time_unix();
	s->decided_by = w->who->person;
	s->reason = w->d->reason;
	TRY(store_suggestion_move(d, s, SUGGESTION_WAITING, &done));
	if (w->d->trust && s->person != 0)
		TRY(trust(d, s->person, w->a));
	TRY(suggestion_tell_author(d, w->atlas, s, &w->key, w->out->slug, w->a));
done:
	return err;
}

const struct err *app_suggestion_decide(struct app *app, const struct actor *who, const struct atlas *atlas, const struct decision *d,
					struct arena *a, struct decision_answer *out)
{
	const struct err *err;
	struct deciding w = {.atlas = atlas, .who = who, .d = d, .a = a, .out = out};
	TRY(link_key(app, &w.key));
	TRY(app_write(app, decide, &w));
done:
	return err;
}
