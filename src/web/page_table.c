// SPDX-License-Identifier: AGPL-3.0-or-later
// The technical table: the facts of each place that the network's first table held, sortable by column.
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "web/page_places.h"

static const char *const views[] = {"liste", "tableau", NULL};
static const char *const ways[] = {"asc", "desc", NULL};
static const char *const sort_codes[] = {"nom", "code_postal", "commune", "qpv", "numerique", "porteuse",
					 "nature", "label", "depuis", "confirme", NULL};
const struct http_param table_params[] = {
	{.name = "vue", .kind = HTTP_CHOICE, .choices = views, .help = "liste ou tableau"},
	{.name = "colonne", .kind = HTTP_CHOICE, .choices = sort_codes, .help = "la colonne qui classe le tableau"},
	{.name = "sens", .kind = HTTP_CHOICE, .choices = ways, .help = "asc ou desc"},
	{.name = NULL},
};

// BY_KNOWN: those of which most is known come first, when nothing was asked that ranks them. BY_NOTHING: as searched.
enum { BY_NAME, BY_POSTCODE, BY_COMMUNE, BY_QPV, BY_DIGITAL, BY_HOLDER, BY_KIND, BY_LABEL, BY_SINCE, BY_CONFIRMED, BY_NOTHING, BY_KNOWN };

struct key {
	struct str text; // folded; rows without one come last either way
	int number;
	bool none;
	uint32_t place;
};

static const struct tie *holder_of(const struct place *p)
{
	for (size_t i = 0; i < p->tie_n; i++)
		if (p->ties[i].holder)
			return &p->ties[i];
	return NULL;
}

static struct str folded(struct arena *a, struct str s)
{
	struct buf b = BUF_IN(a);
	utf8_fold(&b, s);
	return buf_str(&b);
}

static struct date newest_label(const struct place *p)
{
	struct date d = {0};
	for (size_t i = 0; i < p->label_n; i++)
		if (date_cmp(p->labels[i].date, d) > 0)
			d = p->labels[i].date;
	return d;
}

static int known(const struct place *p)
{
	return (p->qpv != UNKNOWN) + (p->digital != UNKNOWN) + (p->holder_since > 0) + (p->document.n > 0) + p->tie_n + p->label_n;
}

static struct key key_of(const struct page *p, uint32_t at, int by)
{
	const struct place *place = &p->atlas->places[at];
	const struct tie *holder = holder_of(place);
	struct key k = {.place = at};
	switch (by) {
	case BY_NAME: k.text = folded(p->a, place->name); break;
	case BY_POSTCODE: k.text = place->postcode; break;
	case BY_COMMUNE: k.text = folded(p->a, place->commune); break;
	case BY_QPV: k.number = place->qpv; break;
	case BY_DIGITAL: k.number = place->digital; break;
	case BY_HOLDER: k.text = holder ? folded(p->a, p->atlas->orgs[holder->org].name) : STR_NONE; break;
	case BY_KIND: k.number = holder ? p->atlas->orgs[holder->org].holder_kind + 1 : 0; break;
	case BY_LABEL: k.number = newest_label(place).year * 400 + newest_label(place).month * 31 + newest_label(place).day; break;
	case BY_SINCE: k.number = place->holder_since; break;
	case BY_CONFIRMED:
		k.number = place->confirmed.year * 400 + place->confirmed.month * 31 + place->confirmed.day;
		break;
	case BY_KNOWN: k.number = known(place); break;
	}
	k.none = k.text.n == 0 && k.number == 0;
	return k;
}

static int compare(const struct key *a, const struct key *b)
{
	int by = str_cmp(a->text, b->text);
	return by ? by : (a->number > b->number) - (a->number < b->number);
}

static int ascending(const void *x, const void *y)
{
	const struct key *a = x, *b = y;
	if (a->none != b->none)
		return a->none - b->none;
	int by = compare(a, b);
	return by ? by : (a->place > b->place) - (a->place < b->place);
}

static int descending(const void *x, const void *y)
{
	const struct key *a = x, *b = y;
	if (a->none != b->none)
		return a->none - b->none;
	int by = compare(b, a);
	return by ? by : (a->place > b->place) - (a->place < b->place);
}

// The places of this page of the table: the search's own order, or a column's over all that match.
static size_t rows_of(const struct page *p, const struct search_ask *ask, const struct answer *o, int by, bool down,
		      uint32_t **out)
{
	if (by == BY_NOTHING) {
		*out = arena_array(p->a, o->result.hit_n, sizeof **out);
		for (size_t i = 0; i < o->result.hit_n; i++)
			(*out)[i] = o->result.hits[i].place;
		return o->result.hit_n;
	}
	uint32_t *all, n = index_matches(p->index, &o->query, p->a, &all, p->atlas->place_n);
	struct key *keys = arena_array(p->a, n, sizeof *keys);
	for (uint32_t i = 0; i < n; i++)
		keys[i] = key_of(p, all[i], by);
	if (n > 0)
		qsort(keys, n, sizeof *keys, down ? descending : ascending);
	uint32_t from = (ask->page - 1) * ask->per_page, shown = 0;
	*out = arena_array(p->a, ask->per_page, sizeof **out);
	for (uint32_t i = from; i < n && shown < ask->per_page; i++)
		(*out)[shown++] = keys[i].place;
	return shown;
}

