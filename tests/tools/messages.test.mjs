// SPDX-License-Identifier: AGPL-3.0-or-later
// The catalogue's keeper, on a small tree: a message without its English is refused by name.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n';
const english = 'msgid "Bonjour"\nmsgstr "Hello"\n\nmsgid "Nom"\nmsgstr "Name"\n\n#, c-format\nmsgid "%d lieu"\n' +
  'msgid_plural "%d lieux"\nmsgstr[0] "%d place"\nmsgstr[1] "%d places"\n\nmsgid "Carte"\nmsgstr "Map"\n';

function tree(po, body) {
  const dir = mkdtempSync(join(tmpdir(), 'maille-messages-'));
  try {
    for (const d of ['tools', 'po', 'src/web/views', 'build-dev/tools']) mkdirSync(join(dir, d), { recursive: true });
    copyFileSync(join(root, 'tools/messages'), join(dir, 'tools/messages'));
    symlinkSync(join(dirname(process.env.MAILLE), 'tools/viewc'), join(dir, 'build-dev/tools/viewc'));
    writeFileSync(join(dir, 'src/web/a.c'), 'x = tr("Bonjour"); y = trn("%d lieu", "%d lieux", n); z = N_("Nom");\n');
    writeFileSync(join(dir, 'src/web/views/v.html'), '{% def v(void) %}<p>{{ _("Carte") }}</p>{% end %}\n');
    writeFileSync(join(dir, 'po/en.po'), head + po);
    body(dir, (what) => spawnSync('bash', [join(dir, 'tools/messages'), what], { encoding: 'utf8' }));
  } finally {
    rmSync(dir, { recursive: true });
  }
}

test('a whole catalogue passes', () => tree(english, (dir, run) => {
  const r = run('check');
  assert.equal(r.status, 0, r.stderr);
}));

for (const [name, from, to, told] of [
  ['a message that is missing', 'msgid "Bonjour"\nmsgstr "Hello"\n\n', '', 'Bonjour'],
  ['a message of a table', 'msgid "Nom"\nmsgstr "Name"\n\n', '', 'Nom'],
  ['a message of a view', 'msgid "Carte"\nmsgstr "Map"\n', '', 'Carte'],
  ['an empty translation', 'msgstr "Map"', 'msgstr ""', 'Carte'],
  ['a fuzzy translation', 'msgid "Carte"', '#, fuzzy\nmsgid "Carte"', 'Carte'],
  ['a plural form that is missing', 'msgstr[1] "%d places"', 'msgstr[1] ""', '%d lieu'],
]) {
  test(`refuses ${name}`, () => tree(english.replace(from, to), (dir, run) => {
    const r = run('check');
    assert.equal(r.status, 1);
    assert.ok(r.stderr.includes(`msgid "${told}"`), r.stderr);
  }));
}

test('refuses a format that differs', () => tree(english.replace('"%d places"', '"%s places"'), (dir, run) => {
  assert.equal(run('check').status, 1);
}));

test('update adds new messages, keeps translations, drops gone ones', () => {
  tree('msgid "Bonjour"\nmsgstr "Hello"\n\nmsgid "Parti"\nmsgstr "Gone"\n', (dir, run) => {
    const r = run('update');
    assert.equal(r.status, 0, r.stderr);
    const po = readFileSync(join(dir, 'po/en.po'), 'utf8');
    assert.match(po, /msgid "Bonjour"\nmsgstr "Hello"/);
    assert.match(po, /msgid "Carte"\nmsgstr ""/);
    assert.match(po, /msgid_plural "%d lieux"\nmsgstr\[0\] ""/);
    assert.doesNotMatch(po, /Parti/);
    run('update');
    assert.equal(readFileSync(join(dir, 'po/en.po'), 'utf8'), po); // a second time changes nothing
  });
});
