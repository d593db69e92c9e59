// SPDX-License-Identifier: AGPL-3.0-or-later
// The bytes of a mail, and the letter that it comes from.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "mail/letter.h"
#include "mail/message.h"

static const struct message plain = {
	.from = {"maille@exemple.org", 18}, .to = {"a@exemple.org", 13}, .subject = {"Bonjour", 7}, .id = {"1@exemple.org", 13},
	.date = 1795314600, .text = {"Bonjour.\n", 9},
};

static struct str write_it(struct arena *a, const struct message *m)
{
	struct buf b = BUF_IN(a);
	message_write(&b, m);
	return buf_str(&b);
}

// How many lines of the head begin with this.
static int head_lines(struct str mail, const char *with)
{
	int n = 0;
	struct str head = str_sub(mail, 0, (size_t)str_find(mail, S("\r\n\r\n"))), rest = head;
	while (rest.p != NULL)
		n += str_starts(str_cut(rest, '\n', &rest), str_of(with));
	return n;
}

static void test_plain(void **state)
{
	struct arena a = {0};
	struct str s = write_it(&a, &plain);
	assert_true(str_starts(s, S("Date: Sun, 22 Nov 2026 02:30:00 +0000\r\nFrom: <maille@exemple.org>\r\n")));
	assert_int_equal(head_lines(s, "To: <a@exemple.org>\r"), 1);
	assert_int_equal(head_lines(s, "Subject: Bonjour\r"), 1);
	assert_int_equal(head_lines(s, "Reply-To:"), 0);
	assert_int_equal(head_lines(s, "List-Unsubscribe"), 0);
	assert_true(str_ends(s, S("\r\n\r\nBonjour.\r\n")));
	arena_release(&a);
}

// Whatever is written into a field, no line of it begins a header.
static void test_injection(void **state)
{
	static const char *const attacks[] = {
		"x\r\nBcc: b@exemple.org", "x\nBcc: b@exemple.org",     "x\rBcc: b@exemple.org", "x\r\n\r\nBcc: b@exemple.org",
		"\r\nBcc: b",              "x\xe2\x80\xa8" "Bcc: b", "é\r\nBcc: b",           "x\xff\r\nBcc: b",
	};
	struct arena a = {0};
	for (size_t i = 0; i < sizeof attacks / sizeof attacks[0]; i++) {
		struct message m = plain;
		m.subject = m.from_name = m.reply_to = m.to = m.from = m.unsubscribe = m.id = m.lang = str_of(attacks[i]);
		struct str s = write_it(&a, &m);
		assert_int_equal(head_lines(s, "Bcc"), 0);
		assert_int_equal(head_lines(s, "Subject:"), 1);
		assert_int_equal(head_lines(s, "MIME-Version: 1.0\r"), 1); // the head ends where it should
		for (size_t k = 0; k < s.n; k++) {
			assert_true(s.p[k] != '\r' || (k + 1 < s.n && s.p[k + 1] == '\n'));
			assert_true(s.p[k] != '\n' || (k > 0 && s.p[k - 1] == '\r'));
		}
	}
	arena_release(&a);
}

static void test_bodies(void **state)
{
	struct arena a = {0};
	struct message m = plain;
	m.text = S(".\nFrom here\nune é \n=3D\ttab \n--=_maille_=--\n");
	m.html = S("<p>é</p>");
	m.unsubscribe = S("https://exemple.org/arret/x");
	struct str s = write_it(&a, &m);
	assert_true(str_find(s, S("\r\n=2E\r\n=46rom here\r\nune =C3=A9=20\r\n=3D3D\ttab=20\r\n--=3D_maille_=3D--\r\n")) > 0);
	assert_true(str_find(s, S("text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>=C3=A9</p>\r\n")) > 0);
	assert_true(str_ends(s, S("\r\n--=_maille_=--\r\n")));
	assert_int_equal(head_lines(s, "List-Unsubscribe: <https://exemple.org/arret/x>\r"), 1);
	assert_int_equal(head_lines(s, "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r"), 1);
	struct buf longest = BUF_IN(&a);
	for (int i = 0; i < 3000; i++)
		buf_addz(&longest, i % 7 ? "é" : "= x");
	m.text = m.subject = buf_str(&longest);
	for (struct str rest = write_it(&a, &m); rest.p != NULL;)
		assert_true(str_cut(rest, '\n', &rest).n <= 78);
	arena_release(&a);
}

static void test_addresses(void **state)
{
	static const char *const good[] = {"a@b.fr", "prenom.nom+x@sous.exemple.org", "é@exemple.org", "root@localhost", "o'neil@exemple.org"};
	static const char *const bad[] = {"",        "a",        "@b.fr",     "a@",          "a@b",           "a b@c.fr",     "a@b..fr",
					  ".a@b.fr", "a@b.fr.", "a@b@c.fr",  "a@b.fr\n",    "a@b.fr,c@d.fr", "<a@b.fr>",     "a@-b.fr",
					  "a@.b.fr", "a\t@b.fr", "a..b@c.fr", "\"a\"@b.fr", "a@b.fr;",       "a\xff@b.fr", "a@[127.0.0.1]"};
	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
		assert_true(message_is_address(str_of(good[i])));
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_false(message_is_address(str_of(bad[i])));
	struct str name;
	assert_true(str_eqz(message_address(S("Le réseau <a@b.fr>"), &name), "a@b.fr"));
	assert_true(str_eqz(name, "Le réseau"));
	assert_true(str_eqz(message_address(S(" a@b.fr "), &name), "a@b.fr"));
	assert_int_equal(name.n, 0);
}

static void test_letter(void **state)
{
	struct arena a = {0};
	struct letter l = {.a = &a, .why = S("Parce que."), .stop = S("/arret/x")}, back = {.a = &a};
	letter_say(&l, S("Ce lien vous connecte."));
	letter_button(&l, S("Me connecter"), S("/connexion/x"));
	letter_head(&l, S("Du neuf"));
	letter_link(&l, S("L’Argonaute"), S("/lieux/argonaute"), S("Auray"));
	letter_link(&l, S("Ailleurs"), S("https://exemple.org/x"), STR_NONE);
	letter_fact(&l, S("Commune"), S("Auray"));
	letter_quote(&l, S("Un\r\ndeux \"trois\" \\ </script>"));
	struct buf json = BUF_IN(&a), one = BUF_IN(&a), two = BUF_IN(&a);
	letter_write(&json, &l);
	assert_null(letter_read(buf_str(&json), &back));
	letter_text(&one, &l, S("https://maille.example"));
	letter_text(&two, &back, S("https://maille.example"));
	assert_string_equal(one.p, two.p);
	assert_true(str_starts(buf_str(&one), S("Ce lien vous connecte.\n\nMe connecter :\nhttps://maille.example/connexion/x\n")));
	assert_true(str_find(buf_str(&one), S("- L’Argonaute\n  Auray\n  https://maille.example/lieux/argonaute\n- Ailleurs\n  https://exemple.org/x\n")) > 0);
	assert_true(str_find(buf_str(&one), S("> Un\n> deux \"trois\" \\ </script>\n")) > 0);
	assert_true(str_find(buf_str(&one), S("https://maille.example/arret/x\n")) > 0);
	const struct err *err = letter_read(S("{"), &back);
	assert_non_null(err);
	err_free(err);
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain),     cmocka_unit_test(test_injection), cmocka_unit_test(test_bodies),
		cmocka_unit_test(test_addresses), cmocka_unit_test(test_letter),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