static void add(struct buf *b, struct str name, struct str note)
{
	if (b->n > 0)
		buf_addz(b, ", ");
	buf_add(b, name);
	if (note.n > 0)
		buf_addf(b, " (%.*s)", STR_ARG(note));
}

static const char *yes_no(uint8_t tri)
{
	return tri == YES ? _("oui") : tri == NO ? _("non") : "";
}

static struct view_row row_of(const struct page *p, const struct place *place)
{
	const struct atlas *atlas = p->atlas;
	struct view_row r = {
		.slug = place->slug, .name = place->name, .postcode = place->postcode, .commune = place->commune,
		.qpv = yes_no(place->qpv), .digital = yes_no(place->digital), .since = place->holder_since,
		.document = place->document, .confirmed = place->confirmed, .old = part_old(place, p->a),
	};
	struct buf holder = BUF_IN(p->a), labels = BUF_IN(p->a), others = BUF_IN(p->a), partners[PARTNER_COUNT];
	for (int k = 0; k < PARTNER_COUNT; k++)
		partners[k] = BUF_IN(p->a);
	for (size_t i = 0; i < place->tie_n; i++) {
		const struct tie *t = &place->ties[i];
		const struct org *org = &atlas->orgs[t->org];
		if (t->holder) {
			add(&holder, org->name, t->note);
			if (org->holder_kind != NONE)
				r.holder_kind = str_of(tr(vocab_name(VOCAB_HOLDER, (unsigned)org->holder_kind)));
		} else if (t->partner_kind != NONE && t->partner_kind <= PARTNER_TRAINING) {
			add(&partners[t->partner_kind], org->name, t->note);
		} else {
			add(&others, org->name, t->note);
		}
	}
	for (size_t i = 0; i < place->label_n; i++) {
		struct buf when = BUF_IN(p->a);
		if (place->labels[i].date.year)
			i18n_date(&when, place->labels[i].date);
		add(&labels, atlas->labels[place->labels[i].label].name, buf_str(&when));
	}
	r.holder = buf_str(&holder);
	r.others = buf_str(&others);
	r.labels = buf_str(&labels);
	for (int k = 0; k < PARTNER_COUNT; k++)
		r.partners[k] = buf_str(&partners[k]);
	return r;
}

static void columns(struct view_table *t, const struct page *p, struct str base, int by, bool down)
{
	const struct {
		const char *label;
		int by;
	} all[] = {
		{_("Lieu"), BY_NAME}, {_("Code postal"), BY_POSTCODE}, {_("Ville"), BY_COMMUNE},
		{_("En quartier prioritaire"), BY_QPV}, {_("Fabrique numérique"), BY_DIGITAL},
		{_("Structure porteuse"), BY_HOLDER}, {_("Nature de la structure"), BY_KIND},
		{_("Collectivités"), BY_NOTHING}, {_("Centres sociaux"), BY_NOTHING},
		{_("Bailleurs sociaux"), BY_NOTHING}, {_("Acteurs de la formation"), BY_NOTHING}, {_("Autres partenaires"), BY_NOTHING},
		{_("Labels"), BY_LABEL}, {_("La structure existe depuis"), BY_SINCE}, {_("Dossier"), BY_NOTHING},
		{_("Confirmé"), BY_CONFIRMED},
	};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		struct view_column *c = &t->columns[t->column_n++];
		c->label = all[i].label;
		if (all[i].by == BY_NOTHING)
			continue;
		c->sorted = all[i].by != by ? 0 : down ? -1 : 1;
		c->sort = arena_printf(p->a, "%.*s&colonne=%s%s", STR_ARG(base), sort_codes[all[i].by],
				       c->sorted == 1 ? "&sens=desc" : "");
	}
}

struct str table_order(const struct page *p)
{
	struct str column = http_query(p->rq, "colonne"), way = http_query(p->rq, "sens");
	if (column.n == 0)
		return STR_NONE;
	return arena_printf(p->a, "&colonne=%.*s%s", STR_ARG(column), str_eqz(way, "desc") ? "&sens=desc" : "");
}

struct view_table *table_make(struct page *p, const struct search_ask *ask, const struct answer *o, struct str base)
{
	struct str column = http_query(p->rq, "colonne");
	int by = BY_NAME;
	while (by < BY_NOTHING && !str_eqz(column, sort_codes[by]))
		by++;
	bool down = str_eqz(http_query(p->rq, "sens"), "desc");
	if (by == BY_NOTHING && o->query.term_n == 0 && !o->query.has_point) {
		by = BY_KNOWN;
		down = true;
	}
	struct view_table *t = arena_new(p->a, struct view_table);
	columns(t, p, base, by, down);
	uint32_t *places;
	t->row_n = rows_of(p, ask, o, by, down, &places);
	t->rows = arena_array(p->a, t->row_n, sizeof *t->rows);
	for (size_t i = 0; i < t->row_n; i++)
		t->rows[i] = row_of(p, &p->atlas->places[places[i]]);
	return t;
}
