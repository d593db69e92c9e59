// SPDX-License-Identifier: AGPL-3.0-or-later
// The front door does no harm: what a link points to belongs to somebody else.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

test('a node_modules that is a link is not emptied', () => {
  const dir = mkdtempSync(join(tmpdir(), 'maille-dev-'));
  try {
    mkdirSync(join(dir, 'theirs'));
    mkdirSync(join(dir, 'ours'));
    writeFileSync(join(dir, 'theirs', 'kept'), '');
    symlinkSync('../theirs', join(dir, 'ours', 'node_modules'));
    writeFileSync(join(dir, 'ours', 'package.json'), '{"name":"x","version":"1.0.0"}');
    writeFileSync(join(dir, 'ours', 'package-lock.json'), '{"name":"x","version":"1.0.0","lockfileVersion":3,"packages":{}}');
    copyFileSync(join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'dev'), join(dir, 'ours', 'dev'));
    const r = spawnSync('bash', [join(dir, 'ours', 'dev'), 'build'], { encoding: 'utf8' });
    assert.equal(r.status, 1, r.stdout);
    assert.match(r.stderr, /symbolic link to \.\.\/theirs/);
    assert.ok(existsSync(join(dir, 'theirs', 'kept')));
  } finally {
    rmSync(dir, { recursive: true });
  }
});
