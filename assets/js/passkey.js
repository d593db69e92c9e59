// SPDX-License-Identifier: AGPL-3.0-or-later
// Passkeys: <form data-cle="address to ask for a challenge" data-souci="what to say when it fails" hidden>. Without this
// script, or where the browser has no passkeys, the form stays hidden and the other ways in remain.
"use strict";
(() => {
	const bytes = (s) => Uint8Array.from(atob(s.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
	const text = (b) => btoa(String.fromCharCode(...new Uint8Array(b))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

	async function ask(form) {
		const reply = await fetch(form.dataset.cle, { method: "POST", body: new URLSearchParams({ jeton: form.elements.jeton.value }) });
		if (!reply.ok) throw new Error(reply.status);
		return reply.json();
	}

	function make(asked) {
		return navigator.credentials.create({ publicKey: {
			challenge: bytes(asked.defi), rp: { id: asked.hote, name: "Maille" },
			user: { id: bytes(asked.personne), name: asked.nom, displayName: asked.nom },
			pubKeyCredParams: [-7, -8, -257].map((alg) => ({ type: "public-key", alg })),
			authenticatorSelection: { residentKey: "required", userVerification: "required" },
			attestation: "none",
		} });
	}

	function use(asked) {
		return navigator.credentials.get({ publicKey: { challenge: bytes(asked.defi), rpId: asked.hote, userVerification: "required" } });
	}

	// The challenge is base64url of random bytes; what the device signs is that same text.
	function fill(form, asked, key) {
		const put = (name, value) => {
			const field = document.createElement("input");
			field.type = "hidden";
			field.name = name;
			field.value = value;
			form.append(field);
		};
		const r = key.response;
		put("defi", asked.defi);
		put("cle", text(key.rawId));
		put("dit", text(r.clientDataJSON));
		put("preuve", text(r.signature ? r.authenticatorData : r.getAuthenticatorData()));
		if (r.signature) put("signature", text(r.signature));
	}

	if (!window.PublicKeyCredential) return;
	document.querySelectorAll("form[data-cle]").forEach((form) => {
		const trouble = form.querySelector("[role=alert]");
		form.hidden = false;
		form.addEventListener("submit", async (event) => {
			event.preventDefault();
			trouble.hidden = true;
			try {
				const asked = await ask(form);
				fill(form, asked, await (asked.personne ? make(asked) : use(asked)));
				form.submit();
			} catch {
				trouble.textContent = form.dataset.souci;
				trouble.hidden = false;
			}
		});
	});
})();
