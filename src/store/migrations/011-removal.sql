-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Whom somebody else took off a place's team: their address at the place's domain does not let them in again by itself.
-- Whoever gives them a mandate for it again lifts this. A moment is text in UTC: 2026-11-21T10:00:00Z.
CREATE TABLE removal (
	place INTEGER NOT NULL REFERENCES place,
	person INTEGER NOT NULL REFERENCES person,
	made_at TEXT NOT NULL CHECK (length(made_at) = 20),
	PRIMARY KEY (place, person)
);
