// What those who help say beyond "I am coming": who leads, that more are needed, who takes over a task, that somebody is
// calling 112, and what they have seen.

import {isOpen, isReal} from './alarm-words.js';
import {clientHint, hinted} from './clues.js';
import {h} from './element.js';
import {numberOf, saidNumber} from './emergency-number.js';
import {everybody, known, nameOf, roleOf} from './facts.js';
import {N, t} from './words.js';

/** @typedef {import('./sheet.js').Live} Live */

const head = (/** @type {string} */ words) => h('h2', {'data-first': true, tabindex: '-1'}, words);

/** @param {import('./sheet.js').Sheet} sheet @param {string} words @param {() => void} onclick @param {string} [kind] */
const big = (sheet, words, onclick, kind = '') =>
  h('button', {type: 'button', class: `big ${kind}`, disabled: sheet.busy ?? false, key: words, onclick}, words);

/** Who is there first, then who is coming, then everybody else. @param {any} alarm @param {string|null} [without] */
export function nearestFirst(alarm, without = null) {
  const weight = (/** @type {string} */ key) => ({arrived: 0, accepted: 1, called: 2})[
    /** @type {'arrived'} */ (alarm.responders.find((/** @type {any} */ r) => r.responder === key)?.state)] ?? 3;
  return everybody().filter(({key}) => key !== without).sort((a, b) => weight(a.key) - weight(b.key));
}

/** @param {any[]} people @param {import('./sheet.js').Sheet} sheet @param {(key: string) => void} chosen */
const names = (people, sheet, chosen) => h('ul', {class: 'names'}, people.map(({key, name}) =>
  h('li', {key}, big(sheet, name, () => chosen(key)))));

/** @param {any} alarm @param {string} who @param {string[]} states */
const stateOf = (alarm, who, states) => alarm.responders.some((/** @type {any} */ r) => r.responder === who && states.includes(r.state));

/** Whether somebody is busy with a task of her own. @param {any} alarm @param {string} who */
const hasRole = (alarm, who) => alarm.responders.some((/** @type {any} */ r) => r.responder === who && r.role !== null && ['called', 'accepted', 'arrived'].includes(r.state));

/** Whether somebody helps in this alarm: she was called and has not declined, came by herself, or leads.
 * @param {any} alarm @param {string} who */
export const helps = (alarm, who) => alarm.lead?.responder === who
  || alarm.responders.some((/** @type {any} */ r) => r.responder === who && ['accepted', 'arrived'].includes(r.state));

/** What a helper finds behind her own name. @param {Live} live @returns {any[]} */
export function helping({sheet, alarm, ask, act}) {
  const who = sheet.person ?? '';
  if (!isOpen(alarm) || alarm.state === 'provisional' || who === alarm.presser || !helps(alarm, who)) return [];
  const own = alarm.responders.find((/** @type {any} */ r) => r.responder === who);
  const leads = alarm.lead?.responder === who;
  return [
    h('h3', {class: 'sheet-more', key: 'more-head'}, t('More')),
    leads ? big(sheet, t('Hand the lead on'), () => ask({what: 'handLead', person: who}))
      : big(sheet, t('I take the lead'), () => act('lead', {person: who})),
    isReal(alarm) && canCall(alarm) ? big(sheet, t('I am calling %(number)s now', {number: numberOf(alarm)}), () => act('police-calling', {person: who, ...saidNumber(alarm)})) : null,
    big(sheet, t('More people are needed'), () => ask({what: 'more', person: who})),
    big(sheet, t('Say what I have seen'), () => ask({what: 'situation', person: who})),
    own?.role ? big(sheet, t('Somebody else takes over for me'), () => ask({what: 'handOver', person: who})) : null,
  ];
}

/** Whether nobody is on the telephone with the police, and they have not answered. @param {any} alarm */
export const canCall = (alarm) => !['calling', 'answered'].includes(alarm.police);

