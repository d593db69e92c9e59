// SPDX-License-Identifier: AGPL-3.0-or-later
// The HTML of every kind of page is valid, as sent: before any script or parser has mended it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { HtmlValidate } from 'html-validate';
import { english, kinds } from '../browser/browser.mjs';
import { startServer } from '../support/server.mjs';
import { account, visitor } from '../support/visitor.mjs';

// Beyond the standard's own rules: "a11y" asks for names and labels, "document" for what a whole page has.
const validate = new HtmlValidate({
  extends: ['html-validate:standard', 'html-validate:a11y', 'html-validate:document'],
  rules: {
    'no-inline-style': 'error',
    'no-dup-id': 'error',
    'no-dup-class': 'error',
    'no-utf8-bom': 'error',
    'require-sri': 'off', // nothing comes from elsewhere
    'no-missing-references': 'error',
    'unique-landmark': 'error',
    'valid-autocomplete': 'error',
    'attribute-boolean-style': 'error',
    'heading-level': 'error',
    'allowed-links': 'error',
    'prefer-native-element': 'error',
    'multiple-labeled-controls': 'error',
    'text-content': 'error',
    'aria-label-misuse': ['error', { allowAnyNamable: true }], // ARIA 1.2 lets a list have a name
    'tel-non-breaking': 'off', // no telephone numbers are shown
  },
});

let server;
let all;
before(async () => { server = await startServer(); all = await kinds(server); });
after(() => server?.stop());

test('a wrong page would be found', async () => {
  const report = await validate.validateString('<!doctype html><html lang="fr"><head><title>a</title></head><body><main><p><div></div></p><img src="/x.png"></main></body></html>');
  assert.equal(report.valid, false);
});

for (const [language, address] of [['French', (p) => p], ['English', english]]) {
  test(`every kind of page in ${language} is valid HTML`, async (t) => {
    for (const { name, path } of all) {
      await t.test(name, async () => {
        const html = await (await fetch(server.url + address(path))).text();
        const report = await validate.validateString(html, path);
        const said = report.results.flatMap((r) => r.messages.map((m) => `${m.line}:${m.column} ${m.ruleId}: ${m.message}`));
        assert.deepEqual(said.slice(0, 8), [], `${path}: ${said.length} problems`);
      });
    }
  });
}

test('the pages of people are valid HTML', async (t) => {
  const who = visitor(server);
  const address = 'admin@exemple.org';
  const link = new URL(account(server, 'add', '--admin', address).lien).pathname;
  const paths = [['sign in, sent', '/connexion?fait=envoye'], ['a mailed link', link], ['sign out', '/deconnexion'], ['a link of no use', '/invitation/x']];
  const { lieux: [place] } = await (await fetch(`${server.url}/api/v1/lieux`)).json();
  const inside = [['account', '/compte'], ['team', `/lieux/${place.slug}/equipe`], ['people', '/administration/personnes']];
  for (const [name, path] of [...paths, ...inside]) {
    await t.test(name, async () => {
      if (name === 'account') await who.open(link);
      const report = await validate.validateString((await who.get(path)).text, path);
      const said = report.results.flatMap((r) => r.messages.map((m) => `${m.line}:${m.column} ${m.ruleId}: ${m.message}`));
      assert.deepEqual(said.slice(0, 8), [], `${path}: ${said.length} problems`);
    });
  }
});
