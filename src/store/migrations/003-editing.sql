-- SPDX-License-Identifier: AGPL-3.0-or-later
-- People change places: what each change did, thing by thing, so that it can be seen, compared and taken back.

ALTER TABLE place ADD COLUMN phone TEXT;
ALTER TABLE place ADD COLUMN email TEXT;              -- the team's: never published, the contact form writes to it
ALTER TABLE place ADD COLUMN hours TEXT;              -- as OpenStreetMap's opening_hours: Mo-Fr 09:00-18:00
ALTER TABLE place ADD COLUMN videos TEXT;             -- addresses, one a line
ALTER TABLE place ADD COLUMN criteria TEXT;           -- "code: text" a line, by the criteria of the definition
ALTER TABLE place ADD COLUMN pivot TEXT;              -- SIRET (14 digits) or RNA (W, 9 digits) of the structure that holds it
-- A place that is no longer shown: merged into another, or taken back (an import undone, a creation refused).
ALTER TABLE place ADD COLUMN gone TEXT CHECK (gone IN ('fusionne', 'retire'));
ALTER TABLE place ADD COLUMN gone_to INTEGER REFERENCES place;

-- A source may say that there is none: its value is then the empty text, and wins like any other.
CREATE TABLE fact_with_none (
	place INTEGER NOT NULL REFERENCES place,
	field TEXT NOT NULL CHECK (field <> ''),
	source INTEGER NOT NULL REFERENCES source,
	value TEXT NOT NULL,
	date TEXT CHECK (length(date) IN (4, 7, 10)),
	PRIMARY KEY (place, field, source)
);
INSERT INTO fact_with_none SELECT place, field, source, value, date FROM fact;
DROP TABLE fact;
ALTER TABLE fact_with_none RENAME TO fact;

ALTER TABLE change ADD COLUMN person INTEGER REFERENCES person; -- who; NULL is the host, a file, or a visitor
ALTER TABLE change ADD COLUMN role TEXT CHECK (role IN ('equipe', 'animation', 'administration', 'visite')); -- as what
ALTER TABLE change ADD COLUMN reverts INTEGER REFERENCES change; -- the change that this one took back

-- What a change did to a place, one row a thing: kind champ (key: a field's key), action, label, reseau, porteuse,
-- partenaire, photo, etat. An empty text is "nothing". Values are written as files have them.
CREATE TABLE change_item (
	change INTEGER NOT NULL REFERENCES change,
	place INTEGER NOT NULL REFERENCES place,
	kind TEXT NOT NULL CHECK (kind <> ''),
	key TEXT NOT NULL,
	before TEXT NOT NULL,
	after TEXT NOT NULL,
	PRIMARY KEY (change, place, kind, key)
);
CREATE INDEX change_item_place ON change_item (place, change);