/** Who takes the lead: everybody can see that it is one person. @param {Live} live */
export function lead({sheet, alarm, act}) {
  const before = alarm.lead?.responder ?? null;
  return [head(t('Who takes the lead?')),
    before ? h('p', {class: 'sheet-duty'}, t('%(name)s leads now.', {name: nameOf(before, alarm.names)})) : null,
    names(nearestFirst(alarm, before ?? alarm.presser), sheet, (key) => act('lead', {person: key}))];
}

/** @param {Live} live */
export function handLead({sheet, alarm, act}) {
  const who = sheet.person ?? '';
  const others = nearestFirst(alarm, who).filter(({key}) => key !== alarm.presser && stateOf(alarm, key, ['accepted', 'arrived']));
  return [head(t('Who leads from now on?')),
    h('p', {class: 'sheet-role'}, t('%(name)s hands the lead on', {name: nameOf(who, alarm.names)})),
    others.length ? names(others, sheet, (key) => act('hand-lead', {person: who, to: key}))
      : h('p', {class: 'sheet-duty'}, t('Nobody else is coming yet. Whoever comes can take the lead herself.'))];
}

/** @param {Live} live */
export function handOver({sheet, alarm, act}) {
  const who = sheet.person ?? '';
  const own = alarm.responders.find((/** @type {any} */ r) => r.responder === who);
  return [head(t('Who takes over?')),
    h('p', {class: 'sheet-duty'}, t('%(role)s: whoever you name is called at once. You are free when you have named somebody.', {role: roleOf(own?.role ?? null)})),
    names(nearestFirst(alarm, who).filter(({key}) => key !== alarm.presser && !hasRole(alarm, key)), sheet, (key) => act('hand-over', {person: who, to: key}))];
}

/** @param {Live} live */
export function more({sheet, alarm, ask, act}) {
  if (!sheet.person) {
    return [head(t('More people are needed')), h('p', {class: 'sheet-duty'}, t('Who says so?')),
      names(nearestFirst(alarm, alarm.presser), sheet, (key) => ask({...sheet, person: key}))];
  }
  const person = sheet.person;
  return [head(t('How many more?')),
    h('p', {class: 'sheet-duty'}, t('The next people of the plan are called at once.')),
    ...[1, 2, 3, 4].map((count) => big(sheet, String(count), () => act('need-more', {person, count}), 'is-count')),
    big(sheet, t('As many as there are'), () => act('need-more', {person}))];
}

/** Somebody takes the telephone: the screens say who, and since when. @param {Live} live */
export function policeCall({sheet, alarm, act}) {
  return [head(t('Who is calling %(number)s?', {number: numberOf(alarm)})),
    h('p', {class: 'sheet-duty'}, t('Trygg does not call for you: this only tells everybody that you do. Call %(number)s now, and stay on the line.', {number: numberOf(alarm)})),
    names(nearestFirst(alarm, alarm.presser), sheet, (key) => act('police-calling', {person: key, ...saidNumber(alarm)}))];
}

/** Whoever is on the telephone says that they have answered. @param {Live} live */
export function policeAnswered({sheet, alarm, act}) {
  const person = alarm.police_call?.by ?? '';
  return [head(t('Has %(number)s answered?', {number: alarm.police_call?.number ?? numberOf(alarm)})),
    h('p', {class: 'sheet-duty'}, t('%(name)s is on the telephone.', {name: nameOf(person, alarm.names)})),
    big(sheet, t('Yes, they have answered'), () => act('police-answered', {person}), 'is-primary')];
}

/** Why a call to the police has ended without them. @param {Live} live */
export function policeEnded({sheet, alarm, act}) {
  const person = alarm.police_call?.by ?? '';
  return [head(t('What happened to the call?')),
    big(sheet, t('Nobody answered'), () => act('police-ended', {person, because: 'unanswered'})),
    big(sheet, t('The line broke'), () => act('police-ended', {person, because: 'broken'})),
    alarm.police === 'answered' ? big(sheet, t('The police have all they need'), () => act('police-ended', {person, because: 'done'})) : null];
}

