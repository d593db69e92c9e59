// SPDX-License-Identifier: AGPL-3.0-or-later
// Walls around this process, for good: afterwards it computes, reads and writes the descriptors it has, and nothing else.
#ifndef MAILLE_PICTURE_CONFINE_H
#define MAILLE_PICTURE_CONFINE_H

enum wall {
	WALL_LIMITS = 1,   // memory, time, sizes, no descriptors beyond the first three
	WALL_PRIVILEGES = 2, // none may be gained
	WALL_LANDLOCK = 4, // no file, no TCP (Linux 5.13, network 6.7)
	WALL_SECCOMP = 8,  // a short list of system calls; no new process, no program, no executable memory
	WALL_ALL = 15,
};

// Raises the walls asked for and returns those that stand. Call with one thread.
unsigned confine(unsigned walls);

#endif
