/**
 * Words in the language of the page, where it has loaded Django's `JavaScriptCatalog`; English otherwise.
 *
 * @param {string} text
 * @returns {string}
 */
export function gettext(text) {
  const catalog = /** @type {{gettext?: (text: string) => string}} */ (globalThis);
  return catalog.gettext ? catalog.gettext(text) : text;
}
