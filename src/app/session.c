// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/session.h"

#include "base/time.h"
#include "credential/secret.h"
#include "store/person.h"
#include "store/session.h"

enum { DAY = 86400 };

struct known {
	const char *sign, *name;
};

static const char *recognise(struct str agent, const struct known *all)
{
	for (; all->sign != NULL; all++)
		if (str_find(agent, str_of(all->sign)) >= 0)
			return all->name;
	return NULL;
}

struct str session_device(struct str agent, struct arena *a)
{
	// In this order: most browsers say that they are several others too.
	static const struct known browsers[] = {
		{"Firefox/", "Firefox"}, {"FxiOS/", "Firefox"}, {"Edg", "Edge"}, {"OPR/", "Opera"},
		{"Chromium/", "Chromium"}, {"Chrome/", "Chrome"}, {"CriOS/", "Chrome"}, {"Safari/", "Safari"}, {NULL, NULL},
	};
	static const struct known systems[] = {
		{"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Windows", "Windows"}, {"Mac OS X", "macOS"},
		{"Linux", "Linux"}, {NULL, NULL},
	};
	const char *browser = recognise(agent, browsers), *system = recognise(agent, systems);
	if (browser != NULL && system != NULL)
		return arena_printf(a, "%s, %s", browser, system);
	return str_of(browser != NULL ? browser : system);
}

const struct err *session_begin(struct db *d, int64_t person, struct str device, struct arena *a, struct str *secret)
{
	const struct err *err;
	struct moment now, ends;
	int64_t t = time_unix();
	*secret = secret_new(a);
	struct session_row s = {
		.hash = secret_hash(a, *secret),
		.person = person,
		.made_at = moment_text(t, &now),
		.seen_at = moment_text(t, &now),
		.ends_at = moment_text(t + SESSION_DAYS * DAY, &ends),
		.device = session_device(device, a),
	};
	TRY(store_session_purge(d, s.made_at));
	TRY(store_session_add(d, &s));
	TRY(store_person_seen(d, person, s.made_at));
done:
	return err;
}
