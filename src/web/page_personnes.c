// SPDX-License-Identifier: AGPL-3.0-or-later
// For administrators: who has an account, who animates what, who administrates.
#include "web/page_personnes.h"

#include "app/account.h"
#include "base/log.h"
#include "base/time.h"
#include "base/utf8.h"
#include "model/gazetteer.h"
#include "web/form.h"
#include "web/local.h"
#include "web/page_historique.h"
#include "web/pages.h"
#include "web/person.h"
#include "web/views/views.gen.h"

static struct date day(struct str moment)
{
	struct date d = {0};
	struct moment local;
	date_parse(str_sub(moment_paris(moment, &local), 0, 10), &d);
	return d;
}

static void fill_choices(struct page *p, struct view_people *v)
{
	struct people_choice *n = arena_array(p->a, p->atlas->network_n, sizeof *n);
	struct people_choice *r = arena_array(p->a, gazetteer_region_n(), sizeof *r);
	struct people_choice *d = arena_array(p->a, gazetteer_department_n(), sizeof *d);
	for (uint32_t i = 0; i < p->atlas->network_n; i++)
		n[v->network_n++] = (struct people_choice){arena_printf(p->a, "reseau:%.*s", STR_ARG(p->atlas->networks[i].key)),
							   p->atlas->networks[i].name};
	for (uint16_t i = 0; i < gazetteer_region_n(); i++) {
		struct region x = gazetteer_region(i);
		r[v->region_n++] = (struct people_choice){arena_printf(p->a, "region:%.*s", STR_ARG(x.key)), x.name};
	}
	for (uint16_t i = 0; i < gazetteer_department_n(); i++) {
		struct department x = gazetteer_department(i);
		d[v->department_n++] = (struct people_choice){arena_printf(p->a, "departement:%.*s", STR_ARG(x.code)),
							      arena_printf(p->a, "%.*s – %.*s", STR_ARG(x.code), STR_ARG(x.name))};
	}
	v->networks = n;
	v->regions = r;
	v->departments = d;
}

static void fill_rows(struct page *p, const struct people *all, struct view_people *v)
{
	struct people_row *rows = arena_array(p->a, all->person_n, sizeof *rows);
	for (size_t i = 0; i < all->person_n; i++) {
		struct people_mandate *mandates = arena_array(p->a, all->animator_n, sizeof *mandates);
		rows[i] = (struct people_row){.person = &all->people[i], .mandates = mandates, .made = day(all->people[i].made_at),
					      .seen = day(all->people[i].seen_at)};
		for (size_t k = 0; k < all->animator_n; k++) {
			const struct mandate_row *m = &all->animators[k];
			if (m->person == all->people[i].id)
				mandates[rows[i].mandate_n++] = (struct people_mandate){
					m->id, mandate_name(p, 0, m->network, m->department, m->region)};
		}
	}
	v->rows = rows;
	v->row_n = all->person_n;
	v->more = all->person_n == PEOPLE_SHOWN;
}

static const char *what_was_done(struct str code)
{
	return str_eqz(code, "donne")    ? _("C’est fait. Nous le lui avons écrit.")
	       : str_eqz(code, "retire") ? _("C’est retiré.")
	       : str_eqz(code, "droits") ? _("C’est noté.")
	       : str_eqz(code, "aidant") ? _("Un message vient de partir vers cette adresse.")
	       : str_eqz(code, "deconnecte") ? _("Cette personne est déconnectée partout.")
					 : NULL;
}

static bool people_view(struct page *p, struct view_people *v)
{
	struct people all;
	struct buf folded = BUF_IN(p->a);
	*v = (struct view_people){.layout = page_layout(p, str_of(_("Les personnes"))), .q = str_trim(http_query(p->rq, "q"))};
	v->layout.no_index = true;
	if (p->rq->method != HTTP_GET)
		v->layout.other_lang = STR_NONE;
	page_passing(p);
	for (size_t i = 0; i < v->q.n; i++) // what is looked for is compared in small letters
		buf_addc(&folded, (char)(v->q.p[i] >= 'A' && v->q.p[i] <= 'Z' ? v->q.p[i] + ('a' - 'A') : v->q.p[i]));
	if (page_broke(p, outbox_state(p->app, p->a, &v->mail), "the state of the outbox") ||
	    page_broke(p, app_people(p->app, buf_str(&folded), p->a, &all), "the list of people"))
		return false;
	fill_rows(p, &all, v);
	fill_choices(p, v);
	return true;
}

void page_people(struct page *p)
{
	struct view_people v;
	if (!people_view(p, &v))
		return;
	v.done = what_was_done(http_query(p->rq, "fait"));
	view_people(p->out, &v);
}

static void say_wrong(struct page *p, const char *wrong)
{
	struct view_people v;
	if (!people_view(p, &v))
		return;
	v.wrong = wrong;
	v.address = http_form(p->rq, "courriel");
	v.over = http_form(p->rq, "sur");
	p->reply->status = 422;
	view_people(p->out, &v);
}

