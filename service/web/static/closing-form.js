// What may be told when a closing begins: when somebody is expected, by which entrance, and what everybody does.

import {clientHint, hinted} from './clues.js';
import {h} from './element.js';
import {known} from './facts.js';
import {minute, now} from './time.js';
import {t} from './words.js';

const MINUTE = 60_000;
const DAY = 24 * 60;

/** The three fields, none of which has to be filled in; what was written stays while the page is drawn again. */
export function closingFields() {
  const all = known().emergency_call?.entrances ?? {};
  const ways = (known().closing?.entrances ?? []).filter((/** @type {string} */ id) => Object.hasOwn(all, id));
  return [
    h('label', {for: 'closing-at', key: 'at-label'}, t('When somebody is expected (may be left out)')),
    h('input', {id: 'closing-at', name: 'at', key: 'at', type: 'time', held: true}),
    ways.length ? [h('label', {for: 'closing-by', key: 'by-label'}, t('By which entrance (may be left out)')),
      h('select', {id: 'closing-by', name: 'by', key: 'by'}, h('option', {value: ''}, t('Not known')),
        ways.map((/** @type {string} */ id) => h('option', {value: id, key: id}, all[id].name)))] : null,
    h('label', {for: 'closing-words', key: 'words-label'}, t('What everybody is told (may be left out)')),
    h('input', {...hinted('closing-words'), name: 'words', key: 'words', maxlength: '200', autocomplete: 'off', held: true}), clientHint('closing-words'),
  ];
}

/** One line that opens: what may be told before it begins. It stays open, or shut, as somebody has left it. @param {any} fields */
export const tellFirst = (fields) => h('details', {class: 'closing-more', key: 'more'},
  h('summary', null, t('Tell more first: when, where, what (may be left out)')), h('div', {class: 'words'}, fields));

/** What was filled in, as the service takes it; nothing of what was left out. @param {HTMLFormElement|null} form */
export function closingTold(form) {
  /** @type {Record<string, string>} */
  const told = {};
  if (!form) return told;
  const filled = new FormData(form);
  const [at, by, words] = ['at', 'by', 'words'].map((name) => String(filled.get(name) ?? '').trim());
  if (at) told.expected_at = instantOf(at);
  if (by) told.entrance = by;
  if (words) told.words = words;
  return told;
}

/** The nearest instant at which the office's clock says so: a time long past is tomorrow's. @param {string} clock such as 14:30 */
function instantOf(clock) {
  const [wanted, is] = [clock, minute(now())].map((each) => Number(each.slice(0, 2)) * 60 + Number(each.slice(3, 5)));
  const ahead = wanted - is;
  const whole = Math.floor(now() / MINUTE) * MINUTE;
  return new Date(whole + (ahead < -DAY / 2 ? ahead + DAY : ahead) * MINUTE).toISOString();
}
