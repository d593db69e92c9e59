// SPDX-License-Identifier: AGPL-3.0-or-later
// Commands that write while a server works on the same SQLite data: the server does them, and its pages show it.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { maille, startServer, temporaryDirectory } from '../support/server.mjs';

const dir = temporaryDirectory();
const data = join(dir, 'var'), elsewhere = join(dir, 'ailleurs');
const csv = (name, town = 'Auray') => `nom,commune,code_postal,adresse\n${name},${town},56400,1 rue du Port\n`;
let server;
before(async () => {
  mkdirSync(elsewhere);
  server = await startServer({ data });
});
after(() => server.stop());

const options = (lang) => ({ cwd: elsewhere, encoding: 'utf8', env: { ...process.env, LC_ALL: lang } });
const run = (args, lang = 'fr_FR.UTF-8') => spawnSync(maille, [...args, '--data', data], options(lang));
const found = async (q) => (await (await fetch(`${server.url}/api/v1/lieux?exact=1&q=${encodeURIComponent(q)}`)).json()).total;

test('an import beside a server is done by the server and shown at once', async () => {
  writeFileSync(join(elsewhere, 'lieux.csv'), csv('Atelier Quizdrunk')); // a path that means something only where we are
  assert.equal(await found('quizdrunk'), 0);
  const r = run(['import', 'lieux.csv', '--json']);
  assert.equal(r.status, 0, r.stderr);
  assert.equal(r.stderr, '');
  assert.equal(JSON.parse(r.stdout).nouveaux, 1);
  assert.equal(await found('quizdrunk'), 1);
  const again = run(['import', 'lieux.csv', '--json']);
  assert.equal(JSON.parse(again.stdout).inchanges, 1);
});

test('what goes wrong there is told here, in the language of who asks', () => {
  const absent = run(['import', 'absent.csv']);
  assert.equal(absent.status, 1);
  assert.match(absent.stderr, /maille import : .*absent\.csv/);
  assert.equal(absent.stdout, '');
  assert.equal(run(['import']).status, 2);
  const french = run(['import', 'lieux.csv', '--dry-run']), english = run(['import', 'lieux.csv', '--dry-run'], 'en_GB.UTF-8');
  assert.match(french.stdout, /Essai à blanc/);
  assert.equal(english.status, 0, english.stderr);
  assert.doesNotMatch(english.stdout, /Essai à blanc/);
  // What only looks needs nobody.
  assert.equal(run(['search', 'quizdrunk']).status, 0);
});

test('nobody is locked out of a portal that runs', async () => {
  const made = run(['account', 'add', '--admin', 'camille@exemple.org', '--url', server.url]);
  assert.equal(made.status, 0, made.stderr);
  const link = /http:\/\/\S+/.exec(made.stdout)[0];
  assert.equal((await fetch(link)).status, 200); // the server knows it already
  assert.equal(run(['account', 'link', 'personne@exemple.org']).status, 1);
});

test('a link begins with the address of the server that runs', async () => {
  const link = JSON.parse(run(['account', 'add', 'sacha@exemple.org', '--json']).stdout).lien;
  assert.ok(link.startsWith(`${server.url}/connexion/`), link);
  assert.equal((await fetch(link)).status, 200);
  const told = /http:\/\/\S+/.exec(run(['account', 'link', 'sacha@exemple.org']).stdout)[0];
  assert.ok(told.startsWith(`${server.url}/connexion/`), told);
});

test('several at once take turns', async () => {
  const all = await Promise.all([1, 2, 3, 4].map((n) => new Promise((resolve) => {
    writeFileSync(join(elsewhere, `${n}.csv`), csv(`Fabrique Zwenkau ${n}`));
    spawn(maille, ['import', `${n}.csv`, '--data', data], options('C.UTF-8')).on('exit', resolve);
  })));
  assert.deepEqual(all, [0, 0, 0, 0]);
  assert.ok(await found('zwenkau') >= 1);
});

test('the socket is its owner’s alone, and goes with the server', async () => {
  const path = join(data, 'maille.sock');
  assert.equal(statSync(path).mode & 0o777, 0o600);
  await server.stop();
  assert.equal(existsSync(path), false);
  // Killed, it stays: a command does its work itself, and the next server takes the place.
  server = await startServer({ data });
  assert.ok(existsSync(path));
  await server.kill();
  assert.equal(existsSync(path), true);
  const r = run(['import', 'lieux.csv', '--json']);
  assert.equal(r.status, 0, r.stderr);
  server = await startServer({ data });
  assert.equal(run(['import', 'lieux.csv', '--json']).status, 0);
});
