// SPDX-License-Identifier: AGPL-3.0-or-later
// ./dev bench [SECTION…]: measures and writes docs/performance.md. Each section is a file here with one function
// that measures and returns Markdown; it owns what stands between its markers, so that one may be run alone.
//   BENCH_QUICK=1   small sets, to see that it runs
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync, mkdirSync } from 'node:fs'
import { cpus, loadavg, totalmem } from 'node:os'
import { recherche } from './search.mjs'
import { demarrage } from './start.mjs'

const sections = { recherche, demarrage }
const file = 'docs/performance.md'
const head = `# Ce que Maille a dans les jambes

Chiffres mesurés par \`./dev bench\`, chacun avec la machine et la date. Les moteurs comparés répondent aux mêmes
questions, sur les mêmes lieux, dans la même exécution.
`

function machine() {
	const ram = Math.round(totalmem() / 2 ** 30)
	return `${cpus().length} cœurs ${cpus()[0].model.trim()}, ${ram} Gio, ${new Date().toISOString().slice(0, 10)}`
}

// Other programs make every figure worse; the reader should know.
function others(load) {
	const busy = load.toLocaleString('fr-FR', { maximumFractionDigits: 1 })
	return load > 1 ? ` La machine était partagée : charge ${busy} avant la mesure.` : ''
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
execFileSync('ninja', ['-C', 'build', 'bench/bench_search', 'generate', 'maille'], { stdio: ['ignore', 'ignore', 'inherit'] })
mkdirSync('docs', { recursive: true })
for (const [name, measure] of Object.entries(sections)) {
	if (wanted.length && !wanted.includes(name)) continue
	console.error(`— ${name}`)
	const load = loadavg()[0]
	const body = await measure({ quick: Boolean(process.env.BENCH_QUICK) })
	const text = existsSync(file) ? readFileSync(file, 'utf8') : head
	writeFileSync(file, place(text, name, body, load))
}
