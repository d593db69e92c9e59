// SPDX-License-Identifier: AGPL-3.0-or-later
// On the search page a filter applies as soon as it is ticked: the page is asked for and its parts are put in place.
"use strict";
(() => {
	const form = document.getElementById("recherche");
	if (!form || !document.getElementById("filtres"))
		return;
	let abort;
	// Says how many were found to who does not see the list change. It stands outside of what is swapped.
	const say = document.createElement("p");
	say.className = "unseen";
	say.setAttribute("role", "status");
	form.after(say);

	const swap = (page, id) => {
		const fresh = page.getElementById(id), old = document.getElementById(id);
		if (!fresh || !old)
			return false;
		old.replaceWith(fresh);
		return true;
	};

	// What was open stays open.
	const opened = () => [...document.querySelectorAll("#filtres details")].map((d) => d.open);

	async function show(url, push) {
		abort?.abort();
		abort = new AbortController();
		document.getElementById("resultats").setAttribute("aria-busy", "true");
		let page;
		try {
			const reply = await fetch(url, {signal: abort.signal});
			page = new DOMParser().parseFromString(await reply.text(), "text/html");
			if (!reply.ok)
				throw new Error(reply.status);
		} catch (e) {
			if (e.name !== "AbortError")
				location.href = url;
			return;
		}
		const focus = document.activeElement, open = opened();
		const again = focus?.form === form && focus.name ? [focus.name, focus.value] : null;
		if (!swap(page, "resultats") || !swap(page, "filtres")) {
			location.href = url;
			return;
		}
		document.title = page.title;
		say.textContent = document.getElementById("resultats-titre").textContent.trim();
		document.querySelectorAll("#filtres details").forEach((d, i) => { d.open = open[i] || d.open; });
		if (again)
			[...form.elements].find((e) => e.name === again[0] && (e.type !== "checkbox" || e.value === again[1]))
				?.focus({preventScroll: true});
		const map = document.querySelector("[data-map]"), fresh = page.querySelector("[data-map]");
		if (map && fresh) {
			map.replaceWith(fresh);
			document.dispatchEvent(new Event("maille:map"));
		}
		if (push)
			history.pushState({}, "", url);
	}

	const address = (ticked) => {
		const query = new URLSearchParams();
		const apply = ticked && document.querySelector("#filtres .apply[name]"); // the radius that the counts are of
		for (const [name, value] of new FormData(form))
			if (value !== "")
				query.append(name, value);
		if (apply && !query.has(apply.name))
			query.append(apply.name, apply.value);
		const text = query.toString();
		return form.getAttribute("action") + (text ? "?" + text : "");
	};

	document.addEventListener("change", (e) => {
		if (e.target.form === form && e.target.closest("#filtres"))
			show(address(e.target.type === "checkbox"), true);
	});
	addEventListener("popstate", () => location.reload());
})();

// The map stands beside the list only where there is room: elsewhere its scripts are not even asked for.
(() => {
	const pane = document.querySelector(".map-pane"), room = matchMedia("(min-width: 68rem)");
	const load = () => {
		if (!pane || !room.matches || pane.dataset.loaded)
			return;
		pane.dataset.loaded = "1";
		const style = document.createElement("link");
		style.rel = "stylesheet";
		style.href = pane.dataset.style;
		document.head.append(style);
		for (const src of [pane.dataset.lib, pane.dataset.script]) {
			const script = document.createElement("script");
			script.src = src;
			script.async = false; // in this order
			document.head.append(script);
		}
	};
	room.addEventListener("change", load);
	load();
})();

// A choice list over the page closes when the person goes elsewhere.
document.addEventListener("click", (e) => {
	document.querySelectorAll(".chip-more[open]").forEach((d) => { d.open = d.contains(e.target); });
});
document.addEventListener("keydown", (e) => {
	const open = e.key === "Escape" && document.querySelector(".chip-more[open]");
	if (open) {
		open.open = false;
		open.querySelector("summary").focus();
	}
});
