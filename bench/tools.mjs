// SPDX-License-Identifier: AGPL-3.0-or-later
// What the sections share.
import { createServer } from 'node:net'

export const number = (n, digits = 0) => n.toLocaleString('en-GB', { maximumFractionDigits: digits, minimumFractionDigits: digits })

export function freePort() {
	return new Promise((resolve, reject) => {
		const s = createServer().once('error', reject).listen(0, '127.0.0.1', () => {
			const { port } = s.address()
			s.close(() => resolve(port))
		})
	})
}

export async function ready(port, child, path = '/sante') {
	for (;;) {
		if (child.exitCode !== null) throw new Error('the server stopped')
		try {
			if ((await fetch(`http://127.0.0.1:${port}${path}`)).ok) return
		} catch {}
		await new Promise((resolve) => setTimeout(resolve, 1))
	}
}
