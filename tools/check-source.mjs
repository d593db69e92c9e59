#!/usr/bin/env node
// SPDX-License-Identifier: AGPL-3.0-or-later
// Reads the C sources and views for what no compiler refuses:
//   - SQL stands in src/store (src/db may speak of transactions and pragmas), and no text is pasted into it;
//   - HTML stands in views and in base/html;
//   - each {{ raw … }} of a view is listed in tools/raw-allowed.txt with its reason;
//   - each file says its licence, and none passes 1,500 lines (past 800 it says why: "Long because").
//   tools/check-source.mjs [ROOT]
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = process.argv[2] ?? dirname(dirname(fileURLToPath(import.meta.url)));
let wrong = 0;
function say(file, line, text) {
  wrong++;
  console.error(`${file}:${line}: ${text}`);
}

function walk(dir, ending, into = []) {
  if (!existsSync(join(root, dir))) return into;
  for (const e of readdirSync(join(root, dir), { withFileTypes: true })) {
    if (e.isDirectory()) walk(join(dir, e.name), ending, into);
    else if (ending.test(e.name)) into.push(join(dir, e.name));
  }
  return into.sort();
}

// The string literals of a C file, neighbours joined as the compiler joins them: {text, line, before, after, broken}.
// `broken` tells that a macro or an expression stands between two neighbours, as in "SELECT " COLUMNS " FROM".
function strings(source) {
  const list = [];
  const token = /\/\/[^\n]*|\/\*[^]*?\*\/|'(?:\\.|[^'\\\n])+'|"(?:\\.|[^"\\\n])*"/g;
  let last = null;
  for (let m = token.exec(source); m; m = token.exec(source)) {
    if (m[0][0] !== '"') continue;
    const between = last ? source.slice(last.end, m.index).replace(/\/\/[^\n]*|\/\*[^]*?\*\//g, '') : '';
    if (last && /^\s*$/.test(between)) {
      last.text += m[0].slice(1, -1);
      last.end = m.index + m[0].length;
    } else {
      const line = source.slice(0, m.index).split('\n').length;
      last = { text: m[0].slice(1, -1), line, start: m.index, end: m.index + m[0].length };
      list.push(last);
    }
  }
  return list;
}

