// SPDX-License-Identifier: AGPL-3.0-or-later
// ./dev bench [SECTION…]: measures and writes docs/performance.md. Each section is a file here with one function
// that measures and returns Markdown; it owns what stands between its markers, so that one may be run alone.
//   BENCH_QUICK=1   small sets, to see that it runs
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync, mkdirSync } from 'node:fs'
import { cpus, loadavg, totalmem } from 'node:os'
import { edits } from './edits.mjs'
import { http } from './http.mjs'
import { imports } from './imports.mjs'
import { search } from './search.mjs'
import { startUp } from './start.mjs'

const sections = { search, start: startUp, http, edits, imports }
const file = 'docs/performance.md'
const head = `# Measured

Figures of \`./dev bench\`, each with its machine and date. Engines that are compared answer the same questions about the
same places in the same run.
`

function machine() {
	const ram = Math.round(totalmem() / 2 ** 30)
	return `${cpus().length} cores, ${cpus()[0].model.trim()}, ${ram} GiB, ${new Date().toISOString().slice(0, 10)}`
}

// Other programs make every figure worse; the reader should know.
function others(load) {
	const busy = load.toLocaleString('en-GB', { maximumFractionDigits: 1 })
	return load > 1 ? ` The machine was shared: load ${busy} before the measure.` : ''
}

function place(text, name, body, load) {
	const open = `<!-- bench:${name} -->`
	const close = `<!-- /bench:${name} -->`
	const block = `${open}\n${body.trim()}\n\n*${machine()}.${others(load)}*\n${close}`
	const from = text.indexOf(open)
	const to = text.indexOf(close)
	if (from < 0 || to < from) return `${text.trimEnd()}\n\n${block}\n`
	return text.slice(0, from) + block + text.slice(to + close.length)
}

const wanted = process.argv.slice(2)
for (const name of wanted) {
	if (!sections[name]) {
		console.error(`./dev bench: no section ${name}; there are ${Object.keys(sections).join(', ')}`)
		process.exit(2)
	}
}
// Programs of the bench are built from the same tree, as a release is.
execFileSync('ninja', ['-C', 'build', 'bench/bench_search', 'bench/saver', 'generate', 'maille'], { stdio: ['ignore', 'ignore', 'inherit'] })
mkdirSync('docs', { recursive: true })
for (const [name, measure] of Object.entries(sections)) {
	if (wanted.length && !wanted.includes(name)) continue
	console.error(`— ${name}`)
	const load = loadavg()[0]
	const body = await measure({ quick: Boolean(process.env.BENCH_QUICK) })
	const text = existsSync(file) ? readFileSync(file, 'utf8') : head
	writeFileSync(file, place(text, name, body, load))
}
