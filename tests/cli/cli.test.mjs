// SPDX-License-Identifier: AGPL-3.0-or-later
// How the command line is called: help, wrong usage (2), failures (1), and nothing made by merely looking.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

import { createDatabase } from '../pg.mjs';

const maille = process.env.MAILLE;
const dir = mkdtempSync(join(tmpdir(), 'maille-cli-'));
after(() => rmSync(dir, { recursive: true, force: true }));

function run(args, env = {}) {
  const r = spawnSync(maille, args, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'fr_FR.UTF-8', ...env } });
  assert.equal(r.signal, null, r.stderr);
  return r;
}

function refuses(args, status, says) {
  const r = run(args);
  assert.equal(r.status, status, r.stderr);
  assert.match(r.stderr, says);
  assert.equal(r.stdout, '');
}

test('help and version', () => {
  const help = run(['--help']);
  assert.equal(help.status, 0);
  assert.match(help.stdout, /Usage : maille COMMANDE/);
  assert.match(help.stdout, /--data DOSSIER/);
  assert.equal(run(['-h']).stdout, help.stdout);
  assert.equal(run(['help']).stdout, help.stdout);
  assert.match(run(['--version']).stdout, /^maille \d+\.\d+\.\d+\n$/);
  // Every command that the help names has its own.
  const names = [...help.stdout.matchAll(/^ {2}([a-z]+) /gm)].map((m) => m[1]);
  assert.ok(names.includes('check'));
  for (const name of names) {
    const own = run([name, '--help']);
    assert.equal(own.status, 0, name);
    assert.match(own.stdout, new RegExp(`^Usage : maille ${name} `));
    assert.equal(run(['help', name]).stdout, own.stdout);
  }
});

test('wrong usage', () => {
  refuses([], 2, /Usage : maille/);
  refuses(['danse'], 2, /« danse » n’existe pas/);
  refuses(['--data', dir], 2, /nommer une commande/);
  refuses(['check', '--couleur'], 2, /« --couleur » n’existe pas[\s\S]*maille check --help/);
  refuses(['check', '--data'], 2, /manque une valeur après « --data »/);
  refuses(['check', '--data='], 2, /« --data » est vide/);
  refuses(['check', '--json=oui'], 2, /ne prend pas de valeur/);
  refuses(['check', 'trop'], 2, /« trop » est de trop/);
  refuses(['check', '--data', dir, '--db', 'postgresql://x'], 2, /ne vont pas ensemble/);
  refuses(['check', '--db', 'mysql://x'], 2, /postgresql:\/\//);
});

test('the language follows the environment', () => {
  assert.match(run(['danse'], { LC_ALL: 'en_GB.UTF-8' }).stderr, /danse/);
  assert.doesNotMatch(run(['danse'], { LC_ALL: 'en_GB.UTF-8' }).stderr, /n’existe pas/);
  assert.match(run(['danse'], { LC_ALL: 'C' }).stderr, /n’existe pas/);
});

test('looking at nothing says what to do and makes nothing', () => {
  const empty = join(dir, 'vide');
  refuses(['check', '--data', empty], 1, /maille starter/);
  assert.equal(existsSync(empty), false);
  refuses(['check', '--db', 'postgresql://nobody@127.0.0.1:1/nothing'], 1, /PostgreSQL/);
});

// A network in a directory and one in PostgreSQL: the same commands, the same answers.
const database = createDatabase();
after(() => database.drop());
const networks = [['sqlite', ['--data', join(dir, 'reseau')]], ['postgresql', ['--db', database.url]]];

function serve(where) {
  const child = spawn(maille, ['serve', ...where, '--listen', '127.0.0.1:0'], { env: { ...process.env, LC_ALL: 'fr_FR.UTF-8' } });
  return new Promise((resolve, reject) => {
    let out = '';
    child.stdout.on('data', (more) => {
      out += more;
      const url = /http:\/\/[\d.]+:\d+/.exec(out);
      if (url) resolve({ url: url[0], stop: () => new Promise((done) => { child.on('exit', done); child.kill('SIGTERM'); }) });
    });
    child.on('exit', (status) => reject(new Error(`serve ended with ${status}: ${out}`)));
  });
}

for (const [engine, where] of networks) {
  test(`${engine}: the starter network, once, whole`, () => {
    refuses(['check', ...where], 1, /maille starter/);
    const first = run(['starter', ...where]);
    assert.equal(first.status, 0, first.stderr);
    assert.equal(first.stderr, ''); // progress is for terminals
    const check = run(['check', '--json', ...where]);
    assert.equal(check.status, 0, check.stdout);
    const told = JSON.parse(check.stdout);
    assert.equal(told.etat, 'ok');
    assert.ok(told.lieux > 1500, String(told.lieux));
    assert.deepEqual(told.problemes, []);
    assert.ok(told.questions > 0, String(told.questions));
    refuses(['starter', ...where], 1, /déjà/);
    assert.equal(JSON.parse(run(['check', '--json', ...where]).stdout).lieux, told.lieux);
  });

  test(`${engine}: who may write beside a server; anybody looks`, async () => {
    const file = join(dir, 'un-lieu.csv');
    writeFileSync(file, 'nom,commune,code_postal,latitude,longitude\nLa Nouvelle Fabrique,Amiens,80000,49.8941,2.2958\n');
    const server = await serve(where);
    try {
      const health = await fetch(`${server.url}/sante`);
      assert.equal(health.status, 200);
      assert.equal((await health.json()).etat, 'ok');
      refuses(['starter', ...where], 1, /il y a déjà/);
      // On SQLite the server does it (see remote.test.mjs); on PostgreSQL writers take turns, and the server follows.
      assert.equal(run(['import', file, ...where]).status, 0);
      if (engine === 'sqlite')
        refuses(['serve', '--listen', '127.0.0.1:0', ...where], 1, /un autre maille travaille déjà/);
      assert.equal(run(['check', ...where]).status, 0);
      assert.match(run(['search', 'fablab', ...where]).stdout, /lieux/);
    } finally {
      assert.equal(await server.stop(), 0);
    }
    const imported = run(['import', file, ...where]);
    assert.equal(imported.status, 0, imported.stderr);
    assert.match(run(['search', 'nouvelle fabrique amiens', ...where]).stdout, /La Nouvelle Fabrique/);
    assert.equal(run(['check', ...where]).status, 0);
  });
}

test('the two engines hold the same network', () => {
  const [one, two] = networks.map(([, where]) => JSON.parse(run(['search', 'fablab vers Rennes', '--json', ...where]).stdout));
  for (const r of [one, two]) delete r.duree_us;
  assert.ok(one.total > 3);
  assert.deepEqual(two, one);
});

test('a damaged file is told, not served', () => {
  const damaged = join(dir, 'abime');
  mkdirSync(damaged);
  writeFileSync(join(damaged, 'maille.db'), 'this is not a database, whatever its name says\n'.repeat(200));
  refuses(['check', '--data', damaged], 1, /cannot open|not a database/);
});
