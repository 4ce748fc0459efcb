// What is said of a button: whose it is, how it stands, what somebody has to see to, what it can tell its wearer.

import {h} from '../element.js';
import {icon} from '../icon.js';
import {day} from '../time.js';
import {N, t} from '../words.js';

/** @typedef {{device: string, name: string, holder: string|null, holder_name: string|null, place: string|null, place_name: string|null,
 *   kinds: Record<string, string>, answers: string[], known_as: string[], family: string, broker: string, model: string|null, through: string|null,
 *   reporting_s: number|null, standing: string, until: string|null, revision: number|null, lost_names: string[], needs: string[],
 *   faults: {code: string, says: string, args: Record<string, string>}[], may_test: boolean, hearing: string, offline: boolean, left: boolean, tamper: boolean, battery_low: string|null, tested_at: string|null, feedback_ms: number|null}} Enrolled */

/** @type {Record<string, string>} */
export const STANDINGS = {
  in_use: N('In use'),
  unissued: N('A spare one, nobody wears it'),
  lost: N('Lost'),
  out_of_service: N('Out of service until a day'),
};

/** @type {Record<string, string>} */
export const ABILITIES = {
  vibration: N('It vibrates'),
  led: N('It has a lamp'),
  text: N('It has a display that only its wearer reads'),
};

/** What a family is called. @param {string} family */
export const familyName = (family) => (family === 'native' ? t('Trygg’s own language') : family);

export const MUTE = N('This button cannot tell its wearer anything: she feels no answer. Tell her so: her press counts all the same.');

/** @type {Record<string, string>} */
const NEEDS = {
  due: N('It was to be in service again after %(day)s. Say how it stands.'),
  without: N('%(name)s has no button while this one is lost. Give her another one.'),
  holder_gone: N('Whoever wore it has left. Hand it to somebody, or put it away as a spare one.'),
  outside: N('Nobody wears it, and it was last heard outside the house. Look whether somebody has taken it along.'),
  place_gone: N('The role plan knows its place no longer. Say where it is.'),
};

/** @param {Enrolled} one */
export const needs = (one) => one.needs.map((code) => t(NEEDS[code] ?? code, {day: one.until ? day(one.until) : '–', name: one.holder_name ?? '–'}));

/** Whose it is and where. @param {Enrolled} one */
export function whose(one) {
  const [name, place] = [one.holder_name ?? one.holder, one.place_name ?? one.place];
  if (name && one.standing === 'lost') return t('%(name)s was given it.', {name});
  if (name && place) return t('%(name)s wears it. Usual place: %(place)s', {name, place});
  if (name) return t('%(name)s wears it.', {name});
  if (place) return t('Nobody wears it. Its place: %(place)s', {place});
  return one.standing === 'unissued' ? '' : t('Nobody wears it, and it has no place: a press would not say where.');
}

/** How it stands, where that is not simply in use. @param {Enrolled} one */
export function standing(one) {
  if (one.standing === 'in_use') return null;
  const words = one.standing === 'out_of_service' ? t('Out of service until %(day)s', {day: one.until ? day(one.until) : '–'})
    : one.standing === 'lost' ? t('Reported lost') : t('Spare, nobody wears it');
  return h('em', {class: one.standing === 'lost' ? 'tag is-fault' : 'tag'}, words);
}

/** @param {string} words @param {string} key */
export const worry = (words, key) => h('p', {class: 'place is-worry', key}, icon('warning'), h('span', null, words));
