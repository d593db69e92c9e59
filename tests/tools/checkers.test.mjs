// SPDX-License-Identifier: AGPL-3.0-or-later
// The source checkers, fed with what they must refuse and with what they must let pass.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const tools = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'tools');
const licence = '// SPDX-License-Identifier: AGPL-3.0-or-later\n';

// Runs a checker on a tree that holds these files alone; its complaints, one a line.
function check(tool, files) {
  const root = mkdtempSync(join(tmpdir(), 'maille-check-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, name)), { recursive: true });
      writeFileSync(join(root, name), name.endsWith('.c') || name.endsWith('.h') ? licence + text : text);
    }
    const r = spawnSync(process.execPath, [join(tools, tool), root], { encoding: 'utf8' });
    assert.equal(r.status, r.stderr ? 1 : 0, r.stderr);
    return r.stderr.trim();
  } finally {
    rmSync(root, { recursive: true });
  }
}

function refuses(tool, name, files, complaint) {
  test(`${tool} refuses ${name}`, () => assert.equal(check(tool, files), complaint));
}
function accepts(tool, name, files) {
  test(`${tool} accepts ${name}`, () => assert.equal(check(tool, files), ''));
}

const layers = 'check-layers.mjs';
accepts(layers, 'arrows as they run', {
  'src/app/place.c': '#include "store/place.h"\n#include "search/search.h"\n#include "app/app.h"\n#include <stdio.h>\n',
  'src/main.c': '#include "cli/cli.h"\n#include "web/web.h"\n',
});
refuses(layers, 'base that knows the model', { 'src/base/str.c': '#include "model/place.h"\n' },
  'src/base/str.c:2: base may not include model');
refuses(layers, 'a page that reaches the database', { 'src/web/page.c': '\n#include "store/place.h"\n' },
  'src/web/page.c:3: web may not include store');
refuses(layers, 'a server that knows the product', { 'src/http/server.h': '  #  include "app/app.h"\n' },
  'src/http/server.h:2: http may not include app');
refuses(layers, 'a view that includes the store', { 'src/web/views/x.html': '{! #include "web/x.h"\n#include "db/db.h" !}\n' },
  'src/web/views/x.html:2: web may not include db');
refuses(layers, 'an include without its room', { 'src/store/place.c': '#include "place.h"\n' },
  'src/store/place.c:2: "place.h": write includes as "room/file.h"');
refuses(layers, 'a room that is none', { 'src/misc/a.c': '' }, 'src/misc/a.c:1: src/misc is not a room (see tools/check-layers.mjs)');

const source = 'check-source.mjs';
accepts(source, 'SQL with bound parameters in store', {
  'src/store/place.c': 'static const char sql[] =\n\t"SELECT id, name"\n\t" FROM place WHERE id = $1";\n',
});
accepts(source, 'sentences that begin like SQL', {
  'src/cli/cmd_x.c': 'const char *a = "select a place", *b = "update %s", *c = "Create the directory %s first";\n',
});
accepts(source, 'transactions in db', { 'src/db/sqlite.c': 'const char *a = "BEGIN IMMEDIATE", *b = "PRAGMA foreign_keys=ON";\n' });
accepts(source, 'comments', { 'src/app/x.c': '// "SELECT 1 FROM t" and "<p>"\n/* "DELETE FROM t" */\n' });
accepts(source, 'characters that look like quotes', { 'src/app/x.c': "char a = '\"', b = '\\''; // \"<p>\"\n" });
refuses(source, 'SQL in app', { 'src/app/place.c': 'const char *q = "SELECT id FROM place";\n' },
  'src/app/place.c:2: SQL outside src/store: "SELECT id FROM place"');
refuses(source, 'SQL over several lines', { 'src/web/page.c': 'const char *q =\n\t"INSERT INTO "\n\t"place VALUES (1)";\n' },
  'src/web/page.c:3: SQL outside src/store: "INSERT INTO place VALUES (1)"');
refuses(source, 'SQL of the product in db', { 'src/db/pgsql.c': 'const char *q = "UPDATE place SET name = $1";\n' },
  'src/db/pgsql.c:2: SQL outside src/store: "UPDATE place SET name = $1"');
refuses(source, 'a format in SQL', { 'src/store/place.c': 'const char *q = "SELECT id FROM place WHERE name = \'%s\'";\n' },
  'src/store/place.c:2: text pasted into SQL: "SELECT id FROM place WHERE name = \'%s\'" (bind it: $1, $2 …)');
refuses(source, 'SQL built in a buffer', { 'src/store/place.c': 'void f(void) { buf_addz(&b, "DELETE FROM place WHERE id = "); }\n' },
  'src/store/place.c:2: text pasted into SQL: "DELETE FROM place WHERE id = " (bind it: $1, $2 …)');
refuses(source, 'SQL continued in a buffer', { 'src/store/place.c': 'void f(void) { buf_addz(&b, " WHERE name = "); }\n' },
  'src/store/place.c:2: text pasted into SQL: " WHERE name = " (bind it: $1, $2 …)');
refuses(source, 'HTML in a page', { 'src/web/page.c': 'const char *h = "<p class=\\"x\\">";\n' },
  'src/web/page.c:2: HTML outside the views: "<p class=\\"x\\">"');
refuses(source, 'HTML begun in a page', { 'src/app/x.c': 'const char *h = "see <a href=";\n' },
  'src/app/x.c:2: HTML outside the views: "see <a href="');
refuses(source, 'raw that nobody allowed', { 'src/web/views/x.html': '{% def x(struct html h) %}\n{{ raw h }}\n{% end %}\n' },
  'src/web/views/x.html:2: {{ raw h }} is not in tools/raw-allowed.txt');
accepts(source, 'raw with its reason', {
  'src/web/views/x.html': '{{ raw v->h }}',
  'tools/raw-allowed.txt': 'x.html: v->h: written by a renderer that escapes\n',
});
refuses(source, 'raw allowed without a reason', {
  'src/web/views/x.html': '{{ raw v->h }}',
  'tools/raw-allowed.txt': 'x.html: v->h\n',
}, 'tools/raw-allowed.txt:1: wants "VIEW.html: expression: reason"');
refuses(source, 'a permission that nothing uses', { 'tools/raw-allowed.txt': 'x.html: h: written by a renderer that escapes\n' },
  'tools/raw-allowed.txt:1: no view holds "x.html: h" any more');
refuses(source, 'a file without licence', { 'tests/a.mjs': 'let a;\n' }, 'tests/a.mjs:1: the first line names no licence');
refuses(source, 'a long file that does not say why', { 'src/app/x.c': '\n'.repeat(900) },
  'src/app/x.c:800: a file past 800 lines says why at its top: "Long because …"');
accepts(source, 'a long file that says why', { 'src/app/x.c': `// Long because it is a table.\n${'\n'.repeat(900)}` });
refuses(source, 'a very long file', { 'src/app/x.c': `// Long because it is a table.\n${'\n'.repeat(1600)}` },
  'src/app/x.c:1500: a file of more than 1,500 lines');

for (const call of ['strcpy(a, b)', 'strcat(a, b)', 'sprintf(a, "%s", b)', 'strtok(a, b)', 'strncpy(a, b, 1)']) {
  test(`${call} does not compile`, () => {
    const r = spawnSync('cc', ['-include', join(tools, '../src/base/poison.h'), '-fsyntax-only', '-x', 'c', '-'],
      { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' }, input: `void f(char *a, char *b);\nvoid f(char *a, char *b) { ${call}; }\n` });
    assert.equal(r.status, 1);
    assert.match(r.stderr, /poisoned/);
  });
}
