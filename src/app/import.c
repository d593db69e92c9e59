// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/import.h"

#include "store/atlas.h"
#include "store/source.h"
#include "store/store.h"

static const struct err *give_ids(struct importing *im)
{
	const struct err *err = NULL;
	int64_t next;
	TRY(store_next_id(im->db, STORE_PLACE, &next));
	for (size_t i = 0; i < im->subjects.n; i++)
		if (im->subjects.v[i].old == NULL)
			im->subjects.v[i].id = next++;
done:
	return err;
}

static const struct err *import_all(struct importing *im)
{
	const struct err *err = NULL;
	im->source_at = atlas_source(im->atlas, im->set->source.key);
	im->source = im->set->source;
	TRY(store_source_put(im->db, &im->source));
	import_identify(im);
	TRY(give_ids(im));
	TRY(import_value(im));
	TRY(import_write(im));
done:
	return err;
}

const struct err *import_run(struct db *db, const struct record_set *set, app_progress *progress, void *user, struct arena *a,
			     struct import_report *out)
{
	const struct err *err = NULL;
	struct atlas *atlas = NULL;
	*out = (struct import_report){.read = set->read_n, .refused = set->refusal_n, .refusals = set->refusals};
	struct importing im = {.db = db, .arena = a, .set = set, .report = out, .progress = progress, .user = user};
	TRY(store_atlas_load(db, &atlas));
	im.atlas = atlas;
	TRY(import_all(&im));
	out->repeated = set->repeated_n + set->record_n - im.subjects.n;
done:
	vec_free(&im.subjects);
	vec_free(&im.proposals);
	atlas_free(atlas);
	return err;
}
