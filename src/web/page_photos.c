// SPDX-License-Identifier: AGPL-3.0-or-later
// The photos of a place, for its team: add, say what they show, order, take away, put back.
#include "web/page_photos.h"

#include "base/time.h"
#include "base/log.h"
#include "base/utf8.h"
#include "web/form.h"
#include "web/pages.h"
#include "web/views/views.gen.h"

enum { ALT_MAX = 300, CREDIT_MAX = 120 };

static const struct {
	const char *code, *says;
} done_words[] = {
	{"ajoutee", N_("La photo est sur la page du lieu.")},
	{"dite", N_("C’est enregistré.")},
	{"rangee", N_("L’ordre est changé.")},
	{"retiree", N_("La photo n’est plus sur la page du lieu. Vous pouvez la remettre, plus bas.")},
	{"remise", N_("La photo est de nouveau sur la page du lieu.")},
	{"rien", N_("Tout était déjà ainsi.")},
};

static const char *done_says(struct str code)
{
	for (size_t i = 0; i < sizeof done_words / sizeof *done_words; i++)
		if (str_eqz(code, done_words[i].code))
			return tr(done_words[i].says);
	return NULL;
}

// What one request works on.
struct work {
	struct page *p;
	const struct place *place;
	struct photo *all;
	size_t n, shown_n;
	struct view_photos v;
	int64_t about;           // the photo that the form was about, 0 none
	struct str alt, credit;  // typed
	const char *alt_problem;
};

static const struct err *load(struct work *w)
{
	const struct err *err;
	TRY(app_photos(w->p->app, w->place->id, w->p->a, &w->all, &w->n));
	for (w->shown_n = 0; w->shown_n < w->n && w->all[w->shown_n].shown;)
		w->shown_n++;
done:
	return err;
}

static const struct photo *photo_of(const struct work *w, int64_t id)
{
	for (size_t i = 0; i < w->n; i++)
		if (w->all[i].id == id)
			return &w->all[i];
	return NULL;
}

static struct date day_of(struct str moment)
{
	struct date d = {0};
	struct moment local;
	date_parse(str_sub(moment_paris(moment, &local), 0, 10), &d);
	return d;
}

static void show(struct work *w, int status)
{
	struct page *p = w->p;
	struct view_photos *v = &w->v;
	v->layout = page_layout(p, arena_printf(p->a, _("Photos de %.*s"), STR_ARG(w->place->name)));
	v->layout.no_index = true;
	v->layout.canonical = STR_NONE;
	v->layout.nav = NAV_PLACES;
	v->place = w->place;
	v->action = web_link(p->a, arena_printf(p->a, "/lieux/%.*s/photos", STR_ARG(w->place->slug)));
	v->seen = p->atlas->change;
	v->photos = arena_array(p->a, w->n, sizeof *v->photos);
	v->gone = arena_array(p->a, w->n, sizeof *v->gone);
	for (size_t i = 0; i < w->n; i++) {
		const struct photo *ph = &w->all[i];
		if (!ph->shown) {
			v->gone[v->gone_n++] = (struct photo_gone){ph, day_of(ph->made_at)};
			continue;
		}
		bool typed = ph->id == w->about && w->alt_problem != NULL;
		v->photos[v->photo_n++] = (struct photo_form){
			.view = photo_view(p, ph), .alt = typed ? w->alt : ph->alt, .credit = typed ? w->credit : ph->credit,
			.alt_problem = typed ? w->alt_problem : NULL, .first = i == 0, .last = i + 1 == w->shown_n,
		};
	}
	v->add.full = w->shown_n >= PHOTOS_MAX;
	p->reply->status = status;
	page_passing(p);
	view_photos(p->out, v);
}

const char *photo_right(void)
{
	return _("J’ai le droit de publier cette photo, et les personnes qu’on y reconnaît sont d’accord.");
}

