// What a zone is told in words: the same sentences as roles/escape_words.py.

import {known, placeOf} from './facts.js';
import {N, t} from './words.js';

/** @typedef {import('./view-guide.js').Told} Told */

/** What a zone is told; null while no zone of this alarm was told anything. @param {any} alarm @param {string|null|undefined} zone @returns {Told|null} */
export const toldTo = (alarm, zone) => alarm.instructions?.zones.find((/** @type {Told} */ one) => one.zone === zone) ?? null;

/** @param {string} door */
export const doorName = (door) => known().doors?.[door]?.name ?? door;

/** Named doors and zones on the way, without the place one goes to. @param {Told} told */
function through(told) {
  const parts = told.way.flatMap((zone, at) => [told.doors[at] ? doorName(String(told.doors[at])) : null, at < told.way.length - 1 ? placeOf(zone) : null]);
  return inARow(parts.filter((one) => one !== null));
}

/** @param {string[]} parts @returns {string} */
const inARow = (parts) => (parts.length < 2 ? parts.join('') : t('%(one)s and %(other)s', {one: parts.slice(0, -1).join(', '), other: parts[parts.length - 1]}));

/** @param {Told} told @returns {string} */
export function wordsOf(told) {
  if (told.do === 'here') return t('The alarm is here');
  if (told.do === 'go') return goWords(told);
  if (told.do === 'leave') return leaveWords(told);
  if (told.do === 'stay_and_lock') return t('Stay here – lock the door');
  if (told.do === 'stay') return told.why === 'in_refuge' ? t('Stay here – keep the doors shut') : t('Stay where you are');
  return t('No safe way from here right now – hide and be quiet');
}

/** @param {Told} told */
function goWords(told) {
  const [place, way] = [placeOf(told.to), through(told)];
  return way ? t('Go to %(place)s – by way of %(way)s', {place, way}) : t('Go to %(place)s', {place});
}

/** @param {Told} told */
function leaveWords(told) {
  if (!told.to) return t('Do not come in – go away from the house');
  const place = placeOf(told.to);
  if (told.why === 'outside') return t('Do not come in – go to %(place)s', {place});
  const way = through(told);
  if (['street', 'outside'].includes(known().zones?.[told.to]?.kind)) return t('Leave the house by way of %(way)s', {way: inARow([way, place].filter(Boolean))});
  return way ? t('Leave the house – go to %(place)s by way of %(way)s', {place, way}) : t('Leave the house – go to %(place)s', {place});
}

/** @type {Record<string, string>} */
const WHY = {
  place_unknown: N('Nobody knows yet where the alarm comes from.'),
  no_refuge: N('There is no safe zone and no retreat room here.'),
  refuge_in_danger: N('Every safe zone and retreat room is in danger.'),
  cut_off: N('No way from here to a safe zone is known.'),
  door_shut: N('A door on the way does not open.'),
  danger_in_the_way: N('Every way leads past the danger.'),
  no_room: N('There is no room left in the safe zones.'),
};

/** Why nobody is sent to a refuge; nothing where that needs no word. @param {Told} told */
export const reasonOf = (told) => (Object.hasOwn(WHY, told.why) ? t(WHY[told.why]) : '');
