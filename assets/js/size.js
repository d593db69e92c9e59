// SPDX-License-Identifier: AGPL-3.0-or-later
// A file that is too big is told of before it is sent: <input type="file" data-max="12582912" data-too-big="…">
"use strict";
document.querySelectorAll("input[type=file][data-max]").forEach((input) => {
	const words = document.createElement("p");
	words.className = "problem";
	words.setAttribute("role", "alert");
	words.id = `${input.id}-taille`;
	const say = () => {
		const big = [...input.files].some((file) => file.size > Number(input.dataset.max));
		input.setCustomValidity(big ? input.dataset.tooBig : "");
		words.textContent = big ? input.dataset.tooBig : "";
		if (big)
			input.closest("p").after(words);
		else
			words.remove();
	};
	input.addEventListener("change", say);
	say(); // a browser that goes back keeps the choice
});
