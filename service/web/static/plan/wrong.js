// What is wrong with a plan, told at the very field that it is about.

import {h} from '../element.js';
import {t} from '../words.js';

/** @typedef {(string|number)[]} Path */

/** @param {any} one @param {Path} path */
const isUnder = (one, path) => Array.isArray(one.path) && path.every((key, at) => one.path[at] === key);

/** @param {any[]} found */
const words = (found) => found.map((one) => `${one.message} ${one.remedy}`).join(' ') || undefined;

/** What is wrong with what stands at a path, or with anything in it. @param {any} live @param {Path} path */
export const wrongAt = (live, path) => words(live.answers.findings.filter((/** @type {any} */ one) => isUnder(one, path)));

/** What keeps the plan from being used in a section as a whole, and in whatever of it no field shows; remarks stand in the list of things to do. @param {any} live @param {Path} path @param {string[]} fields those that show what is wrong with them themselves */
export function wrongElse(live, path, fields) {
  const found = live.answers.errors.filter((/** @type {any} */ one) => isUnder(one, path) && !fields.some((field) => isUnder(one, [...path, field])));
  return found.length ? h('p', {class: 'band is-fault', key: `wrong-${path.join('-')}`}, words(found)) : null;
}

/** A section's summary, which says first whether something in it has to be mended. @param {any} live @param {Path} path @param {string} summary */
export const orMend = (live, path, summary) =>
  (live.answers.errors.some((/** @type {any} */ one) => isUnder(one, path)) ? `${t('Something here has to be mended.')} ${summary}` : summary);
