// SPDX-License-Identifier: AGPL-3.0-or-later
// Files of territories with columns of their own, imported without help: the goals of the issue, file by file.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { values } from './headings.mjs';
import { measure, takenFor } from './measure.mjs';
import { shapes } from './shapes.mjs';

const maille = process.env.MAILLE;
const here = dirname(fileURLToPath(import.meta.url));

test('files of seventeen kinds: columns understood, rows taken, nothing invented, nobody named', () => {
  const all = shapes().map((s) => measure(maille, s));
  assert.ok(all.length >= 17);
  for (const m of all) {
    assert.deepEqual(m.wrong, [], m.name);
    assert.deepEqual(m.invented, [], m.name);
    assert.equal(m.again, 0, `${m.name}: the second time changes something`);
    assert.ok(m.taken >= m.valid * 0.98, `${m.name}: ${m.taken} of ${m.valid}`);
    assert.ok(m.compared >= m.places * 0.95, `${m.name}: only ${m.compared} of ${m.places} were compared`);
  }
});

test('eight hundred names of columns, each with its values', () => {
  const data = mkdtempSync(join(tmpdir(), 'maille-colonnes-'));
  const wrong = [];
  try {
    const lines = readFileSync(join(here, 'headings.txt'), 'utf8').split('\n').filter((l) => l && !l.startsWith('#'));
    assert.ok(lines.length > 800);
    for (const line of lines) {
      const [name, fact, kind] = line.split(' | ').map((s) => s.trim());
      const beside = [['Nom', values.nom], ['Ville', values.commune]].filter(([n]) => !(n === 'Nom' && fact === 'nom') && !(n === 'Ville' && fact === 'commune'));
      if (fact === 'latitude' && kind !== 'point') beside.push(['lon_x', values.longitude]);
      if (fact === 'longitude') beside.push(['lat_y2', values.latitude]);
      if (kind === 'num') beside.push(['rue', values.rue]);
      const got = takenFor(maille, data, name, values[kind], beside);
      if ((got ?? '') !== fact) wrong.push(`${name}: ${got} for ${fact || null}`);
    }
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
  assert.deepEqual(wrong, []);
});
