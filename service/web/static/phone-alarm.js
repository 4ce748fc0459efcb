// One alarm on a responder's telephone: where and what first, then one tap to answer, then who else comes.

import {answerOf, beforeAsking, chipOf, isExhausted, isOpen, isPoliceWanted, isReal, isTestPress, mayAskPolice, mistakeOf, modeOf, policeOf, sayTestPress, wayOf} from './alarm-words.js';
import {card112, hasCard, wordsForCard} from './card-112.js';
import {contactTasks} from './contact-task.js';
import {dutyFirst, dutyRest} from './duty.js';
import {h} from './element.js';
import {numberAt, numberOf, telephone} from './emergency-number.js';
import {floorOf, kindOf, known, nameOf, placeOf, roleOf} from './facts.js';
import {icon} from './icon.js';
import {noticeOf} from './notice-words.js';
import {asksForHelp, helpSection, helpSheet, leadLine, toldLine} from './phone-help.js';
import {phoneMuster} from './phone-muster.js';
import {notHereButton, placeLine} from './place-line.js';
import {now, span} from './time.js';
import {wayLine} from './ways-line.js';
import {t} from './words.js';

const LONG = 24; // letters of a place that would fill the whole telephone in the largest type

/**
 * @typedef {{alarm: any, me: string, here: string|null, delayed: boolean, isNews: boolean, asking: any, busy: boolean, error: string|null,
 *   visit: any, ask: (what: any) => void, act: (what: string, content?: Record<string, any>) => void}} Live
 */

/** @param {Live} live */
export function phoneAlarm(live) {
  const {alarm, me} = live;
  if (isOpen(alarm) && asksForHelp(live.asking)) return helpSheet(live);
  const place = placeOf(alarm.zone);
  const own = alarm.responders.find((/** @type {any} */ r) => r.responder === me);
  if (live.asking === 'card' && hasCard(alarm)) return cardOf(live);
  const card = hasCard(alarm) ? h('button', {type: 'button', class: 'big open-card', key: 'open-card', onclick: () => live.ask('card')}, icon('phone'), wordsForCard(alarm)) : null;
  // Her own answer comes first, unless what is needed first is a call.
  const callsFirst = isPoliceWanted(alarm) || isExhausted(alarm);
  return h('article', {class: `call alarm-${alarm.mode} state-${alarm.state}`, key: `call-${alarm.alarm}`},
    h('div', {class: 'call-head'},
      // Said once, when it comes; what counts on below is said by nobody every second.
      h('div', {role: live.isNews ? 'alert' : null, 'aria-live': 'assertive', class: 'call-what', key: 'what'}, h('p', {class: 'hero-kind'}, isOpen(alarm) ? null : h('strong', {class: 'hero-mode'}, t('OVER')), h('strong', {class: 'hero-mode'}, modeOf(alarm)), h('span', null, kindOf(alarm.kind))),
      h('h1', {class: `call-place ${place.length > LONG ? 'is-long' : ''}`, lang: document.documentElement.lang}, place, floorOf(alarm.zone) ? [' ', h('small', null, floorOf(alarm.zone))] : null)),
      placeLine(alarm), live.visit,
      h('p', {class: 'call-since'}, t('%(time)s ago', {time: span(now() - Date.parse(alarm.raised_at))})),
      h('p', {class: 'call-police', role: 'status'}, icon('police'), h('span', null, policeOf(alarm)))),
    isPoliceWanted(alarm) ? callPolice('is-primary') : null,
    mistakeOf(alarm) ? h('p', {class: `call-mistake ${alarm.mistake.under_duress ? 'is-duress' : ''}`, role: 'alert', key: 'mistake'}, icon('warning'), h('span', null, mistakeOf(alarm))) : null,
    exhausted(alarm),
    !own || own.state === 'declined' ? wayLine(alarm, known().people?.[me]?.home) : null, // whoever is called has her duty
    callsFirst ? card : null,
    live.delayed ? h('p', {class: 'sheet-error', role: 'status'}, icon('warning'),
      t('Record delayed: the alarm is real, help is not yet called from here. Go or call.')) : null,
    own && isOpen(alarm) && live.asking !== 'police' ? h('section', {class: 'call-duty'},
      h('p', null, h('b', null, [roleOf(own.role), ...wayOf(own)].join(' · '))),
      dutyFirst(own.role)) : null,
    own || live.asking ? null : phoneMuster(live),
    h('section', {class: 'call-answers'}, answers(live, own, place),
      live.asking ? null : notHereButton(alarm, () => live.act('not-here', {whereabouts: alarm.zone}), live.busy),
      live.busy ? h('p', {class: 'sheet-busy', role: 'status'}, t('Being sent …')) : null,
      live.error ? h('p', {class: 'sheet-error', role: 'alert'}, icon('warning'), live.error) : null),
    own && !live.asking ? phoneMuster(live) : null,
    contactTasks(alarm, {on: 'phone', busy: live.busy, reached: (contact) => live.act('accept', {behalf_of: contact, channel: 'telephone'})}),
    callsFirst ? null : card,
    own && isOpen(alarm) && live.asking !== 'police' ? dutyRest(own.role) : null,
    h('section', {class: 'call-others'}, h('h2', null, answerOf(alarm)), leadLine(alarm, me), toldLine(alarm),
      h('ul', null, alarm.responders.map((/** @type {any} */ r) => other(alarm, r, me)))),
    helpSection(live));
}

