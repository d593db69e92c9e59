-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Mail that leaves after the commit. Moments are text, UTC: 2026-11-21T10:00:00Z.

CREATE TABLE outbox (
	id INTEGER PRIMARY KEY,
	message_id TEXT NOT NULL UNIQUE,              -- before the @ of its Message-ID: the same each time it is tried
	kind TEXT NOT NULL CHECK (kind <> ''),        -- connexion, suivi, contact
	recipient TEXT NOT NULL CHECK (recipient <> ''),
	subject TEXT NOT NULL,
	letter TEXT,                                  -- what it says (JSON); NULL once it is sent or given up
	lang TEXT NOT NULL,
	reply_to TEXT,
	person INTEGER,                               -- whose address it is, when known
	place INTEGER REFERENCES place,               -- what it is about
	state TEXT NOT NULL CHECK (state IN ('attente', 'envoye', 'echoue')),
	made_at TEXT NOT NULL CHECK (length(made_at) = 20),
	due_at TEXT NOT NULL CHECK (length(due_at) = 20), -- when it is tried next; while a node tries, when others may
	done_at TEXT CHECK (length(done_at) = 20),    -- sent, or given up
	tries INTEGER NOT NULL,
	code INTEGER,                                 -- the mail server's last answer: 250, 550
	last_error TEXT                               -- without an address
);
CREATE INDEX outbox_due ON outbox (state, due_at);
CREATE INDEX outbox_recipient ON outbox (recipient);

-- What is done once a day, whichever node does it.
CREATE TABLE daily (
	name TEXT PRIMARY KEY CHECK (name <> ''),     -- of the job
	day TEXT NOT NULL CHECK (length(day) = 10),   -- the last day that it was begun
	due_at TEXT NOT NULL CHECK (length(due_at) = 20), -- not again before, while a node does it or after it failed
	done INTEGER NOT NULL CHECK (done IN (0, 1)), -- that day's is done
	said TEXT                                     -- what came of it, or what went wrong
);
