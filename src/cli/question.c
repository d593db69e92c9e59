// SPDX-License-Identifier: AGPL-3.0-or-later
#include "cli/question.h"

#include "cli/internal.h"

size_t question_params(struct cli *c, struct pair **out)
{
	size_t n = 0;
	struct buf question = BUF_IN(cli_arena(c));
	struct pair *params = arena_array(cli_arena(c), c->given.n + 1, sizeof *params);
	for (size_t i = 0; i < cli_arg_n(c); i++) {
		if (i > 0)
			buf_addc(&question, ' ');
		buf_addz(&question, cli_arg(c, i));
	}
	params[n++] = (struct pair){S("q"), buf_str(&question)};
	for (size_t i = 0; i < c->given.n; i++) {
		struct str name = str_of(c->given.v[i].option->name);
		if (str_starts(name, S("--")))
			params[n++] = (struct pair){str_from(name, 2), c->given.v[i].value ? str_of(c->given.v[i].value) : S("1")};
	}
	*out = params;
	return n;
}
