-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Staying in touch: messages to places through a relay, and what people follow.

-- A conversation between somebody and a place. What is said is kept only until it has left.
CREATE TABLE contact (
	id INTEGER PRIMARY KEY,
	place INTEGER NOT NULL REFERENCES place,
	person INTEGER REFERENCES person,             -- who writes, when signed in
	address TEXT CHECK (address <> ''),           -- where answers go; NULL once the conversation is over
	name TEXT CHECK (name <> ''),                 -- as they call themselves
	share INTEGER NOT NULL CHECK (share IN (0, 1)), -- they give their address to the place
	lang TEXT NOT NULL CHECK (lang IN ('fr', 'en')),
	said TEXT,                                    -- the first message, until it is confirmed and has left
	state TEXT NOT NULL CHECK (state IN ('a-confirmer', 'ouvert', 'ferme')),
	made_at TEXT NOT NULL CHECK (length(made_at) = 20),
	last_at TEXT NOT NULL CHECK (length(last_at) = 20), -- the last message of either
	message_n INTEGER NOT NULL                    -- how many were passed on
);
CREATE INDEX contact_address ON contact (address, made_at);
CREATE INDEX contact_place ON contact (place, made_at);

CREATE TABLE follow (
	id INTEGER PRIMARY KEY,
	person INTEGER NOT NULL REFERENCES person,
	place INTEGER REFERENCES place,               -- this one …
	query TEXT,                                   -- … or the places of a search: its query string, "?q=fablab&pres=Auray"
	title TEXT NOT NULL CHECK (title <> ''),      -- as the person reads it
	rhythm TEXT NOT NULL CHECK (rhythm IN ('aucun', 'jour', 'semaine')),
	seen INTEGER NOT NULL,                        -- number of the last change that it was told of, or could have been
	made_at TEXT NOT NULL CHECK (length(made_at) = 20),
	told_at TEXT CHECK (length(told_at) = 20),    -- the last notice
	CHECK ((place IS NULL) <> (query IS NULL))
);
CREATE INDEX follow_person ON follow (person);
CREATE INDEX follow_place ON follow (place);

-- A digest that was sent, and what was in it: its page says why.
CREATE TABLE notice (
	id INTEGER PRIMARY KEY,
	person INTEGER NOT NULL REFERENCES person,
	made_at TEXT NOT NULL CHECK (length(made_at) = 20)
);
CREATE INDEX notice_person ON notice (person);
CREATE TABLE notice_item (
	notice INTEGER NOT NULL REFERENCES notice,
	follow INTEGER NOT NULL,                      -- which may be gone meanwhile
	title TEXT NOT NULL,                          -- of what was followed
	place INTEGER NOT NULL REFERENCES place,
	change INTEGER NOT NULL REFERENCES change,    -- the last one told of
	PRIMARY KEY (notice, follow, place)
);
