// SPDX-License-Identifier: AGPL-3.0-or-later
// maille starter, import and duplicates, by hand: real files, wrong files, the same file twice.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const maille = process.env.MAILLE;
const exchange = join(dirname(dirname(fileURLToPath(import.meta.url))), 'exchange');
const dir = mkdtempSync(join(tmpdir(), 'maille-import-'));
after(() => rmSync(dir, { recursive: true, force: true }));

function run(...args) {
  const r = spawnSync(maille, [...args, '--data', dir], {
    encoding: 'utf8', env: { ...process.env, LC_ALL: 'fr_FR.UTF-8' }, maxBuffer: 64 << 20,
  });
  assert.equal(r.signal, null, r.stderr);
  return r;
}

function json(...args) {
  const r = run(...args, '--json');
  assert.equal(r.status, 0, r.stderr);
  return JSON.parse(r.stdout);
}

before(() => {
  const made = json('starter');
  assert.ok(made.lieux > 1900 && made.lieux < 2141);
  assert.equal(made.fiches, 2141);
});

test('the starter network goes into an empty database only', () => {
  const again = run('starter');
  assert.equal(again.status, 1);
  assert.match(again.stderr, /il y a déjà 2\d\d\d lieux ici/);
});

test('proposals, as JSON and for a person', () => {
  const list = json('duplicates');
  assert.ok(list.length > 20);
  for (const d of list) {
    assert.ok(Number.isInteger(d.a.id) && Number.isInteger(d.b.id) && d.a.id !== d.b.id);
    assert.ok(d.a.nom && d.b.nom);
    assert.ok(d.confiance >= 0 && d.confiance <= 1);
    assert.ok(d.raisons.length > 0);
  }
  assert.equal(run('duplicates').stdout.trim().split('\n').length, list.length);
});

test('files of territories: read, matched, and the second time nothing changes', () => {
  for (const [file, read] of [['paca-2022.csv', 1245], ['le-havre.json', 80]]) {
    const path = join(exchange, 'imports', file);
    const dry = json('import', path, '--dry-run');
    assert.equal(dry.importe, false);
    const first = json('import', path);
    assert.deepEqual({ ...dry, importe: true }, first);
    assert.equal(first.lus, read);
    assert.equal(first.source, file.replace(/\.\w+$/, ''));
    const second = json('import', path);
    assert.equal(second.crees + second.modifies, 0);
    assert.equal(second.inchanges, first.crees + first.modifies);
  }
});

test('a wrong file is refused whole, with its name, line and column', () => {
  for (const file of readdirSync(join(exchange, 'bad')).filter((f) => !f.endsWith('.attendu'))) {
    const r = run('import', join(exchange, 'bad', file));
    assert.equal(r.status, 1, file);
    assert.ok(r.stderr.includes(file), r.stderr);
    assert.match(r.stderr, /ligne \d+/, file);
    const [, reason] = readFileSync(join(exchange, 'bad', `${file}.attendu`), 'utf8').trim().split(/ : (.*)/s);
    assert.ok(r.stderr.includes(reason), `${r.stderr} lacks ${reason}`);
  }
  const machine = run('import', join(exchange, 'bad/latitude.csv'), '--json');
  assert.equal(machine.status, 1);
  assert.deepEqual(JSON.parse(machine.stdout).refus, [
    { ligne: 3, colonne: 'latitude', raison: '« 148.1 » n’est pas une latitude (de -90 à 90)' },
  ]);
  assert.equal(run('import', join(dir, 'absent.csv')).status, 1);
  assert.equal(run('import').status, 2);
});
