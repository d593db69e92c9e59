// SPDX-License-Identifier: AGPL-3.0-or-later
#include "store/personal.h"

#include "base/time.h"
#include "base/vec.h"
#include "store/picture.h"
#include "store/row.h"

#define ADDRESS "(SELECT address FROM person WHERE id = $1)"

enum { COLUMNS_MAX = 12 };

// $1 is the person. A column's key that begins with "#" is a number.
static const struct {
	struct db_stmt mine;
	const char *columns[COLUMNS_MAX];
} kinds[PERSONAL_COUNT] = {
	[PERSONAL_ACCOUNT] = {
		{"personal_account", "SELECT id, address, name, shown, lang, admin, trusted, made_at, seen_at, bounced_at FROM person WHERE id = $1"},
		{"#numero", "adresse", "nom", "montre", "langue", "#administration", "#confiance", "cree", "vu", "courriel_revenu"}},
	[PERSONAL_SESSION] = {
		{"personal_session", "SELECT made_at, seen_at, ends_at, device FROM session WHERE person = $1 ORDER BY made_at"},
		{"debut", "vue", "fin", "appareil"}},
	[PERSONAL_LINK] = {
		{"personal_link", "SELECT purpose, made_at, ends_at, used_at FROM token WHERE person = $1 ORDER BY made_at"},
		{"pour", "cree", "fin", "servi"}},
	[PERSONAL_PASSKEY] = {
		{"personal_passkey", "SELECT name, made_at, used_at FROM passkey WHERE person = $1 ORDER BY made_at"}, {"nom", "creee", "servie"}},
	[PERSONAL_MANDATE] = {
		{"personal_mandate", "SELECT place.slug, network.key, mandate.department, mandate.region, given_at, NULL AS ended FROM mandate "
				     "LEFT JOIN place ON place.id = mandate.place LEFT JOIN network ON network.id = mandate.network "
				     "WHERE person = $1 UNION ALL SELECT place.slug, NULL, NULL, NULL, NULL, made_at FROM removal "
				     "JOIN place ON place.id = removal.place WHERE person = $1 ORDER BY 5, 1"},
		{"lieu", "reseau", "departement", "region", "depuis", "retire"}},
	[PERSONAL_HELP] = {
		{"personal_help", "SELECT CASE WHEN person = $1 THEN 'aide-recue' ELSE 'aide-donnee' END, given_at FROM delegate "
				  "WHERE person = $1 OR helper = $1 ORDER BY given_at"},
		{"sens", "depuis"}},
	[PERSONAL_MAIL] = {
		{"personal_mail", "SELECT kind, subject, recipient, state, made_at, done_at FROM outbox WHERE person = $1 OR recipient = " ADDRESS
				  " ORDER BY id"},
		{"pour", "sujet", "adresse", "etat", "ecrit", "parti"}},
	[PERSONAL_CHANGE] = {
		{"personal_change", "SELECT number, made_at, what, place.slug, CASE WHEN person = $1 THEN role ELSE accepted_role END, "
				    "CASE WHEN accepted_by = $1 THEN 1 ELSE 0 END FROM change LEFT JOIN place ON place.id = change.place "
				    "WHERE person = $1 OR accepted_by = $1 ORDER BY number"},
		{"#numero", "quand", "quoi", "lieu", "a_titre_de", "#acceptee"}},
	[PERSONAL_CHANGE_ITEM] = {
		{"personal_change_item", "SELECT change_item.change, place.slug, kind, key, change_item.before, change_item.after FROM change_item "
					 "JOIN change ON change.number = change_item.change JOIN place ON place.id = change_item.place "
					 "WHERE change.person = $1 ORDER BY change_item.change, kind, key"},
		{"#modification", "lieu", "sorte", "cle", "avant", "apres"}},
	[PERSONAL_SUGGESTION] = {
		{"personal_suggestion", "SELECT suggestion.id, suggestion.kind, suggestion.state, place.slug, note, suggestion.address, made_at, "
					"decided_at, reason FROM suggestion LEFT JOIN place ON place.id = suggestion.place "
					"WHERE person = $1 OR suggestion.address = " ADDRESS " ORDER BY suggestion.id"},
		{"#numero", "sorte", "etat", "lieu", "mot", "adresse", "faite", "decidee", "raison"}},
	[PERSONAL_SUGGESTION_ITEM] = {
		{"personal_suggestion_item", "SELECT suggestion, suggestion_item.kind, key, before, after FROM suggestion_item "
					     "JOIN suggestion ON suggestion.id = suggestion_item.suggestion "
					     "WHERE person = $1 OR suggestion.address = " ADDRESS " ORDER BY suggestion, suggestion_item.kind, key"},
		{"#proposition", "sorte", "cle", "avant", "apres"}},
	[PERSONAL_CONTACT] = {
		{"personal_contact", "SELECT place.slug, contact.address, contact.name, share, said, contact.state, made_at, last_at FROM contact "
				     "JOIN place ON place.id = contact.place WHERE person = $1 OR contact.address = " ADDRESS " ORDER BY contact.id"},
		{"lieu", "adresse", "nom", "#adresse_donnee", "message", "etat", "debut", "dernier"}},
	[PERSONAL_FOLLOW] = {
		{"personal_follow", "SELECT title, place.slug, query, rhythm, made_at, told_at FROM follow LEFT JOIN place ON place.id = follow.place "
				    "WHERE person = $1 ORDER BY follow.id"},
		{"titre", "lieu", "recherche", "rythme", "depuis", "derniere_nouvelle"}},
	[PERSONAL_NOTICE] = {
		{"personal_notice", "SELECT notice.id, made_at, title, place.slug FROM notice LEFT JOIN notice_item ON notice_item.notice = notice.id "
				    "LEFT JOIN place ON place.id = notice_item.place WHERE person = $1 ORDER BY notice.id, title"},
		{"#numero", "envoyee", "suivi", "lieu"}},
	[PERSONAL_PHOTO] = {
		{"personal_photo", "SELECT picture.id, place.slug, alt, credit, shown, made_at FROM picture JOIN place ON place.id = picture.place "
				   "WHERE made_by = $1 ORDER BY picture.id"},
		{"#numero", "lieu", "alternative", "credit", "#montree", "ajoutee"}},
	[PERSONAL_DRAFT] = {
		{"personal_draft", "SELECT file, about, made_at FROM import_draft WHERE person = $1 ORDER BY made_at"}, {"fichier", "a_propos", "depose"}},
	[PERSONAL_CONSENT] = {
		{"personal_consent", "SELECT kind, subject, words, given_at, ended_at FROM consent WHERE person = $1 ORDER BY id"},
		{"pour", "sujet", "mots", "donne", "repris"}},
};