// Statements in capitals, as store writes them; in small letters only what is plainly one and no sentence.
const sql = /^\s*(SELECT\s.+|INSERT\s+(OR\s+\w+\s+)?INTO\s.+|UPDATE\s+\w+\s+SET\s.+|DELETE\s+FROM\s.+|WITH\s+(RECURSIVE\s+)?\w+.*\sAS\s.+|(CREATE|DROP|ALTER)\s+(TEMP\s+|UNIQUE\s+|VIRTUAL\s+)?(TABLE|INDEX|VIEW|TRIGGER|DATABASE|EXTENSION|SCHEMA)\b.*|TRUNCATE\s.+)|^\s*(select\s.+\sfrom\s+\w+|insert\s+into\s+\w+\s*\(|update\s+\w+\s+set\s+\w+\s*=|delete\s+from\s+\w+)/s;
const statement = /^\s*(SELECT|INSERT|UPDATE|DELETE|WITH|CREATE|DROP|ALTER|BEGIN|COMMIT|ROLLBACK|PRAGMA|SAVEPOINT|RELEASE|WHERE|ORDER BY|GROUP BY|HAVING|LIMIT|VALUES|FROM|JOIN|LEFT JOIN|UNION)\s/;
const formats = /\b(buf_addf|mem_printf|mem_vprintf|arena_printf|snprintf|vsnprintf|asprintf|buf_addz|buf_add|sqlite3_mprintf)\s*\($/;
const tag = /<\/?(a|abbr|article|aside|b|body|br|button|circle|code|dd|details|div|dl|dt|em|fieldset|figure|footer|form|g|h[1-6]|head|header|hr|html|i|iframe|img|input|label|li|link|main|meta|nav|ol|option|p|path|pre|script|section|select|small|span|strong|style|summary|svg|table|tbody|td|template|textarea|th|thead|time|title|tr|ul|use)(\s[^<]*)?\/?>|<!--|<(a|img|script|link|input|form|div|span|svg|path)\s+[a-z-]+=/i;

// The engines may speak of transactions, savepoints, pragmas and locks; what the product asks stands in store.
const enginesOwn = /^\s*(BEGIN|COMMIT|ROLLBACK|PRAGMA|SAVEPOINT|RELEASE|SET|SHOW|LISTEN|NOTIFY|DISCARD|SELECT pg_(try_)?advisory_\w+\s*\([^%]*\)|LOCK)(?!\w)/i;

function checkSql(file, source, list) {
  const inStore = file.startsWith('src/store/');
  for (const s of list) {
    const text = s.text.replace(/\\[nt]/g, ' ');
    const before = source.slice(Math.max(0, s.start - 60), s.start).replace(/\s+$/, '');
    const after = source.slice(s.end, s.end + 40).replace(/^\s+/, '');
    const isSql = sql.test(text) || (inStore && statement.test(text));
    if (isSql && !inStore && !(file.startsWith('src/db/') && enginesOwn.test(text)))
      say(file, s.line, `SQL outside src/store: "${text.slice(0, 50)}"`);
    if (!isSql && !statement.test(text)) continue;
    if (/%[-0-9.*]*(s|d|l|z|u|\.)/.test(text) || formats.test(before.replace(/[^(]*$/, '')))
      say(file, s.line, `text pasted into SQL: "${text.slice(0, 50)}" (bind it: $1, $2 …)`);
  }
}

function checkHtml(file, list) {
  if (file === 'src/base/html.c' || file.startsWith('src/web/views/')) return;
  for (const s of list)
    if (tag.test(s.text)) say(file, s.line, `HTML outside the views: "${s.text.slice(0, 50)}"`);
}

function checkFile(file, source) {
  const lines = source.split('\n');
  if (!lines.slice(0, 3).some((l) => l.includes('SPDX-License-Identifier: AGPL-3.0-or-later')))
    say(file, 1, 'the first line names no licence');
  if (lines.length > 1500) say(file, 1500, 'a file of more than 1,500 lines');
  else if (lines.length > 800 && !/Long because/.test(lines.slice(0, 12).join('\n')))
    say(file, 800, 'a file past 800 lines says why at its top: "Long because …"');
}

// "VIEW.html: expression: reason", one a line.
function rawAllowed() {
  const path = join(root, 'tools/raw-allowed.txt');
  const allowed = new Map();
  if (!existsSync(path)) return allowed;
  readFileSync(path, 'utf8').split('\n').forEach((line, i) => {
    if (!line.trim() || line.startsWith('#')) return;
    const parts = line.split(': ');
    if (parts.length < 3 || parts[2].trim().length < 10)
      say('tools/raw-allowed.txt', i + 1, 'wants "VIEW.html: expression: reason"');
    allowed.set(`${parts[0]}: ${parts[1]}`, { line: i + 1, used: false });
  });
  return allowed;
}

function checkRaw(allowed) {
  for (const file of walk('src/web/views', /\.html$/)) {
    const source = readFileSync(join(root, file), 'utf8');
    for (const m of source.matchAll(/\{\{\s*raw\s+([^]*?)\s*\}\}/g)) {
      const key = `${file.split('/').pop()}: ${m[1]}`;
      const line = source.slice(0, m.index).split('\n').length;
      if (allowed.has(key)) allowed.get(key).used = true;
      else say(file, line, `{{ raw ${m[1]} }} is not in tools/raw-allowed.txt`);
    }
  }
  for (const [key, a] of allowed)
    if (!a.used) say('tools/raw-allowed.txt', a.line, `no view holds "${key}" any more`);
}

for (const file of walk('src', /\.[ch]$/)) {
  const source = readFileSync(join(root, file), 'utf8');
  const list = strings(source);
  checkFile(file, source);
  checkSql(file, source, list);
  checkHtml(file, list);
}
for (const dir of ['tools', 'tests'])
  for (const file of walk(dir, /\.([ch]|mjs)$/)) checkFile(file, readFileSync(join(root, file), 'utf8'));
checkRaw(rawAllowed());
console.log(wrong ? `check-source: ${wrong} refused` : 'check-source: fine');
process.exitCode = wrong ? 1 : 0;
