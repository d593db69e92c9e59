// SPDX-License-Identifier: AGPL-3.0-or-later
// How the command line is called: help, wrong usage (2), failures (1), and nothing made by merely looking.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

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
  refuses(['danse'], 2, /« danse » n'existe pas/);
  refuses(['--data', dir], 2, /nommer une commande/);
  refuses(['check', '--couleur'], 2, /« --couleur » n'existe pas[\s\S]*maille check --help/);
  refuses(['check', '--data'], 2, /manque une valeur après « --data »/);
  refuses(['check', '--data='], 2, /« --data » est vide/);
  refuses(['check', '--json=oui'], 2, /ne prend pas de valeur/);
  refuses(['check', 'trop'], 2, /« trop » est de trop/);
  refuses(['check', '--data', dir, '--db', 'postgresql://x'], 2, /ne vont pas ensemble/);
  refuses(['check', '--db', 'mysql://x'], 2, /postgresql:\/\//);
});

test('the language follows the environment', () => {
  assert.match(run(['danse'], { LC_ALL: 'en_GB.UTF-8' }).stderr, /danse/);
  assert.doesNotMatch(run(['danse'], { LC_ALL: 'en_GB.UTF-8' }).stderr, /n'existe pas/);
  assert.match(run(['danse'], { LC_ALL: 'C' }).stderr, /n'existe pas/);
});

test('looking at nothing says what to do and makes nothing', () => {
  const empty = join(dir, 'vide');
  refuses(['check', '--data', empty], 1, /maille starter/);
  assert.equal(existsSync(empty), false);
  refuses(['check', '--db', 'postgresql://nobody@127.0.0.1:1/nothing'], 1, /PostgreSQL/);
});
