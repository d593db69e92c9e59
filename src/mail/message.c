// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/message.h"

#include <time.h>

#include "base/utf8.h"

enum { LINE_MAX_BYTES = 76, WORD_MAX_BYTES = 39, ADDRESS_MAX = 254, LOCAL_MAX = 64 };

bool message_is_address(struct str s)
{
	ptrdiff_t at = str_findc(s, '@');
	if (at < 1 || at > LOCAL_MAX || s.n > ADDRESS_MAX || !utf8_valid(s))
		return false;
	struct str local = str_sub(s, 0, (size_t)at), domain = str_from(s, (size_t)at + 1);
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (c <= ' ' || c == 0x7f || (c < 0x80 && str_findc(S("<>()[]\\,;:\""), (char)c) >= 0))
			return false;
	}
	if (str_starts(local, S(".")) || str_ends(local, S(".")) || str_find(s, S("..")) >= 0)
		return false;
	ptrdiff_t dot = str_findc(domain, '.');
	if (str_findc(domain, '@') >= 0 || dot == 0 || str_ends(domain, S(".")) || str_starts(domain, S("-")))
		return false;
	return domain.n > 0 && (dot > 0 || str_eqz(domain, "localhost"));
}

struct str message_address(struct str from, struct str *name)
{
	ptrdiff_t open = str_findc(from, '<');
	struct str n = STR_NONE, address = str_trim(from);
	if (open >= 0) {
		n = str_trim(str_sub(from, 0, (size_t)open));
		address = str_from(from, (size_t)open + 1);
		ptrdiff_t close = str_findc(address, '>');
		address = str_trim(close >= 0 ? str_sub(address, 0, (size_t)close) : address);
		if (n.n >= 2 && n.p[0] == '"' && n.p[n.n - 1] == '"')
			n = str_sub(n, 1, n.n - 2);
	}
	if (name != NULL)
		*name = n;
	return address;
}

static bool plain_word(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < ' ' || s.p[i] > '~')
			return false;
	return str_find(s, S("=?")) < 0;
}

static void base64(struct buf *out, struct str s)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	for (size_t i = 0; i < s.n; i += 3) {
		size_t have = s.n - i < 3 ? s.n - i : 3;
		unsigned v = 0;
		for (size_t k = 0; k < 3; k++)
			v = v << 8 | (k < have ? (unsigned char)s.p[i + k] : 0u);
		for (size_t k = 0; k < 4; k++)
			buf_addc(out, k <= have ? digits[v >> (18 - 6 * k) & 63] : '=');
	}
}

// Encoded words of at most 75 characters, never cut inside a character (RFC 2047 2, 5).
static void encoded_words(struct buf *out, struct str s)
{
	bool first = true;
	while (s.n > 0) {
		size_t n = 0;
		int32_t cp;
		for (size_t more; n < s.n && (more = utf8_next(str_from(s, n), &cp)) > 0 && n + more <= WORD_MAX_BYTES;)
			n += more;
		if (n == 0)
			return; // malformed: cleaned before
		if (!first)
			buf_addz(out, "\r\n ");
		first = false;
		buf_addz(out, "=?UTF-8?B?");
		base64(out, str_sub(s, 0, n));
		buf_addz(out, "?=");
		s = str_from(s, n);
	}
}

// Well-formed, without control characters, one space for a run of them: no text can begin a header of its own.
static struct str clean(struct arena *a, struct str s)
{
	struct buf safe = BUF_IN(a), out = BUF_IN(a);
	for (size_t i = 0; i < s.n;) {
		int32_t cp;
		size_t n = utf8_next(str_from(s, i), &cp);
		if (n == 0 || cp < ' ' || (cp >= 0x7f && cp < 0xa0) || cp == 0x2028 || cp == 0x2029)
			buf_addc(&safe, ' ');
		else
			buf_add(&safe, str_sub(s, i, n));
		i += n ? n : 1;
	}
	utf8_squeeze(&out, buf_str(&safe));
	return buf_str(&out);
}

// Free text, folded at spaces when it is ASCII.
static void header_text(struct buf *out, const char *name, struct str value, struct arena *a)
{
	struct str s = clean(a, value);
	buf_addf(out, "%s: ", name);
	if (!plain_word(s)) {
		encoded_words(out, s);
	} else {
		size_t column = str_of(name).n + 2;
		for (struct str rest = s; rest.p != NULL;) {
			struct str word = str_cut(rest, ' ', &rest);
			bool begins = word.p == s.p;
			if (!begins && column + 1 + word.n > LINE_MAX_BYTES) {
				buf_addz(out, "\r\n");
				column = 0;
			}
			if (!begins)
				buf_addc(out, ' ');
			buf_add(out, word);
			column += word.n + 1;
		}
	}
	buf_addz(out, "\r\n");
}

