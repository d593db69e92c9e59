// SPDX-License-Identifier: AGPL-3.0-or-later
// maille account: the host's way to let somebody in, the first administrator above all. Nobody is ever locked out: whoever
// keeps the machine can make a link for any address.
#include <string.h>

#include "app/people.h"
#include "base/i18n.h"
#include "cli/commands.h"

static const struct cli_option options[] = {
	{"--admin", NULL, N_("avec « add » : cette personne administre Maille")},
	{"--url", N_("ADRESSE"), N_("l’adresse publique du site (https://exemple.org), par laquelle commence le lien")},
	{.name = NULL},
};

static const struct err *print_link(struct cli *c, struct app *app, struct str address, bool fresh)
{
	const struct err *err;
	const char *given = cli_value(c, "--url"), *own = cli_site(c);
	struct str secret, site = str_of(given != NULL ? given : own != NULL ? own : "http://127.0.0.1:8080");
	while (str_ends(site, S("/")))
		site.n--;
	TRY(app_entry_link(app, address, cli_arena(c), &secret));
	struct str link = arena_printf(cli_arena(c), "%.*s/connexion/%.*s", STR_ARG(site), STR_ARG(secret));
	if (cli_json(c)) {
		struct json_writer w = {.out = cli_out(c)};
		json_open(&w, '{');
		json_key(&w, S("adresse"));
		json_str(&w, address);
		json_key(&w, S("nouveau"));
		json_bool(&w, fresh);
		json_key(&w, S("lien"));
		json_str(&w, link);
		json_close(&w, '}');
		buf_addc(w.out, '\n');
		goto done;
	}
	if (fresh)
		buf_addf(cli_out(c), tr("Le compte de %.*s est créé.\n"), STR_ARG(address));
	buf_addf(cli_out(c), tr("Ce lien connecte %.*s. Il sert une fois, pendant un jour :\n%.*s\n"), STR_ARG(address), STR_ARG(link));
	if (given == NULL && (own == NULL || !str_starts(site, S("https:"))))
		buf_addz(cli_out(c), tr("Le site a une autre adresse ? Ajoutez --url https://exemple.org, ou remplacez le début du lien.\n"));
done:
	return err;
}

static const struct err *address_given(struct cli *c, struct str *address)
{
	if (cli_arg_n(c) != 2)
		return err_new(ERR_USAGE, "%s", tr("il faut une adresse de courriel"));
	*address = entry_address(str_of(cli_arg(c, 1)), cli_arena(c));
	return address->n > 0 ? NULL : err_new(ERR_USAGE, tr("« %s » n’est pas une adresse de courriel"), cli_arg(c, 1));
}

static const struct err *add(struct cli *c)
{
	const struct err *err;
	struct app *app;
	struct str address;
	bool fresh;
	TRY(address_given(c, &address));
	TRY(cli_open(c, APP_WRITE, &app));
	TRY(app_people_add(app, address, cli_has(c, "--admin"), cli_arena(c), &fresh));
	TRY(print_link(c, app, address, fresh));
done:
	return err;
}

static const struct err *mail_link(struct cli *c)
{
	const struct err *err;
	struct app *app;
	struct str address;
	bool known;
	TRY(address_given(c, &address));
	TRY(cli_open(c, APP_WRITE, &app));
	TRY(app_people_known(app, address, cli_arena(c), &known));
	if (!known)
		return err_new(ERR_INPUT, tr("personne n’a l’adresse %.*s : « maille account add » crée son compte"), STR_ARG(address));
	TRY(print_link(c, app, address, false));
done:
	return err;
}

static void one_json(struct json_writer *w, const struct person *p)
{
	json_open(w, '{');
	json_key(w, S("adresse"));
	json_strn(w, p->address);
	json_key(w, S("nom"));
	json_strn(w, p->name);
	json_key(w, S("administre"));
	json_bool(w, p->admin);
	json_key(w, S("cree"));
	json_str(w, p->made_at);
	json_key(w, S("vu"));
	json_strn(w, p->seen_at);
	json_close(w, '}');
}

static const struct err *list(struct cli *c)
{
	const struct err *err;
	struct app *app;
	struct people all;
	struct json_writer w = {.out = cli_out(c)};
	TRY(cli_open(c, APP_READ, &app));
	TRY(app_people(app, STR_NONE, cli_arena(c), &all));
	if (cli_json(c))
		json_open(&w, '[');
	for (size_t i = 0; i < all.person_n; i++) {
		const struct person *p = &all.people[i];
		if (cli_json(c))
			one_json(&w, p);
		else
			buf_addf(w.out, "%.*s%s%.*s%s\n", STR_ARG(p->address), p->name.n ? " – " : "", STR_ARG(p->name),
				 p->admin ? tr(" (administre)") : "");
	}
	if (cli_json(c)) {
		json_close(&w, ']');
		buf_addc(w.out, '\n');
	} else if (all.person_n == 0) {
		buf_addz(w.out, tr("Personne n’a encore de compte : « maille account add --admin ADRESSE » crée le premier.\n"));
	}
done:
	return err;
}

static const struct err *run(struct cli *c)
{
	const char *what = cli_arg(c, 0);
	if (strcmp(what, "add") == 0)
		return add(c);
	if (strcmp(what, "link") == 0)
		return mail_link(c);
	if (strcmp(what, "list") == 0)
		return list(c);
	return err_new(ERR_USAGE, tr("« %s » n’est ni add, ni link, ni list"), what);
}

const struct cli_command cmd_account = {
	.name = "account",
	.summary = N_("créer un compte (add), donner un lien pour entrer (link), voir qui a un compte (list)"),
	.arguments = N_("add|link|list [ADRESSE]"),
	.least = 1,
	.most = 2,
	.options = options,
	.json = true,
	.run = run,
};
