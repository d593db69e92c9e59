#!/usr/bin/env node
// SPDX-License-Identifier: AGPL-3.0-or-later
// docs/security.md points at files: refuses one that is not there.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const page = readFileSync(join(root, 'docs/security.md'), 'utf8');
const named = [...page.matchAll(/`((?:src|tests|tools|docs|base)\/[\w./-]+|package-lock\.json)`/g)].map((m) => m[1]);
const missing = [...new Set(named)].filter((f) => !existsSync(join(root, f)) && !existsSync(join(root, 'src', f)));
for (const f of missing) console.error(`docs/security.md names ${f}, which is not there`);
console.log(missing.length ? `check-security: ${missing.length} missing` : `check-security: ${named.length} files named, all there`);
process.exitCode = missing.length || named.length === 0 ? 1 : 0;
