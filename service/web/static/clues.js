// What in a free text may tell who a client is, and how it is said at the field. Nothing is held up by it.
// It finds the same as service/privacy/hint.py: a test holds the two together.

import {h} from './element.js';
import {N, t} from './words.js';

const LETTER = '0-9A-Za-zÅÄÖÆØåäöæø';
// Each letter in both cases, outright: languages differ in what they take for the same.
const CALLED = ['dnr', 'diarienr', 'diarienummer', 'ärendenr', 'ärendenummer', 'målnr', 'saksnr', 'saksnummer', 'klientnr']
  .map((word) => [...word].map((letter) => `[${letter}${letter.toUpperCase()}]`).join('')).join('|');
const IDENTITY = /(?<![0-9])(?:(?:19|20)?[0-9]{6}[-+ ]?[0-9]{4}|[0-9]{6} ?[0-9]{5})(?![0-9])/g;

/** @type {[string, RegExp][]} */
const OTHERS = [
  ['email', /[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+/g],
  ['case', new RegExp(`(?<![${LETTER}])(?:${CALLED})\\.?:? ?[A-Za-zÅÄÖÆØåäöæø]{0,5}[- ]?[0-9][0-9/:-]{2,}`, 'g')],
  ['case', new RegExp(`(?<![${LETTER}/])(?:19|20)[0-9]{2}[/:][0-9]{3,}(?![0-9])`, 'g')],
  ['case', new RegExp(`(?<![${LETTER}])[A-ZÅÄÖÆØ]{1,5} ?[0-9]{3,6}[-/][0-9]{2,4}(?![0-9])`, 'g')],
  ['phone', new RegExp(`(?<![${LETTER}+])(?:\\+|00)(?:46|47|45|358)(?: ?\\(0\\))?(?:[ -]?[0-9]){7,10}(?![0-9])`, 'g')],
  ['phone', new RegExp(`(?<![${LETTER}])(?![0-9]{2}[-/ ][0-9]{2}[-/ ](?:19|20)[0-9]{2}(?![0-9]))0[1-9][0-9]{0,2}[-/ ](?:[ -]?[0-9]){5,8}(?![0-9])`, 'g')],
  ['phone', new RegExp(`(?<![${LETTER}])07[0-9]{8}(?![0-9])`, 'g')],
  ['phone', new RegExp(`(?<![${LETTER}])(?:[49][0-9]{7}|[49][0-9]{2} [0-9]{2} [0-9]{3}|[2-9][0-9](?: [0-9]{2}){3})(?![0-9])`, 'g')],
];

/** @type {Record<string, string>} */
const WORDS = {
  identity: N('a personal identity number'),
  email: N('an e-mail address'),
  phone: N('a telephone number'),
  case: N('a case number'),
};

/** Return [clue, start, end] of all that may tell who somebody is, in order. @param {string} words */
export function foundIn(words) {
  /** @type {[string, number, number][]} */
  const taken = [];
  for (const one of words.matchAll(IDENTITY)) {
    if (isIdentity(one[0].replace(/[^0-9]/g, ''))) taken.push(['identity', one.index, one.index + one[0].length]);
  }
  for (const [clue, pattern] of OTHERS) {
    for (const one of words.matchAll(pattern)) {
      const start = one.index, end = one.index + one[0].length;
      if (taken.every((other) => end <= other[1] || start >= other[2])) taken.push([clue, start, end]);
    }
  }
  return taken.sort((one, other) => one[1] - other[1]);
}

/** @param {string} digits */
function isIdentity(digits) {
  const d = [...(digits.length === 11 ? digits : digits.slice(-10))].map(Number);
  return digits.length === 11 ? isNorwegian(d) : isSwedish(d);
}

/** @param {number[]} d */
function isSwedish(d) {
  const month = d[2] * 10 + d[3], day = d[4] * 10 + d[5], plain = day > 60 ? day - 60 : day;
  if (month < 1 || month > 12 || plain < 1 || plain > 31) return false;
  const doubled = d.map((one, at) => (at % 2 === 0 ? one * 2 : one));
  return doubled.reduce((sum, one) => sum + (one > 9 ? one - 9 : one), 0) % 10 === 0;
}

/** @param {number[]} d */
function isNorwegian(d) {
  const day = d[0] * 10 + d[1], month = (d[2] * 10 + d[3]) % 40, plain = day > 40 ? day - 40 : day;
  if (plain < 1 || plain > 31 || month < 1 || month > 12) return false;
  /** @param {number[]} weights */
  const fits = (weights) => weights.reduce((sum, weight, at) => sum + weight * d[at], 0) % 11 === 0;
  return fits([3, 7, 6, 1, 8, 9, 4, 5, 2, 1]) && fits([5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]);
}

/** What belongs under a field in which somebody writes freely, beside `data-hint` on the field itself. The page leaves its
 * words alone: they are said while she writes. @param {string} id  the field's, which is described by this */
export const clientHint = (id) => [
  h('p', {class: 'quiet client-rule', id: `${id}-rule`, key: `${id}-rule`}, t('Nothing that tells who a client is: no name, number or case.')),
  h('p', {class: 'hint', key: `${id}-clues`, 'aria-live': 'polite', held: true}),
];

/** Props of such a field. @param {string} id */
export const hinted = (id) => ({id, 'data-hint': true, 'aria-describedby': `${id}-rule`});

/** Say below a field what its text may tell; return where, if it says anything.
 * @param {HTMLTextAreaElement|HTMLInputElement} field @returns {Element|null} */
export function tellClues(field) {
  let said = (field.closest('label') ?? field).nextElementSibling;
  while (said && said.classList.contains('client-rule')) said = said.nextElementSibling;
  if (!said?.classList.contains('hint')) return null;
  const clues = [...new Set(foundIn(field.value).map(([clue]) => t(WORDS[clue])))];
  said.textContent = clues.length ? t('This may tell who a client is: %(found)s. Take it out if it need not be here.', {found: clues.join(', ')}) : '';
  return clues.length ? said : null;
}

// One listener for every field, also those that are drawn later. Where nothing is drawn there is no document.
if (typeof document !== 'undefined') {
  document.addEventListener('input', (event) => {
    const field = event.target;
    if ((field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement) && field.hasAttribute('data-hint')) {
      tellClues(field)?.scrollIntoView({block: 'nearest'}); // a field at the lower edge has it below the screen
    }
  });
}
