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

/**
 * The same for words that hang on a number, which stands for their `%s`.
 *
 * @param {string} singular
 * @param {string} plural
 * @param {number} count
 * @returns {string}
 */
export function ngettext(singular, plural, count) {
  const catalog = /** @type {{ngettext?: (singular: string, plural: string, count: number) => string}} */ (globalThis);
  const text = catalog.ngettext ? catalog.ngettext(singular, plural, count) : count === 1 ? singular : plural;
  return text.replace("%s", String(count));
}
