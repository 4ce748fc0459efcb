// The words of the page's language. English is written in the code; the other languages come from the catalogue.

/** @type {Record<string, string>} */
let words = {};

export const lang = document.documentElement.lang;

/** Fetch the words; without them the page speaks English rather than not at all. */
export async function loadWords() {
  try {
    const answer = await fetch(document.documentElement.dataset.words ?? `/i18n/${lang}.json`);
    if (answer.ok) words = await answer.json();
  } catch {
    words = {};
  }
}

/**
 * Say a text in the page's language, with `%(name)s` filled in.
 * @param {string} msgid
 * @param {Record<string, string|number>} [args]
 */
export function t(msgid, args) {
  const text = Object.hasOwn(words, msgid) ? words[msgid] : msgid;
  return tied(args ? text.replace(/%\((\w+)\)s/g, (whole, name) => (name in args ? String(args[name]) : whole)) : text);
}

/** No line ends within a figure: 39 s, 1 min 48 s, 40 %. @param {string} text */
export const tied = (text) => text.replace(/(\d) (?=(?:s|min|h|d|t|m)(?![\p{L}\d])|%)/gu, '$1\u00a0')
  .replace(/(min|\bh) (?=\d+\u00a0(?:s|min)(?![\p{L}\d]))/gu, '$1\u00a0');

/** Mark a text for the catalogue that is said later, from a table. @param {string} msgid */
export const N = (msgid) => msgid;

/** Take the page's language out of what the plan or the service has in several. @param {any} texts */
export function said(texts) {
  if (!texts) return '';
  return typeof texts === 'string' ? texts : texts[lang] ?? Object.values(texts)[0] ?? '';
}
