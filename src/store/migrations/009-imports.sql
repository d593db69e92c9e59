-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Imports, and what is needed to take one back. A moment is text in UTC: 2026-11-21T10:00:00Z.

-- What each source says of each thing that a place is tied to, as the table fact has it of fields; place_label, engagement,
-- membership and tie hold what is shown. Kind and value as in change_item: label (its date, or oui), action
-- (stage|since|note), reseau (the role, or membre), porteuse (nature|name), partenaire (kind|name|note).
CREATE TABLE said (
	place INTEGER NOT NULL REFERENCES place,
	kind TEXT NOT NULL CHECK (kind IN ('label', 'action', 'reseau', 'porteuse', 'partenaire')),
	key TEXT NOT NULL CHECK (key <> ''),
	source INTEGER NOT NULL REFERENCES source,
	value TEXT NOT NULL CHECK (value <> ''),
	date TEXT CHECK (length(date) IN (4, 7, 10)),
	PRIMARY KEY (place, kind, key, source)
);
INSERT INTO said (place, kind, key, source, value)
	SELECT place, 'label', label.key, source, coalesce(date, 'oui') FROM place_label JOIN label ON label.id = place_label.label;
INSERT INTO said (place, kind, key, source, value)
	SELECT place, 'action', action.key, source, stage || '|' || coalesce(since, '') || '|' || coalesce(note, '')
	FROM engagement JOIN action ON action.id = engagement.action;
INSERT INTO said (place, kind, key, source, value)
	SELECT place, 'reseau', network.key, source, coalesce(role, 'membre') FROM membership JOIN network ON network.id = membership.network;
INSERT INTO said (place, kind, key, source, value)
	SELECT place, 'porteuse', org.key, source, '|' || org.name FROM tie JOIN org ON org.id = tie.org WHERE holder = 1;
INSERT INTO said (place, kind, key, source, value)
	SELECT place, 'partenaire', org.key, source, coalesce(partner_kind, '') || '|' || org.name || '|' || coalesce(note, '')
	FROM tie JOIN org ON org.id = tie.org WHERE holder = 0;

-- A file that changed something. What was undone stays told.
CREATE TABLE import_run (
	number INTEGER PRIMARY KEY,
	source INTEGER NOT NULL REFERENCES source,
	made_at TEXT NOT NULL CHECK (length(made_at) = 20),
	person INTEGER REFERENCES person,             -- NULL: the host, at the command line
	file TEXT,                                    -- its name, as it came
	hash TEXT CHECK (length(hash) = 64),          -- BLAKE2b-256 of its bytes, in hexadecimal
	mapping TEXT,                                 -- which column told which fact
	fingerprint TEXT,                             -- of the names of its columns
	licence TEXT,
	date TEXT CHECK (length(date) IN (4, 7, 10)),
	rows_read INTEGER NOT NULL,
	created INTEGER NOT NULL,
	changed INTEGER NOT NULL,
	unchanged INTEGER NOT NULL,
	proposed INTEGER NOT NULL,
	refused INTEGER NOT NULL,
	undone_at TEXT CHECK (length(undone_at) = 20),
	undone_by INTEGER REFERENCES person
);
CREATE INDEX import_run_source ON import_run (source, number);
CREATE INDEX import_run_fingerprint ON import_run (fingerprint);

-- The places that an import made, and how the ones that it changed stood before.
CREATE TABLE import_place (
	run INTEGER NOT NULL REFERENCES import_run,
	place INTEGER NOT NULL REFERENCES place,
	made INTEGER NOT NULL CHECK (made IN (0, 1)),
	state TEXT CHECK (state IN ('ouvert', 'ferme')),
	confirmed TEXT CHECK (length(confirmed) IN (4, 7, 10)),
	confirmed_by INTEGER REFERENCES source,
	PRIMARY KEY (run, place)
);

-- What the source said of those before: champ (key: a field's), origine (key: what it called the place), and the kinds of said.
CREATE TABLE import_before (
	run INTEGER NOT NULL REFERENCES import_run,
	place INTEGER NOT NULL REFERENCES place,
	kind TEXT NOT NULL CHECK (kind <> ''),
	key TEXT NOT NULL,
	value TEXT NOT NULL,
	date TEXT CHECK (length(date) IN (4, 7, 10)),
	PRIMARY KEY (run, place, kind, key)
);

-- A file on its way, from upload to import: kept for a day, so that nothing is lost between two pages.
CREATE TABLE import_draft (
	id TEXT PRIMARY KEY CHECK (length(id) = 32),  -- by chance, in hexadecimal
	person INTEGER NOT NULL REFERENCES person,
	made_at TEXT NOT NULL CHECK (length(made_at) = 20),
	file TEXT NOT NULL,                           -- its name, as it came
	bytes TEXT NOT NULL,                          -- the file, in base64
	about TEXT NOT NULL,                          -- title, publisher, licence, date … "key: value" a line
	mapping TEXT NOT NULL,
	decisions TEXT NOT NULL,                      -- about duplicates, one a line
	run INTEGER REFERENCES import_run             -- once it is imported
);
-- Of pairs, those of one place from either side.
CREATE INDEX duplicate_b ON duplicate (b);

CREATE INDEX import_draft_person ON import_draft (person, made_at);
