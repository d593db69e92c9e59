// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/privacy.h"

#include "app/write.h"
#include "base/i18n.h"
#include "store/personal.h"
#include "store/person.h"

struct gathering {
	int64_t person;
	struct json_writer *w;
};

static const struct err *gather(struct db *db, void *user)
{
	struct gathering *g = user;
	return store_personal_write(db, g->person, g->w);
}

const struct err *app_my_data(struct app *app, const struct actor *who, struct arena *a, struct str *json)
{
	const struct err *err;
	struct buf out = BUF_IN(a);
	struct json_writer w = {.out = &out};
	struct gathering g = {who->person, &w};
	TRY(app_read(app, gather, &g));
	*json = buf_str(&out);
done:
	return err;
}

struct going {
	int64_t person;
	bool admin;
	enum leaving *out;
};

static const struct err *leave(struct db *db, void *user)
{
	const struct err *err;
	struct going *g = user;
	int64_t admins;
	TRY(store_person_admin_n(db, &admins));
	*g->out = g->admin && admins <= 1 ? LEAVING_LAST_ADMIN : LEAVING_DONE;
	if (*g->out == LEAVING_DONE)
		TRY(store_personal_erase(db, g->person, time_unix()));
done:
	return err;
}

const struct err *app_leave_for_good(struct app *app, const struct actor *who, enum leaving *out)
{
	struct going g = {who->person, who->admin, out};
	return app_write(app, leave, &g);
}

struct tidying {
	struct arena *a;
	int64_t rows;
	size_t accounts;
};

static const struct err *tidy(struct db *db, void *user)
{
	const struct err *err;
	struct tidying *t = user;
	int64_t *unused, now = time_unix();
	TRY(store_personal_tidy(db, now, &t->rows));
	TRY(store_personal_unused(db, now - (int64_t)KEEP_UNUSED_DAYS * 86400, t->a, &unused, &t->accounts));
	for (size_t i = 0; i < t->accounts; i++)
		TRY(store_personal_erase(db, unused[i], now));
done:
	return err;
}

const struct err *privacy_tidy(const struct daily_run *run)
{
	struct tidying t = {.a = run->a};
	const struct err *err = app_write(run->app, tidy, &t);
	buf_addf(run->said, tr("%lld traces effacées, %zu comptes jamais ouverts fermés"), (long long)t.rows, t.accounts);
	return err;
}
