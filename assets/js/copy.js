// SPDX-License-Identifier: AGPL-3.0-or-later
// A button that copies a text: <p data-copy="#field" data-copied="Copied" hidden><button> … <span role="status">
"use strict";
document.querySelectorAll("[data-copy]").forEach((box) => {
	const field = document.querySelector(box.dataset.copy), button = box.querySelector("button");
	box.hidden = false;
	button.addEventListener("click", async () => {
		field.select();
		try {
			await navigator.clipboard.writeText(field.value);
		} catch {
			document.execCommand("copy"); // without a secure context there is no clipboard
		}
		box.querySelector("[role=status]").textContent = box.dataset.copied;
	});
});
