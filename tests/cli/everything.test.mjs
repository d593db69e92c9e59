// SPDX-License-Identifier: AGPL-3.0-or-later
// maille export --all DIR, and back: the same places in an empty network; maille import --undo.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { maille, run, temporaryDirectory } from '../support/server.mjs';

const dir = temporaryDirectory();
const data = join(dir, 'var');
run('starter', '--data', data);

const places = (file) => JSON.parse(readFileSync(file, 'utf8')).lieux;
// A place as it is, whatever it is called here.
const plain = (p) => { const { identifiant, slug, sources, ...rest } = p; return JSON.stringify(rest); };

test('everything goes out, and comes back the same', () => {
  const out = join(dir, 'tout');
  run('export', '--all', out, '--data', data);
  assert.deepEqual(readdirSync(out).sort(), ['LISEZMOI.txt', 'actions.csv', 'changements.jsonl', 'faits.csv', 'labels.csv', 'liens.csv',
    'lieux.csv', 'lieux.geojson', 'lieux.json', 'reseaux.csv', 'sources.csv', 'structures.csv']);
  const facts = readFileSync(join(out, 'faits.csv'), 'utf8');
  assert.match(facts, /^lieu;champ;valeur;source;date\r\n/);
  assert.match(facts, /^konk-ar-lab;nom;.*;documents-de-depart;/m);
  assert.match(readFileSync(join(out, 'liens.csv'), 'utf8'), /^konk-ar-lab;label;fabrique-de-territoire;2020[-0-9]*;documents-de-depart;/m);
  const journal = readFileSync(join(out, 'changements.jsonl'), 'utf8').trimEnd().split('\n').map((l) => JSON.parse(l));
  assert.ok(journal.length > 2000);
  assert.deepEqual(journal.map((c) => c.numero), journal.map((c) => c.numero).toSorted((a, b) => a - b));
  const copy = join(dir, 'copie');
  const report = JSON.parse(run('import', join(out, 'lieux.json'), '--data', copy, '--json'));
  assert.deepEqual(report.refuses, []);
  const again = join(dir, 'encore');
  run('export', '--all', again, '--data', copy);
  assert.deepEqual(places(join(again, 'lieux.json')).map(plain).sort(), places(join(out, 'lieux.json')).map(plain).sort());
  for (const file of ['actions.csv', 'labels.csv', 'reseaux.csv']) {
    const lines = (d) => readFileSync(join(d, file), 'utf8').split('\r\n').sort();
    assert.deepEqual(lines(again), lines(out), file);
  }
  const bad = spawnSync(maille, ['export', '--all', out, '--format', 'csv', '--data', data], { encoding: 'utf8' });
  assert.equal(bad.status, 2);
});

test('an import is taken back, and done again', () => {
  const file = join(dir, 'essai.csv');
  writeFileSync(file, 'id;nom;commune;code postal\n1;L’Essai;Vannes;56000\n2;;Vannes;56000\n');
  const imported = JSON.parse(run('import', file, '--data', data, '--json'));
  assert.equal(imported.nouveaux, 1);
  assert.deepEqual(imported.refuses.map((r) => r.ligne), [3]);
  const undone = JSON.parse(run('import', '--undo', 'essai', '--data', data, '--json'));
  assert.equal(undone.retires, 1);
  assert.equal(spawnSync(maille, ['import', '--undo', 'essai', '--data', data]).status, 1);
  assert.equal(spawnSync(maille, ['import', '--data', data]).status, 2);
  assert.equal(JSON.parse(run('import', file, '--data', data, '--json')).nouveaux, 1);
  assert.match(run('check', '--data', data), /Tout va bien/);
});
