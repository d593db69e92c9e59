// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/freshness_state.h"

#include <stdlib.h>
#include <string.h>

#include "app/write.h"
#include "base/i18n.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "store/change.h"
#include "store/source.h"

enum freshness place_freshness(const struct place *p, struct date today)
{
	if (p->confirmed.year == 0)
		return FRESH_NEVER;
	if (place_dormant(p, today))
		return FRESH_DORMANT;
	struct date d = p->confirmed;
	if (d.month == 0)
		d.month = 12; // the same doubt as place_dormant
	return date_months_between(d, today) >= FRESH_MONTHS ? FRESH_DUE : FRESH_TRUE;
}

struct confirming {
	const struct atlas *atlas;
	const struct actor *who;
	int64_t place;
	bool called;
};

static const struct err *confirm(struct db *d, void *user)
{
	const struct err *err;
	struct confirming *w = user;
	struct source team = {.key = S("equipe"), .title = S("Équipes des lieux")};
	struct buf today = {0};
	const struct place *p = atlas_place_by_id(w->atlas, w->place);
	bool changed;
	date_add(&today, date_today());
	TRY(store_source_put(d, &team));
	TRY(store_place_confirm(d, w->place, buf_str(&today), team.id, &changed));
	TRY(store_reminder_end(d, w->place));
	if (changed)
		TRY(store_change_append(d, &(struct change_row){.what = S("lieu-confirme"), .place = w->place, .source = team.id,
								.person = w->who->person,
								.role = p != NULL ? actor_role(w->who, w->atlas, p) : S("equipe"),
								.after = w->called ? S("par: téléphone\n") : STR_NONE}, 1));
done:
	buf_release(&today);
	return err;
}

const struct err *app_confirm(struct app *app, const struct atlas *atlas, const struct actor *who, int64_t place, bool called)
{
	struct confirming w = {atlas, who, place, called};
	return app_write(app, confirm, &w);
}

const struct err *app_fresh_link(struct app *app, struct str text, struct arena *a, struct actor *who, int64_t *place, bool *late)
{
	const struct err *err;
	struct seal_key key;
	struct link l;
	*who = (struct actor){0};
	*place = 0;
	TRY(link_key(app, &key));
	if (!link_open(&key, "fraicheur", text, &l, late))
		return NULL;
	TRY(app_actor_of(app, l.person, a, who));
	bool member = false;
	for (size_t i = 0; i < who->mandate_n; i++)
		member |= who->mandates[i].place == l.object;
	if (!member)
		*who = (struct actor){0};
	*place = l.object;
	who->admin = who->trusted = false; // it opens this page, not what else they may do
done:
	return err;
}

static bool holds(const int64_t *ids, size_t n, int64_t id)
{
	size_t low = 0, high = n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (ids[middle] < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low < n && ids[low] == id;
}

static int oldest_first(const void *x, const void *y)
{
	const struct fresh_row *a = x, *b = y;
	int by = date_cmp(a->place->confirmed, b->place->confirmed);
	return by != 0 ? by : (a->place->id > b->place->id) - (a->place->id < b->place->id);
}

const struct err *app_freshness(struct app *app, const struct atlas *atlas, const struct actor *who, struct arena *a,
				struct fresh_row **out, size_t *n)
{
	const struct err *err;
	struct freshness_state s;
	struct date today = date_today();
	*out = arena_array(a, atlas->place_n, sizeof **out);
	*n = 0;
	TRY(freshness_state_read(app, a, &s));
	for (uint32_t i = 0; i < atlas->place_n; i++) {
		const struct place *p = &atlas->places[i];
		if (p->state != PLACE_OPEN || !actor_animates(who, atlas, p))
			continue;
		struct fresh_row row = {.place = p, .freshness = place_freshness(p, today)};
		row.reach = holds(s.reachable, s.reachable_n, p->id)       ? REACH_MAIL
			    : holds(s.unreachable, s.unreachable_n, p->id) ? REACH_BOUNCED
									   : REACH_NONE;
		const struct reminder *asked = freshness_reminder(&s, p->id);
		if (asked != NULL)
			row.reminder = *asked;
		(*out)[(*n)++] = row;
	}
	if (*n > 1)
		qsort(*out, *n, sizeof **out, oldest_first);
done:
	return err;
}

struct bouncing {
	struct str address;
	bool bounced, known;
};

static const struct err *bounce(struct db *d, void *user)
{
	struct bouncing *b = user;
	return store_person_bounce(d, b->address, b->bounced, &b->known);
}

const struct err *app_bounce(struct app *app, struct str address, bool bounced, bool *known)
{
	struct buf folded = {0};
	for (size_t i = 0; i < address.n; i++)
		buf_addc(&folded, address.p[i] >= 'A' && address.p[i] <= 'Z' ? (char)(address.p[i] + 32) : address.p[i]);
	struct bouncing b = {str_trim(buf_str(&folded)), bounced, false};
	const struct err *err = app_write(app, bounce, &b);
	*known = b.known;
	buf_release(&folded);
	return err;
}

static bool field_is(struct str line, struct str name, struct str *value)
{
	if (line.n <= name.n || !str_ieq(str_sub(line, 0, name.n), name) || line.p[name.n] != ':')
		return false;
	*value = str_trim(str_from(line, name.n + 1));
	return true;
}

// RFC 3464 2.3: groups of fields, one a recipient, an empty line between them.
size_t bounce_read(struct str message, struct arena *a, struct str *out, size_t max)
{
	struct str rest = message, recipient = STR_NONE, value;
	bool failed = false, good = false;
	size_t n = 0;
	while (rest.p != NULL) {
		struct str line = str_trim(str_cut(rest, '\n', &rest));
		if (field_is(line, S("Final-Recipient"), &value)) {
			struct str address = value;
			str_cut(address, ';', &address);
			recipient = str_trim(address);
			if (recipient.n > 1 && recipient.p[0] == '<')
				recipient = str_sub(recipient, 1, recipient.n - 2);
		} else if (field_is(line, S("Action"), &value)) {
			failed = str_ieq(str_sub(value, 0, 6), S("failed"));
		} else if (field_is(line, S("Status"), &value)) {
			good = value.n == 0 || value.p[0] != '5'; // 4.x.x: not now, maybe later
		}
		if ((line.n == 0 || rest.p == NULL) && recipient.n > 0) {
			if (failed && !good && n < max && str_findc(recipient, '@') > 0)
				out[n++] = arena_str(a, recipient);
			recipient = STR_NONE;
			failed = good = false;
		}
	}
	return n;
}
