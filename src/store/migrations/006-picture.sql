-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Pictures of places, in the sizes made when they came. What was sent is not kept.

CREATE TABLE picture (
	id INTEGER PRIMARY KEY,                       -- never given twice: a row stays when its bytes are gone
	place INTEGER NOT NULL REFERENCES place,
	shown INTEGER NOT NULL CHECK (shown IN (0, 1)), -- 0: taken away, can be put back
	position INTEGER NOT NULL,                    -- order on the page
	alt TEXT NOT NULL,                            -- what it shows, for those who cannot see it
	credit TEXT CHECK (credit <> ''),             -- who made it
	made_at TEXT NOT NULL CHECK (length(made_at) = 20),
	made_by INTEGER REFERENCES person,
	hidden_at TEXT CHECK (length(hidden_at) = 20)
);
CREATE INDEX picture_place ON picture (place, position);

CREATE TABLE picture_size (
	picture INTEGER NOT NULL REFERENCES picture,
	width INTEGER NOT NULL CHECK (width > 0),
	height INTEGER NOT NULL CHECK (height > 0),
	type TEXT NOT NULL CHECK (type <> ''),        -- image/webp
	bytes BYTEA NOT NULL,
	PRIMARY KEY (picture, width)
);
