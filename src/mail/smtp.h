// SPDX-License-Identifier: AGPL-3.0-or-later
// Handing a message to a mail server (RFC 5321) through libcurl.
#ifndef MAILLE_MAIL_SMTP_H
#define MAILLE_MAIL_SMTP_H

#include "base/err.h"
#include "base/str.h"

// "smtps://user:password@host:465" (TLS from the start) or "smtp://user:password@host:587" (STARTTLS). Nothing goes out
// in clear, but to this machine itself (localhost, 127.0.0.0/8, ::1).
struct smtp_server {
	const char *url;
	const char *authorities; // a PEM file of certificates to trust instead of the system's, or NULL
};

// ERR_INPUT, with a sentence that holds no password, when the address is not one of these.
const struct err *smtp_check(const char *url);

enum smtp_outcome {
	SMTP_SENT,
	SMTP_LATER,   // busy, unreachable, lost, 4xx: try again
	SMTP_REFUSED, // 5xx: this message will not be taken
};
// `from` is the envelope's sender, where bounces go. *code is the server's last answer (550), 0 when none came;
// why (at least 256 bytes) says what went wrong, without an address or a password. Takes at most a minute or so.
enum smtp_outcome smtp_send(const struct smtp_server *server, const char *from, const char *to, struct str message, int *code,
			    char *why, size_t why_n);

#endif
