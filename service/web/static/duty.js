// What a role is to do: the first thing large; the rest of it short, and never between a hand and its answer.

import {h} from './element.js';
import {partsOf} from './facts.js';
import {t} from './words.js';

/** What to do first. @param {string|null} role */
export function dutyFirst(role) {
  const {first} = partsOf(role);
  return first ? h('p', {class: 'duty-first', key: 'duty-first'}, first) : null;
}

/** What then, when it is done, and what never; nothing where the plan says no more. @param {string|null} role */
export function dutyRest(role) {
  const {then, done_when: done, never} = partsOf(role);
  const rest = [[t('Then'), then], [t('Done when'), done], [t('Never'), never]].filter(([, words]) => words);
  return rest.length ? h('dl', {class: 'duty-rest', key: 'duty-rest'},
    rest.map(([name, words]) => h('div', {key: name ?? ''}, h('dt', null, name), h('dd', null, words)))) : null;
}
