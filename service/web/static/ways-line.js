// What is to be done in the place of this screen, or of whoever holds this phone: in huge letters, before all else.

import {isOpen} from './alarm-words.js';
import {h} from './element.js';
import {placeOf} from './facts.js';
import {icon} from './icon.js';
import {t} from './words.js';
import {reasonOf, toldTo, wordsOf} from './ways-words.js';

/** @type {Record<string, 'coming'|'lock'>} */
const SIGNS = {go: 'coming', leave: 'coming', stay_and_lock: 'lock'};
const LONG = 55;

/** Whether a zone is told something in an alarm that is on. @param {any} alarm @param {string|null|undefined} zone */
export const isTold = (alarm, zone) => isOpen(alarm) && !['here', undefined].includes(toldTo(alarm, zone)?.do);

/** @param {any} alarm @param {string|null|undefined} zone @param {any} [more]  what opens the rest */
export function wayLine(alarm, zone, more = null) {
  const told = toldTo(alarm, zone);
  if (!told || !isTold(alarm, zone)) return more ? h('div', {class: 'way-line', key: 'way-line'}, more) : null;
  const why = reasonOf(told);
  return h('div', {class: `way-line ${wordsOf(told).length > LONG ? 'is-long' : ''}`, key: 'way-line', role: 'status'},
    h('div', {class: 'way-words'},
      h('small', null, t('If you are not called – %(place)s:', {place: placeOf(told.zone)})),
      h('strong', null, told.do === 'stay' ? null : icon(SIGNS[told.do] ?? 'warning'), h('span', null, wordsOf(told))),
      why ? h('span', {class: 'way-why'}, why) : null),
    more);
}
