// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/smtp.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"

enum { CONNECT_SECONDS = 15, ALL_SECONDS = 90 };

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void begin(void)
{
	curl_global_init(CURL_GLOBAL_DEFAULT);
}

// To this machine itself there is no wire to listen on.
static bool is_loopback(struct str host)
{
	return str_ieq(host, S("localhost")) || str_starts(host, S("127.")) || str_eqz(host, "[::1]") || str_eqz(host, "::1");
}

static const struct err *read_url(const char *url, bool *loopback)
{
	CURLU *u = curl_url();
	char *scheme = NULL, *host = NULL;
	const struct err *err = NULL;
	if (u == NULL || curl_url_set(u, CURLUPART_URL, url, CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK ||
	    curl_url_get(u, CURLUPART_SCHEME, &scheme, 0) != CURLUE_OK || curl_url_get(u, CURLUPART_HOST, &host, 0) != CURLUE_OK ||
	    (strcmp(scheme, "smtp") != 0 && strcmp(scheme, "smtps") != 0))
		err = err_new(ERR_INPUT, tr("l’adresse du serveur de courriel ne se lit pas : il faut smtps://nom:motdepasse@serveur:465 "
					    "ou smtp://…:587 (dans le nom et le mot de passe, @ s’écrit %%40 et / s’écrit %%2F)"));
	else
		*loopback = is_loopback(str_of(host));
	curl_free(scheme);
	curl_free(host);
	curl_url_cleanup(u);
	return err;
}

const struct err *smtp_check(const char *url)
{
	bool loopback;
	pthread_once(&once, begin);
	return read_url(url, &loopback);
}

static size_t give(char *into, size_t size, size_t count, void *user)
{
	struct str *rest = user;
	size_t n = rest->n < size * count ? rest->n : size * count;
	if (n > 0)
		memcpy(into, rest->p, n);
	*rest = str_from(*rest, n);
	return n;
}

static enum smtp_outcome outcome(CURLcode result, long code)
{
	if (result == CURLE_OK)
		return SMTP_SENT;
	// Signing in refused (535) is the host's mistake, not this message's: it may be mended meanwhile.
	if (code >= 500 && code < 600 && result != CURLE_LOGIN_DENIED)
		return SMTP_REFUSED;
	return SMTP_LATER;
}

static void set_up(CURL *c, const struct smtp_server *server, bool loopback, struct curl_slist *to, struct str *rest)
{
	curl_easy_setopt(c, CURLOPT_URL, server->url);
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(c, CURLOPT_USE_SSL, loopback ? (long)CURLUSESSL_TRY : (long)CURLUSESSL_ALL);
	curl_easy_setopt(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (server->authorities != NULL)
		curl_easy_setopt(c, CURLOPT_CAINFO, server->authorities);
	curl_easy_setopt(c, CURLOPT_PROXY, ""); // what the environment says of proxies is about the web
	curl_easy_setopt(c, CURLOPT_MAIL_RCPT, to);
	curl_easy_setopt(c, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(c, CURLOPT_INFILESIZE_LARGE, (curl_off_t)rest->n);
	curl_easy_setopt(c, CURLOPT_READFUNCTION, give);
	curl_easy_setopt(c, CURLOPT_READDATA, rest);
	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
	curl_easy_setopt(c, CURLOPT_TIMEOUT, (long)ALL_SECONDS);
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L); // in a thread
}

enum smtp_outcome smtp_send(const struct smtp_server *server, const char *from, const char *to, struct str message, int *code,
			    char *why, size_t why_n)
{
	bool loopback = false;
	struct str rest = message;
	long answered = 0;
	*code = 0;
	why[0] = '\0';
	pthread_once(&once, begin);
	const struct err *err = read_url(server->url, &loopback);
	if (err != NULL) {
		snprintf(why, why_n, "%s", err_text(err));
		err_free(err);
		return SMTP_LATER;
	}
	CURL *c = curl_easy_init();
	struct curl_slist *list = curl_slist_append(NULL, to);
	if (c == NULL || list == NULL) {
		snprintf(why, why_n, "libcurl cannot begin");
		curl_slist_free_all(list);
		curl_easy_cleanup(c);
		return SMTP_LATER;
	}
	set_up(c, server, loopback, list, &rest);
	curl_easy_setopt(c, CURLOPT_MAIL_FROM, from);
	CURLcode result = curl_easy_perform(c);
	curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &answered);
	if (result != CURLE_OK)
		snprintf(why, why_n, "%s%s%.0ld", curl_easy_strerror(result), answered ? ", " : "", answered);
	*code = (int)answered;
	curl_slist_free_all(list);
	curl_easy_cleanup(c);
	return outcome(result, answered);
}