/** What may be said of what somebody has seen; the first answer of each is "not told". @type {[string, string, [string, string][]][]} */
export const ASPECTS = [
  ['weapons', N('A weapon?'), [['seen', N('Weapon seen')], ['none', N('No weapon seen')], ['unknown', N('Weapon: not known')]]],
  ['injured', N('Is anybody hurt?'), [['yes', N('Somebody is hurt')], ['none', N('Nobody is hurt')], ['unknown', N('Hurt: not known')]]],
  ['person', N('Where is the person who threatens?'), [['here', N('The person is still here')], ['gone', N('The person has left')], ['unknown', N('The person: not known where')]]],
];

/** @param {Live} live */
export function situation({sheet, alarm, ask, act}) {
  if (!sheet.person) {
    return [head(t('What have you seen?')), h('p', {class: 'sheet-duty'}, t('Who says so?')),
      names(nearestFirst(alarm), sheet, (key) => ask({...sheet, person: key}))];
  }
  const person = sheet.person;
  return [head(t('What have you seen?')),
    h('p', {class: 'sheet-role'}, nameOf(person, alarm.names), ' · ', t('Only what you know. Leave the rest.')),
    h('form', {class: 'words situation-form', onsubmit: (/** @type {any} */ event) => {
      event.preventDefault();
      const told = [...new FormData(event.target)].filter(([, value]) => String(value).trim() !== '').map(([key, value]) => [key, String(value).trim()]);
      if (told.length) act('situation', {person, ...Object.fromEntries(told)});
    }},
    ASPECTS.map(([key, question, answers]) => h('fieldset', {key}, h('legend', null, t(question)),
      h('div', {class: 'choices'}, answers.map(([value, words]) => h('label', {key: value, class: 'choice'},
        h('input', {type: 'radio', name: key === 'person' ? 'person_is' : key, value}), h('span', null, t(words))))))),
    choose('whereabouts', t('Where is the person?'), Object.entries(known().zones ?? {}).map(([key, zone]) => [key, zone.name])),
    choose('meets', t('Who meets the police?'), everybody().map(({key, name}) => [key, name])),
    h('label', {for: 'situation-entrance'}, t('Which entrance?')),
    h('input', {...hinted('situation-entrance'), name: 'entrance', maxlength: '200', autocomplete: 'off', held: true}), clientHint('situation-entrance'),
    h('label', {for: 'situation-words'}, t('Anything else')),
    h('textarea', {...hinted('situation-words'), name: 'words', rows: '2', maxlength: '500', held: true}), clientHint('situation-words'),
    h('button', {class: 'big is-primary', disabled: sheet.busy ?? false}, t('Tell everybody')))];
}

/** @param {string} name @param {string} question @param {[string, string][]} answers */
const choose = (name, question, answers) => h('label', {class: 'choose', key: name}, h('span', null, question),
  h('select', {name}, h('option', {value: ''}, '–'), answers.map(([value, words]) => h('option', {value, key: value}, words))));

/** The one line of what is known; null where nothing was told. @param {any} alarm @returns {string[]} */
export function toldOf(alarm) {
  const told = alarm.situation;
  if (!told) return [];
  const words = ASPECTS.map(([key, , answers]) => answers.find(([value]) => value === told[key])?.[1]).filter((one) => one !== undefined).map((one) => t(one));
  const place = told.whereabouts ? known().zones?.[told.whereabouts]?.name ?? told.whereabouts : '';
  return [...words, place ? t('Last seen: %(place)s', {place}) : '', told.entrance ? t('Entrance: %(entrance)s', {entrance: told.entrance}) : '', told.words ?? '',
    told.meets ? t('%(name)s meets the police', {name: nameOf(told.meets, alarm.names)}) : ''].filter(Boolean);
}