static const char *alt_problem(struct str alt)
{
	if (alt.n == 0)
		return _("Dites en quelques mots ce que montre la photo : c’est ce qu’entendront les personnes qui ne la voient pas.");
	if (utf8_length(alt) > ALT_MAX)
		return _("C’est un peu long : 300 caractères au plus. Gardez l’essentiel.");
	return NULL;
}

// Done: to the page itself, so that reloading it sends nothing again.
static void go_on(struct work *w, const char *what, int64_t photo)
{
	struct page *p = w->p;
	struct buf to = BUF_IN(p->a);
	buf_add(&to, web_link(p->a, arena_printf(p->a, "/lieux/%.*s/photos?fait=%s", STR_ARG(w->place->slug), what)));
	if (photo > 0)
		buf_addf(&to, "#photo-%lld", (long long)photo);
	http_redirect(p->rq, p->reply, 303, buf_str(&to));
}

static void failed(struct work *w, const struct err *err, struct str *sentence, int *status)
{
	if (err_code(err) == ERR_INPUT || err_code(err) == ERR_BUSY) {
		*sentence = arena_str(w->p->a, str_of(err_text(err)));
		*status = err_code(err) == ERR_BUSY ? 503 : 400;
	} else {
		log_error("photos of place %lld: %s", (long long)w->place->id, err_text(err));
		*sentence = str_of(_("Ce n’est pas vous, c’est nous. Réessayez dans un instant."));
		*status = 500;
	}
	err_free(err);
}

// What became of it, said to the person.
static void answered(struct work *w, const struct edit_answer *answer, const char *what, int64_t photo)
{
	switch (answer->outcome) {
	case EDIT_DONE: go_on(w, what, photo); return;
	case EDIT_NOTHING: go_on(w, "rien", photo); return;
	case EDIT_CONFLICT:
		w->v.problem = str_of(_("Quelqu’un a changé ces photos en même temps que vous. Voici où elles en sont : refaites ce que vous vouliez."));
		show(w, 409);
		return;
	case EDIT_INVALID:
		w->v.problem = answer->problem_n > 0 ? answer->problems[0].sentence : STR_NONE;
		show(w, 400);
		return;
	case EDIT_ABSENT: page_error(w->p, 404, STR_NONE); return;
	}
}

static void change(struct work *w, const struct item *items, size_t n, const char *what)
{
	int64_t seen = 0;
	int status;
	struct edit_answer answer;
	str_to_i64(http_form(w->p->rq, "vu"), &seen);
	struct edit edit = {.place = w->place->id, .seen = seen, .items = items, .item_n = n};
	const struct err *err = app_edit(w->p->app, w->p->actor, &edit, w->p->a, &answer);
	if (err == NULL) {
		const struct err *again = load(w); // as they are now
		err_free(again);
		answered(w, &answer, what, w->about);
		return;
	}
	failed(w, err, &w->v.problem, &status);
	show(w, status);
}

static void add(struct work *w)
{
	struct page *p = w->p;
	struct str sent = STR_NONE;
	struct edit_answer answer;
	int status = 400;
	for (size_t i = 0; i < p->rq->file_n; i++)
		if (str_eqz(p->rq->files[i].field, "photo"))
			sent = p->rq->files[i].bytes;
	w->v.add.alt = w->alt;
	w->v.add.credit = w->credit;
	w->v.add.alt_problem = alt_problem(w->alt);
	if (http_form(p->rq, "droit").n == 0)
		w->v.add.right_problem = _("Cochez cette case si c’est bien le cas. Sinon, demandez d’abord aux personnes concernées.");
	if (w->v.add.alt_problem != NULL || w->v.add.right_problem != NULL) {
		if (sent.n > 0)
			w->v.add.file_problem = str_of(_("Choisissez de nouveau la photo : votre appareil ne nous laisse pas la garder ici."));
		show(w, 400);
		return;
	}
	struct photo_words words = {w->alt, w->credit, str_of(photo_right())};
	const struct err *err = app_photo_add(p->app, p->actor, p->atlas, w->place->id, sent, &words, p->a, &answer);
	if (err == NULL) {
		answered(w, &answer, "ajoutee", 0);
		return;
	}
	failed(w, err, &w->v.add.file_problem, &status);
	show(w, status);
}

