/** Shows the value of a slider beside it, and how far it is along. @param {HTMLInputElement} range */
export function showRangeValue(range) {
  const [least, most, value] = [Number(range.min), Number(range.max), Number(range.value)];
  range.style.setProperty("--djinar-filled", `${most > least ? ((value - least) / (most - least)) * 100 : 0}%`);
  const output = range.parentElement?.querySelector("output");
  if (output) {
    const unit = output.dataset.unit ?? "";
    const words = value.toLocaleString(document.documentElement.lang || undefined, { maximumFractionDigits: 6 });
    output.textContent = unit ? `${words}\u00a0${unit}` : words;
    range.setAttribute("aria-valuetext", output.textContent);
  }
}

/** @param {EventTarget | null} target */
function isRange(target) {
  return target instanceof HTMLInputElement && target.matches(".djinar-option input[type=range]");
}

document.addEventListener("input", ({ target }) => {
  if (isRange(target)) {
    showRangeValue(/** @type {HTMLInputElement} */ (target));
  }
});
for (const range of document.querySelectorAll(".djinar-option input[type=range]")) {
  showRangeValue(/** @type {HTMLInputElement} */ (range));
}
