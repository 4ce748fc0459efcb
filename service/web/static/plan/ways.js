// How somebody is reached who is at no screen, when a call is late on each way, and who is told when an alarm is over.

import {h} from '../element.js';
import {routeOf, upper} from '../notice-words.js';
import {t} from '../words.js';
import {line, order, pick, seconds} from './field.js';
import {callable, listOf} from './names.js';
import {part, some} from './parts.js';
import {guarded} from './standard.js';

/** The ways, in the order in which a plan mostly wants them. */
const WAYS = ['screen', 'push', 'sms', 'voice', 'email', 'alarm_centre', 'webhook', 'cap', 'other'];
const NEED_RECEIVER = ['alarm_centre', 'webhook', 'cap', 'other'];
/** Seconds until a call is late where the plan says nothing: delivered, answered. As in roles/route.py. */
const USUAL = /** @type {Record<string, [string, string]>} */ ({
  push: ['10 s', '20 s'], sms: ['15 s', '30 s'], voice: ['', '40 s'], email: ['', '60 s'], alarm_centre: ['10 s', '60 s'], webhook: ['5 s', '30 s'], cap: ['10 s', '60 s'], other: ['', '60 s'],
});
/** Of these nobody ever learns that a call has arrived. */
const UNPROVEN = ['email', 'other'];

/** What a way is called: the same words as on the screens. @param {string} way */
const wayName = (way) => (way === 'screen' ? t('screen') : routeOf(way));

/** Telephone, e-mail, receiver, and the ways in their order, of a person or a contact.
 * @param {{id: string, section: 'people'|'contacts', one: any, put: (key: string, value: any, words: string) => void}} of */
export function reachedBy({id, section, one, put}) {
  const chosen = listOf(one.reached_by);
  const choices = WAYS.filter((way) => section === 'people' || way !== 'push').map((way) => ({id: way, name: wayName(way)}));
  const mail = section === 'people' ? 'person-mail' : 'mail';
  return [
    h('div', {class: 'fields', key: 'addresses'},
      line({id: `${mail}-${id}`, label: t('E-mail'), type: 'email', value: one.email ?? '', commit: (value) => put('email', value, t('e-mail changed'))}),
      one.receiver || chosen.some((way) => NEED_RECEIVER.includes(way))
        ? line({id: `receiver-${id}`, label: t('Receiver'), value: one.receiver ?? '', hint: t('Its name in the service’s settings; whoever runs the service knows it.'), commit: (value) => put('receiver', value, t('receiver changed'))}) : null),
    order({id: `routes-${id}`, label: section === 'people' ? t('Reached by, besides the screens') : t('Reached by'), names: chosen.map((way) => ({id: way, name: wayName(way)})), choices,
      empty: section === 'people' ? t('Only the screens.') : t('By nothing: somebody here has to ring.'), commit: (ids, words) => put('reached_by', ids, words)}),
  ];
}

/** When a call is late, for each way that the plan uses. @param {any} live */
export function patiencePart(live) {
  const {all} = live.answers;
  const used = new Set([...Object.values(all.people ?? {}), ...Object.values(all.contacts ?? {})].flatMap((/** @type {any} */ one) => listOf(one?.reached_by)));
  const ways = Object.keys(USUAL).filter((way) => used.has(way) || all.routes?.[way]);
  const put = (/** @type {string} */ way, /** @type {string} */ key, /** @type {string} */ value) =>
    live.draft.edit([value ? {op: 'put', path: ['routes', way, key], value: seconds(value)} : {op: 'remove', path: ['routes', way, key]}], `${wayName(way)}: ${t('when it is late changed')}`);
  return part(live, 'routes', t('When a call is late'), ways.map(wayName).join(', ') || t('Everybody is reached by the screens.'), () => [
    h('p', {class: 'quiet'}, t('Then the next way is taken as well. An empty field is as usual, which stands in it.')),
    ways.map((way) => guarded(live, `routes.${way}`, h('section', {class: 'piece', key: way}, h('h3', null, upper(wayName(way))), h('div', {class: 'fields'},
      UNPROVEN.includes(way) ? null : line({id: `late-${way}-delivered`, label: t('Has to have arrived within'), value: seconds(all.routes?.[way]?.delivered_within), more: {placeholder: USUAL[way][0] || '–'}, commit: (value) => put(way, 'delivered_within', value)}),
      line({id: `late-${way}-answered`, label: t('Has to be answered within'), value: seconds(all.routes?.[way]?.answered_within), more: {placeholder: USUAL[way][1]}, commit: (value) => put(way, 'answered_within', value)}))))),
  ]);
}

/** Who is told when an alarm is over, and who follows it up. @param {any} live */
export function afterPart(live) {
  const own = live.answers.all.after_alarm ?? {};
  const roles = callable(live).filter((role) => role.id !== 'everybody');
  const name = (/** @type {string} */ id) => roles.find((role) => role.id === id)?.name ?? id;
  const task = own.follow_up ?? {};
  const put = (/** @type {string[]} */ path, /** @type {any} */ value) =>
    live.draft.edit([value.length ? {op: 'put', path: ['after_alarm', ...path], value} : {op: 'remove', path: ['after_alarm', ...path]}], t('what follows an alarm changed'));
  return part(live, 'after_alarm', t('When the alarm is over'), [...new Set([...listOf(own.tell), ...(task.role ? [task.role] : [])])].map(name).join(', ') || t('Nobody is told.'), () => guarded(live, 'after_alarm', [
    some({id: 'after-tell', legend: t('Is told once that it is over'), all: roles, chosen: listOf(own.tell), commit: (chosen) => put(['tell'], chosen)}),
    h('div', {class: 'fields', key: 'follow-up'},
      pick({id: 'after-role', label: t('Speaks with those who were in it'), value: task.role ?? '', options: [{value: '', name: t('nobody')}, ...roles.map((role) => ({value: role.id, name: role.name}))],
        commit: (value) => (value ? put(['follow_up', 'role'], value) : put(['follow_up'], ''))}),
      task.role ? line({id: 'after-within', label: t('Within'), value: seconds(task.within), more: {placeholder: '3 d'}, hint: t('For instance 8 h or 3 d: hours or days.'), commit: (value) => put(['follow_up', 'within'], seconds(value))}) : null),
  ]));
}