static void say(struct work *w, const struct photo *photo)
{
	w->alt_problem = alt_problem(w->alt);
	if (w->alt_problem != NULL) {
		show(w, 400);
		return;
	}
	struct item item = photo_said(w->p->a, photo->id, photo->position, w->alt, w->credit);
	change(w, &item, 1, "dite");
}

// Positions 1, 2, 3 … with the photo one step up or down: those that keep theirs are left out by app_edit.
static void move(struct work *w, const struct photo *photo, int step)
{
	struct item *items = arena_array(w->p->a, w->shown_n, sizeof *items);
	const struct photo **order = arena_array(w->p->a, w->shown_n, sizeof *order);
	size_t at = (size_t)(photo - w->all), to = at + (size_t)step;
	for (size_t i = 0; i < w->shown_n; i++)
		order[i] = &w->all[i];
	if (to < w->shown_n) {
		order[at] = &w->all[to];
		order[to] = photo;
	}
	for (size_t i = 0; i < w->shown_n; i++)
		items[i] = photo_said(w->p->a, order[i]->id, (int64_t)i + 1, order[i]->alt, order[i]->credit);
	change(w, items, w->shown_n, "rangee");
}

static void put_back(struct work *w, const struct photo *photo)
{
	if (w->shown_n >= PHOTOS_MAX) {
		w->v.problem = arena_printf(w->p->a, _("Ce lieu montre déjà %d photos. Retirez-en une, puis ajoutez celle-ci."), PHOTOS_MAX);
		show(w, 400);
		return;
	}
	int64_t position = w->shown_n > 0 ? w->all[w->shown_n - 1].position + 1 : 1;
	struct item item = photo_said(w->p->a, photo->id, position, photo->alt, photo->credit);
	change(w, &item, 1, "remise");
}

static void act(struct work *w)
{
	struct http_request *rq = w->p->rq;
	struct str what = http_form(rq, "geste");
	w->alt = str_trim(http_form(rq, "alternative"));
	w->credit = utf8_clip(str_trim(http_form(rq, "credit")), CREDIT_MAX);
	str_to_i64(http_form(rq, "photo"), &w->about);
	const struct photo *photo = photo_of(w, w->about);
	if (str_eqz(what, "ajouter")) {
		add(w);
	} else if (photo == NULL) {
		w->v.problem = str_of(_("Cette photo n’est plus ici."));
		show(w, 404);
	} else if (str_eqz(what, "remettre")) {
		put_back(w, photo);
	} else if (!photo->shown) {
		w->v.problem = str_of(_("Cette photo a été retirée entre-temps. Vous pouvez la remettre, plus bas."));
		show(w, 409);
	} else if (str_eqz(what, "monter")) {
		move(w, photo, -1);
	} else if (str_eqz(what, "descendre")) {
		move(w, photo, 1);
	} else if (str_eqz(what, "retirer")) {
		struct item item = photo_removed(w->p->a, photo->id);
		w->about = 0;
		change(w, &item, 1, "retiree");
	} else {
		say(w, photo);
	}
}

void page_photos(struct page *p)
{
	struct work w = {.p = p, .place = atlas_place(p->atlas, http_capture(p->rq, "slug"))};
	if (w.place == NULL) {
		page_error(p, 404, STR_NONE);
		return;
	}
	const struct err *err = load(&w);
	if (err != NULL) {
		log_warn("photos of place %lld: %s", (long long)w.place->id, err_text(err));
		err_free(err);
		page_error(p, 503, str_of(_("Les photos ne se laissent pas lire en ce moment. Réessayez dans un instant.")));
		return;
	}
	w.v.done = done_says(http_query(p->rq, "fait"));
	if (p->rq->method == HTTP_POST)
		act(&w);
	else
		show(&w, 200);
}
