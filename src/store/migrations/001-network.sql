-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The network: places, what is known of them and from whom, and what ties them together.
-- Read alike by SQLite and PostgreSQL. A date is text, as well as it is known: 2024, 2024-01 or 2024-01-31.
-- What is unknown is NULL, never the empty text. Codes are the ones of the wire (URLs, exports).

CREATE TABLE source (
	id INTEGER PRIMARY KEY,
	key TEXT NOT NULL UNIQUE CHECK (key <> ''), -- base name of its file: fabriques-de-territoire-2024
	title TEXT NOT NULL CHECK (title <> ''),
	publisher TEXT,
	licence TEXT,                               -- as people name it: Licence Ouverte 2.0
	url TEXT,
	date TEXT CHECK (length(date) IN (4, 7, 10)) -- as of
);

CREATE TABLE place (
	id INTEGER PRIMARY KEY,
	slug TEXT NOT NULL UNIQUE CHECK (slug <> ''), -- its address: /lieux/SLUG
	name TEXT NOT NULL CHECK (name <> ''),
	other_names TEXT,                             -- separated by "; "
	address TEXT,
	postcode TEXT,
	commune TEXT,
	insee TEXT CHECK (length(insee) = 5),         -- code of the commune
	lat DOUBLE PRECISION CHECK (lat BETWEEN -90 AND 90),    -- WGS 84 degrees
	lon DOUBLE PRECISION CHECK (lon BETWEEN -180 AND 180),
	at_centre INTEGER NOT NULL CHECK (at_centre IN (0, 1)), -- the point is only the centre of the commune
	types TEXT CHECK (types <> ''),               -- codes separated by "|": coworking|fablab
	summary TEXT,
	description TEXT,                             -- Markdown
	website TEXT,
	document TEXT,                                -- address of its presentation file
	qpv TEXT CHECK (qpv IN ('oui', 'non')),       -- in a priority neighbourhood
	digital TEXT CHECK (digital IN ('oui', 'non')), -- fabrique numerique
	holder_since INTEGER CHECK (holder_since BETWEEN 1000 AND 2100), -- year since the holder exists
	state TEXT NOT NULL CHECK (state IN ('ouvert', 'ferme')),
	confirmed TEXT CHECK (length(confirmed) IN (4, 7, 10)), -- when it was last confirmed
	confirmed_by INTEGER REFERENCES source,
	CHECK ((lat IS NULL) = (lon IS NULL))
);

-- Addresses that a place had before: they lead to it for ever.
CREATE TABLE place_slug (
	slug TEXT PRIMARY KEY CHECK (slug <> ''),
	place INTEGER NOT NULL REFERENCES place
);

-- What a source calls the place: fabt-59. One identifier may stand for two places (a feature that holds two).
CREATE TABLE place_source (
	place INTEGER NOT NULL REFERENCES place,
	source INTEGER NOT NULL REFERENCES source,
	identifier TEXT NOT NULL,
	date TEXT CHECK (length(date) IN (4, 7, 10)), -- when the source last told of it
	PRIMARY KEY (place, source, identifier)
);
CREATE INDEX place_source_identifier ON place_source (source, identifier);

-- What each source says of each field; the place's own columns hold what is shown.
CREATE TABLE fact (
	place INTEGER NOT NULL REFERENCES place,
	field TEXT NOT NULL CHECK (field <> ''),      -- the field's key: nom, adresse
	source INTEGER NOT NULL REFERENCES source,
	value TEXT NOT NULL CHECK (value <> ''),      -- as files write it
	date TEXT CHECK (length(date) IN (4, 7, 10)),
	PRIMARY KEY (place, field, source)
);

CREATE TABLE label (
	id INTEGER PRIMARY KEY,
	key TEXT NOT NULL UNIQUE CHECK (key <> ''),   -- fabrique-de-territoire
	name TEXT NOT NULL CHECK (name <> ''),
	about TEXT
);

CREATE TABLE place_label (
	place INTEGER NOT NULL REFERENCES place,
	label INTEGER NOT NULL REFERENCES label,
	source INTEGER NOT NULL REFERENCES source,
	date TEXT CHECK (length(date) IN (4, 7, 10)), -- since when
	PRIMARY KEY (place, label)
);

