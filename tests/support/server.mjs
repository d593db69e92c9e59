// SPDX-License-Identifier: AGPL-3.0-or-later
// A real server on the starter network, on a free port, with a directory of its own; both go when the tests end.
//   const server = await startServer();      // { url, data, said(), stop() }
//   const server = await startServer({ data, args: ['--url', 'https://exemple.org'], env: {} });
//   const server = await startServer({ db: 'postgresql://…' });   // loaded already
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const maille = process.env.MAILLE;
const started = new Set();
process.on('exit', () => started.forEach((end) => end()));

export function temporaryDirectory() {
  const dir = mkdtempSync(join(tmpdir(), 'maille-test-'));
  process.on('exit', () => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

// Runs a command to its end; throws with what it said when it fails.
export function run(...args) {
  const r = spawnSync(maille, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (r.status !== 0) throw new Error(`maille ${args.join(' ')}: ${r.error ?? r.stderr}`);
  return r.stdout;
}

export async function startServer({ data, db, args = [], env = {} } = {}) {
  if (!data && !db) {
    data = join(temporaryDirectory(), 'var');
    run('starter', '--data', data);
  }
  const child = spawn(maille, ['serve', ...(db ? ['--db', db] : ['--data', data]), '--listen', '127.0.0.1:0', ...args],
    { env: { ...process.env, LC_ALL: 'C.UTF-8', ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const end = () => child.kill('SIGKILL');
  started.add(end);
  let said = '';
  const url = await new Promise((resolve, reject) => {
    const hear = (text) => {
      said += text;
      const m = /http:\/\/127\.0\.0\.1:\d+/.exec(said);
      if (m) resolve(m[0]);
    };
    child.stdout.setEncoding('utf8').on('data', hear);
    child.stderr.setEncoding('utf8').on('data', hear);
    child.on('exit', (code, signal) => reject(new Error(`maille serve ended (${signal ?? code}): ${said}`)));
    setTimeout(() => reject(new Error(`maille serve said no address: ${said}`)), 30000).unref();
  });
  return {
    url, data, said: () => said,
    // As a cut of power would end it.
    kill: () => new Promise((resolve) => { started.delete(end); child.on('exit', resolve); child.kill('SIGKILL'); }),
    // Ends as a host would end it; the status is part of the answer.
    stop: () => new Promise((resolve) => {
      started.delete(end);
      if (child.exitCode !== null || child.signalCode) return resolve({ code: child.exitCode, signal: child.signalCode });
      child.on('exit', (code, signal) => resolve({ code, signal }));
      child.kill('SIGTERM');
    }),
  };
}
