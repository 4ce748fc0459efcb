// The 112 card: the number, what the police will ask in their order with what is known so far, and a tap for each
// answer. What nobody has told is said to be not known: an empty line would be read out as a no.

import {isOpen, isReal, isTestPress, modeOf, policeOf} from './alarm-words.js';
import {h} from './element.js';
import {numberOf, saidNumber, telephone} from './emergency-number.js';
import {everybody, floorOf, kindOf, known, nameOf, placeOf} from './facts.js';
import {icon} from './icon.js';
import {placeSure} from './place-line.js';
import {now, second, span} from './time.js';
import {N, t} from './words.js';

/**
 * @typedef {{what: string, content: Record<string, any>}} Wish  something to be said as soon as it is known who says it
 * @typedef {{alarm: any, who: string|null, wish: Wish|null, busy: boolean, error: string|null, on: 'screen'|'phone',
 *   act: (what: string, content: Record<string, any>) => void, want: (wish: Wish|null) => void}} Live
 */

/** Whether there is something to call about, or to practise. @param {any} alarm */
export const hasCard = (alarm) => isOpen(alarm) && !isTestPress(alarm);

/** What opens the card; in a drill it names no number. @param {any} alarm */
export const wordsForCard = (alarm) => (isReal(alarm) ? t('What to say to %(number)s', {number: numberOf(alarm)}) : t('Practise the emergency call'));

/** @param {Live} live */
export function card112(live) {
  const {alarm, wish} = live;
  if (wish && !speaker(live)) return [whoSays(live)];
  return [h('section', {class: `card-112 ${isReal(alarm) ? '' : 'is-drill'}`, key: 'card-112', 'aria-labelledby': 'card-112-title'},
    head(live), calling(live),
    h('ol', {class: 'asked'}, questions(live).map(({key, ask, say, more}) => h('li', {key},
      h('h3', null, t(ask)),
      h('div', {class: 'told'}, say.length ? say.filter(Boolean).map((words) => h('p', null, words)) : h('p', {class: 'not-known'}, t('Not known yet')), more ?? null)))),
    lastTold(alarm),
    h('p', {class: 'only-print', key: 'as-of'}, t('As known at %(time)s. Look at a screen for what has changed.', {time: second(now())})),
    live.on === 'screen' ? h('button', {type: 'button', class: 'print-card', key: 'print', onclick: () => print()}, t('Print this card')) : null,
    live.busy ? h('p', {class: 'sheet-busy', role: 'status'}, t('Being sent …')) : null,
    live.error ? h('p', {class: 'sheet-error', role: 'alert'}, icon('warning'), live.error) : null)];
}

/** The number, as large as it can be; in a drill in its place that nobody is to be called. @param {Live} live */
function head({alarm, on}) {
  if (!isReal(alarm)) {
    return h('header', {class: 'card-112-head'}, h('h2', {id: 'card-112-title', 'data-first': true, tabindex: '-1'}, modeOf(alarm), h('strong', null, t('Call nobody'))),
      h('p', null, t('Practise: read the card aloud to a colleague.')));
  }
  const number = numberOf(alarm);
  const others = otherNumbers(number);
  return h('header', {class: 'card-112-head'},
    h('h2', {id: 'card-112-title', 'data-first': true, tabindex: '-1'}, on === 'phone' ? t('What to say to %(number)s', {number}) : t('Call %(number)s', {number})),
    on === 'phone' ? h('a', {class: 'big is-primary', key: 'call', href: telephone(number)}, icon('phone'), t('Call %(number)s', {number})) : null,
    others ? h('p', {class: 'other-numbers'}, others) : null,
    ['calling', 'answered'].includes(alarm.police) ? null : h('p', null, t('Trygg does not make this call. Read this aloud, and stay on the line.')));
}

/** @type {Record<string, string>} */
const HELPERS = {police: N('Police'), medical: N('Ambulance'), fire: N('Fire brigade')};

/** The numbers of the others, where they are not all the same. @param {string} number */
function otherNumbers(number) {
  const numbers = Object.entries(known().emergency_call?.numbers ?? {}).filter(([, one]) => one !== number);
  return numbers.map(([helper, one]) => `${t(HELPERS[helper] ?? helper)} ${one}`).join(' · ');
}

