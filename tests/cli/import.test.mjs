// SPDX-License-Identifier: AGPL-3.0-or-later
// maille starter, import and duplicates, by hand: real files, wrong files, the same file twice.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parseCsv } from '../support/csv.mjs';

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
    assert.deepEqual(Object.keys(dry), ['lus', 'nouveaux', 'modifies', 'inchanges', 'doublons', 'refuses', 'colonnes']);
    const first = json('import', path);
    assert.deepEqual(dry, first);
    assert.equal(first.lus, read);
    assert.deepEqual(first.refuses, []);
    const second = json('import', path);
    assert.equal(second.nouveaux + second.modifies, 0);
    assert.equal(second.inchanges, first.nouveaux + first.modifies);
    assert.deepEqual(second.colonnes, first.colonnes);
  }
});

test('a SIRET that cannot be is left out with its reason; the row is taken', () => {
  const path = join(dir, 'siret.csv');
  const names = ['La Chouette', 'Moulin Vert', 'Zinzolin', 'Hélice', 'Grand Bain', 'Tire-Bouchon'];
  const towns = ['Lille', 'Nice', 'Brest', 'Dijon', 'Pau', 'Metz'];
  const rows = ['732 829 320 00074;', '73282932000075;', '00000000000000;', '7,32829E+13;', ';W291004567', '36750100000000;w291004568'];
  writeFileSync(path, `Nom;Commune;N° SIRET;RNA\n${rows.map((r, i) => `${names[i]};${towns[i]};${r}`).join('\n')}\n`);
  const r = json('import', path, '--source', 'siret');
  assert.deepEqual([r.lus, r.nouveaux, r.refuses], [6, 6, []]);
  assert.equal(r.colonnes['N° SIRET'], 'pivot');
  assert.equal(r.colonnes.RNA, 'pivot');
  const again = run('import', path, '--source', 'siret'), told = again.stdout + again.stderr;
  assert.match(told, /ligne 3, colonne « N° SIRET » : « 73282932000075 » est laissé de côté/);
  assert.doesNotMatch(told, /00000000000000 »/);
  const places = parseCsv(run('export', '--all', '--format', 'csv').stdout.replace(/^\uFEFF/, ''), ';');
  assert.deepEqual(names.map((name) => places.find((p) => p.nom === name).pivot), ['73282932000074', '', '', '', 'W291004567', 'W291004568']);
});

test('a file of which nothing can be taken is refused, with its name, line and column', () => {
  for (const file of readdirSync(join(exchange, 'bad')).filter((f) => !f.endsWith('.attendu'))) {
    const r = run('import', join(exchange, 'bad', file), '--dry-run');
    const [, reason] = readFileSync(join(exchange, 'bad', `${file}.attendu`), 'utf8').trim().split(/ : (.*)/s);
    const told = r.stderr + r.stdout;
    assert.match(told, /ligne \d+/, file);
    assert.ok(told.includes(reason), `${told} lacks ${reason}`);
    assert.ok(r.status === 0 || r.stderr.includes(file), r.stderr);
  }
  const absent = run('import', join(dir, 'absent.csv')), folder = run('import', dir);
  assert.equal(absent.status, 1);
  assert.match(absent.stderr, /il n’y a pas de fichier « .*absent\.csv »/);
  assert.doesNotMatch(absent.stderr, /cannot|No such/);
  assert.equal(folder.status, 1);
  assert.match(folder.stderr, /est un dossier/);
  assert.equal(run('import').status, 2);
});

test('rows are refused one by one, with line, column and reason; the others are taken', () => {
  const file = join(dir, 'a-moitie.csv');
  writeFileSync(file, 'nom,commune,code_postal,latitude,longitude\n'
    + `Le Tout Premier Hangar,Quimperlé,29300,47.87,-3.55\n,Quimperlé,29300,47.87,-3.55\n${'x'.repeat(201)},Quimperlé,29300,,\n`
    + 'La Serre du Nord,Quimperlé,29300,147.87,-3.55\nLa Serre du Sud,Quimperlé\nLa Serre, du Sud,Quimperlé,29300,47.8,-3.5\n');
  const told = json('import', file, '--dry-run');
  assert.equal(told.lus, 6);
  assert.equal(told.nouveaux, 1);
  assert.deepEqual(told.refuses.map((r) => [r.ligne, r.colonne]).sort(),
    [[3, 'nom'], [4, 'nom'], [5, 'latitude'], [6, 'code_postal'], [7, '']].sort());
  assert.match(run('import', file, '--dry-run').stdout, /ligne 5, colonne « latitude » : « 147.87 »/);
});

test('what is left aside or replaced is told, with its line and column', () => {
  const file = join(dir, 'a-relire.csv');
  writeFileSync(file, 'nom,commune,code_insee,latitude,longitude,date_maj\n'
    + 'Le Premier Essai,Amiens,80021,49.894,2.295,31/02/2024\nLe Deuxième Essai,Amiens,99999,49.894,2.295,2024-01-31\n'
    + 'Le Troisième Essai,Xyzzyville,,,,\nLe Quatrième Essai,Amiens,80021,43.3,5.4,\nLe Quatrième Essai,Amiens,80021,43.3,5.4,\n');
  const said = run('import', file, '--dry-run').stdout;
  assert.match(said, /comptées une fois : 1/);
  for (const told of [/ligne 2, colonne « date_maj » : « 31\/02\/2024 »/, /ligne 3, colonne « code_insee »/,
    /ligne 4, colonne « commune »/, /ligne 5, colonne « latitude »/])
    assert.match(said, told);
});

test('persons are left out: their columns, their mail boxes, their mobiles', () => {
  const file = join(dir, 'personnes.csv');
  writeFileSync(file, 'Nom du lieu;Ville;CP;Nom du contact;Téléphone;Mail;Présentation\n'
    + 'La Grange aux Essais;Quimperlé;29300;Jeanne Martin;06 12 34 56 78;jeanne.martin@exemple.fr;"Écrire à jeanne@gmail.com"\n');
  const told = json('import', file, '--dry-run');
  assert.equal(told.colonnes['Nom du contact'], null);
  assert.equal(told.colonnes['Nom du lieu'], 'nom');
  assert.match(run('import', file, '--dry-run').stdout, /Nom du contact → laissée de côté \(donnée personnelle\)/);
  run('import', file);
  const all = readdirSync(dir).filter((f) => f.startsWith('maille.db')).map((f) => readFileSync(join(dir, f), 'latin1')).join('');
  assert.ok(all.includes('La Grange aux Essais'));
  for (const secret of ['Jeanne Martin', '06 12 34 56 78', 'jeanne.martin', 'jeanne@gmail'])
    assert.ok(!all.includes(secret), secret);
});
