// What stands beside the alarm when somebody has tapped: a few large answers, and always a way back.

import {beforeAsking, mayAskPolice, policeOf} from './alarm-words.js';
import {lacksPin} from './calm.js';
import {card112} from './card-112.js';
import {closeOffice, endNextDoor, lookAgain, nextDoorAnswer, reopen} from './closing.js';
import {contact} from './contact-task.js';
import {dutyFirst, dutyRest} from './duty.js';
import {h} from './element.js';
import {cancel, clear, close} from './ending-sheet.js';
import {everybody, nameOf, placeOf, roleOf} from './facts.js';
import {fireOver} from './fire-over.js';
import {handLead, handOver, helping, lead, more, policeAnswered, policeCall, policeEnded, situation} from './helping.js';
import {icon} from './icon.js';
import {MUSTER_SHEETS} from './muster-sheet.js';
import {ways, waysWho} from './ways-sheet.js';
import {t} from './words.js';

/**
 * @typedef {{what: string, stage?: string, said?: string, content?: any, all?: boolean, item?: string, answer?: string, alarm?: string, person?: string, role?: string, seen?: boolean, outcome?: string, words?: string, busy?: boolean, error?: string|null,
 *   count?: number, chosen?: string[], withPin?: {what: string, content: any}, wish?: import('./card-112.js').Wish|null}} Sheet  withPin: what was asked and waits for the screen's PIN
 * @typedef {{sheet: Sheet, alarm: any, ask: (sheet: Sheet|null) => void, act: (what: string, content: any, pin?: string) => void}} Live
 */

/** @type {Record<string, (live: Live) => any>} */
const SHEETS = {card, contact, person, police, pick, clear, cancel, close, today, role, lead, handLead, handOver, more, policeCall, policeAnswered, policeEnded, situation, notHere, ways, waysWho, closeOffice, reopen, lookAgain, line, nextDoor: nextDoorAnswer, endNextDoor, fireOver, ...MUSTER_SHEETS};

/** @param {Live} live */
export function sheetView(live) {
  const {sheet, ask} = live;
  const inner = sheet.withPin ? pin(live) : SHEETS[sheet.what]?.(live);
  return [
    h('header', {class: 'side-head', key: 'sheet-head'},
      h('button', {type: 'button', class: 'back', onclick: () => ask(null)}, icon('back'), t('Back'))),
    h('div', {class: 'sheet', key: `sheet-${sheet.what}-${sheet.person ?? sheet.role ?? ''}-${sheet.seen ?? ''}-${sheet.outcome ?? ''}-${sheet.count ?? ''}`}, inner,
      sheet.busy ? h('p', {class: 'sheet-busy', role: 'status'}, t('Being sent …')) : null,
      sheet.error ? h('p', {class: 'sheet-error', role: 'alert'}, icon('warning'), sheet.error) : null),
  ];
}

/** @param {Sheet} sheet @param {string} words @param {() => void} onclick @param {string} [kind] */
const big = (sheet, words, onclick, kind = '') =>
  h('button', {type: 'button', class: `big ${kind}`, disabled: sheet.busy ?? false, key: words, onclick}, words);

/** @param {Live} live */
function card({sheet, alarm, ask, act}) {
  return card112({alarm, who: sheet.person ?? null, wish: sheet.wish ?? null, on: 'screen', busy: sheet.busy ?? false, error: null,
    want: (wish) => ask({...sheet, wish}), act: (what, content) => act(what, content)});
}

/** @param {Live} live */
function person({sheet, alarm, ask, act}) {
  const who = sheet.person ?? '';
  const own = alarm.responders.find((/** @type {any} */ r) => r.responder === who);
  const say = (/** @type {string} */ what) => act(what, {person: who});
  const state = own?.state;
  return [
    h('h2', {'data-first': true, tabindex: '-1'}, nameOf(who, alarm.names)),
    own ? h('p', {class: 'sheet-role'}, roleOf(own.role)) : null,
    own ? dutyFirst(own.role) : null,
    state !== 'accepted' && state !== 'arrived' ? big(sheet, t('I am coming'), () => say('accept'), 'is-primary') : null,
    state !== 'arrived' && lacksPin() ? h('p', {class: 'sheet-note', key: 'no-pin'}, t('There already? Say so on your own telephone: this screen has no PIN.')) : null,
    state !== 'arrived' && !lacksPin() ? big(sheet, t('I am there'), () => say('arrive'), state === 'accepted' ? 'is-primary' : '') : null,
    alarm.state === 'raised' ? big(sheet, t('I have seen it'), () => say('acknowledge')) : null,
    state !== 'declined' && state !== 'arrived' ? big(sheet, t('I cannot come'), () => say('decline')) : null,
    state === 'arrived' ? h('p', {class: 'sheet-note'}, t('You are on site. When it is over, say so under “The danger is over”.')) : null,
    mayAskPolice(alarm, who) ? big(sheet, t('Police are needed'), () => ask({what: 'police', person: who})) : null,
    alarm.police_asked ? h('p', {class: 'sheet-note'}, policeOf(alarm)) : null,
    own ? dutyRest(own.role) : null,
    ...helping({sheet, alarm, ask, act}),
  ];
}