/** Whether somebody is on the telephone, and the buttons that say so. @param {Live} live */
function calling(live) {
  const {alarm, busy} = live;
  const button = (/** @type {string} */ words, /** @type {string} */ what, /** @type {Record<string, any>} */ content, kind = '') =>
    h('button', {type: 'button', class: `big ${kind}`, key: words, disabled: busy, onclick: () => say(live, what, content)}, words);
  const real = isReal(alarm);
  const buttons = !real || alarm.state === 'provisional' ? []
    : alarm.police === 'calling' ? [button(t('They have answered'), 'police-answered', {}, 'is-primary'), button(t('No answer'), 'police-ended', {because: 'unanswered'})]
      : alarm.police === 'answered' ? [button(t('The line broke'), 'police-ended', {because: 'broken'}), button(t('The call is over'), 'police-ended', {because: 'done'})]
        : [button(t('I am calling now'), 'police-calling', saidNumber(alarm), 'is-primary')];
  return h('div', {class: 'calling', key: 'calling'}, h('p', {class: `police police-${real ? alarm.police : 'drill'}`, role: 'status'}, icon('police'), h('span', null, policeOf(alarm))),
    buttons.length ? h('div', {class: 'calling-buttons'}, buttons) : null);
}

/** Who says what is tapped: whoever was chosen, or else whoever is on the telephone. @param {Live} live */
const speaker = ({who, alarm}) => who ?? alarm.police_call?.by ?? null;

/** @param {Live} live @param {string} what @param {Record<string, any>} content */
function say(live, what, content) {
  const person = speaker(live);
  const caller = live.alarm.police_call?.by;
  // How a call went is said of the call that is on, whoever stands at the screen.
  if (caller && ['police-answered', 'police-ended'].includes(what)) {
    live.act(what, live.who && live.who !== caller ? {person: live.who, behalf_of: caller, ...content} : {person: caller, ...content});
    return;
  }
  if (person && (what !== 'police-calling' || live.who)) live.act(what, {person, ...content});
  else live.want({what, content});
}

/** @param {Live} live */
function whoSays(live) {
  const {alarm, wish} = live;
  return h('div', {key: 'who-says'}, h('h2', {'data-first': true, tabindex: '-1'}, wish?.what === 'police-calling' ? t('Who is calling?') : t('Who says so?')),
    h('ul', {class: 'names'}, nearest(alarm).map(({key, name}) => h('li', {key},
      h('button', {type: 'button', class: 'big', disabled: live.busy, onclick: () => wish && live.act(wish.what, {person: key, ...wish.content})}, name)))));
}

/** Everybody but the presser; those who are there come first. @param {any} alarm */
function nearest(alarm) {
  const weight = (/** @type {string} */ key) => ['arrived', 'accepted', 'called'].indexOf(
    alarm.responders.find((/** @type {any} */ r) => r.responder === key)?.state) >>> 0;
  return everybody().filter(({key}) => key !== alarm.presser).sort((a, b) => weight(a.key) - weight(b.key));
}

/** The questions in the order in which they are asked, each with what is known. @param {Live} live
 * @returns {{key: string, ask: string, say: any[], more?: any}[]} */
function questions(live) {
  const {alarm} = live;
  const call = known().emergency_call ?? {};
  const told = alarm.situation ?? {};
  const person = speaker(live);
  const there = told.whereabouts ? placeOf(told.whereabouts) : null;
  return [
    {key: 'who', ask: N('Who are you?'), say: [person ? nameOf(person, alarm.names) : t('Say your own name'),
      call.call_back ? t('Call back: %(number)s', {number: call.call_back.replaceAll(' ', '\u00a0')}) : t('Call back: not known yet')]},
    {key: 'where', ask: N('Where exactly?'), say: [known().name, call.address ?? t('Street address: not known yet'),
      alarm.zone ? [placeOf(alarm.zone), floorOf(alarm.zone)].filter(Boolean).join(', ') : t('Which room: not known yet'), placeSure(alarm) || null, entrance(alarm)]},
    {key: 'what', ask: N('What has happened?'), say: [happened(alarm), told.words ?? null, t('Alarm at %(time)s, %(span)s ago', {time: second(alarm.raised_at), span: span(now() - Date.parse(alarm.raised_at))})]},
    {key: 'weapons', ask: N('Are there weapons?'), say: words(WEAPONS, told.weapons), more: choices(live, N('Are there weapons?'), 'weapons', WEAPONS, told.weapons)},
    {key: 'injured', ask: N('Is anybody hurt?'), say: words(INJURED, told.injured), more: choices(live, N('Is anybody hurt?'), 'injured', INJURED, told.injured)},
    {key: 'person', ask: N('Where is the person now?'), say: [...words(PERSON, told.person), ...(there && told.person !== 'gone' ? [there] : [])],
      more: choices(live, N('Where is the person now?'), PERSON_FIELD, PERSON, told.person)},
    {key: 'meets', ask: N('Who meets us, and where?'), say: told.meets ? [nameOf(told.meets, alarm.names), entrance(alarm)] : [], more: meets(live, told.meets)},
  ];
}

