-- SPDX-License-Identifier: AGPL-3.0-or-later
-- People, how they sign in, and what they may do where. A moment is text in UTC: 2026-11-21T10:00:00Z.
-- What opens a door is never kept itself, only its hash (BLAKE2b-256 in hexadecimal).

-- Keys that all nodes share, made at first use: to sign the forms of visitors, to make answers alike.
CREATE TABLE secret (
	name TEXT PRIMARY KEY CHECK (name <> ''),
	value TEXT NOT NULL CHECK (value <> '') -- hexadecimal
);

CREATE TABLE person (
	id INTEGER PRIMARY KEY,
	address TEXT UNIQUE CHECK (address <> ''),    -- mail address, lower case; NULL once the person has left, or for who has none and is helped
	name TEXT CHECK (name <> ''),                 -- as they wish to be called
	shown TEXT NOT NULL CHECK (shown IN ('nom', 'role', 'rien')), -- how histories name them
	lang TEXT NOT NULL CHECK (lang IN ('fr', 'en')),
	password TEXT CHECK (password <> ''),         -- argon2id, as libsodium writes it
	admin INTEGER NOT NULL CHECK (admin IN (0, 1)),
	trusted INTEGER NOT NULL CHECK (trusted IN (0, 1)), -- what they change needs nobody's approval
	made_at TEXT NOT NULL CHECK (length(made_at) = 20),
	seen_at TEXT CHECK (length(seen_at) = 20),    -- last signed in
	bounced_at TEXT CHECK (length(bounced_at) = 20), -- mail to the address came back
	left_at TEXT CHECK (length(left_at) = 20)     -- when they left: nothing of them is kept but the row
);

CREATE TABLE session (
	hash TEXT PRIMARY KEY CHECK (length(hash) = 64),
	person INTEGER NOT NULL REFERENCES person,
	made_at TEXT NOT NULL CHECK (length(made_at) = 20),
	seen_at TEXT NOT NULL CHECK (length(seen_at) = 20),
	ends_at TEXT NOT NULL CHECK (length(ends_at) = 20),
	device TEXT,                                  -- "Firefox sur Android", for the list of one's sessions
	helped INTEGER REFERENCES person              -- in whose name they act now
);
CREATE INDEX session_person ON session (person);

-- What a mailed link opens, once.
CREATE TABLE token (
	hash TEXT PRIMARY KEY CHECK (length(hash) = 64),
	purpose TEXT NOT NULL CHECK (purpose <> ''),  -- connexion, adresse, invitation, confirmation …
	person INTEGER REFERENCES person,
	place INTEGER REFERENCES place,
	subject TEXT,                                 -- what else it is about: an address, the number of a suggestion
	target TEXT,                                  -- the page that it leads to
	made_at TEXT NOT NULL CHECK (length(made_at) = 20),
	ends_at TEXT NOT NULL CHECK (length(ends_at) = 20),
	used_at TEXT CHECK (length(used_at) = 20)
);
CREATE INDEX token_person ON token (person);

-- A key that a phone, a computer or a stick keeps (WebAuthn).
CREATE TABLE passkey (
	credential TEXT PRIMARY KEY CHECK (credential <> ''), -- its number, base64url
	person INTEGER NOT NULL REFERENCES person,
	public_key TEXT NOT NULL CHECK (public_key <> ''),    -- base64url: x and y, n and e, or x, see algorithm
	algorithm INTEGER NOT NULL,                           -- COSE: -7 ES256, -8 EdDSA, -257 RS256
	used_n INTEGER NOT NULL CHECK (used_n >= 0),          -- signatures it says it made; 0: it does not count
	name TEXT NOT NULL CHECK (name <> ''),                -- "le téléphone de l'accueil"
	made_at TEXT NOT NULL CHECK (length(made_at) = 20),
	used_at TEXT CHECK (length(used_at) = 20)
);
CREATE INDEX passkey_person ON passkey (person);

-- A right: to keep a place's page as one of its team, or to animate a network or a territory. One object a row.
CREATE TABLE mandate (
	id INTEGER PRIMARY KEY,
	person INTEGER NOT NULL REFERENCES person,
	place INTEGER REFERENCES place,               -- member of its team
	network INTEGER REFERENCES network,           -- animates it
	department TEXT CHECK (department <> ''),     -- code: 56, 2A
	region TEXT CHECK (region <> ''),             -- key: bretagne
	given_by INTEGER REFERENCES person,           -- NULL: the host, at the command line
	given_at TEXT NOT NULL CHECK (length(given_at) = 20),
	CHECK (CASE WHEN place IS NULL THEN 0 ELSE 1 END + CASE WHEN network IS NULL THEN 0 ELSE 1 END +
		CASE WHEN department IS NULL THEN 0 ELSE 1 END + CASE WHEN region IS NULL THEN 0 ELSE 1 END = 1)
);
CREATE INDEX mandate_person ON mandate (person);
CREATE INDEX mandate_place ON mandate (place);

-- Somebody who acts in the name of a person who asked for it: under guardianship, without a phone, sharing a mailbox.
CREATE TABLE delegate (
	person INTEGER NOT NULL REFERENCES person,    -- who is helped
	helper INTEGER NOT NULL REFERENCES person,
	given_at TEXT NOT NULL CHECK (length(given_at) = 20),
	PRIMARY KEY (person, helper),
	CHECK (person <> helper)
);
