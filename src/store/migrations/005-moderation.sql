-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What is proposed and waits for somebody who may decide; two places that were made one; who was asked whether a
-- page is still true. A moment is text in UTC: 2026-11-21T10:00:00Z.

CREATE TABLE suggestion (
	id INTEGER PRIMARY KEY,
	kind TEXT NOT NULL CHECK (kind IN ('modification', 'creation', 'signalement', 'revendication', 'fermeture',
		'deplacement', 'fusion', 'import')),
	state TEXT NOT NULL CHECK (state IN ('a-confirmer', 'en-attente', 'accepte', 'refuse', 'retire')),
	scope TEXT NOT NULL CHECK (scope IN ('equipe', 'animation', 'administration')), -- whose turn it is to decide
	place INTEGER REFERENCES place,               -- NULL: a creation that nobody accepted yet
	other INTEGER REFERENCES place,               -- of a fusion: the place that would disappear
	seen INTEGER NOT NULL,                        -- the journal's last number when it was written
	note TEXT CHECK (note <> ''),                 -- in the person's words
	person INTEGER REFERENCES person,             -- who, when signed in
	address TEXT CHECK (address <> ''),           -- of a visitor, to answer them; wiped some time after the answer
	lang TEXT NOT NULL CHECK (lang IN ('fr', 'en')), -- in which they are answered
	source INTEGER REFERENCES source,             -- of an import: the file that differs
	made_at TEXT NOT NULL CHECK (length(made_at) = 20),
	asked_at TEXT CHECK (length(asked_at) = 20),  -- in the queue since: sent, or confirmed by mail
	escalated_at TEXT CHECK (length(escalated_at) = 20),
	decided_at TEXT CHECK (length(decided_at) = 20),
	decided_by INTEGER REFERENCES person,
	reason TEXT CHECK (reason <> ''),             -- why, as it was mailed
	change INTEGER REFERENCES change              -- what accepting it did
);
CREATE INDEX suggestion_state ON suggestion (state, asked_at);
CREATE INDEX suggestion_place ON suggestion (place);

-- The things that it would change, as in change_item.
CREATE TABLE suggestion_item (
	suggestion INTEGER NOT NULL REFERENCES suggestion,
	kind TEXT NOT NULL CHECK (kind <> ''),
	key TEXT NOT NULL,
	before TEXT NOT NULL,                         -- when it was written
	after TEXT NOT NULL,
	PRIMARY KEY (suggestion, kind, key)
);

-- A place that went into another, and what that one was given: taken back when the merge is undone. What the one
-- that went had stays with it, unseen.
CREATE TABLE merge (
	id INTEGER PRIMARY KEY,
	kept INTEGER NOT NULL REFERENCES place,
	gone INTEGER NOT NULL REFERENCES place,
	person INTEGER REFERENCES person,
	change INTEGER NOT NULL REFERENCES change,
	made_at TEXT NOT NULL CHECK (length(made_at) = 20),
	undone_at TEXT CHECK (length(undone_at) = 20),
	CHECK (kept <> gone)
);
CREATE INDEX merge_gone ON merge (gone);
CREATE TABLE merge_row (
	merge INTEGER NOT NULL REFERENCES merge,
	kind TEXT NOT NULL CHECK (kind <> ''),        -- origine, fait, fait-avant, equipe …
	key TEXT NOT NULL,                            -- what names the row among its kind
	source INTEGER NOT NULL,                      -- 0: none
	value TEXT NOT NULL,
	date TEXT CHECK (length(date) IN (4, 7, 10)),
	PRIMARY KEY (merge, kind, key, source)
);

-- The mails that ask a place's team whether its page is still true.
CREATE TABLE reminder (
	place INTEGER PRIMARY KEY REFERENCES place,
	began_at TEXT NOT NULL CHECK (length(began_at) = 20), -- the first mail of this round
	mailed INTEGER NOT NULL CHECK (mailed BETWEEN 0 AND 3),
	mailed_at TEXT NOT NULL CHECK (length(mailed_at) = 20),
	told_at TEXT CHECK (length(told_at) = 20),            -- the animators know that nobody answers
	called_at TEXT CHECK (length(called_at) = 20)         -- an animator phoned
);
