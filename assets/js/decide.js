// SPDX-License-Identifier: AGPL-3.0-or-later
// The queue by keyboard: a accepts, r refuses, the arrows go from one to the next. Buttons do the same without it.
(() => {
	"use strict";
	const queue = document.querySelector("[data-queue]");
	if (queue) {
		const cards = () => [...queue.querySelectorAll(".waiting")];
		const current = () => document.activeElement?.closest?.(".waiting") ?? cards()[0];
		document.addEventListener("keydown", (e) => {
			if (e.ctrlKey || e.metaKey || e.altKey || e.target.closest("input, textarea, select, [contenteditable]"))
				return;
			const card = current();
			if (!card)
				return;
			const step = {ArrowDown: 1, ArrowUp: -1}[e.key];
			if (step) {
				const all = cards(), to = all[all.indexOf(card) + (document.activeElement.closest(".waiting") ? step : 0)];
				if (to) {
					e.preventDefault();
					to.focus();
					to.scrollIntoView({block: "nearest"});
				}
				return;
			}
			const button = card.querySelector(`button[data-key="${CSS.escape(e.key.toLowerCase())}"]`);
			if (button) {
				e.preventDefault();
				button.click();
			}
		});
	}

	// Places like the new one, while it is being typed.
	const form = document.querySelector("[data-likely]"), here = form?.querySelector("[data-likely-here]");
	if (here) {
		let timer, last = "";
		const look = async () => {
			const query = new URLSearchParams();
			for (const name of ["nom", "adresse", "code_postal", "commune", "site_web"])
				if (form.elements[name]?.value)
					query.set(name, form.elements[name].value);
			if (query.toString() === last)
				return;
			last = query.toString();
			const reply = await fetch(`${form.dataset.likely}?${last}`).catch(() => null);
			const text = reply?.ok ? await reply.text() : "";
			if (query.toString() === last)
				here.replaceChildren(...new DOMParser().parseFromString(text, "text/html").body.childNodes);
		};
		form.addEventListener("input", () => {
			clearTimeout(timer);
			timer = setTimeout(look, 400);
		});
	}
})();
