// SPDX-License-Identifier: AGPL-3.0-or-later
// The parent's side: starts the worker, gives it the bytes, checks what it answers. The worker is not trusted once it
// has read them.
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "base/time.h"
#include "picture/webp.h"
#include "picture/wire.h"

enum { BODY_MAX = 4 << 20, SIDE_MAX = 4096 };

#define PROGRAM "/proc/self/exe" // this very binary, even if a newer one has taken its name

static const struct err *start(int end, pid_t *pid)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	sigset_t none, all;
	sigemptyset(&none);
	sigfillset(&all);
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_adddup2(&files, end, 0);
	posix_spawn_file_actions_adddup2(&files, end, 1);
#ifndef __SANITIZE_ADDRESS__ // whose reports must be seen
	posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0); // a picture does not write our log
#endif
	posix_spawn_file_actions_addclosefrom_np(&files, 3);
	posix_spawnattr_init(&attr);
	posix_spawnattr_setsigmask(&attr, &none);
	posix_spawnattr_setsigdefault(&attr, &all);
	posix_spawnattr_setpgroup(&attr, 0); // a Ctrl-C is for us
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
	char *argv[] = {(char[]){"maille"}, (char[]){PICTURE_WORKER}, NULL}, *env[] = {NULL};
	int rc = posix_spawn(pid, PROGRAM, &files, &attr, argv, env);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&files);
	errno = rc;
	return rc == 0 ? NULL : err_errno("cannot start the worker for pictures");
}

// Waits for the socket; false when the time is over.
static bool wait_for(int fd, short what, int64_t until_ns)
{
	int64_t left = (until_ns - time_mono_ns()) / 1000000;
	struct pollfd p = {fd, what, 0};
	while (left > 0) {
		int n = poll(&p, 1, (int)left);
		if (n > 0)
			return true;
		if (n < 0 && errno != EINTR)
			return false;
		left = (until_ns - time_mono_ns()) / 1000000;
	}
	return false;
}

static bool give(int fd, struct str bytes, int64_t until)
{
	while (bytes.n > 0) {
		if (!wait_for(fd, POLLOUT, until))
			return false;
		ssize_t n = send(fd, bytes.p, bytes.n, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n < 0 && errno != EINTR && errno != EAGAIN)
			return errno == EPIPE || errno == ECONNRESET; // it may have answered without reading on
		if (n > 0)
			bytes = str_from(bytes, (size_t)n);
	}
	return shutdown(fd, SHUT_WR) == 0 || errno == ENOTCONN;
}

static bool take(int fd, char *to, size_t n, int64_t until)
{
	while (n > 0) {
		if (!wait_for(fd, POLLIN, until))
			return false;
		ssize_t got = recv(fd, to, n, MSG_DONTWAIT);
		if (got == 0 || (got < 0 && errno != EINTR && errno != EAGAIN))
			return false;
		if (got > 0) {
			to += got;
			n -= (size_t)got;
		}
	}
	return true;
}

static bool head_is_sound(const struct wire_head *h, size_t *total)
{
	if (h->magic != WIRE_MAGIC || h->verdict >= VERDICT_COUNT || h->n > PICTURE_SIZE_MAX ||
	    (h->verdict == VERDICT_MADE) != (h->n > 0))
		return false;
	*total = 0;
	for (size_t i = 0; i < h->n; i++) {
		if (h->sizes[i].width == 0 || h->sizes[i].width > SIDE_MAX || h->sizes[i].height == 0 || h->sizes[i].height > SIDE_MAX ||
		    h->sizes[i].bytes > BODY_MAX || (i > 0 && h->sizes[i].width <= h->sizes[i - 1].width))
			return false;
		*total += h->sizes[i].bytes;
	}
	return *total <= BODY_MAX;
}

// Each size becomes a WebP file of pixels alone, one behind the other.
static bool keep_pixels(struct wire_head *h, struct str body, struct arena *a, struct str *out)
{
	struct buf kept = BUF_IN(a);
	for (size_t i = 0, from = 0; i < h->n; i++) {
		size_t n = h->sizes[i].bytes, before = kept.n;
		if (!webp_pixels(str_sub(body, from, n), &kept))
			return false;
		h->sizes[i].bytes = (uint32_t)(kept.n - before);
		from += n;
	}
	*out = buf_str(&kept);
	return true;
}

const struct err *worker_run(struct str sent, int ms, struct arena *a, struct wire_head *head, struct str *body)
{
	const struct err *err = NULL;
	int pair[2] = {-1, -1}, status = 0;
	size_t total = 0;
	pid_t pid = -1;
	int64_t until = time_mono_ns() + (int64_t)ms * 1000000;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
		return err_errno("cannot reach the worker for pictures");
	TRY(start(pair[1], &pid));
	close(pair[1]);
	pair[1] = -1;
	struct str raw = STR_NONE;
	bool answered = give(pair[0], sent, until) && take(pair[0], (char *)head, sizeof *head, until) && head_is_sound(head, &total);
	if (answered) {
		char *to = arena_alloc(a, total + 1);
		answered = take(pair[0], to, total, until);
		raw = (struct str){to, total};
	}
	kill(pid, SIGKILL); // done, late or lost
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (!answered || !keep_pixels(head, raw, a, body)) {
		log_info("the worker for pictures gave no answer on %zu bytes (status %d, %s)", sent.n, status,
			 time_mono_ns() >= until ? "late" : "in time");
		*head = (struct wire_head){.magic = WIRE_MAGIC, .verdict = VERDICT_BROKEN, .walls = ~0U};
		*body = STR_NONE;
	}
done:
	for (int i = 0; i < 2; i++)
		if (pair[i] >= 0)
			close(pair[i]);
	return err;
}
