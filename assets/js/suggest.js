// SPDX-License-Identifier: AGPL-3.0-or-later
// Suggestions while typing: a combobox as WAI-ARIA describes it (the list is offered, nothing is chosen for the
// person). Everything works without this file.
"use strict";
document.documentElement.classList.add("js");
(() => {
	const english = document.documentElement.lang === "en";
	const words = english
		? {list: "Suggestions", here: "Near me", hereMore: "your position", one: "suggestion", many: "suggestions", refused: "Your browser gave no position.", asking: "Asking your browser for your position…"}
		: {list: "Suggestions", here: "Près de moi", hereMore: "votre position", one: "proposition", many: "propositions", refused: "Votre navigateur n’a pas donné de position.", asking: "Votre navigateur cherche votre position…"};
	const base = /^\/(fr|en)(\/|$)/.exec(location.pathname);
	const address = (base ? "/" + base[1] : "") + "/suggestions";
	let count = 0;

	// A position leaves the browser only when the person asks for it, and only to about a hundred metres.
	const position = (found, refused) => navigator.geolocation.getCurrentPosition(
		(at) => found(`${at.coords.latitude.toFixed(3)},${at.coords.longitude.toFixed(3)}`),
		refused, {timeout: 15000, maximumAge: 300000});

	class Suggest {
		constructor(input) {
			this.input = input;
			this.where = input.dataset.suggest === "lieu";
			this.town = this.where && input.form.method === "post"; // a commune to write down, not a place to look around
			this.near = this.where && !this.town && "geolocation" in navigator;
			this.id = "suggest-" + ++count;
			this.items = [];
			this.at = -1;
			this.list = document.createElement("ul");
			this.list.className = "suggest";
			this.list.id = this.id;
			this.list.setAttribute("role", "listbox");
			this.list.setAttribute("aria-label", words.list);
			this.list.hidden = true;
			this.say = document.createElement("span");
			this.say.className = "unseen";
			this.say.setAttribute("role", "status");
			input.after(this.list, this.say);
			if (this.near && input.getAttribute("aria-invalid"))
				this.offer();
			input.setAttribute("role", "combobox");
			input.setAttribute("aria-autocomplete", "list");
			input.setAttribute("aria-expanded", "false");
			input.setAttribute("aria-controls", this.id);
			input.addEventListener("input", () => this.later());
			input.addEventListener("focus", () => this.near && !input.value && this.show([]));
			input.addEventListener("keydown", (e) => this.key(e));
			input.addEventListener("blur", () => setTimeout(() => document.activeElement !== input && this.close(), 150));
			this.list.addEventListener("pointerdown", (e) => e.preventDefault());
			this.list.addEventListener("click", (e) => {
				const option = e.target.closest("[role=option]");
				if (option)
					this.choose([...this.list.children].indexOf(option));
			});
		}

		later() {
			clearTimeout(this.timer);
			this.timer = setTimeout(() => this.ask(), 90);
		}

		async ask() {
			const typed = this.input.value.trim();
			this.abort?.abort();
			if (typed.length < 2) {
				if (this.near && !typed)
					this.show([]);
				else
					this.close();
				return;
			}
			this.abort = new AbortController();
			try {
				const query = new URLSearchParams({q: typed});
				if (this.where)
					query.set("champ", "lieu");
				const reply = await fetch(`${address}?${query}`,
					{headers: {Accept: "application/json"}, signal: this.abort.signal});
				if (reply.ok)
					this.show((await reply.json()).suggestions);
			} catch {
				// without suggestions the field is a field
			}
		}

		show(found) {
			if (document.activeElement !== this.input)
				return; // they came too late: the person is elsewhere, and must not find a list over it
			this.items = this.town ? found.filter((item) => item.genre === "commune") : found;
			if (this.near && !this.input.value)
				this.items = [{libelle: words.here, detail: words.hereMore, position: true}];
			this.at = -1;
			this.list.replaceChildren(...this.items.map((item, i) => {
				const li = document.createElement("li");
				li.id = `${this.id}-${i}`;
				li.setAttribute("role", "option");
				li.setAttribute("aria-selected", "false");
				const name = document.createElement("span"), more = document.createElement("small");
				name.textContent = item.libelle;
				more.textContent = item.detail || "";
				li.append(name, " ", more);
				return li;
			}));
			const open = this.items.length > 0;
			this.list.hidden = !open;
			this.input.setAttribute("aria-expanded", String(open));
			this.input.removeAttribute("aria-activedescendant");
			const n = this.items.length;
			this.say.classList.add("unseen");
			this.say.textContent = n ? `${n} ${n > 1 ? words.many : words.one}` : "";
		}

		close() {
			clearTimeout(this.timer);
			this.abort?.abort(); // what is under way would open it again
			this.list.hidden = true;
			this.at = -1;
			this.input.setAttribute("aria-expanded", "false");
			this.input.removeAttribute("aria-activedescendant");
		}

		move(by) {
			const n = this.items.length;
			this.at = this.at < 0 && by < 0 ? n - 1 : (this.at + by + n + 1) % (n + 1);
			if (this.at === n)
				this.at = -1; // back in the field
			[...this.list.children].forEach((li, i) => li.setAttribute("aria-selected", String(i === this.at)));
			if (this.at < 0) {
				this.input.removeAttribute("aria-activedescendant");
				return;
			}
			this.input.setAttribute("aria-activedescendant", `${this.id}-${this.at}`);
			this.list.children[this.at].scrollIntoView({block: "nearest"});
		}

		key(e) {
			const open = !this.list.hidden;
			if (e.key === "ArrowDown" || e.key === "ArrowUp") {
				e.preventDefault();
				if (open)
					this.move(e.key === "ArrowDown" ? 1 : -1);
				else
					this.ask();
			} else if (e.key === "Enter" && open && this.at >= 0) {
				e.preventDefault();
				this.choose(this.at);
			} else if (e.key === "Escape" && open) {
				e.preventDefault();
				this.close();
			}
		}

		choose(i) {
			const item = this.items[i];
			this.close();
			if (item.position)
				this.position();
			else if (this.town) {
				this.input.value = item.libelle.replace(/ \(.*\)$/, "");
				this.input.focus();
			} else if (this.where)
				this.fill(new URL(item.url, location).searchParams.get("pres") || item.libelle);
			else
				location.href = item.url;
		}

		fill(text) {
			this.input.value = text;
			this.input.focus();
			const form = this.input.form, q = form.elements.namedItem("q");
			if (!q || q.value.trim())
				form.requestSubmit();
		}

		tell(text) {
			this.say.classList.remove("unseen");
			this.say.textContent = text;
		}

		position() {
			this.tell(words.asking);
			position((at) => { this.input.value = at; this.input.form.requestSubmit(); }, () => this.tell(words.refused));
		}

		// Beside a question that was refused for want of a place.
		offer() {
			const button = document.createElement("button");
			button.type = "button";
			button.className = "button";
			button.textContent = words.here;
			button.addEventListener("click", () => this.position());
			(document.getElementById("pres-souci") || this.say).after(button);
		}
	}

	// "Fablab près de moi": what reading.c understands as here, asked of the browser before the question leaves. Who
	// refuses gets the page that asks for a commune.
	const here = /(^| )((pres|proche|autour|a cote|pas loin|a proximite) de (moi|chez (moi|nous))|dans (mon|le) coin|(near|around) me|chez moi|ma position)( |$)|(a proximite|aux alentours) ?$/;
	document.addEventListener("submit", (e) => {
		const form = e.target, q = form.elements.namedItem("q");
		let where = form.elements.namedItem("pres");
		if (!q || !q.value || where?.value.trim() || form.method !== "get" || !("geolocation" in navigator))
			return;
		if (!here.test(q.value.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^a-z]+/g, " ")))
			return;
		e.preventDefault();
		if (form.dataset.asking)
			return;
		form.dataset.asking = "1";
		const done = () => { delete form.dataset.asking; form.submit(); };
		position((at) => {
			if (!where) {
				where = document.createElement("input");
				where.type = "hidden";
				where.name = "pres";
				form.append(where);
			}
			where.value = at;
			done();
		}, done);
	});

	document.querySelectorAll("input[data-suggest]").forEach((input) => new Suggest(input));
})();
