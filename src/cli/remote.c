// SPDX-License-Identifier: AGPL-3.0-or-later
// Messages on a socket that keeps their borders (SOCK_SEQPACKET): the command goes over as its language, its working
// directory and its words; what it says comes back, a letter before each piece, and at the end its status.
#include "cli/remote.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/version.h"
#include "cli/internal.h"

enum { MESSAGE_MAX = 64 * 1024, PIECE = 32 * 1024, WORDS_MAX = 1000, SECONDS = 10 };

struct remote_peer {
	int fd;
	bool gone;
};

struct remote {
	struct app *app;
	char *data, *site;
	int fd;
	pthread_t thread;
};

// Both sides name the socket through its directory's descriptor: a path of any length fits the address.
static int socket_in(const char *data, struct sockaddr_un *at, int *dir)
{
	*at = (struct sockaddr_un){.sun_family = AF_UNIX};
	*dir = open(data, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (*dir < 0)
		return -1;
	snprintf(at->sun_path, sizeof at->sun_path, "/proc/self/fd/%d/maille.sock", *dir);
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	if (fd < 0)
		close(*dir);
	return fd;
}

void remote_say(struct remote_peer *p, char what, struct str bytes)
{
	char piece[PIECE + 1];
	piece[0] = what;
	while (!p->gone && bytes.n > 0) {
		size_t n = bytes.n < PIECE ? bytes.n : PIECE;
		memcpy(piece + 1, bytes.p, n);
		bool sent = send(p->fd, piece, n + 1, MSG_NOSIGNAL | (what == 'p' ? MSG_DONTWAIT : 0)) >= 0;
		if (!sent && what == 'p')
			return;
		p->gone = !sent; // or does not read: the command is done all the same
		bytes = str_from(bytes, n);
	}
}

// One message to say what to do.
static struct buf request_of(struct cli *c)
{
	struct buf b = {0};
	char *cwd = getcwd(NULL, 0);
	const char *head[] = {MAILLE_VERSION, i18n_code(i18n_get()), cwd != NULL ? cwd : "/", c->command->name};
	for (size_t i = 0; i < sizeof head / sizeof *head; i++)
		buf_add(&b, (struct str){head[i], strlen(head[i]) + 1});
	for (int i = 0; i < c->argc; i++)
		buf_add(&b, (struct str){c->argv[i], strlen(c->argv[i]) + 1});
	free(cwd);
	return b;
}

static int listen_to(struct cli *c, int fd)
{
	static char message[PIECE + 1];
	for (;;) {
		ssize_t n = recv(fd, message, sizeof message, 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			fprintf(stderr, tr("maille %s : le serveur s’est arrêté avant la fin ; ce qui n’était pas terminé n’est pas écrit\n"),
				c->command->name);
			return 1;
		}
		if (message[0] == 's')
			return n > 1 ? message[1] : 1;
		if (message[0] == 'p')
			cli_show_progress(c, (struct str){message + 1, (size_t)n - 1});
		if (message[0] != 'o' && message[0] != 'e')
			continue;
		cli_wipe_progress(c);
		fwrite(message + 1, 1, (size_t)n - 1, message[0] == 'o' ? stdout : stderr);
		fflush(message[0] == 'o' ? stdout : stderr);
	}
}

bool remote_hand_over(struct cli *c, const char *data, int *status)
{
	struct sockaddr_un at;
	struct buf request = {0};
	int dir, fd = socket_in(data, &at, &dir);
	if (fd < 0)
		return false;
	bool listens = connect(fd, (struct sockaddr *)&at, sizeof at) == 0;
	if (listens) {
		request = request_of(c);
		if (request.n > MESSAGE_MAX || send(fd, request.p, request.n, MSG_NOSIGNAL) < 0)
			listens = false;
		else
			*status = listen_to(c, fd);
	}
	buf_release(&request);
	close(fd);
	close(dir);
	return listens;
}

static int refuse(struct remote_peer *p, const char *text)
{
	remote_say(p, 'e', str_of(text));
	return 1;
}

static int obey(struct remote *r, struct remote_peer *p, char *message, size_t n)
{
	char *words[WORDS_MAX];
	int count = 0;
	for (size_t at = 0; message[n - 1] == '\0' && at < n && count < WORDS_MAX; at += strlen(message + at) + 1)
		words[count++] = message + at;
	if (count < 4)
		return refuse(p, "maille: what was sent is not a command\n");
	i18n_set(strcmp(words[1], "en") == 0 ? LANG_EN : LANG_FR);
	if (strcmp(words[0], MAILLE_VERSION) != 0)
		return refuse(p, tr("maille : le serveur qui tient ces données est d’une autre version ; arrêtez-le d’abord\n"));
	if (chdir(words[2]) != 0)
		return refuse(p, tr("maille : le serveur ne peut pas entrer dans le dossier où vous êtes\n"));
	log_info("the command %s is run for whoever gave it", words[3]);
	int status = cli_run_for(p, r->app, r->site, words[3], count - 4, words + 4);
	(void)!chdir("/");
	return status;
}

static void serve_one(struct remote *r, int fd)
{
	static char message[MESSAGE_MAX]; // one command at a time
	struct timeval patience = {.tv_sec = SECONDS};
	struct remote_peer p = {.fd = fd};
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
	ssize_t n = recv(fd, message, sizeof message, 0);
	if (n <= 0)
		return;
	char status = (char)obey(r, &p, message, (size_t)n);
	remote_say(&p, 's', (struct str){&status, 1});
}

static void *take_commands(void *user)
{
	struct remote *r = user;
	// A working directory of this thread's own: the words of a command mean what they mean where it was given.
	if (unshare(CLONE_FS) != 0) {
		log_warn("commands cannot be taken while the server runs: %s", strerror(errno));
		return NULL;
	}
	for (;;) {
		int fd = accept4(r->fd, NULL, NULL, SOCK_CLOEXEC);
		if (fd < 0 && (errno == EINTR || errno == ECONNABORTED))
			continue;
		if (fd < 0)
			return NULL; // remote_stop
		serve_one(r, fd);
		close(fd);
	}
}

static void unlink_socket(const char *data)
{
	char *path = mem_printf("%s/maille.sock", data);
	unlink(path);
	free(path);
}

const struct err *remote_start(struct app *app, const char *data, const char *site, struct remote **out)
{
	const struct err *err = NULL;
	struct sockaddr_un at;
	struct remote *r = mem_alloc(sizeof *r);
	int dir;
	r->app = app;
	r->site = mem_strdup(site);
	r->fd = -1;
	if ((r->data = realpath(data, NULL)) == NULL || (r->fd = socket_in(r->data, &at, &dir)) < 0) {
		err = err_errno("cannot open %s", data);
		goto done;
	}
	unlink_socket(r->data); // left behind by one that was killed: these data are ours
	mode_t before = umask(0177);
	bool bound = bind(r->fd, (struct sockaddr *)&at, sizeof at) == 0;
	umask(before);
	close(dir);
	if (!bound || listen(r->fd, 8) != 0) {
		err = err_errno("cannot listen on %s/maille.sock", data);
		goto done;
	}
	errno = pthread_create(&r->thread, NULL, take_commands, r);
	if (errno != 0) {
		err = err_errno("cannot start a thread");
		goto done;
	}
	*out = r;
	return NULL;
done:
	if (r->fd >= 0)
		close(r->fd);
	free(r->data);
	free(r->site);
	free(r);
	return err;
}

void remote_stop(struct remote *r)
{
	if (r == NULL)
		return;
	unlink_socket(r->data);
	shutdown(r->fd, SHUT_RDWR);
	pthread_join(r->thread, NULL);
	close(r->fd);
	free(r->data);
	free(r->site);
	free(r);
}
