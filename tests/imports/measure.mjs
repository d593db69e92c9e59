// SPDX-License-Identifier: AGPL-3.0-or-later
// Imports files with the program, without help, and compares what it understood with what they hold.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseCsv } from '../support/csv.mjs';

const plain = (s) => String(s ?? '').normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase().replace(/œ/g, 'oe').replace(/[^a-z0-9]+/g, ' ').trim();
const digits = (s) => String(s ?? '').replace(/\D/g, '').replace(/^33/, '0');

function run(maille, data, ...args) {
  const r = spawnSync(maille, [...args, '--data', data], { encoding: 'utf8', maxBuffer: 256 << 20 });
  if (r.status !== 0) throw new Error(`${args.join(' ')}: ${r.stderr}`);
  return r.stdout;
}

// Whether a fact of a place stands in the row that it was read from.
function told(place, row) {
  const wrong = [];
  const said = (key, ok) => { if (place[key] && !ok(place[key])) wrong.push(`${key}: ${place[key]}`); };
  said('site_web', (v) => plain(v).includes(plain(row.web.split(/[ |]/)[0]).replace(/^https? /, '')) && row.web !== '');
  said('telephone', (v) => digits(v).slice(-9) === digits(row.tel).slice(-9));
  said('courriels', (v) => v === row.mail);
  said('horaires', (v) => v === row.hours || v === 'Mo-Fr 09:00-18:00');
  said('adresse', (v) => plain(v).split(' ').every((w) => plain(`${row.numero} ${row.voie} ${row.cp} ${row.commune}`).includes(w)));
  said('presentation_resume', (v) => plain(v) === plain(row.resume));
  said('date_maj', (v) => v === row.maj);
  said('porteuse', (v) => plain(v) === plain(`Association ${row.commune} Demain`) || plain(v) === plain(row.porteuse));
  const km = Math.hypot((place.latitude - row.lat) * 111, (place.longitude - row.lon) * 78);
  if (place.latitude && place.position_approchee !== 'oui' && km > 0.05) wrong.push(`position: ${km.toFixed(2)} km`);
  for (const v of Object.values(place))
    if (v && (v.includes(row.personMail) || v.includes(row.mobile) || v.includes(row.person))) wrong.push(`personal: ${v}`);
  return wrong;
}

// What a table of one column beside what every file has is taken for.
export function takenFor(maille, data, column, cells, beside) {
  const file = join(data, 'colonne.csv');
  const columns = [...beside, [column, cells]];
  writeFileSync(file, `${[columns.map((c) => c[0]), ...cells.map((_, i) => columns.map((c) => c[1][i]))].map((r) => r.join(';')).join('\n')}\n`);
  return JSON.parse(run(maille, data, 'import', file, '--source', 'essai', '--dry-run', '--json')).colonnes[column];
}

// Of columns that hold a known fact, how many are right; of rows, how many were taken; and what no row tells.
export function measure(maille, shape) {
  const data = mkdtempSync(join(tmpdir(), 'maille-colonnes-'));
  try {
    const file = join(data, shape.name);
    writeFileSync(file, shape.bytes);
    const report = JSON.parse(run(maille, data, 'import', file, '--source', 'essai', '--json'));
    const again = JSON.parse(run(maille, data, 'import', file, '--source', 'essai', '--json'));
    const wrong = [];
    let known = 0;
    for (const [column, fact] of shape.columns) {
      known += fact !== null;
      const got = report.colonnes[column];
      if (got !== fact) wrong.push(`${column}: ${got ?? 'nothing'} for ${fact ?? 'nothing'}`);
    }
    const missed = shape.columns.filter(([c, f]) => f !== null && report.colonnes[c] !== f).length;
    const places = parseCsv(run(maille, data, 'export', '--all', '--format', 'csv').replace(/^\uFEFF/, ''), ';');
    const invented = [];
    let found = 0;
    for (const place of places) {
      const names = [place.nom, ...(place.autres_noms || '').split('; ')].map(plain).filter(Boolean);
      const rows = shape.rows.filter((r) => names.some((n) => plain(r.nom).startsWith(n)));
      found += rows.length > 0;
      const all = rows.map((r) => told(place, r)); // a place may be made of two rows
      const nobody = (all[0] ?? []).filter((w) => all.every((other) => other.includes(w)));
      if (nobody.length > 0) invented.push(`${place.nom} — ${nobody.join('; ')}`);
    }
    return { name: shape.name, known, right: known - missed, wrong, valid: shape.rows.length, compared: found, places: places.length,
      taken: report.lus - report.refuses.length, refused: report.refuses, invented,
      again: again.nouveaux + again.modifies };
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}
