// SPDX-License-Identifier: AGPL-3.0-or-later
// What names or reaches a person rather than a place. It errs on the side of the person.
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "exchange/column.h"

static const char providers[] =
	" gmail googlemail orange wanadoo free hotmail outlook live msn yahoo ymail laposte sfr neuf bbox numericable aol icloud me "
	"mac protonmail proton pm gmx club-internet aliceadsl cegetel voila tutanota mailo riseup posteo noos 9online ";
// Words that a place's own mailbox is called by; with one of them "espace.numerique@" names nobody.
static const char offices[] =
	" contact info infos accueil bonjour hello mairie commune ville secretariat direction asso association bureau club centre "
	"espace fablab lab tiers lieu tierslieu coworking cowork mediatheque bibliotheque ccas cias mjc epn cyber france services "
	"service numerique maison atelier admin administration communication com office pole cdc agglo cc communaute csc social "
	"culture culturel formation emploi ml mission locale gestion resa reservation boutique fabrique labo cafe cantine mfs msap "
	"polenumerique public mediation ecole lycee college univ campus le la les l du de des d et ";
static const char first_names[] =
	" adele adeline adrien agathe agnes aicha alain albert alexandra alexandre alexis alice aline amandine amelie amina anais andre "
	"andrea angelique anna anne annick annie anthony antoine antonin arnaud arthur audrey aurelie aurelien axel aymeric baptiste "
	"bastien beatrice benedicte benjamin benoit bernadette bernard bertrand blandine brigitte bruno camille carine carole caroline "
	"catherine cecile cedric celia celine chantal charles charlotte chloe christelle christian christiane christine christophe claire "
	"clara claude claudine clemence clement clementine colette coralie corentin corinne cyril cyrille damien daniel daniele danielle "
	"david delphine denis denise didier dominique dorothee edith edouard edwige eleonore elena elisabeth elise eliane elodie eloise "
	"elsa emeline emilie emma emmanuel emmanuelle eric erwan estelle etienne eva eve evelyne fabien fabienne fabrice fanny fatima "
	"fatiha felix fernand flavie florence florent florian florine francine francis franck francois francoise frederic frederique "
	"gabriel gabrielle gaelle gael gaetan genevieve georges gerald geraldine gerard germain ghislaine gilbert gilles gisele "
	"gregoire gregory guillaume guy gwenaelle helene henri herve hugo hugues ines irene isabelle ivan jacky jacqueline jacques "
	"janine jean jeanne jeannine jennifer jeremie jeremy jerome jessica joel joelle johan johanna jonathan jordan josette josiane "
	"judith jules julia julie julien juliette justine karim karine katia kevin laetitia laura laure laurence laurent laurie lea "
	"leila leo leon leonie lila lilian linda lionel lisa loic lola louis louise luc lucas lucette lucie lucien ludivine ludovic "
	"lydia lydie madeleine mael magali maite malika manon manuel marc marcel marguerite maria marianne marie marielle marina marine "
	"marion marjorie marlene martin martine mathias mathieu mathilde matthieu maud maurice maxime melanie melissa mehdi michel "
	"michele micheline mickael mireille mohamed monique morgane muriel mylene myriam nabil nadege nadia nadine nathalie nathan "
	"nicolas nicole noel noemie odette odile olivier ophelie pascal pascale patrice patricia patrick paul paule pauline philippe "
	"pierre quentin rachel rachid raphael raphaelle raymond regine regis remi remy renaud rene renee richard robert robin rodolphe "
	"roger roland romain romane rosalie roselyne roxane sabine sabrina said salome samir samuel sandra sandrine sarah sebastien "
	"serge severine simon simone solange solene sonia sophie stephane stephanie steven suzanne sylvain sylvaine sylvie tania "
	"theo therese thibault thibaut thierry thomas tiphaine tristan ulysse valentin valentine valerie vanessa veronique victor "
	"victoire vincent violaine violette virginie viviane william xavier yann yannick yasmine yoann yohan yolande youssef yves "
	"yvette yvonne zoe ";

static bool listed(const char *list, struct str word)
{
	if (word.n == 0)
		return false;
	for (const char *at = list; (at = strstr(at, " ")) != NULL;) {
		at++;
		if (strncmp(at, word.p, word.n) == 0 && at[word.n] == ' ')
			return true;
	}
	return false;
}

static bool letters(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!((s.p[i] >= 'a' && s.p[i] <= 'z') || s.p[i] == '-'))
			return false;
	return s.n > 0;
}

