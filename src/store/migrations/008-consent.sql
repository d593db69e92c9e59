-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What a person agreed to: the very words that they read, and when.

CREATE TABLE consent (
	id INTEGER PRIMARY KEY,
	person INTEGER NOT NULL REFERENCES person,
	kind TEXT NOT NULL CHECK (kind <> ''),        -- photo …
	subject TEXT,                                 -- what it is about: the number of a picture
	words TEXT NOT NULL CHECK (words <> ''),
	given_at TEXT NOT NULL CHECK (length(given_at) = 20),
	ended_at TEXT CHECK (length(ended_at) = 20)   -- taken back
);
CREATE INDEX consent_person ON consent (person);

-- Told that their account is about to be closed because they have not come for so long.
ALTER TABLE person ADD COLUMN idle_told_at TEXT CHECK (length(idle_told_at) = 20);
