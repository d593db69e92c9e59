// SPDX-License-Identifier: AGPL-3.0-or-later
#include "picture/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { CPU_SECONDS = 8, STACK_BYTES = 8 << 20 };
#define MEMORY_BYTES ((rlim_t)1 << 30)

static bool limit(int what, rlim_t most)
{
	return setrlimit((__rlimit_resource_t)what, &(struct rlimit){most, most}) == 0;
}

// Processes are not counted here: RLIMIT_NPROC counts every thread of the user, the server's own too. Seccomp forbids them.
static bool raise_limits(void)
{
	bool fine = limit(RLIMIT_CPU, CPU_SECONDS) && limit(RLIMIT_FSIZE, 0) && limit(RLIMIT_CORE, 0) && limit(RLIMIT_NOFILE, 3) &&
		    limit(RLIMIT_STACK, STACK_BYTES);
#ifndef __SANITIZE_ADDRESS__ // which maps terabytes that it never touches
	fine = fine && limit(RLIMIT_AS, MEMORY_BYTES);
#endif
	return close_range(3, ~0U, 0) == 0 && fine;
}

// The kernel's own, as far as we need it: the build machine's headers may be older than the host's kernel.
struct ruleset {
	uint64_t files, net, scope;
};

#ifndef __NR_landlock_create_ruleset
#define __NR_landlock_create_ruleset 444
#define __NR_landlock_restrict_self 446
#endif

// A ruleset that handles everything and allows nothing.
static bool raise_landlock(void)
{
	static const struct {
		uint64_t files, net, scope;
		size_t size;
	} by_version[] = {
		{0x1fff, 0, 0, 8}, {0x3fff, 0, 0, 8}, {0x7fff, 0, 0, 8}, {0x7fff, 3, 0, 16}, {0xffff, 3, 0, 16}, {0xffff, 3, 3, 24},
	};
	long version = syscall(__NR_landlock_create_ruleset, NULL, 0, 1);
	if (version < 1)
		return false;
	size_t at = (size_t)version < sizeof by_version / sizeof *by_version ? (size_t)version - 1
									     : sizeof by_version / sizeof *by_version - 1;
	struct ruleset r = {by_version[at].files, by_version[at].net, by_version[at].scope};
	long fd = syscall(__NR_landlock_create_ruleset, &r, by_version[at].size, 0);
	if (fd < 0)
		return false;
	bool fine = syscall(__NR_landlock_restrict_self, fd, 0) == 0;
	close((int)fd);
	return fine;
}

#if defined __x86_64__
#define ARCH AUDIT_ARCH_X86_64
#elif defined __aarch64__
#define ARCH AUDIT_ARCH_AARCH64
#endif

#ifdef ARCH
// What memory, threads and clocks need. The rest fails with EPERM rather than kill: libraries ask for many things that
// they can do without.
static const int allowed[] = {
	__NR_read, __NR_write, __NR_close, __NR_munmap, __NR_mremap, __NR_madvise, __NR_brk, __NR_futex, __NR_exit, __NR_exit_group,
	__NR_rt_sigprocmask, __NR_rt_sigaction, __NR_rt_sigreturn, __NR_sigaltstack, __NR_set_robust_list, __NR_sched_yield,
	__NR_sched_getaffinity, __NR_clock_gettime, __NR_clock_nanosleep, __NR_nanosleep, __NR_gettid, __NR_getpid, __NR_getrandom,
#ifdef __NR_rseq
	__NR_rseq,
#endif
};
enum { ALLOWED = sizeof allowed / sizeof *allowed };

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)offsetof(struct seccomp_data, field))
#define GIVE(what) BPF_STMT(BPF_RET | BPF_K, (what))
// The next `skip` instructions are for this call alone.
#define UNLESS(nr, skip) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)(nr), 0, (skip))
#define REFUSE (SECCOMP_RET_ERRNO | EPERM)
// The low half of an argument, on a little-endian machine; flags of these calls are all there.
#define FLAGS(arg) LOAD(args[arg])

static bool raise_seccomp(void)
{
	struct sock_filter f[ALLOWED * 2 + 32];
	size_t n = 0;
	const struct sock_filter head[] = {
		LOAD(arch),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCH, 1, 0),
		GIVE(SECCOMP_RET_KILL_PROCESS),
		LOAD(nr),
		UNLESS(__NR_clone3, 1), // its flags cannot be seen: the C library then takes clone
		GIVE(SECCOMP_RET_ERRNO | ENOSYS),
		UNLESS(__NR_clone, 4), // threads, not processes
		FLAGS(0),
		BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, CLONE_THREAD, 0, 1),
		GIVE(SECCOMP_RET_ALLOW),
		GIVE(REFUSE),
		UNLESS(__NR_mmap, 4),
		FLAGS(2),
		BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 1, 0),
		GIVE(SECCOMP_RET_ALLOW),
		GIVE(REFUSE),
		UNLESS(__NR_mprotect, 4),
		FLAGS(2),
		BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 1, 0),
		GIVE(SECCOMP_RET_ALLOW),
		GIVE(REFUSE),
	};
	for (size_t i = 0; i < sizeof head / sizeof *head; i++)
		f[n++] = head[i];
	for (size_t i = 0; i < ALLOWED; i++) {
		f[n++] = (struct sock_filter)UNLESS(allowed[i], 1);
		f[n++] = (struct sock_filter)GIVE(SECCOMP_RET_ALLOW);
	}
	f[n++] = (struct sock_filter)GIVE(REFUSE);
	struct sock_fprog program = {(unsigned short)n, f};
	return syscall(__NR_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program) == 0;
}
#else
static bool raise_seccomp(void)
{
	return false; // the calls of this processor are not known here
}
#endif

unsigned confine(unsigned walls)
{
	unsigned stand = 0;
	prctl(PR_SET_DUMPABLE, 0); // nobody looks into its memory
	if ((walls & WALL_PRIVILEGES) && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0)
		stand |= WALL_PRIVILEGES;
	if ((walls & WALL_LANDLOCK) && raise_landlock())
		stand |= WALL_LANDLOCK;
	if ((walls & WALL_LIMITS) && raise_limits())
		stand |= WALL_LIMITS;
	if ((walls & WALL_SECCOMP) && raise_seccomp()) // last: it forbids raising walls
		stand |= WALL_SECCOMP;
	return stand;
}