static const struct err *write_kind(struct db *d, enum personal kind, int64_t person, struct json_writer *w)
{
	const struct err *err;
	struct db_rows *r = NULL;
	bool row;
	TRY(db_query(d, &kinds[kind].mine, DB_V(db_int(person)), &r));
	for (;;) {
		TRY(db_step(r, &row));
		if (!row)
			break;
		json_open(w, '{');
		for (int i = 0; i < COLUMNS_MAX && kinds[kind].columns[i] != NULL; i++) {
			const char *key = kinds[kind].columns[i];
			bool number = key[0] == '#';
			json_key(w, str_of(key + number));
			if (number)
				json_int(w, db_col_int(r, i));
			else
				json_strn(w, db_col_text(r, i));
		}
		json_close(w, '}');
	}
done:
	db_rows_close(r);
	return err;
}

const struct err *store_personal_write(struct db *d, int64_t person, struct json_writer *w)
{
	const struct err *err = NULL;
	json_open(w, '{');
	for (int k = 0; k < PERSONAL_COUNT; k++) {
		json_key(w, str_of(personal_kinds[k].key));
		json_open(w, '[');
		TRY(write_kind(d, (enum personal)k, person, w));
		json_close(w, ']');
	}
	json_close(w, '}');
done:
	return err;
}

