// SPDX-License-Identifier: AGPL-3.0-or-later
// A look into a test's own database, past the product: sqlite3 and psql. Only while no server writes (SQLite).
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

// where: { data } or { db }. Rows as lists of texts.
export function sql(where, text) {
  const out = where.db
    ? execFileSync('psql', ['-qXAt', '-F', '\t', '-v', 'ON_ERROR_STOP=1', '-d', where.db, '-c', text], { encoding: 'utf8' })
    : execFileSync('sqlite3', ['-separator', '\t', '-cmd', '.timeout 5000', join(where.data, 'maille.db'), text], { encoding: 'utf8' });
  return out.split('\n').filter((l) => l.length > 0).map((l) => l.split('\t'));
}
