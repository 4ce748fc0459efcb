// What is to be done in the place of this screen, or of whoever holds this phone: in huge letters, before all else.

import {isOpen} from './alarm-words.js';
import {h} from './element.js';
import {placeOf} from './facts.js';
import {icon} from './icon.js';
import {t} from './words.js';
import {reasonOf, toldTo, wordsOf} from './ways-words.js';

/** @param {any} alarm @param {string|null|undefined} zone @param {any} [more]  what opens the rest */
export function wayLine(alarm, zone, more = null) {
  const told = isOpen(alarm) ? toldTo(alarm, zone) : null;
  if (!told || told.do === 'here') return more ? h('div', {class: 'way-line', key: 'way-line'}, more) : null;
  const why = reasonOf(told);
  return h('div', {class: `way-line is-${told.do}`, key: 'way-line', role: 'status'},
    h('div', {class: 'way-words'},
      h('small', null, t('If you are not called – %(place)s:', {place: placeOf(told.zone)})),
      h('strong', null, icon(told.do === 'no_safe_way' ? 'warning' : 'next-way'), h('span', null, wordsOf(told))),
      why ? h('span', {class: 'way-why'}, why) : null),
    more);
}