const PERSON_FIELD = 'person_is'; // `person` is who says it

/** @typedef {Record<string, [string, string]>} Answers  an answer to what is read out and what is tapped */
/** @type {Answers} */
const WEAPONS = {seen: [N('Yes, a weapon has been seen'), N('Seen')], none: [N('No weapon has been seen'), N('None seen')], unknown: [N('Not known yet'), N('Not known')]};
/** @type {Answers} */
const INJURED = {yes: [N('Yes, somebody is hurt'), N('Yes')], none: [N('Nobody is hurt as far as we know'), N('Nobody')], unknown: [N('Not known yet'), N('Not known')]};
/** @type {Answers} */
const PERSON = {here: [N('Still here'), N('Still here')], gone: [N('Has left the house'), N('Has left')], unknown: [N('Not known yet'), N('Not known')]};

/** @param {Answers} answers @param {string|undefined} answer */
const words = (answers, answer) => (answer && answer !== 'unknown' && Object.hasOwn(answers, answer) ? [t(answers[answer][0])] : []);

/** @param {Live} live @param {string} ask @param {string} field @param {Answers} answers @param {string|undefined} told */
function choices(live, ask, field, answers, told) {
  if (live.alarm.state === 'provisional') return null;
  return h('div', {class: 'choices', role: 'group', 'aria-label': t(ask)}, Object.entries(answers).map(([answer, [, short]]) =>
    h('button', {type: 'button', class: 'choice', key: answer, 'aria-pressed': String(told === answer), disabled: live.busy,
      onclick: () => say(live, 'situation', {[field]: answer})}, t(short))));
}

/** @param {Live} live @param {string|undefined} told */
function meets(live, told) {
  if (live.alarm.state === 'provisional') return null;
  return h('label', {class: 'choose'}, h('span', {class: 'hidden-words'}, t('Who meets them?')),
    h('select', {disabled: live.busy, onchange: (/** @type {any} */ event) => event.target.value && say(live, 'situation', {meets: event.target.value})},
      h('option', {value: '', '.selected': !told}, t('Choose who meets them …')),
      nearest(live.alarm).map(({key, name}) => h('option', {key, value: key, '.selected': key === told}, name))));
}

/** Which way in: what somebody has told, else the nearest to the place, or the only one there is. @param {any} alarm */
function entrance({zone, situation}) {
  if (situation?.entrance) return t('Entrance: %(name)s', {name: situation.entrance});
  const call = known().emergency_call ?? {};
  const all = Object.keys(call.entrances ?? {});
  const way = call.entrances?.[call.nearest?.[zone ?? ''] ?? (all.length === 1 ? all[0] : '')];
  return way ? [t('Entrance: %(name)s', {name: way.name}), way.say].filter(Boolean).join('. ') : t('Entrance: not known yet');
}

/** @type {Record<string, string>} */
const HAPPENED = {
  emergency: N('Somebody of our staff is threatened or attacked'), assist: N('Somebody of our staff asked for help'),
  medical: N('Somebody is ill or hurt'), observe: N('Somebody of our staff asked for a colleague to keep an eye on a meeting'),
};

/** @param {any} alarm */
function happened(alarm) {
  const what = Object.hasOwn(HAPPENED, alarm.kind) ? t(HAPPENED[alarm.kind]) : kindOf(alarm.kind);
  return alarm.presser ? t('%(what)s: %(name)s has pressed the alarm', {what, name: nameOf(alarm.presser, alarm.names)}) : what;
}

/** @param {any} alarm */
const lastTold = (alarm) => (alarm.situation?.by && alarm.situation.at ? h('p', {class: 'quiet', key: 'last-told'},
  t('Last told by %(name)s at %(time)s', {name: nameOf(alarm.situation.by, alarm.names), time: second(alarm.situation.at)})) : null);