/** @param {any} alarm @param {any} r @param {string} me */
function other(alarm, r, me) {
  const chip = chipOf(r, isOpen(alarm), alarm.names);
  const notice = r.responder === me ? null : noticeOf(r, isOpen(alarm)); // she holds it in her hand
  return h('li', {key: r.responder, class: r.responder === me ? 'is-me' : ''},
    h('span', null, nameOf(r.responder, alarm.names)),
    h('span', {class: `chip chip-${r.state}`}, icon(chip.icon), h('span', null, chip.words)),
    notice ? h('small', {class: `notice is-${notice.kind}`, key: 'notice'}, icon(notice.icon), h('span', null, notice.words)) : null);
}

/** A tap that dials what the police are called on, whatever kind of alarm it is. @param {string} [look] */
const callPolice = (look = '') => h('a', {class: `big ${look}`, key: 'call-112', href: telephone(numberAt())}, t('Call %(number)s', {number: numberAt()}));

/** The 112 card in place of everything else, with the way back. @param {Live} live */
const cardOf = ({alarm, me, ask, act, busy, error}) => h('article', {class: 'call', key: `card-${alarm.alarm}`},
  h('button', {type: 'button', class: 'back', key: 'back', onclick: () => ask(null)}, icon('back'), t('Back')),
  card112({alarm, who: me, wish: null, on: 'phone', busy, error, want: () => {}, act}));

/** @param {any} alarm */
function exhausted(alarm) {
  if (!isExhausted(alarm)) return null;
  const number = alarm.last_resort ?? numberOf(alarm);
  return h('p', {class: 'exhausted', role: 'alert', key: 'exhausted'}, isReal(alarm)
    ? h('a', {href: telephone(number)}, icon('phone'), h('strong', null, t('Nobody is coming – call %(number)s', {number})))
    : [icon('phone'), h('strong', null, t('Nobody is coming'))]);
}

/** @param {Live} live @param {any} own @param {string} place */
function answers({alarm, me, asking, busy, ask, act}, own, place) {
  const big = (/** @type {string} */ words, /** @type {() => void} */ onclick, kind = '') =>
    h('button', {type: 'button', class: `big ${kind}`, key: words, disabled: busy, onclick}, words);
  if (alarm.state === 'cleared' || alarm.state === 'cancelled') {
    const name = nameOf(alarm.cleared_by ?? alarm.cancelled_by, alarm.names);
    return h('p', {class: 'sheet-duty'}, alarm.state === 'cleared' ? t('The danger is over, says %(name)s.', {name})
      : t('Set off by mistake, says %(name)s.', {name}));
  }
  if (isTestPress(alarm)) return h('p', {class: 'sheet-duty'}, sayTestPress());
  if (alarm.state === 'provisional') {
    return h('p', {class: 'sheet-duty'}, t('Names follow. Keep away from %(place)s until you are called.', {place}));
  }
  if (asking === 'clear') {
    const presser = alarm.presser ? nameOf(alarm.presser, alarm.names) : null;
    return [
      h('p', {class: 'sheet-duty', 'data-first': true, tabindex: '-1'}, presser ? t('Have you seen %(name)s yourself?', {name: presser})
        : t('Have you been there and seen it yourself?')),
      big(t('Yes, the danger is over'), () => act('clear'), 'is-primary'), big(t('No, it goes on'), () => ask(null))];
  }
  if (asking === 'police' && mayAskPolice(alarm, me)) {
    return [h('p', {class: 'sheet-duty', 'data-first': true, tabindex: '-1'}, beforeAsking(alarm)),
      big(t('Yes, the police are needed'), () => act('ask-police'), 'is-primary'),
      isReal(alarm) ? callPolice() : null,
      big(t('No'), () => ask(null))];
  }
  const police = mayAskPolice(alarm, me) ? big(t('Police are needed'), () => ask('police')) : null;
  if (own?.state === 'arrived') return [big(t('The danger is over'), () => ask('clear')), police];
  if (own?.state === 'accepted') {
    return [big(t('I am there'), () => act('arrive'), 'is-primary'), big(t('I cannot come'), () => act('decline')), police];
  }
  return [
    own ? null : h('p', {class: 'sheet-duty'}, t('You are not called. Keep away from %(place)s.', {place})),
    big(t('I am coming'), () => act('accept'), own ? 'is-primary' : ''),
    own && own.state !== 'declined' ? big(t('I cannot come'), () => act('decline')) : null,
    police,
  ];
}

/** What the phone of the one who pressed shows: small, calm, and only what is true. @param {any} alarm */
export function presserNote(alarm) {
  const by = (/** @type {string} */ state) => alarm.responders.filter((/** @type {any} */ r) => r.state === state)
    .map((/** @type {any} */ r) => nameOf(r.responder, alarm.names)).join(', ');
  const there = by('arrived');
  const coming = by('accepted');
  const words = !isOpen(alarm) ? t('Over') : there ? t('There: %(names)s', {names: there})
    : coming ? t('Coming: %(names)s', {names: coming}) : alarm.state === 'acknowledged' ? t('Somebody has seen it')
      : alarm.state === 'raised' ? t('Received') : t('On its way');
  return h('section', {class: 'presser', key: `mine-${alarm.alarm}`, role: 'status'}, h('p', null, words),
    h('small', null, [isReal(alarm) ? null : modeOf(alarm), placeOf(alarm.zone)].filter(Boolean).join(' · ')));
}