// "reseau:key", "region:key" or "departement:code".
static bool read_over(const struct page *p, struct str over, struct mandate_row *m)
{
	struct str key, kind = str_cut(over, ':', &key);
	int32_t at = str_eqz(kind, "reseau") ? atlas_network(p->atlas, key) : NONE;
	if (at != NONE)
		m->network = p->atlas->networks[at].id;
	else if (str_eqz(kind, "region") && (at = gazetteer_find_region(key)) >= 0)
		m->region = gazetteer_region((uint16_t)at).key;
	else if (str_eqz(kind, "departement") && (at = gazetteer_find_department(key)) >= 0)
		m->department = gazetteer_department((uint16_t)at).code;
	return m->network != 0 || m->region.n > 0 || m->department.n > 0;
}

static void give(struct page *p)
{
	struct mandate_row m = {0};
	struct str address = entry_address(http_form(p->rq, "courriel"), p->a);
	if (address.n == 0)
		say_wrong(p, _("Cette adresse ne semble pas complète. Elle ressemble à nom@exemple.fr."));
	else if (!read_over(p, http_form(p->rq, "sur"), &m))
		say_wrong(p, _("Choisissez un réseau, une région ou un département."));
	else if (!page_broke(p, app_people_give(p->app, p->actor, address, &m, mandate_name(p, 0, m.network, m.department, m.region), p->a),
			     "a mandate"))
		go_to(p, S("/administration/personnes"), "donne");
}

static void rights(struct page *p, int64_t person)
{
	enum people_outcome how;
	bool admin = http_form(p->rq, "administre").n > 0, trusted = http_form(p->rq, "confiance").n > 0;
	if (page_broke(p, app_people_rights(p->app, person, admin, trusted, &how), "a person's rights"))
		return;
	if (how == PEOPLE_LAST)
		say_wrong(p, _("C’est la dernière personne qui administre : donnez d’abord ce rôle à quelqu’un d’autre."));
	else if (how == PEOPLE_ABSENT)
		page_error(p, 404, STR_NONE);
	else
		go_to(p, person == p->actor->person && !admin ? S("/compte") : S("/administration/personnes"),
		      person == p->actor->person && !admin ? "nom" : "droits");
}

// Somebody without an address whose helper went away: another is asked. Who has an address asks for help themselves.
static void find_helper(struct page *p, int64_t person)
{
	struct actor whose = {.person = person};
	struct account account;
	struct str address = entry_address(http_form(p->rq, "courriel"), p->a);
	if (page_broke(p, app_account(p->app, &whose, p->a, &account), "somebody who needs a helper"))
		return;
	if (account.person.id == 0 || account.person.left_at.n > 0 || account.person.address.n > 0)
		page_error(p, 404, STR_NONE);
	else if (address.n == 0)
		say_wrong(p, _("Cette adresse ne semble pas complète. Elle ressemble à nom@exemple.fr."));
	else if (!page_broke(p, app_help_ask(p->app, &whose, address, p->a), "somebody who needs a helper"))
		go_to(p, S("/administration/personnes"), "aidant");
}

// For the log, which repeats nothing that was sent.
static const char *gesture(struct str what)
{
	return str_eqz(what, "donner")	     ? "a mandate is given"
	       : str_eqz(what, "retirer")     ? "a mandate is taken"
	       : str_eqz(what, "droits")      ? "rights"
	       : str_eqz(what, "deconnecter") ? "sessions are ended"
	       : str_eqz(what, "aidant")      ? "a helper is asked"
	       : str_eqz(what, "annuler")     ? "all changes are taken back"
					      : "nothing";
}

void page_people_post(struct page *p)
{
	struct str what = http_form(p->rq, "geste");
	int64_t person = 0, mandate = 0;
	str_to_i64(http_form(p->rq, "personne"), &person);
	str_to_i64(http_form(p->rq, "mandat"), &mandate);
	log_info("person %lld administrates: %s, person %lld", (long long)p->actor->person, gesture(what), (long long)person);
	if (str_eqz(what, "donner"))
		give(p);
	else if (str_eqz(what, "droits"))
		rights(p, person);
	else if (str_eqz(what, "aidant"))
		find_helper(p, person);
	else if (str_eqz(what, "retirer")) {
		if (!page_broke(p, app_people_take(p->app, person, mandate), "a mandate"))
			go_to(p, S("/administration/personnes"), "retire");
	} else if (str_eqz(what, "deconnecter") && person != 0) {
		if (!page_broke(p, app_people_sign_out(p->app, person), "a person's sessions"))
			go_to(p, S("/administration/personnes"), "deconnecte");
	} else if (str_eqz(what, "annuler") && person != 0)
		page_undo_person(p, person);
	else
		go_to(p, S("/administration/personnes"), NULL);
}
