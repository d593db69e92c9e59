// SPDX-License-Identifier: AGPL-3.0-or-later
// maille starter, import and duplicates, by hand: real files, wrong files, the same file twice.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

test('what is left aside or replaced is told, with its line and column', () => {
  const file = join(dir, 'a-relire.csv');
  writeFileSync(file, 'nom,commune,code_insee,latitude,longitude,date_maj\n'
    + 'Le Premier Essai,Amiens,80021,49.894,2.295,31/02/2024\nLe Deuxième Essai,Amiens,99999,49.894,2.295,2024-01-31\n'
    + 'Le Troisième Essai,Xyzzyville,,,,\nLe Quatrième Essai,Amiens,80021,43.3,5.4,\nLe Quatrième Essai,Amiens,80021,43.3,5.4,\n');
  const told = json('import', file, '--dry-run');
  assert.deepEqual(told.avertissements.map((w) => `${w.ligne} ${w.colonne}`).sort(),
    ['2 date_maj', '3 code_insee', '4 commune', '5 latitude']);
  assert.equal(told.repetes, 1);
  assert.equal(told.lus, told.crees + told.modifies + told.inchanges + told.repetes);
  const said = run('import', file, '--dry-run').stdout;
  assert.match(said, /comptées une fois : 1/);
  assert.match(said, /ligne 2, colonne « date_maj » : « 31\/02\/2024 »/);
  const long = join(dir, 'nom-long.csv');
  writeFileSync(long, `nom,commune\nA,Amiens\n${'x'.repeat(201)},Amiens\n`);
  const refused = run('import', long, '--json');
  assert.equal(refused.status, 1);
  assert.deepEqual(JSON.parse(refused.stdout).refus.map((r) => [r.ligne, r.colonne]), [[3, 'nom']]);
});