/** @param {Live} live */
function police({sheet, alarm, ask, act}) {
  const who = sheet.person ?? '';
  return [
    h('h2', {'data-first': true, tabindex: '-1'}, t('Police are needed')),
    h('p', {class: 'sheet-role'}, nameOf(who, alarm.names)),
    h('p', {class: 'sheet-duty'}, beforeAsking(alarm)),
    big(sheet, t('Yes, the police are needed'), () => act('ask-police', {person: who}), 'is-primary'),
    big(sheet, t('No'), () => ask({what: 'person', person: who})),
  ];
}

/** @param {any[]} people @param {Sheet} sheet @param {(key: string) => void} chosen */
const names = (people, sheet, chosen) => h('ul', {class: 'names'}, people.map(({key, name}) =>
  h('li', {key}, big(sheet, name, () => chosen(key)))));

/** @param {Live} live */
function pick({sheet, ask}) {
  return [h('h2', {'data-first': true, tabindex: '-1'}, t('Who are you?')),
    names(everybody(), sheet, (key) => ask({what: 'person', person: key}))];
}

/** What a role is to do, read while nothing is going on. @param {Live} live */
function role({sheet}) {
  return [
    h('h2', {'data-first': true, tabindex: '-1'}, roleOf(sheet.role ?? null)),
    dutyFirst(sheet.role ?? null) ?? h('p', {class: 'sheet-duty'}, t('The plan says no duty for this role.')),
    dutyRest(sheet.role ?? null),
  ];
}

/** @param {Live} live */
function pin({sheet, act}) {
  const {what, content} = /** @type {{what: string, content: any}} */ (sheet.withPin);
  return [
    h('h2', {'data-first': true, tabindex: '-1'}, t('The PIN of this screen')),
    h('p', {class: 'sheet-duty'}, what === 'arrive' ? t('Whoever leads knows it. Without it nobody can say here that somebody is there: say it on your own telephone.')
      : t('Whoever leads knows it. Without it nobody can make an alarm go away here.')),
    h('form', {class: 'words', onsubmit: (/** @type {any} */ event) => {
      event.preventDefault();
      act(what, content, new FormData(event.target).get('pin')?.toString() ?? '');
    }},
    h('label', {for: 'pin'}, t('PIN')),
    h('input', {id: 'pin', name: 'pin', type: 'password', inputmode: 'numeric', autocomplete: 'off', maxlength: '12', required: true, held: true}),
    h('button', {class: 'big is-primary', disabled: sheet.busy ?? false}, t('Go on'))),
  ];
}

/** A line of a closing, answered with one tap already. @param {Live} live */
function line({sheet}) {
  return h('h2', {'data-first': true, tabindex: '-1'}, sheet.answer === 'done' ? t('It is done') : t('Cannot'));
}

/** Said with one tap already: here it is sent. @param {Live} live */
function notHere({alarm}) {
  return h('h2', {'data-first': true, tabindex: '-1'}, t('Not here'), ': ', placeOf(alarm.zone));
}

/** @param {Live} live */
function today({sheet, act}) {
  const who = sheet.person ?? '';
  return [
    h('h2', {'data-first': true, tabindex: '-1'}, nameOf(who)),
    h('p', {class: 'sheet-duty'}, t('This holds for today only. No reason is stored.')),
    big(sheet, t('Here today'), () => act('today', {person: who, fact: 'here'}), 'is-primary'),
    big(sheet, t('Away today'), () => act('today', {person: who, fact: 'absent'})),
  ];
}
