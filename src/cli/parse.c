// SPDX-License-Identifier: AGPL-3.0-or-later
// Reading a command's options from its table, and writing its help from the same one.
#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "cli/internal.h"

const struct cli_option cli_common[] = {
	{"--data", N_("DOSSIER"), N_("le dossier des données (par défaut : var)")},
	{"--db", "postgresql://…", N_("une base PostgreSQL, à la place du dossier")},
	{"--json", NULL, N_("répondre en JSON, pour un programme")},
	{"--help", NULL, N_("montrer cette aide")},
	{NULL, NULL, NULL},
};

static const struct cli_option *find(const struct cli_option *options, const char *name, size_t n)
{
	for (; options != NULL && options->name != NULL; options++)
		if (strlen(options->name) == n && memcmp(options->name, name, n) == 0)
			return options;
	return NULL;
}

static const struct err *take_option(struct cli *c, int argc, char **argv, int *i)
{
	const char *word = argv[*i], *equals = strchr(word, '=');
	size_t n = equals ? (size_t)(equals - word) : strlen(word);
	if (strcmp(word, "-h") == 0) {
		word = "--help";
		n = strlen(word);
	}
	const struct cli_option *o = find(c->command->options, word, n);
	if (o == NULL)
		o = find(cli_common, word, n);
	if (o == NULL)
		return err_new(ERR_USAGE, tr("l’option « %.*s » n’existe pas"), (int)n, word);
	if (strcmp(o->name, "--json") == 0 && !c->command->json)
		return err_new(ERR_USAGE, tr("cette commande ne répond pas en JSON"));
	if (o->value == NULL && equals != NULL)
		return err_new(ERR_USAGE, tr("l’option « %s » ne prend pas de valeur"), o->name);
	const char *value = equals ? equals + 1 : NULL;
	if (o->value != NULL && value == NULL) {
		if (*i + 1 >= argc)
			return err_new(ERR_USAGE, tr("il manque une valeur après « %s »"), o->name);
		value = argv[++*i];
	}
	if (o->value != NULL && value[0] == '\0')
		return err_new(ERR_USAGE, tr("la valeur de « %s » est vide"), o->name);
	vec_push(&c->given, (struct cli_given){o, value});
	return NULL;
}

const struct err *cli_parse(struct cli *c, int argc, char **argv)
{
	const struct err *err = NULL;
	bool only_arguments = false;
	for (int i = 0; i < argc; i++) {
		if (!utf8_valid(str_of(argv[i])))
			return err_new(ERR_USAGE, tr("le mot n° %d n’est pas en UTF-8"), i + 1);
		if (!only_arguments && strcmp(argv[i], "--") == 0)
			only_arguments = true;
		else if (!only_arguments && argv[i][0] == '-' && argv[i][1] != '\0')
			TRY(take_option(c, argc, argv, &i));
		else
			vec_push(&c->args, argv[i]);
	}
	if (cli_has(c, "--help"))
		goto done;
	if (c->args.n < c->command->least)
		err = err_new(ERR_USAGE, tr("il manque %s"), tr(c->command->arguments));
	else if (c->args.n > c->command->most)
		err = err_new(ERR_USAGE, tr("« %s » est de trop"), c->args.v[c->command->most]);
	else if (cli_has(c, "--data") && cli_has(c, "--db"))
		err = err_new(ERR_USAGE, tr("--data et --db ne vont pas ensemble"));
done:
	return err;
}

// "  name   text", the texts in one column.
static void line(struct buf *b, const char *left, const char *more, const char *text)
{
	size_t at = b->n;
	buf_addz(b, "  ");
	buf_addz(b, left);
	if (more[0] != '\0') {
		buf_addc(b, ' ');
		buf_addz(b, more);
	}
	for (size_t width = utf8_length(str_from(buf_str(b), at)); width < 28; width++)
		buf_addc(b, ' ');
	buf_addz(b, "  ");
	buf_addz(b, text);
	buf_addc(b, '\n');
}

static void options(struct buf *b, const struct cli_option *o, bool json)
{
	for (; o != NULL && o->name != NULL; o++)
		if (json || strcmp(o->name, "--json") != 0)
			line(b, o->name, o->value ? tr(o->value) : "", tr(o->help));
}

void cli_help(struct buf *b)
{
	buf_addz(b, tr("maille, le portail de coopération d’un réseau de tiers-lieux\n"));
	buf_addc(b, '\n');
	buf_addz(b, tr("Usage : maille COMMANDE [OPTIONS]\n"));
	buf_addc(b, '\n');
	for (const struct cli_command *const *c = cli_commands; *c != NULL; c++)
		line(b, (*c)->name, "", tr((*c)->summary));
	buf_addc(b, '\n');
	options(b, cli_common, true);
	line(b, "--version", "", tr("dire sa version"));
	buf_addc(b, '\n');
	buf_addz(b, tr("« maille COMMANDE --help » dit le reste. Résultat : 0 c’est fait, 1 raté, 2 mal appelé.\n"));
}

void cli_help_command(const struct cli_command *command, struct buf *b)
{
	buf_addf(b, tr("Usage : maille %s [OPTIONS]"), command->name);
	if (command->most > 0) {
		buf_addc(b, ' ');
		buf_addz(b, tr(command->arguments));
	}
	buf_addz(b, "\n\n  ");
	buf_addz(b, tr(command->summary));
	buf_addz(b, "\n\n");
	options(b, command->options, command->json);
	options(b, cli_common, command->json);
}