-- What places do together: a vocabulary of two levels.
CREATE TABLE category (
	id INTEGER PRIMARY KEY,
	key TEXT NOT NULL UNIQUE CHECK (key <> ''),
	name TEXT NOT NULL CHECK (name <> ''),
	listed INTEGER NOT NULL                       -- order in lists
);

CREATE TABLE action (
	id INTEGER PRIMARY KEY,
	key TEXT NOT NULL UNIQUE CHECK (key <> ''),
	category INTEGER NOT NULL REFERENCES category,
	name TEXT NOT NULL CHECK (name <> ''),
	about TEXT,
	listed INTEGER NOT NULL
);

-- One stage per place and action: it does it, has started, or wants to.
CREATE TABLE engagement (
	place INTEGER NOT NULL REFERENCES place,
	action INTEGER NOT NULL REFERENCES action,
	source INTEGER NOT NULL REFERENCES source,
	stage TEXT NOT NULL CHECK (stage IN ('fait', 'commence', 'veut')),
	since TEXT CHECK (length(since) IN (4, 7, 10)),
	note TEXT,
	PRIMARY KEY (place, action)
);

CREATE TABLE network (
	id INTEGER PRIMARY KEY,
	key TEXT NOT NULL UNIQUE CHECK (key <> ''),
	kind TEXT NOT NULL CHECK (kind IN ('reseau', 'consortium')),
	name TEXT NOT NULL CHECK (name <> ''),
	about TEXT,
	url TEXT,
	lead INTEGER REFERENCES place,                -- the place that leads it
	lead_name TEXT                                -- who leads it when that is no place of the network
);

CREATE TABLE membership (
	place INTEGER NOT NULL REFERENCES place,
	network INTEGER NOT NULL REFERENCES network,
	source INTEGER NOT NULL REFERENCES source,
	role TEXT,                                    -- what the member brings
	PRIMARY KEY (place, network)
);

-- A structure that holds places or works with them.
CREATE TABLE org (
	id INTEGER PRIMARY KEY,
	key TEXT NOT NULL UNIQUE CHECK (key <> ''),
	name TEXT NOT NULL CHECK (name <> ''),
	holder_kind TEXT CHECK (holder_kind IN
		('association', 'collectivite', 'cooperative', 'entreprise', 'etablissement', 'collectif'))
);

CREATE TABLE tie (
	place INTEGER NOT NULL REFERENCES place,
	org INTEGER NOT NULL REFERENCES org,
	holder INTEGER NOT NULL CHECK (holder IN (0, 1)), -- 1: it holds the place; 0: it is a partner
	partner_kind TEXT CHECK (partner_kind IN
		('collectivite', 'centre-social', 'bailleur-social', 'formation', 'entreprise', 'association', 'culture')),
	source INTEGER NOT NULL REFERENCES source,
	note TEXT,
	PRIMARY KEY (place, org, holder)
);

-- Two places that are likely one; a person decides.
CREATE TABLE duplicate (
	a INTEGER NOT NULL REFERENCES place,
	b INTEGER NOT NULL REFERENCES place,
	confidence DOUBLE PRECISION NOT NULL CHECK (confidence BETWEEN 0 AND 1),
	reasons TEXT NOT NULL,                        -- one a line
	state TEXT NOT NULL CHECK (state IN ('propose', 'distincts', 'fusionnes')),
	PRIMARY KEY (a, b),
	CHECK (a < b)
);

-- Every change, in the order in which they were committed. The search index follows the last number.
CREATE TABLE change (
	number INTEGER PRIMARY KEY,
	made_at TEXT NOT NULL CHECK (length(made_at) = 20), -- 2026-11-21T10:00:00Z
	made_by TEXT,                                 -- who; NULL is the host, at the command line
	source INTEGER REFERENCES source,
	what TEXT NOT NULL CHECK (what <> ''),        -- import, lieu-cree, lieu-modifie, lieux-fusionnes
	place INTEGER REFERENCES place,               -- NULL when about several
	before TEXT,                                  -- "key: value" a line
	after TEXT
);
CREATE INDEX change_place ON change (place);
