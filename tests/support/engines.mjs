// SPDX-License-Identifier: AGPL-3.0-or-later
// The same server on SQLite and on PostgreSQL, each on the starter network, loaded once.
//   const engines = await startEngines();   // { sqlite, postgresql }, as startServer gives them
//   after(() => stopEngines(engines));
import { createDatabase } from '../pg.mjs';
import { run, startServer } from './server.mjs';

export async function startEngines({ args = [] } = {}) {
  const database = createDatabase();
  try {
    run('starter', '--db', database.url);
    const [sqlite, postgresql] = await Promise.all([startServer({ args }), startServer({ db: database.url, args })]);
    return { sqlite, postgresql, database };
  } catch (e) {
    database.drop();
    throw e;
  }
}

export async function stopEngines({ sqlite, postgresql, database }) {
  const ends = await Promise.all([sqlite.stop(), postgresql.stop()]);
  database.drop();
  return ends;
}
