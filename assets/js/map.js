// SPDX-License-Identifier: AGPL-3.0-or-later
// Maps. Each <div data-map> on the page becomes one; what it shows comes from data-points (see page_carte.c), its
// base from our own outlines. Without this script the still picture inside it and the list beside it remain.
"use strict";
(() => {
	const L = window.L;
	if (!L || !window.Supercluster)
		return;

	// By type, in the order of the vocabulary: a letter and a shape, so that nothing rests on colour alone.
	const SHAPES = [
		["A", "M12 1.5 22.5 12 12 22.5 1.5 12z"],
		["B", "M5 2.5h14a2.5 2.5 0 0 1 2.5 2.5v14a2.5 2.5 0 0 1-2.5 2.5H5A2.5 2.5 0 0 1 2.5 19V5A2.5 2.5 0 0 1 5 2.5z"],
		["C", "M12 1.5a10.5 10.5 0 1 1 0 21 10.5 10.5 0 0 1 0-21z"],
		["F", "M7 2.5h10L22.5 12 17 21.5H7L1.5 12z"],
		["L", "M12 1.5 22.5 9.200 18.500 21.5h-13L1.5 9.200z"],
		["N", "M12 1.5a10.5 10.5 0 1 1 0 21 10.5 10.5 0 0 1 0-21z"],
		["T", "M2.5 3h19v12c0 4-5 6-9.5 7.500C7.500 21 2.5 19 2.5 15z"],
		["", "M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16z"],
	];
	const STAGES = [
		'<circle cx="12" cy="12" r="9"/>',
		'<circle class="hole" cx="12" cy="12" r="8"/><path d="M12 4a8 8 0 0 0 0 16z"/>',
		'<circle class="hole" cx="12" cy="12" r="8"/>',
	];
	const CALM = matchMedia("(prefers-reduced-motion: reduce)").matches;
	const HOME = [[41.3, -5.2], [51.1, 9.6]];
	const slugOf = (s) => s.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/œ/g, "oe")
		.replace(/æ/g, "ae").replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
	const make = (tag, className, text) => {
		const e = document.createElement(tag);
		if (className)
			e.className = className;
		if (text !== undefined)
			e.textContent = text;
		return e;
	};
	const fill = (sentence, ...values) => sentence.replace(/%[sd]/g, () => values.shift());

	// The points as page_carte.c writes them: by town, each coordinate a step from the one before.
	function unpack(d) {
		const places = [];
		let at = 0, lat = 0, lon = 0;
		for (const [town, count] of d.villes) {
			for (let k = 0; k < count; k++, at++) {
				lat += d.lat[at];
				lon += d.lon[at];
				const name = d.nom[at], link = d.lien[at];
				const slug = link === 0 ? slugOf(name) : link === 1 ? slugOf(name + " " + town.replace(/ \(.*/, "")) : link;
				places.push({
					at, name, town, slug, lat: lat / 1e5, lon: lon / 1e5, types: d.type[at], labels: d.label[at], seen: d.vu[at],
					stage: d.etape ? d.etape[at] : -1,
				});
			}
		}
		return places;
	}

	function arcLine(d, n) {
		const arc = d.arcs[n < 0 ? ~n : n], [sx, sy, tx, ty] = d.echelle, out = [];
		for (let i = 0, x = 0, y = 0; i < arc.length; i += 2) {
			x += arc[i];
			y += arc[i + 1];
			out.push([ty + y * sy, tx + x * sx]);
		}
		return n < 0 ? out.reverse() : out;
	}

	function drawBase(map, d, towns) {
		const line = (list, className) => L.polyline(list.map((n) => arcLine(d, n)),
			{pane: "base", interactive: false, className, smoothFactor: 0.6}).addTo(map);
		L.polygon(d.terre.map((ring) => ring.flatMap((n) => arcLine(d, n))),
			{pane: "base", interactive: false, className: "map-land", smoothFactor: 0.6}).addTo(map);
		line(d.departements, "map-department");
		line(d.regions, "map-region");
		const names = L.layerGroup().addTo(map);
		const write = () => {
			const own = new Set(map.getZoom() >= 10 ? towns.map(([name]) => name) : []);
			names.clearLayers();
			const zoom = map.getZoom(), seen = map.getBounds().pad(0.05);
			for (const [name, lat, lon, level] of d.villes) {
				if (level <= (zoom < 7 ? 0 : zoom - 6) && !own.has(name) && seen.contains([lat, lon]))
					names.addLayer(L.marker([lat, lon], {
						pane: "names", interactive: false, keyboard: false,
						icon: L.divIcon({className: "map-town", iconSize: null, html: make("span", "", name)}),
					}));
			}
			if (zoom >= 10) // near enough for the places' own communes
				for (const [name, lat, lon] of towns.filter(([, lat, lon]) => seen.contains([lat, lon])).slice(0, 60))
					names.addLayer(L.marker([lat, lon], {
						pane: "names", interactive: false, keyboard: false,
						icon: L.divIcon({className: "map-town of-places", iconSize: null, html: make("span", "", name)}),
					}));
		};
		map.on("moveend", write);
		write();
	}

	class PlaceMap {
		constructor(root) {
			this.root = root;
			root.dataset.begun = "";
			this.list = document.querySelector(root.dataset.list || ".none");
			this.markers = new Map();
			this.start();
		}

		async start() {
			const {points, outlines, tiles, credit} = this.root.dataset;
			let data, base;
			try {
				[data, base] = await Promise.all([points, outlines].map(async (url) => {
					const reply = await fetch(url);
					if (!reply.ok)
						throw new Error(reply.status);
					return reply.json();
				}));
			} catch {
				return; // the still picture stays
			}
			this.words = data.mots;
			this.types = data.types;
			this.labels = data.labels;
			this.link = data.racine + "/lieux/";
			this.places = unpack(data);
			this.bySlug = new Map(this.places.map((p) => [p.slug, p]));
			this.root.querySelector(".still-map")?.remove();
			this.root.classList.add("live");
			this.draw(base, tiles, credit);
			this.filter();
			this.bindForm();
			this.bindList();
		}

		draw(base, tiles, credit) {
			const w = this.words;
			this.map = L.map(this.root, {
				zoomControl: false, attributionControl: true, minZoom: 4, maxZoom: tiles ? 18 : 15, zoomSnap: 0.5,
				worldCopyJump: true, zoomAnimation: !CALM, fadeAnimation: !CALM,
			});
			this.map.createPane("base").style.zIndex = 200;
			const names = this.map.createPane("names");
			names.style.zIndex = 450;
			names.setAttribute("aria-hidden", "true");
			L.control.zoom({zoomInTitle: w.plus, zoomOutTitle: w.moins}).addTo(this.map);
			this.map.attributionControl.setPrefix(false);
			this.map.attributionControl.addAttribution(tiles ? credit : w.fond);
			this.fit();
			if (tiles)
				L.tileLayer(tiles, {maxZoom: 19}).addTo(this.map);
			else
				drawBase(this.map, base, this.towns());
			this.layer = L.layerGroup().addTo(this.map);
			const box = this.map.getContainer();
			box.setAttribute("role", "region");
			box.setAttribute("aria-label", w.carte);
			box.addEventListener("keydown", (e) => {
				if (e.key === "Escape")
					this.map.closePopup();
			});
			this.map.on("moveend", () => this.show());
			this.map.on("popupclose", () => this.back());
			new ResizeObserver(() => this.map.invalidateSize()).observe(box);
			this.goTo(box);
		}

		// Each commune of the places, at their middle.
		towns() {
			const sums = new Map();
			for (const p of this.places) {
				const s = sums.get(p.town) || sums.set(p.town, [0, 0, 0]).get(p.town);
				s[0] += p.lat;
				s[1] += p.lon;
				s[2]++;
			}
			return [...sums].map(([town, [lat, lon, n]]) => [town.replace(/ \(.*/, ""), lat / n, lon / n]);
		}

		// Fits what is shown; the overseas departments only when there is nothing else, or few and far.
		fit() {
			const all = this.places.map((p) => [p.lat, p.lon]), home = L.latLngBounds(HOME);
			const near = all.filter((p) => home.contains(p));
			const shown = near.length ? near : all;
			const alone = shown.every((p) => Math.abs(p[0] - shown[0][0]) + Math.abs(p[1] - shown[0][1]) < 0.05); // one town
			const one = shown.every((p) => p[0] === shown[0][0] && p[1] === shown[0][1]); // nothing to see closer
			const from = /^#(\d+(?:\.\d+)?)\/(-?[\d.]+)\/(-?[\d.]+)$/.exec(this.root.dataset.hash !== undefined ? location.hash : "");
			if (from)
				this.map.setView([+from[2], +from[3]], +from[1]);
			else if (shown.length)
				this.map.fitBounds(L.latLngBounds(shown), {padding: [28, 28], maxZoom: one ? 8.5 : alone ? 12 : 11});
			else
				this.map.fitBounds(home);
		}

		// A town's name steps aside for markers, other names and the edge: to the left of its dot, or away.
		tidy() {
			const frame = this.map.getContainer().getBoundingClientRect();
			const taken = [...this.markers.values()].map((m) => m.getElement()?.getBoundingClientRect()).filter(Boolean);
			taken.push(...[...this.map.getContainer().querySelectorAll(".leaflet-control, .map-goto")].map((e) => e.getBoundingClientRect()));
			const free = (r) => r.left >= frame.left + 4 && r.right <= frame.right - 4 && r.top >= frame.top + 2 && r.bottom <= frame.bottom - 2 &&
				!taken.some((t) => r.left < t.right && r.right > t.left && r.top < t.bottom && r.bottom > t.top);
			for (const name of this.map.getPane("names").querySelectorAll(".map-town")) {
				const text = name.firstElementChild;
				name.classList.remove("aside", "away");
				let fits = free(text.getBoundingClientRect());
				if (!fits && !name.classList.contains("of-places")) {
					name.classList.add("aside");
					fits = free(text.getBoundingClientRect());
				}
				name.classList.toggle("away", !fits);
				if (fits)
					taken.push(text.getBoundingClientRect());
			}
		}

		// Buttons that go to the mainland and to each overseas department which has places.
		goTo(box) {
			const parts = [
				[this.words.hexagone, HOME], ["Guadeloupe", [[15.8, -61.9], [16.6, -60.9]]],
				["Martinique", [[14.3, -61.3], [14.95, -60.75]]], ["Guyane", [[2, -54.7], [5.9, -51.5]]],
				["La Réunion", [[-21.45, 55.1], [-20.8, 55.95]]], ["Mayotte", [[-13.1, 44.95], [-12.55, 45.35]]],
			].filter(([, b]) => this.places.some((p) => L.latLngBounds(b).contains([p.lat, p.lon])));
			if (parts.length < 2)
				return;
			const small = matchMedia("(max-width: 40rem)"); // there they stand behind one button
			const nav = make("details", "map-goto"), list = make("div", "map-goto-list");
			nav.append(make("summary", "", this.words.aller), list);
			list.setAttribute("role", "group");
			list.setAttribute("aria-label", this.words.aller);
			nav.open = !small.matches;
			small.addEventListener("change", () => { nav.open = !small.matches; });
			for (const [name, bounds] of parts) {
				const b = list.appendChild(make("button", "", name));
				b.type = "button";
				b.addEventListener("click", () => {
					this.map.fitBounds(bounds);
					nav.open = !small.matches;
				});
			}
			L.DomEvent.disableClickPropagation(nav);
			box.append(nav);
		}

		// Types and labels ticked in the form; none ticked is all.
		filter() {
			const ticked = (name, list) => [...(this.form?.querySelectorAll(`input[name="${name}"]:checked`) || [])]
				.reduce((bits, box) => bits | 1 << list.findIndex(([code]) => code === box.value), 0);
			const types = ticked("type", this.types), labels = ticked("label", this.labels);
			this.kept = this.places.filter((p) => (!types || p.types & types) && (!labels || p.labels & labels));
			this.index = new window.Supercluster({radius: 60, extent: 256, maxZoom: 18}).load(this.kept.map((p) => ({
				type: "Feature", properties: p, geometry: {type: "Point", coordinates: [p.lon, p.lat]},
			})));
			this.show();
		}

		bindForm() {
			this.form = document.querySelector(this.root.dataset.form || ".none");
			if (!this.form)
				return;
			this.form.querySelectorAll("[data-no-script]").forEach((e) => { e.hidden = true; });
			this.form.addEventListener("change", () => {
				this.map.closePopup();
				this.filter();
				const state = new URLSearchParams(new FormData(this.form));
				[...state.keys()].forEach((k) => state.get(k) === "" && state.delete(k));
				history.replaceState(null, "", location.pathname + (`${state}` && `?${state}`) + location.hash);
			});
			this.filter();
		}

		show() {
			const b = this.map.getBounds().pad(0.1), zoom = Math.round(this.map.getZoom());
			const items = this.index.getClusters([b.getWest(), b.getSouth(), b.getEast(), b.getNorth()], zoom);
			items.sort((x, y) => y.geometry.coordinates[1] - x.geometry.coordinates[1]); // read from north to south
			const next = new Map();
			for (const item of items) {
				const p = item.properties;
				const key = p.cluster ? `c${p.cluster_id}:${p.point_count}` : `p${p.at}`;
				const marker = this.markers.get(key) || (p.cluster ? this.cluster(item) : this.marker(p));
				next.set(key, marker);
				if (!this.layer.hasLayer(marker))
					this.layer.addLayer(marker);
				marker.places = p.cluster ? null : [p];
			}
			const focused = document.activeElement;
			for (const [key, marker] of this.markers)
				if (next.get(key) !== marker)
					this.layer.removeLayer(marker);
			this.markers = next;
			this.keepFocus(focused);
			if (this.root.dataset.hash !== undefined && this.moved) {
				const c = this.map.getCenter();
				history.replaceState(null, "", `#${this.map.getZoom()}/${c.lat.toFixed(3)}/${c.lng.toFixed(3)}`);
			}
			this.moved = true;
			this.tidy();
			this.writeList();
		}

		// A group that was opened from the keyboard hands its focus to the first of what it held; a marker that
		// left the view, to the map.
		keepFocus(before) {
			if (before === document.activeElement && !this.follow)
				return;
			const heir = this.follow && [...this.markers.values()].find((m) => m.leaves().some((p) => this.follow.includes(p)));
			this.follow = null;
			(heir?.getElement() || this.map.getContainer()).focus({preventScroll: true});
		}

		named(marker, name, places) {
			marker.leaves = places;
			marker.on("add", () => {
				const e = marker.getElement();
				e.setAttribute("aria-label", name);
				e.title = name;
			});
			marker.on("mouseover", () => this.lightItems(places(), true));
			marker.on("mouseout", () => this.lightItems(places(), false));
			marker.on("add", () => {
				const e = marker.getElement();
				e.addEventListener("focus", () => this.lightItems(places(), true));
				e.addEventListener("blur", () => this.lightItems(places(), false));
				e.addEventListener("keydown", (k) => {
					if (k.key !== "Enter" && k.key !== " ")
						return;
					k.preventDefault();
					this.byKeyboard = true;
					marker.fire("click");
				});
			});
			return marker;
		}

		marker(p) {
			const main = [3, 1, 0, 2, 4, 5, 6, 7].find((t) => p.types & 1 << t) ?? 7;
			const [letter, shape] = SHAPES[main];
			const sign = p.stage >= 0 ? STAGES[p.stage] : `<path d="${shape}"/><text x="12" y="16.5">${letter}</text>`;
			const marker = L.marker([p.lat, p.lon], {
				keyboard: true, riseOnHover: true,
				icon: L.divIcon({
					className: `map-pin${p.labels ? " labelled" : ""}${p.stage >= 0 ? " staged" : ""}`, iconSize: [26, 26],
					html: `<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">${sign}</svg>`,
				}),
			});
			const types = this.names(p).join(", "), stage = p.stage >= 0 ? `, ${this.words.etapes[p.stage]}` : "";
			this.named(marker, `${p.name}, ${p.town}${types && `, ${types}`}${stage}`, () => [p]);
			marker.on("click", () => {
				this.byKeyboard = false;
				this.open(marker, [p]);
			});
			return marker;
		}

		cluster(item) {
			const p = item.properties, [lon, lat] = item.geometry.coordinates, id = p.cluster_id, n = p.point_count;
			const size = n < 10 ? 28 : n < 50 ? 34 : n < 200 ? 42 : 52;
			const marker = L.marker([lat, lon], {
				keyboard: true, icon: L.divIcon({className: `map-cluster${n < 10 ? " few" : ""}`, iconSize: [size, size], html: make("span", "", n)}),
			});
			const index = this.index, leaves = () => index.getLeaves(id, Infinity).map((f) => f.properties);
			this.named(marker, fill(this.words.groupe, n, index.getLeaves(id, 1)[0].properties.town), leaves);
			marker.on("click", () => {
				const places = leaves(), zoom = index.getClusterExpansionZoom(id);
				const apart = places.some((q) => Math.abs(q.lat - places[0].lat) + Math.abs(q.lon - places[0].lon) > 0.004);
				const closer = apart && zoom <= this.map.getMaxZoom() && this.map.getZoom() < this.map.getMaxZoom();
				this.follow = closer && this.byKeyboard ? places : null;
				this.byKeyboard = false;
				if (closer)
					this.map.flyToBounds(L.latLngBounds(places.map((q) => [q.lat, q.lon])),
						{padding: [40, 40], maxZoom: Math.max(zoom, this.map.getZoom() + 1), duration: 0.4, animate: !CALM});
				else
					this.open(marker, places);
			});
			return marker;
		}

		names(p) {
			return this.types.filter((_, i) => p.types & 1 << i).map(([, name]) => name)
				.concat(this.labels.filter((_, i) => p.labels & 1 << i).map(([, name]) => name));
		}

		// One place, or all that stand at one point: a list that the keyboard walks.
		open(marker, places) {
			const box = make("div", "map-card");
			if (places.length > 1)
				box.append(make("p", "map-card-head", fill(this.words.ici, places.length)));
			const ul = box.appendChild(make("ul"));
			places.sort((a, b) => a.name.localeCompare(b.name)).forEach((p) => ul.append(this.item(p)));
			L.popup({maxHeight: 260, minWidth: 200, maxWidth: 280, autoPanPaddingTopLeft: [16, 64], autoPanPaddingBottomRight: [16, 40]})
				.setLatLng(marker.getLatLng()).setContent(box).openOn(this.map);
			const close = this.map.getContainer().querySelector(".leaflet-popup-close-button");
			close?.setAttribute("aria-label", this.words.fermer);
			this.opener = marker.getElement();
			box.querySelector("a").focus({preventScroll: true});
		}

		back() {
			if (this.opener?.isConnected)
				this.opener.focus({preventScroll: true});
			this.opener = null;
		}

		item(p) {
			const li = make("li", "map-item"), a = li.appendChild(make("a", "", p.name));
			a.href = this.link + encodeURIComponent(p.slug);
			if (this.root.dataset.blank !== undefined)
				a.target = "_blank";
			li.append(make("span", "map-item-town", p.town));
			const names = this.names(p);
			if (p.stage >= 0)
				names.unshift(this.words.etapes[p.stage]);
			if (names.length)
				li.append(make("span", "map-item-types", names.join(" · ")));
			if (p.seen >= 0)
				li.append(make("span", "map-item-old", p.seen ? fill(this.words.ancien, p.seen) : this.words.jamais));
			return li;
		}

		// The list of what the map shows, where the page gives it to us (data-list with data-live on it).
		writeList() {
			const box = this.list;
			if (!box || box.dataset.live === undefined)
				return;
			const seen = this.map.getBounds(), most = 100;
			const inside = this.kept.filter((p) => seen.contains([p.lat, p.lon]));
			const middle = this.map.getCenter();
			const far = (p) => (p.lat - middle.lat) ** 2 + ((p.lon - middle.lng) * 0.69) ** 2;
			inside.sort((a, b) => far(a) - far(b));
			const say = inside.length ? fill(this.words.visibles, inside.length) : this.words.aucun;
			let count = box.querySelector(".map-count"), ul = box.querySelector(".map-items");
			if (!count) {
				count = make("p", "map-count");
				count.setAttribute("role", "status");
				ul = make("ul", "map-items");
				this.rest = make("p", "quiet");
				box.replaceChildren(count, ul, this.rest);
			}
			if (count.textContent !== say)
				count.textContent = say; // read aloud only when it changes
			ul.replaceChildren(...inside.slice(0, most).map((p) => this.item(p)));
			this.rest.textContent = inside.length > most ? fill(this.words.reste, inside.length - most) : "";
		}

		// List and map share their focus: an item lights its marker, a marker its items.
		bindList() {
			if (!this.list)
				return;
			const place = (e) => {
				const a = e.target.closest?.("li, article, tr")?.querySelector('a[href*="/lieux/"]');
				return a && this.bySlug.get(decodeURIComponent(a.pathname.split("/").pop()));
			};
			for (const [on, off] of [["mouseover", "mouseout"], ["focusin", "focusout"]]) {
				this.list.addEventListener(on, (e) => this.lightMarker(place(e), true));
				this.list.addEventListener(off, (e) => this.lightMarker(place(e), false));
			}
		}

		lightMarker(p, lit) {
			if (!p)
				return;
			for (const marker of this.markers.values()) {
				const e = marker.getElement();
				if (e && marker.leaves().includes(p)) {
					e.classList.toggle("lit", lit);
					marker.setZIndexOffset(lit ? 1000 : 0);
				}
			}
		}

		lightItems(places, lit) {
			if (!this.list || places.length > 60)
				return;
			for (const p of places) {
				const a = this.list.querySelector(`a[href$="/lieux/${CSS.escape(encodeURIComponent(p.slug))}"]`);
				a?.closest("li, article, tr")?.classList.toggle("lit", lit);
			}
		}
	}

	const begin = () => document.querySelectorAll("[data-map]:not([data-begun])").forEach((root) => new PlaceMap(root));
	document.addEventListener("maille:map", begin); // the search page has put a new one in place
	begin();
})();

// The point of a place, in its form: a marker on a quiet map beside the two fields that hold it.
(() => {
	const box = document.querySelector("[data-point]"), L = window.L;
	const lat = document.getElementById("champ.latitude"), lon = document.getElementById("champ.longitude");
	if (!box || !L || !lat || !lon)
		return;
	const number = (field) => parseFloat(field.value.replace(",", "."));
	const known = () => Number.isFinite(number(lat)) && Number.isFinite(number(lon));
	const {outlines, tiles, credit, says, label} = box.dataset;
	const line = (d, n) => {
		const arc = d.arcs[n < 0 ? ~n : n], [sx, sy, tx, ty] = d.echelle, out = [];
		for (let i = 0, x = 0, y = 0; i < arc.length; i += 2) {
			x += arc[i];
			y += arc[i + 1];
			out.push([ty + y * sy, tx + x * sx]);
		}
		return n < 0 ? out.reverse() : out;
	};

	async function start() {
		let base = null;
		if (!tiles) {
			const reply = await fetch(outlines);
			if (!reply.ok)
				return; // the numbers do
			base = await reply.json();
		}
		box.hidden = false;
		const map = L.map(box, {minZoom: 4, maxZoom: 18, attributionControl: Boolean(tiles)});
		map.getContainer().setAttribute("role", "region");
		map.getContainer().setAttribute("aria-label", label);
		if (tiles) {
			map.attributionControl.setPrefix(false);
			L.tileLayer(tiles, {maxZoom: 19, attribution: credit}).addTo(map);
		} else {
			L.polygon(base.terre.map((ring) => ring.flatMap((n) => line(base, n))), {interactive: false, className: "map-land"}).addTo(map);
			for (const [list, name] of [[base.departements, "map-department"], [base.regions, "map-region"]])
				L.polyline(list.map((n) => line(base, n)), {interactive: false, className: name}).addTo(map);
			for (const [name, y, x, level] of base.villes.filter((town) => town[3] < 3))
				L.marker([y, x], {interactive: false, keyboard: false, icon: L.divIcon({className: `map-town level-${level}`, iconSize: null, html: Object.assign(document.createElement("span"), {textContent: name})})}).addTo(map);
		}
		const near = [parseFloat(box.dataset.lat), parseFloat(box.dataset.lon)];
		const closer = tiles ? 3 : 0; // outlines alone say nothing nearer than a few towns
		map.setView(known() ? [number(lat), number(lon)] : near.every(Number.isFinite) ? near : [46.6, 2.4], known() ? 10 + closer : Number.isFinite(near[0]) ? 9 + closer : 5);
		const marker = L.marker(map.getCenter(), {draggable: true, alt: label, title: label,
			icon: L.divIcon({className: "edit-point", iconSize: [26, 26]})});
		const put = (at) => {
			lat.value = at.lat.toFixed(5);
			lon.value = at.lng.toFixed(5);
			marker.setLatLng(at).addTo(map);
		};
		const follow = () => {
			if (known())
				marker.setLatLng([number(lat), number(lon)]).addTo(map);
			else
				marker.remove();
		};
		follow();
		marker.on("dragend", () => put(marker.getLatLng()));
		map.on("click", (e) => put(e.latlng));
		lat.addEventListener("change", follow);
		lon.addEventListener("change", follow);
		box.insertAdjacentElement("afterend", Object.assign(document.createElement("p"), {className: "small quiet", textContent: says}));
	}
	start();
})();
