// SPDX-License-Identifier: AGPL-3.0-or-later
// Runs every test, several processes side by side, and ends with one line: "N passed, N failed".
//   node tests/run.mjs [--jobs N] [--only WORD] [--checks] [--unit LABEL=BUILDDIR]... [--node LABEL=MAILLE]...
//   --checks      the source checkers of tools/
//   --unit        the C tests that Meson knows in that build
//   A browser journey that fails while everything else runs beside it is walked once more, alone, at the end; the output says so.
//   --node        tests/**/*.test.mjs, with MAILLE=that binary in their environment; a label other than the
//                 first leaves out tests/browser, tests/relevance and tests/tools, which test no C code of their own
import { spawn, execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;

function options(argv) {
  const o = { jobs: Math.max(2, availableParallelism()), only: '', checks: false, unit: [], node: [] };
  for (let i = 0; i < argv.length; i++) {
    const pair = () => argv[++i].split(/=(.*)/s).slice(0, 2);
    if (argv[i] === '--jobs') o.jobs = Number(argv[++i]);
    else if (argv[i] === '--only') o.only = argv[++i];
    else if (argv[i] === '--checks') o.checks = true;
    else if (argv[i] === '--unit') o.unit.push(pair());
    else if (argv[i] === '--node') o.node.push(pair());
    else throw new Error(`unknown option ${argv[i]}`);
  }
  return o;
}

function walk(dir, into = []) {
  for (const e of readdirSync(join(root, dir), { withFileTypes: true })) {
    if (e.isDirectory()) walk(join(dir, e.name), into);
    else if (e.name.endsWith('.test.mjs')) into.push(join(dir, e.name));
  }
  return into.sort();
}

const sanitizers = {
  ASAN_OPTIONS: 'detect_leaks=1:strict_string_checks=1:detect_stack_use_after_return=1',
  UBSAN_OPTIONS: 'halt_on_error=1:print_stacktrace=1',
};

function tasks(o) {
  const list = [];
  if (o.checks) {
    for (const [tool, ...args] of [['check-layers.mjs'], ['check-source.mjs'], ['check-security.mjs'], ['messages', 'check']]) {
      list.push({ name: tool, command: [join(root, 'tools', tool), ...args], timeout: 120 });
    }
  }
  for (const [label, dir] of o.unit) {
    const known = JSON.parse(execFileSync('meson', ['introspect', '--tests', dir], { encoding: 'utf8' }));
    for (const t of known) {
      list.push({ name: `${label} ${t.name}`, command: t.cmd, timeout: t.timeout, cwd: t.workdir ?? dir,
        env: { ...t.env, CMOCKA_MESSAGE_OUTPUT: 'TAP', MAILLE_BUILD: dir } });
    }
  }
  o.node.forEach(([label, maille], i) => {
    for (const file of walk('tests')) {
      if (i > 0 && /^tests\/(browser|relevance|tools)\//.test(file)) continue;
      if (!existsSync(maille) && !/^tests\/tools\/(?!binary)/.test(file)) continue; // told below
      list.push({ name: `${label} ${file}`, timeout: 600, env: { MAILLE: maille },
        command: [process.execPath, '--test', '--test-reporter=tap', join(root, file)] });
    }
  });
  return list.filter((t) => t.name.includes(o.only));
}

// cmocka and TAP print a line a test; node's TAP sums up at its end; anything else is one test.
function count(output, failed) {
  const sum = (word) => [...output.matchAll(new RegExp(`^# ${word} (\\d+)$`, 'gm'))].reduce((n, m) => n + Number(m[1]), 0);
  let pass = sum('pass');
  let fail = sum('fail') + sum('cancelled');
  if (pass + fail === 0) {
    pass = [...output.matchAll(/^ok \d+/gm)].length;
    fail = [...output.matchAll(/^not ok \d+/gm)].length;
  }
  if (failed && fail === 0) fail = 1; // it crashed, or failed outside any test
  if (!failed && pass + fail === 0) pass = 1;
  return { pass, fail };
}

function run(task) {
  return new Promise((resolve) => {
    const begin = Date.now();
    const child = spawn(task.command[0], task.command.slice(1), { cwd: task.cwd ?? root, detached: true,
      env: { ...process.env, ...sanitizers, ...task.env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let late = false;
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (text) => { output += text; });
    }
    const end = () => { try { process.kill(-child.pid, 'SIGKILL'); } catch { /* it is gone already */ } };
    const timer = setTimeout(() => { late = true; end(); }, task.timeout * 1000);
    child.on('error', (e) => { output += `${e.message}\n`; });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      end(); // what it left behind
      if (late) output += `stopped after ${task.timeout} s\n`;
      else if (signal) output += `killed by ${signal}\n`;
      const failed = code !== 0;
      resolve({ ...count(output, failed), failed, output, ms: Date.now() - begin });
    });
  });
}

// What there is to read of a failure: tests that passed are left out of node's TAP.
function story(output) {
  const failing = output.replace(/^# Subtest: .*\nok .*\n  ---\n[\s\S]*?\n  \.\.\.\n/gm, '');
  return failing.replace(/^/gm, '  | ');
}

const o = options(process.argv.slice(2));
const queue = tasks(o);
const total = { pass: 0, fail: 0 };
const again = []; // journeys to walk once more, alone
const failures = [];
function tell(task, r, note = '') {
  const bad = r.failed || r.fail;
  console.log(`${bad ? 'FAIL' : 'ok  '} ${task.name}: ${r.pass} passed${r.fail ? `, ${r.fail} failed` : ''} (${seconds(r.ms)})${note}`);
  if (bad) console.log(story(r.output));
  return bad;
}
function keep(task, r, bad) {
  total.pass += r.pass;
  total.fail += r.fail;
  if (!bad) return;
  const names = [...r.output.matchAll(/^\s*not ok \d+ - (.*)$/gm)].map((m) => m[1]);
  failures.push(...(names.length ? names : ['(outside any test)']).map((n) => `${task.name}: ${n}`));
}
async function worker() {
  for (let task = queue.shift(); task; task = queue.shift()) {
    const r = await run(task);
    const journey = task.name.includes(' tests/browser/');
    const bad = tell(task, r, (r.failed || r.fail) && journey ? ', once more at the end' : '');
    if (bad && journey) again.push(task);
    else keep(task, r, bad);
  }
}
if (queue.length === 0) console.log(`no test's name holds "${o.only}"`);
for (const [label, maille] of o.node) {
  if (existsSync(maille)) continue;
  console.log(`FAIL ${label}: ${maille} is not built`);
  total.fail++;
}
await Promise.all(Array.from({ length: o.jobs }, worker));
for (const task of again) {
  const r = await run(task);
  keep(task, r, tell(task, r, ', alone'));
}
if (failures.length) console.log(`failed:\n${failures.map((f) => `  ${f}`).join('\n')}`);
console.log(`${total.pass} passed, ${total.fail} failed`);
process.exitCode = total.fail || total.pass === 0 ? 1 : 0;
