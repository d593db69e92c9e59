// SPDX-License-Identifier: AGPL-3.0-or-later
// A person who is signed in, for tests that are about something else: written into the database before the server starts.
//   const cookie = signedIn(where, { id: 7, address: 'quelqu-un@exemple.org' });   // where: { data } or { db }
//   fetch(url, { headers: { Cookie: cookie } });
import { sql } from './database.mjs';

const secret = 'essai-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
const hash = '47672b05bf4ddcbac5468eac04fa8fb0ef3a5de076f4fbe28a13c105d5e73da7'; // BLAKE2b-256 of it

// One such person a database.
export function signedIn(where, { id, address, name = '', lang = 'fr', admin = 0 }) {
  const now = `${new Date().toISOString().slice(0, 19)}Z`;
  const quoted = (text) => `'${text.replaceAll("'", "''")}'`;
  sql(where, `INSERT INTO person (id, address, name, shown, lang, admin, trusted, made_at) VALUES
    (${id}, ${quoted(address)}, ${name ? quoted(name) : 'NULL'}, 'nom', '${lang}', ${admin}, 0, '2026-01-01T00:00:00Z')`);
  sql(where, `INSERT INTO session (hash, person, made_at, seen_at, ends_at) VALUES ('${hash}', ${id}, '${now}', '${now}', '2099-01-01T00:00:00Z')`);
  return `maille=${secret}`;
}
