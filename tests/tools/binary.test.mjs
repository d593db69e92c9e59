// SPDX-License-Identifier: AGPL-3.0-or-later
// What ships: hardened as the build promises, and without a trace of the machine that built it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const binary = process.env.MAILLE;
const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const readelf = (...args) => execFileSync('readelf', ['-W', ...args, binary], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });

test('it is position-independent', () => assert.match(readelf('-h'), /Type:\s+DYN/));
test('its relocations are read-only from the start', () => {
  assert.match(readelf('-l'), /GNU_RELRO/);
  assert.match(readelf('-d'), /BIND_NOW|FLAGS.*NOW/);
});
test('its stack is not executable', () => {
  const stack = readelf('-l').split('\n').find((l) => l.includes('GNU_STACK'));
  assert.ok(stack, 'no GNU_STACK');
  assert.doesNotMatch(stack, /RWE/);
});
test('no part is both writable and executable', () => {
  for (const line of readelf('-l').split('\n').filter((l) => /^\s*LOAD/.test(l))) assert.doesNotMatch(line, / RWE /);
});
test('calls of libc are checked, frames are guarded', () => {
  const symbols = readelf('--dyn-syms');
  assert.match(symbols, /__stack_chk_fail/);
  assert.match(symbols, /__(mem|v?snprintf|v?fprintf|memcpy|read|fread)\w*_chk/);
});
test('it looks for libraries nowhere but where the system keeps them', () => assert.doesNotMatch(readelf('-d'), /RPATH|RUNPATH/));
test('it names no directory of the machine that built it', () => {
  const bytes = readFileSync(binary);
  for (const place of [root, process.env.HOME]) {
    if (place && place.length > 5) assert.equal(bytes.indexOf(place), -1, `it holds ${place}`);
  }
});
