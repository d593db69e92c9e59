// SPDX-License-Identifier: AGPL-3.0-or-later
// A PostgreSQL database of a test's own, in the cluster that tests/with-pg started.
import { execFileSync } from 'node:child_process';

const cluster = process.env.MAILLE_TEST_PG;
let count = 0;

function run(sql) {
  if (!cluster) throw new Error('MAILLE_TEST_PG is not set: run this under tests/with-pg');
  execFileSync('psql', ['-qX', '-v', 'ON_ERROR_STOP=1', '-d', cluster, '-c', sql], { stdio: ['ignore', 'ignore', 'pipe'] });
}

/** Makes an empty database; returns its URL, for --db, and a function that drops it. */
export function createDatabase() {
  const name = `test_${process.pid}_js${++count}`;
  run(`CREATE DATABASE ${name} TEMPLATE template0`);
  return {
    url: cluster.replace('@/postgres?', `@/${name}?`),
    drop: () => run(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}
