// SPDX-License-Identifier: AGPL-3.0-or-later
// Pages over HTTP against nginx serving the same bytes as a static file, in turn, in one run.
import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, number, ready } from './tools.mjs'

const question = '/fr/lieux?q=fablab+vers+Vannes'

function nginx(dir, port) {
	const conf = join(dir, 'nginx.conf')
	writeFileSync(conf, `daemon off; worker_processes auto; pid ${dir}/nginx.pid; error_log ${dir}/error.log;
events { worker_connections 1024; }
http {
	access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000; open_file_cache max=10;
	client_body_temp_path ${dir}/b; proxy_temp_path ${dir}/p; fastcgi_temp_path ${dir}/f; uwsgi_temp_path ${dir}/u;
	scgi_temp_path ${dir}/s; default_type text/html;
	server { listen 127.0.0.1:${port} reuseport; root ${dir}/www; }
}
`)
	const program = existsSync('/usr/sbin/nginx') ? '/usr/sbin/nginx' : 'nginx'
	return spawn(program, ['-c', conf], { stdio: 'ignore' })
}

// Requests per second: one thread of wrk, 32 connections kept open.
function wrk(url, seconds, script) {
	const args = ['-t1', '-c32', `-d${seconds}s`, ...(script ? ['-s', script] : []), url]
	const out = execFileSync('wrk', args, { encoding: 'utf8' })
	if (/Non-2xx|Socket errors/.test(out)) throw new Error(out)
	return Number(/Requests\/sec:\s+([\d.]+)/.exec(out)[1])
}

const median = (list) => list.slice().sort((a, b) => a - b)[list.length >> 1]

export async function http({ quick }) {
	const dir = mkdtempSync(join(tmpdir(), 'maille-bench-'))
	const children = []
	try {
		chmodSync(dir, 0o755) // nginx gives up root's rights
		mkdirSync(join(dir, 'www'))
		execFileSync('build/maille', ['starter', '--data', join(dir, 'var')], { stdio: 'ignore' })
		const [ours, theirs] = [await freePort(), await freePort()]
		children.push(spawn('build/maille', ['serve', '--data', join(dir, 'var'), '--listen', `127.0.0.1:${ours}`], { stdio: 'ignore' }))
		await ready(ours, children[0])
		const page = `http://127.0.0.1:${ours}${question}`
		const bytes = Buffer.from(await (await fetch(page, { headers: { 'accept-encoding': 'identity' } })).arrayBuffer())
		writeFileSync(join(dir, 'www', 'page.html'), bytes)
		children.push(nginx(dir, theirs))
		await ready(theirs, children[1], '/page.html')
		// An unknown parameter changes the address and nothing else: the page is made anew each time.
		const anew = join(dir, 'anew.lua')
		writeFileSync(anew, `local n = 0
request = function() n = n + 1; return wrk.format("GET", "${question}&x=" .. n) end
`)
		const seconds = quick ? 1 : 5
		const rates = { nginx: [], kept: [], anew: [] }
		for (let i = 0; i < (quick ? 1 : 5); i++) { // in turn, so that a drifting machine drifts for all
			rates.nginx.push(wrk(`http://127.0.0.1:${theirs}/page.html`, seconds))
			rates.kept.push(wrk(page, seconds))
			rates.anew.push(wrk(page, seconds, anew))
		}
		const base = median(rates.nginx)
		const line = (what, list) => `| ${what} | ${number(median(list))} | ${number(median(list) / base, 2)} |`
		return `## Pages over HTTP

A page of 20 results (\`${question}\`, ${number(bytes.length)} bytes, not compressed) on the starter network; wrk with one
thread and 32 connections on the same two cores as the server; medians of ${rates.nginx.length} rounds of ${seconds} s, in turn.
Maille keeps pages until the network changes; *made anew* gives each request an address of its own, so that question,
search and page are worked out each time.

| server | requests a second | × nginx |
| --- | ---: | ---: |
${line('nginx, the same bytes as a static file', rates.nginx)}
${line('Maille, the page kept', rates.kept)}
${line('Maille, the page made anew', rates.anew)}
`
	} finally {
		for (const c of children) c.kill('SIGTERM')
		await Promise.all(children.map((c) => c.exitCode !== null || new Promise((resolve) => c.once('exit', resolve))))
		rmSync(dir, { recursive: true, force: true })
	}
}
