// What a helper's telephone offers beside her answer: who leads, more people, the police, what she has seen, and handing
// over. The same words and steps as on an office screen, in her own name.

import {isOpen, isReal, isTestPress, modeOf, neededOf} from './alarm-words.js';
import {h} from './element.js';
import {numberOf, telephone} from './emergency-number.js';
import {nameOf, placeOf} from './facts.js';
import {canCall, handLead, handOver, helping, more, policeEnded, situation, toldOf} from './helping.js';
import {icon} from './icon.js';
import {musterVouch} from './phone-muster.js';
import {second} from './time.js';
import {ways} from './ways-sheet.js';
import {t} from './words.js';

/** @typedef {{alarm: any, me: string, here: string|null, asking: any, busy: boolean, error: string|null,
 *   ask: (what: any) => void, act: (what: string, content?: Record<string, any>) => void}} Live */

/** @type {Record<string, (live: any) => any>} */
const SHEETS = {handLead, handOver, more, policeEnded, situation, musterVouch, ways};

/** Whether something is asked that takes the place of the whole call. @param {any} asking */
export const asksForHelp = (asking) => Boolean(asking) && Object.hasOwn(SHEETS, asking.what ?? '');

/** One question in the place of everything else, with the way back. @param {Live} live */
export function helpSheet({alarm, me, here, asking, busy, error, ask, act}) {
  const sheet = {...asking, person: me, busy};
  return h('article', {class: `call call-sheet alarm-${alarm.mode} state-${alarm.state}`, key: `help-${asking.what}`},
    // Whatever is asked: which alarm it is about, and that a drill is one, stays in sight.
    h('div', {class: 'call-head is-small', key: 'head'}, h('p', {class: 'hero-kind'}, h('strong', {class: 'hero-mode'}, modeOf(alarm)), h('span', null, placeOf(alarm.zone)))),
    h('button', {type: 'button', class: 'back', key: 'back', onclick: () => ask(null)}, icon('back'), t('Back')),
    h('div', {class: 'sheet', key: 'sheet'}, SHEETS[asking.what]?.({sheet, alarm, ask, act, here})),
    busy ? h('p', {class: 'sheet-busy', role: 'status', key: 'busy'}, t('Being sent …')) : null,
    error ? h('p', {class: 'sheet-error', role: 'alert', key: 'error'}, icon('warning'), error) : null);
}

/** Who leads, and how many are needed. @param {any} alarm @param {string} me */
export function leadLine(alarm, me) {
  if (!isOpen(alarm) || isTestPress(alarm) || alarm.state === 'provisional') return null;
  const who = alarm.lead?.responder;
  const words = !who ? t('Nobody leads yet') : who === me ? t('You lead') : null;
  return h('p', {class: 'call-lead', key: 'lead'}, words ?? [t('Leads:'), ' ', h('b', null, nameOf(who, alarm.names))],
    neededOf(alarm) ? [' · ', neededOf(alarm)] : null);
}

/** What was told of the situation. @param {any} alarm */
export function toldLine(alarm) {
  const told = toldOf(alarm);
  return told.length ? h('p', {class: 'call-told', key: 'told'}, told.join(' · ')) : null;
}

/** What else she can say. @param {Live} live */
export function helpSection({alarm, me, busy, ask, act}) {
  const rest = helping({sheet: {what: 'person', person: me, busy}, alarm, ask, act});
  const call = policeActs(alarm, me, busy, ask, act);
  // Whoever stands before a door that does not open has her telephone there, and no screen.
  const ways = isOpen(alarm) && alarm.instructions ? h('button', {type: 'button', class: 'big', key: 'ways', id: 'open-ways', onclick: () => ask({what: 'ways'})}, t('Ways to safety')) : null;
  return rest.length || call || ways ? h('section', {class: 'call-help', key: 'help'}, call, ways, rest) : null;
}

/** Whoever is on the telephone with the police says how it goes.
 * @param {any} alarm @param {string} me @param {boolean} disabled @param {Live['ask']} ask @param {Live['act']} act */
function policeActs(alarm, me, disabled, ask, act) {
  if (!isOpen(alarm) || !isReal(alarm) || alarm.police_call?.by !== me || alarm.police_call.ended_at || canCall(alarm)) return null;
  const {answered_at: answered, at} = alarm.police_call;
  const number = alarm.police_call.number ?? numberOf(alarm);
  const told = answered ? t('%(number)s answered %(time)s', {number, time: second(answered)})
    : t('You have been calling since %(time)s', {time: second(at)});
  return [h('p', {class: 'call-line', key: 'line', role: 'status'}, icon('phone'), told),
    answered ? null : h('a', {class: 'big', key: 'dial', href: telephone(number)}, t('Call %(number)s', {number})),
    answered ? null : h('button', {type: 'button', class: 'big is-primary', key: 'answered', disabled, onclick: () => act('police-answered')}, t('They have answered')),
    h('button', {type: 'button', class: 'big', key: 'ended', disabled, onclick: () => ask({what: 'policeEnded'})}, t('The call has ended'))];
}
