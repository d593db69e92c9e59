// SPDX-License-Identifier: AGPL-3.0-or-later
// The view compiler: what it must refuse, with file and line, and what the C compiler must then refuse.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const tests = dirname(dirname(fileURLToPath(import.meta.url)));
const root = dirname(tests);
const viewc = join(dirname(process.env.MAILLE), 'tools/viewc');
const out = mkdtempSync(join(tmpdir(), 'maille-viewc-'));
after(() => rmSync(out, { recursive: true }));

const compile = (file) => spawnSync(viewc, [out, file], { encoding: 'utf8' });
const cc = (name) => spawnSync('cc', ['-std=gnu11', '-fsyntax-only', '-Wall', '-Werror', `-I${join(root, 'src')}`, `-I${tests}`,
  join(out, `${name}.gen.c`)], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });

function cases(dir, mark) {
  return readdirSync(join(tests, 'views', dir)).filter((f) => f.endsWith('.html')).map((f) => {
    const file = join(tests, 'views', dir, f);
    const [, line, message] = new RegExp(`^\\{# ${mark}: (\\d+): (.*) #\\}`).exec(readFileSync(file, 'utf8')) ?? [];
    return { name: f.replace('.html', ''), file, line, message };
  });
}

for (const c of cases('bad', 'refused')) {
  test(`refuses ${c.name}`, () => {
    const r = compile(c.file);
    assert.equal(r.stderr, `${c.file}:${c.line}: ${c.message}\n`);
    assert.equal(r.status, 1);
  });
}

for (const c of cases('wrong', 'does not compile')) {
  test(`${c.name} does not compile`, () => {
    const r = compile(c.file);
    assert.equal(r.status, 0, r.stderr);
    const build = cc(c.name);
    assert.notEqual(build.status, 0, 'it compiled');
    const first = build.stderr.split('\n').find((l) => l.includes('error:')) ?? '';
    assert.ok(first.includes(c.message), first);
    assert.ok(build.stderr.includes(`${c.file}:${c.line}:`), build.stderr);
  });
}

test('an unchanged view is not written again', () => {
  const file = join(tests, 'views/ok/demo.html');
  compile(file);
  const made = join(out, 'demo.gen.c');
  utimesSync(made, 1, 1);
  assert.equal(compile(file).status, 0);
  assert.equal(statSync(made).mtimeMs, 1000);
});

test('called wrongly it says how it is called', () => {
  const r = spawnSync(viewc, [], { encoding: 'utf8' });
  assert.equal(r.status, 2);
  assert.match(r.stderr, /^usage: viewc/);
});

test('a view that is not there', () => {
  const r = compile(join(out, 'absent.html'));
  assert.equal(r.status, 1);
  assert.match(r.stderr, /absent\.html/);
});