// In this order: what is known by the address goes while it is still there.
static const struct db_stmt erasing[] = {
	{"erase_mail", "DELETE FROM outbox WHERE person = $1 OR recipient = " ADDRESS " OR reply_to = " ADDRESS},
	{"erase_suggestion_address", "UPDATE suggestion SET address = NULL WHERE person = $1 OR address = " ADDRESS},
	{"erase_link_address", "DELETE FROM token WHERE person = $1 OR subject = " ADDRESS},
	{"erase_credit", "UPDATE picture SET credit = NULL WHERE made_by = $1 AND credit = (SELECT name FROM person WHERE id = $1)"},
	{"erase_contact", "UPDATE contact SET address = NULL, name = NULL, said = NULL, share = 0, state = 'ferme' "
			  "WHERE person = $1 OR address = " ADDRESS},
	{"erase_notice_item", "DELETE FROM notice_item WHERE notice IN (SELECT id FROM notice WHERE person = $1)"},
	{"erase_notice", "DELETE FROM notice WHERE person = $1"},
	{"erase_follow", "DELETE FROM follow WHERE person = $1"},
	{"erase_session", "DELETE FROM session WHERE person = $1 OR helped = $1"},
	{"erase_passkey", "DELETE FROM passkey WHERE person = $1"},
	{"erase_mandate", "DELETE FROM mandate WHERE person = $1"},
	{"erase_help", "DELETE FROM delegate WHERE person = $1 OR helper = $1"},
	{"erase_draft", "DELETE FROM import_draft WHERE person = $1"},
	{"erase_consent", "DELETE FROM consent WHERE person = $1"},
};
static const struct db_stmt erase_account = {
	"erase_account", "UPDATE person SET address = NULL, name = NULL, password = NULL, shown = 'rien', admin = 0, trusted = 0, "
			 "seen_at = NULL, bounced_at = NULL, left_at = $2 WHERE id = $1"};

const struct err *store_personal_erase(struct db *d, int64_t person, int64_t now)
{
	const struct err *err;
	struct moment_text at;
	for (size_t i = 0; i < sizeof erasing / sizeof *erasing; i++)
		TRY(db_run(d, &erasing[i], DB_V(db_int(person)), NULL));
	TRY(db_run(d, &erase_account, DB_V(db_int(person), row_moment(now, &at)), NULL));
done:
	return err;
}

// $1 is the moment before which it is forgotten, so many days ago.
static const struct {
	struct db_stmt forget;
	int days;
} tidying[] = {
	{{"tidy_session", "DELETE FROM session WHERE ends_at < $1"}, 0},
	{{"tidy_challenge", "DELETE FROM token WHERE purpose IN ('cle-ajout', 'cle-connexion') AND ends_at < $1"}, 0}, // nobody's, and many
	{{"tidy_link", "DELETE FROM token WHERE ends_at < $1"}, KEEP_LINK_DAYS},
	{{"tidy_suggestion", "UPDATE suggestion SET address = NULL WHERE address IS NOT NULL AND decided_at < $1"}, KEEP_ANSWERED_DAYS},
	{{"tidy_notice_item", "DELETE FROM notice_item WHERE notice IN (SELECT id FROM notice WHERE made_at < $1)"}, KEEP_NOTICE_DAYS},
	{{"tidy_notice", "DELETE FROM notice WHERE made_at < $1"}, KEEP_NOTICE_DAYS},
	{{"tidy_unconfirmed", "UPDATE suggestion SET address = NULL, state = 'retire' WHERE state = 'a-confirmer' AND made_at < $1"},
	 KEEP_LINK_DAYS},
};

const struct err *store_personal_tidy(struct db *d, int64_t now, int64_t *n)
{
	const struct err *err;
	struct moment_text at;
	int64_t some;
	*n = 0;
	for (size_t i = 0; i < sizeof tidying / sizeof *tidying; i++, *n += some)
		TRY(db_run(d, &tidying[i].forget, DB_V(row_moment(now - (int64_t)tidying[i].days * 86400, &at)), &some));
	TRY(store_picture_forget(d, now - (int64_t)KEEP_PHOTO_DAYS * 86400, &some));
	*n += some;
done:
	return err;
}

