// SPDX-License-Identifier: AGPL-3.0-or-later
// From a start to a first answer, and the memory of the whole process: the starter network, then 100,000 places.
import { execFileSync, spawn } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, number, ready } from './tools.mjs'

function memory(pid, what) {
	return Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(new RegExp(`${what}:\\s+(\\d+)`))[1]) / 1000
}

async function start(data) {
	const port = await freePort()
	const begin = process.hrtime.bigint()
	const child = spawn('build/maille', ['serve', '--data', data, '--listen', `127.0.0.1:${port}`], { stdio: 'ignore' })
	await ready(port, child)
	const ms = Number(process.hrtime.bigint() - begin) / 1e6
	for (const path of ['/', '/lieux?q=fablab', '/carte']) await fetch(`http://127.0.0.1:${port}${path}`).then((r) => r.text())
	const result = { ms, rss: memory(child.pid, 'VmRSS'), peak: memory(child.pid, 'VmHWM') }
	child.kill('SIGTERM')
	await new Promise((resolve) => child.once('exit', resolve))
	return result
}

// The best of some starts, since another program may have the processor.
async function best(data, times) {
	let kept
	for (let i = 0; i < times; i++) {
		const one = await start(data)
		if (!kept || one.ms < kept.ms) kept = one
	}
	return kept
}

export async function startUp({ quick }) {
	const dir = mkdtempSync(join(tmpdir(), 'maille-bench-'))
	const places = quick ? 5000 : 100000
	try {
		const starter = join(dir, 'starter')
		execFileSync('build/maille', ['starter', '--data', starter], { stdio: 'ignore' })
		const small = await best(starter, 5)
		const lines = join(dir, 'lieux.jsonl')
		const file = openSync(lines, 'w')
		execFileSync('build/generate', [String(places)], { stdio: ['ignore', file, 'inherit'] })
		closeSync(file)
		const big = join(dir, 'grand')
		const begin = process.hrtime.bigint()
		execFileSync('build/maille', ['import', lines, '--data', big], { stdio: 'ignore' })
		const imported = Number(process.hrtime.bigint() - begin) / 1e9
		const large = await best(big, 3)
		return `## Start and memory

| network | ready to answer, ms | memory of the process, MB | at its peak, MB |
| --- | ---: | ---: | ---: |
| starter | ${number(small.ms)} | ${number(small.rss, 1)} | ${number(small.peak, 1)} |
| ${number(places)} places | ${number(large.ms)} | ${number(large.rss, 1)} | ${number(large.peak, 1)} |

\`maille import\` of these ${number(places)} places into an empty database, duplicates sought: ${number(imported, 1)} s.
`
	} finally {
		rmSync(dir, { recursive: true, force: true })
	}
}
