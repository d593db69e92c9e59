// SPDX-License-Identifier: AGPL-3.0-or-later
// A failure as a value: NULL is success, anything else says what went wrong and why.
#ifndef MAILLE_BASE_ERR_H
#define MAILLE_BASE_ERR_H

enum err_code {
	ERR_IO = 1,  // a file, a socket, the system
	ERR_DB,      // a database refused or broke
	ERR_INPUT,   // what came from outside is wrong; the message is fit for a person
	ERR_USAGE,   // a command was called wrongly
	ERR_BUSY,    // try again later
};

struct err;

// A new failure. The message is lower case, without a final stop. The caller owns it.
const struct err *err_new(enum err_code code, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
// A failure caused by another, which it now owns. The code is the cause's.
const struct err *err_wrap(const struct err *cause, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
// A failure of the C library: errno's text is added to the message.
const struct err *err_errno(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

enum err_code err_code(const struct err *e);
// "message: cause: cause", owned by the error.
const char *err_text(const struct err *e);
// Frees the failure and its causes; NULL is fine.
void err_free(const struct err *e);

#define TRY(call)                          \
	do {                               \
		if ((err = (call)) != NULL) \
			goto done;         \
	} while (0)

#endif
