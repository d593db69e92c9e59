// SPDX-License-Identifier: AGPL-3.0-or-later
#include "picture/picture.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

#include "base/i18n.h"
#include "base/log.h"
#include "picture/confine.h"
#include "picture/sniff.h"
#include "picture/wire.h"

enum { AT_ONCE = 2, WAIT_SECONDS = 10, WORKER_MS = 10 * 1000 };

// How many workers run at once, whoever asks: each may take a processor and much memory.
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t freed = PTHREAD_COND_INITIALIZER;
static int running;

static bool worker_take(void)
{
	struct timespec until;
	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += WAIT_SECONDS;
	pthread_mutex_lock(&lock);
	while (running >= AT_ONCE && pthread_cond_timedwait(&freed, &lock, &until) != ETIMEDOUT)
		;
	bool taken = running < AT_ONCE;
	running += taken;
	pthread_mutex_unlock(&lock);
	return taken;
}

static void worker_give(void)
{
	pthread_mutex_lock(&lock);
	running--;
	pthread_cond_signal(&freed);
	pthread_mutex_unlock(&lock);
}

// Told once: what this kernel does not offer, or what is not installed.
static void tell_host(const struct wire_head *head)
{
	static atomic_flag walls_told = ATOMIC_FLAG_INIT, library_told = ATOMIC_FLAG_INIT;
	uint32_t lacks = WALL_ALL & ~head->walls;
	if (head->verdict == VERDICT_NO_LIBRARY && !atomic_flag_test_and_set(&library_told))
		log_warn("pictures cannot be received: libvips.so.42 is missing (Debian: apt-get install libvips42)");
	if (head->verdict != VERDICT_NO_LIBRARY && lacks != 0 && !atomic_flag_test_and_set(&walls_told))
		log_warn("pictures are read with fewer walls than there could be, this system lacks:%s%s%s%s",
			 lacks & WALL_LIMITS ? " limits" : "", lacks & WALL_PRIVILEGES ? " no_new_privs" : "",
			 lacks & WALL_LANDLOCK ? " landlock" : "", lacks & WALL_SECCOMP ? " seccomp" : "");
}

static const struct err *refusal(uint32_t verdict)
{
	switch (verdict) {
	case VERDICT_LARGE:
		return err_new(ERR_INPUT, tr("Cette photo a plus de 50 millions de points. Réduisez-la (4 000 points de large suffisent), puis "
					     "ajoutez-la."));
	case VERDICT_SMALL:
		return err_new(ERR_INPUT, tr("Cette image est trop petite pour être vue : il lui faut au moins 64 points de côté."));
	case VERDICT_NO_LIBRARY:
		return err_new(ERR_IO, tr("Ce site ne peut pas recevoir de photos pour le moment : il manque un composant au serveur. "
					  "Dites-le aux personnes qui l’hébergent."));
	default:
		return err_new(ERR_INPUT, tr("Nous n’arrivons pas à lire cette photo : le fichier est sans doute abîmé ou incomplet. Ouvrez-la "
					     "sur votre appareil, enregistrez-la de nouveau en JPEG, puis ajoutez-la."));
	}
}

const struct err *picture_make(struct str sent, struct arena *a, struct picture *out)
{
	const struct err *err = NULL;
	struct wire_head head;
	struct str body;
	bool taken = false;
	if (sent.n == 0)
		return err_new(ERR_INPUT, "%s", tr("Choisissez d’abord une photo."));
	if (sent.n > PICTURE_BYTES_MAX)
		return err_new(ERR_INPUT, "%s", tr("Cette photo pèse plus de 12 Mo. Réduisez-la (4 000 points de large suffisent), puis ajoutez-la."));
	const char *refused = sniff_refuses(sent);
	if (refused != NULL)
		return err_new(ERR_INPUT, "%s", tr(refused));
	if (!(taken = worker_take())) {
		err = err_new(ERR_BUSY, "%s", tr("Beaucoup de photos arrivent à la fois. Réessayez dans une minute."));
		goto done;
	}
	TRY(worker_run(sent, WORKER_MS, a, &head, &body));
	tell_host(&head);
	if (head.verdict != VERDICT_MADE) {
		err = refusal(head.verdict);
		goto done;
	}
	*out = (struct picture){.n = head.n};
	for (size_t i = 0, from = 0; i < head.n; from += head.sizes[i++].bytes)
		out->sizes[i] = (struct picture_size){head.sizes[i].width, head.sizes[i].height, str_sub(body, from, head.sizes[i].bytes)};
done:
	if (taken)
		worker_give();
	return err;
}