bool personal_mail(struct str mail)
{
	ptrdiff_t at = str_findc(mail, '@');
	if (at <= 0)
		return false;
	struct buf b = {0};
	utf8_fold(&b, mail);
	struct str folded = buf_str(&b);
	at = str_findc(folded, '@');
	struct str local = str_sub(folded, 0, (size_t)at), host = str_from(folded, (size_t)at + 1), rest;
	bool personal = listed(providers, str_cut(host, '.', &rest));
	if (!personal) { // prenom.nom@, p.nom@, prenom-nom@, prenom@
		struct str first = local, last = STR_NONE;
		for (size_t i = 0; i < local.n; i++) {
			if (local.p[i] == '.' || local.p[i] == '_' || local.p[i] == '-') {
				first = str_sub(local, 0, i);
				last = str_from(local, i + 1);
				break;
			}
		}
		bool named = listed(first_names, first) || listed(first_names, last);
		bool pair = last.n > 1 && letters(first) && letters(last) && str_findc(local, '.') > 0;
		personal = (named && !listed(offices, last)) || (pair && !listed(offices, first) && !listed(offices, last));
	}
	buf_release(&b);
	return personal;
}

static size_t digits_of(struct str s, char *out, size_t max)
{
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] >= '0' && s.p[i] <= '9' && n < max)
			out[n++] = s.p[i];
	return n;
}

bool personal_phone(struct str phone)
{
	char d[20];
	size_t n = digits_of(phone, d, sizeof d), at = 0;
	if (n >= 13 && memcmp(d, "0033", 4) == 0)
		at = 4;
	else if (n >= 11 && memcmp(d, "33", 2) == 0)
		at = 2;
	at += at < n && d[at] == '0'; // 06…, +33 (0)6…
	return n - at >= 9 && (d[at] == '6' || d[at] == '7') && n <= at + 9;
}

bool personal_name(struct str text)
{
	struct buf b = {0};
	utf8_fold(&b, text);
	struct str rest = str_trim(buf_str(&b));
	unsigned words = 0, firsts = 0;
	bool titled = false, plain = rest.n > 0;
	while (rest.n > 0 && plain) {
		struct str word = str_cut(rest, ' ', &rest);
		if (word.n == 0)
			continue;
		if (words == 0 && listed(" m m. mr mr. mme mme. mlle monsieur madame mademoiselle dr ", word)) {
			titled = true;
			continue;
		}
		struct str half = word;
		while (half.n > 0) // Jean-Pierre
			firsts += listed(first_names, str_cut(half, '-', &half));
		bool article = listed(" le la les l du de des d ", word) && (words > 0 || titled); // Mme Le Goff, but La Marie
		plain = article || (letters(word) && !listed(offices, word));
		words++;
	}
	buf_release(&b);
	return plain && words > 0 && words <= 4 && (titled || (firsts > 0 && words >= 2 && words <= 4));
}

// --- in running text ---

static bool mail_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c != 0 && strchr("._%+-@", c) != NULL);
}

// How long the mail address or number is that begins at `at`; 0 when none does.
static size_t mail_at(struct str s, size_t at)
{
	size_t end = at;
	while (end < s.n && mail_byte(s.p[end]))
		end++;
	while (end > at && s.p[end - 1] == '.')
		end--;
	ptrdiff_t sign = str_findc(str_sub(s, at, end - at), '@');
	return sign > 0 && str_findc(str_sub(s, at + (size_t)sign, end - at - (size_t)sign), '.') > 1 ? end - at : 0;
}

static size_t phone_at(struct str s, size_t at)
{
	bool plus = s.p[at] == '+', zero = s.p[at] == '0';
	if ((!plus && !zero) || (at > 0 && s.p[at - 1] >= '0' && s.p[at - 1] <= '9'))
		return 0;
	size_t want = plus ? 11 : 10, n = 0, end = at + plus;
	for (; end < s.n && n < want; end++) {
		if (s.p[end] >= '0' && s.p[end] <= '9')
			n++;
		else if (strchr(" .-/()", s.p[end]) == NULL)
			break;
	}
	bool more = end < s.n && s.p[end] >= '0' && s.p[end] <= '9';
	return n == want && !more ? end - at : 0;
}

struct str personal_strip(struct str text, struct arena *a, unsigned *left_out)
{
	struct buf b = BUF_IN(a);
	for (size_t i = 0; i < text.n;) {
		bool begins = i == 0 || !mail_byte(text.p[i - 1]);
		size_t mail = begins ? mail_at(text, i) : 0, phone = mail == 0 ? phone_at(text, i) : 0;
		if ((mail > 0 && personal_mail(str_sub(text, i, mail))) || (phone > 0 && personal_phone(str_sub(text, i, phone)))) {
			buf_addz(&b, "…");
			(*left_out)++;
			i += mail + phone;
		} else {
			size_t n = mail > 0 ? mail : 1;
			buf_add(&b, str_sub(text, i, n));
			i += n;
		}
	}
	return *left_out > 0 ? buf_str(&b) : text;
}
