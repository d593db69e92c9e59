// SPDX-License-Identifier: AGPL-3.0-or-later
// The test runner: it counts right, and nothing that breaks passes for a success.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const runner = join(dirname(dirname(fileURLToPath(import.meta.url))), 'run.mjs');
const dir = mkdtempSync(join(tmpdir(), 'maille-run-'));
after(() => rmSync(dir, { recursive: true }));

const scripts = {
  tap: 'echo 1..2; echo "ok 1 - a"; echo "ok 2 - b"',
  half: 'echo "ok 1 - a"; echo "not ok 2 - b"; exit 1',
  plain: 'true',
  crash: 'echo "ok 1 - a"; kill -SEGV $$',
  exit: 'echo "ok 1 - a"; echo AddressSanitizer; exit 1',
  slow: 'sleep 30',
  lies: 'echo "not ok 1 - a"; exit 0',
};
let meson = "project('x', meson_version: '>=1.0.0')\nsh = find_program('sh')\n";
for (const [name, script] of Object.entries(scripts)) {
  writeFileSync(join(dir, `${name}.sh`), script);
  meson += `test('t_${name}', sh, args: meson.current_source_dir() / '${name}.sh', timeout: ${name === 'slow' ? 1 : 20})\n`;
}
writeFileSync(join(dir, 'meson.build'), meson);
const setup = spawnSync('meson', ['setup', join(dir, 'build'), dir], { encoding: 'utf8' });

function run(only) {
  const r = spawnSync(process.execPath, [runner, '--unit', `x=${join(dir, 'build')}`, '--only', only], { encoding: 'utf8' });
  return [r.stdout.trim().split('\n').pop(), r.status, r.stdout];
}

test('the sample is set up', () => assert.equal(setup.status, 0, setup.stderr + setup.stdout));
for (const [name, line, status] of [
  ['t_tap', '2 passed, 0 failed', 0],
  ['t_plain', '1 passed, 0 failed', 0],
  ['t_half', '1 passed, 1 failed', 1],
  ['t_crash', '1 passed, 1 failed', 1],
  ['t_exit', '1 passed, 1 failed', 1],
  ['t_lies', '0 passed, 1 failed', 1],
  ['t_slow', '0 passed, 1 failed', 1],
  ['t_none', '0 passed, 0 failed', 1],
  ['t_', '6 passed, 5 failed', 1],
]) {
  test(`${name}: ${line}`, () => assert.deepEqual(run(name).slice(0, 2), [line, status]));
}
test('a binary that was not built is a failure', () => {
  const r = spawnSync(process.execPath, [runner, '--node', `x=${join(dir, 'absent')}`, '--only', 'nothing'], { encoding: 'utf8' });
  assert.equal(r.status, 1);
  assert.match(r.stdout, /absent is not built/);
});
test('a failure shows what was printed', () => {
  assert.match(run('t_exit')[2], /^FAIL x t_exit.*\n {2}\| ok 1 - a\n {2}\| AddressSanitizer$/m);
  assert.match(run('t_slow')[2], /stopped after 1 s/);
  assert.match(run('t_crash')[2], /killed by SIGSEGV/);
});