static const struct db_stmt personal_unused = {
	"personal_unused", "SELECT id FROM person WHERE seen_at IS NULL AND left_at IS NULL AND admin = 0 AND made_at < $1 "
			   "AND NOT EXISTS (SELECT 1 FROM delegate WHERE delegate.person = person.id) ORDER BY id LIMIT 200"};

static const struct db_stmt personal_gone = {
	"personal_gone", "SELECT id FROM person WHERE seen_at < $1 AND idle_told_at < $2 AND seen_at < idle_told_at AND left_at IS NULL "
			 "AND admin = 0 ORDER BY id LIMIT 200"};
static const struct db_stmt personal_idle = {
	"personal_idle", "SELECT id, address, lang FROM person WHERE seen_at < $1 AND address IS NOT NULL AND left_at IS NULL AND admin = 0 "
			 "AND (idle_told_at IS NULL OR idle_told_at < seen_at) ORDER BY id LIMIT 200"};
static const struct db_stmt personal_idle_told = {"personal_idle_told", "UPDATE person SET idle_told_at = $2 WHERE id = $1"};

static const struct err *ids_of(struct db *d, const struct db_stmt *s, const struct db_value *v, size_t value_n, struct arena *a,
				int64_t **ids, size_t *n)
{
	const struct err *err;
	struct db_rows *r = NULL;
	VEC(int64_t) found = {0};
	bool row;
	TRY(db_query(d, s, v, value_n, &r));
	for (;;) {
		TRY(db_step(r, &row));
		if (!row)
			break;
		vec_push(&found, db_col_int(r, 0));
	}
	*ids = arena_copy(a, found.v, found.n, sizeof **ids);
	*n = found.n;
done:
	db_rows_close(r);
	vec_free(&found);
	return err;
}

const struct err *store_personal_unused(struct db *d, int64_t before, struct arena *a, int64_t **ids, size_t *n)
{
	struct moment_text at;
	return ids_of(d, &personal_unused, DB_V(row_moment(before, &at)), a, ids, n);
}

const struct err *store_personal_gone(struct db *d, int64_t seen, int64_t told, struct arena *a, int64_t **ids, size_t *n)
{
	struct moment_text at, since;
	return ids_of(d, &personal_gone, DB_V(row_moment(seen, &at), row_moment(told, &since)), a, ids, n);
}

const struct err *store_personal_idle(struct db *d, int64_t seen, struct arena *a, struct idle_person **out, size_t *n)
{
	const struct err *err;
	struct db_rows *r = NULL;
	struct moment_text at;
	VEC(struct idle_person) found = {0};
	bool row;
	TRY(db_query(d, &personal_idle, DB_V(row_moment(seen, &at)), &r));
	for (;;) {
		TRY(db_step(r, &row));
		if (!row)
			break;
		struct idle_person who = {db_col_int(r, 0), arena_str(a, db_col_text(r, 1)), arena_str(a, db_col_text(r, 2))};
		vec_push(&found, who);
	}
	*out = arena_copy(a, found.v, found.n, sizeof **out);
	*n = found.n;
done:
	db_rows_close(r);
	vec_free(&found);
	return err;
}

const struct err *store_personal_idle_told(struct db *d, int64_t person, int64_t now)
{
	struct moment_text at;
	return db_run(d, &personal_idle_told, DB_V(db_int(person), row_moment(now, &at)), NULL);
}

static const struct db_stmt consent_next_id = {"consent_next_id", "SELECT coalesce(max(id), 0) + 1 FROM consent"};
static const struct db_stmt consent_insert = {
	"consent_insert", "INSERT INTO consent (id, person, kind, subject, words, given_at) VALUES ($1, $2, $3, $4, $5, $6)"};

const struct err *store_consent_add(struct db *d, int64_t person, struct str kind, struct str subject, struct str words)
{
	const struct err *err;
	struct moment_text now;
	int64_t id;
	TRY(row_int(d, &consent_next_id, NULL, 0, &id, NULL));
	TRY(db_run(d, &consent_insert,
		   DB_V(db_int(id), db_int(person), db_text(kind), db_text_or_null(subject), db_text(words), row_moment(time_unix(), &now)), NULL));
done:
	return err;
}
