// SPDX-License-Identifier: AGPL-3.0-or-later
#include "cli/cli.h"
#include "picture/picture.h"

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], PICTURE_WORKER) == 0)
		return picture_worker();
	return cli_main(argc, argv);
}
