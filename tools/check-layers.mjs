#!/usr/bin/env node
// SPDX-License-Identifier: AGPL-3.0-or-later
// Who may include whom (docs/architecture.md): refuses an include that runs against the arrows.
//   tools/check-layers.mjs [ROOT]
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = process.argv[2] ?? dirname(dirname(fileURLToPath(import.meta.url)));

// Each room and the rooms that it may include besides itself. What a room shows in its headers comes along:
// app speaks of search's answers and model's places. Only store and app reach the database.
const rooms = {
  base: [],
  model: ['base'],
  db: ['base'],
  http: ['base'],
  credential: ['base'],
  mail: ['base'],
  picture: ['base'],
  store: ['base', 'model', 'db'],
  search: ['base', 'model'],
  exchange: ['base', 'model'],
  app: ['base', 'model', 'db', 'store', 'search', 'exchange', 'credential', 'mail', 'picture'],
  web: ['base', 'model', 'search', 'exchange', 'mail', 'app', 'http'],
  cli: ['base', 'model', 'search', 'exchange', 'app', 'http', 'web'],
};

function walk(dir, into = []) {
  for (const e of readdirSync(dir, { withFileTypes: true })) {
    if (e.isDirectory()) walk(join(dir, e.name), into);
    else if (/\.(c|h|html)$/.test(e.name)) into.push(join(dir, e.name));
  }
  return into.sort();
}

let wrong = 0;
for (const file of walk(join(root, 'src'))) {
  const name = relative(root, file);
  const room = name.split('/').length > 2 ? name.split('/')[1] : null; // main.c stands above all rooms
  const say = (line, text) => { wrong++; console.error(`${name}:${line}: ${text}`); };
  if (room !== null && !(room in rooms)) say(1, `src/${room} is not a room (see tools/check-layers.mjs)`);
  readFileSync(file, 'utf8').split('\n').forEach((text, i) => {
    const found = /^\s*#\s*include\s+"([^"]+)"/.exec(text);
    if (!found) return;
    const other = found[1].split('/')[0];
    if (!found[1].includes('/')) say(i + 1, `"${found[1]}": write includes as "room/file.h"`);
    else if (room !== null && other !== room && !rooms[room]?.includes(other)) say(i + 1, `${room} may not include ${other}`);
  });
}
console.log(wrong ? `check-layers: ${wrong} refused` : 'check-layers: fine');
process.exitCode = wrong ? 1 : 0;
