// Somebody outside whom no route has reached: then it is a person's task to ring, with who did and when beside the name.

import {isOpen, isReal} from './alarm-words.js';
import {h} from './element.js';
import {telephone} from './emergency-number.js';
import {everybody, known, nameOf} from './facts.js';
import {icon} from './icon.js';
import {t} from './words.js';

/** Whom somebody has to ring: called outside in a real alarm that goes on, and reached over no route. @param {any} alarm @returns {any[]} */
export const toRing = (alarm) => (isOpen(alarm) && isReal(alarm)
  ? (alarm.responders ?? []).filter((/** @type {any} */ r) => r.reach === 'outside' && r.failed) : []);

/** Each with her number, and what is tapped when she has been reached.
 * @param {any} alarm @param {{on: 'screen'|'phone', busy?: boolean, reached: (contact: string) => void}} live */
export const contactTasks = (alarm, {on, busy = false, reached}) => toRing(alarm).map((r) => {
  const name = nameOf(r.responder, alarm.names);
  const number = known().contacts?.[r.responder]?.phone?.replaceAll(' ', '\u00a0') ?? null;
  const words = number ? t('No message has reached %(name)s: somebody has to ring %(number)s', {name, number})
    : t('No message has reached %(name)s: somebody has to ring', {name});
  return h('div', {class: 'contact-task', key: `ring-${r.responder}`},
    h('p', {role: 'status'}, icon('phone'), h('span', null, words)),
    number && on === 'phone' ? h('a', {class: 'big', key: 'dial', href: telephone(number)}, t('Call %(number)s', {number})) : null,
    h('button', {type: 'button', class: on === 'phone' ? 'big' : 'police-act', disabled: busy, onclick: () => reached(r.responder)}, t('They have been reached')));
});

/** On a shared screen: who has reached them. @param {import('./sheet.js').Live} live */
export function contact({sheet, alarm, act}) {
  const them = sheet.person ?? '';
  return [h('h2', {'data-first': true, tabindex: '-1'}, t('Who has reached %(name)s?', {name: nameOf(them, alarm.names)})),
    h('p', {class: 'sheet-duty'}, t('Say so only when they have answered: everybody reads your name and the time beside it.')),
    h('ul', {class: 'names'}, everybody().filter(({key}) => key !== alarm.presser).map(({key, name}) => h('li', {key},
      h('button', {type: 'button', class: 'big', disabled: sheet.busy ?? false, onclick: () => act('accept', {person: key, behalf_of: them, channel: 'telephone'})}, name))))];
}