static void header_address(struct buf *out, const char *name, struct str who, struct str address, struct arena *a)
{
	struct str n = clean(a, who), to = clean(a, address);
	buf_addf(out, "%s: ", name);
	if (n.n > 0 && plain_word(n)) {
		buf_addc(out, '"');
		for (size_t i = 0; i < n.n; i++) {
			if (n.p[i] == '"' || n.p[i] == '\\')
				buf_addc(out, '\\');
			buf_addc(out, n.p[i]);
		}
		buf_addz(out, "\" ");
	} else if (n.n > 0) {
		encoded_words(out, n);
		buf_addz(out, "\r\n ");
	}
	buf_addf(out, "<%.*s>\r\n", STR_ARG(to));
}

static void header_date(struct buf *out, int64_t at)
{
	static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
	static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
					     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	time_t t = (time_t)at;
	struct tm u;
	gmtime_r(&t, &u);
	buf_addf(out, "Date: %s, %02d %s %d %02d:%02d:%02d +0000\r\n", days[u.tm_wday], u.tm_mday, months[u.tm_mon],
		 u.tm_year + 1900, u.tm_hour, u.tm_min, u.tm_sec);
}

// Quoted-printable (RFC 2045 6.7): lines of at most 76 characters, and a dot never alone on one.
static void quoted_printable(struct buf *out, struct str s)
{
	size_t column = 0;
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		bool at_end = i + 1 == s.n || s.p[i + 1] == '\n' || (s.p[i + 1] == '\r' && i + 2 < s.n && s.p[i + 2] == '\n');
		if (c == '\r' && i + 1 < s.n && s.p[i + 1] == '\n')
			continue;
		if (c == '\n') {
			buf_addz(out, "\r\n");
			column = 0;
			continue;
		}
		bool as_is = (c > ' ' && c < 0x7f && c != '=') || ((c == ' ' || c == '\t') && !at_end);
		if (column == 0 && (c == '.' || (c == 'F' && str_starts(str_from(s, i), S("From ")))))
			as_is = false;
		size_t wide = as_is ? 1 : 3;
		if (column + wide > LINE_MAX_BYTES - 1) {
			buf_addz(out, "=\r\n");
			column = 0;
		}
		if (as_is)
			buf_addc(out, (char)c);
		else
			buf_addf(out, "=%02X", c);
		column += wide;
	}
	if (column > 0)
		buf_addz(out, "\r\n");
}

static void part(struct buf *out, const char *type, struct str body)
{
	buf_addf(out, "Content-Type: text/%s; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n", type);
	quoted_printable(out, body);
}

void message_write(struct buf *out, const struct message *m)
{
	struct arena a = {0};
	header_date(out, m->date);
	header_address(out, "From", m->from_name, m->from, &a);
	header_address(out, "To", STR_NONE, m->to, &a);
	if (m->reply_to.n > 0)
		header_address(out, "Reply-To", STR_NONE, m->reply_to, &a);
	header_text(out, "Subject", m->subject, &a);
	buf_addf(out, "Message-ID: <%.*s>\r\n", STR_ARG(clean(&a, m->id)));
	buf_addz(out, "Auto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: All\r\n"); // no "I am on holiday" to us
	if (m->unsubscribe.n > 0) {
		buf_addf(out, "List-Unsubscribe: <%.*s>\r\n", STR_ARG(clean(&a, m->unsubscribe)));
		buf_addz(out, "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n");
	}
	if (m->lang.n > 0)
		buf_addf(out, "Content-Language: %.*s\r\n", STR_ARG(clean(&a, m->lang)));
	buf_addz(out, "MIME-Version: 1.0\r\n");
	if (m->html.n == 0) {
		part(out, "plain", m->text);
	} else {
		// "=_" stands in no quoted-printable text, so no part can hold the line that ends it (RFC 2045 6.7).
		static const char cut[] = "=_maille_=";
		buf_addf(out, "Content-Type: multipart/alternative; boundary=\"%s\"\r\n\r\n--%s\r\n", cut, cut);
		part(out, "plain", m->text);
		buf_addf(out, "\r\n--%s\r\n", cut);
		part(out, "html", m->html);
		buf_addf(out, "\r\n--%s--\r\n", cut);
	}
	arena_release(&a);
}
