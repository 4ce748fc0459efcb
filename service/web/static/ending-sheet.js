// How an alarm ends on a shared screen: has somebody seen her, who says so, and in a few words what it was.

import {isReal} from './alarm-words.js';
import {clientHint, hinted} from './clues.js';
import {h} from './element.js';
import {everybody, leads, nameOf} from './facts.js';
import {t} from './words.js';

/** @typedef {import('./sheet.js').Sheet} Sheet */
/** @typedef {import('./sheet.js').Live} Live */

/** @param {string} words */
const head = (words) => h('h2', {'data-first': true, tabindex: '-1'}, words);

/** @param {Sheet} sheet @param {string} words @param {() => void} onclick @param {string} [kind] */
const big = (sheet, words, onclick, kind = '') =>
  h('button', {type: 'button', class: `big ${kind}`, disabled: sheet.busy ?? false, key: words, onclick}, words);

/** @param {any[]} people @param {Sheet} sheet @param {(key: string) => void} chosen */
const names = (people, sheet, chosen) => h('ul', {class: 'names'}, people.map(({key, name}) =>
  h('li', {key}, big(sheet, name, () => chosen(key)))));

/** Who may say so: not who pressed; who is there comes first. @param {any} alarm */
function speakers(alarm) {
  const there = new Set(alarm.responders.filter((/** @type {any} */ r) => r.state === 'arrived').map((/** @type {any} */ r) => r.responder));
  const people = everybody().filter((p) => p.key !== alarm.presser);
  return [...people.filter((p) => there.has(p.key)), ...people.filter((p) => !there.has(p.key))];
}

/** Whether somebody has seen her with her own eyes: asked before anything ends. @param {Live} live @param {string} title */
function haveYouSeen({sheet, alarm, ask}, title) {
  const presser = alarm.presser ? nameOf(alarm.presser, alarm.names) : '';
  return [
    head(title),
    h('p', {class: 'sheet-duty'}, presser ? t('Have you seen %(name)s yourself?', {name: presser})
      : t('Have you been there and seen it yourself?')),
    big(sheet, t('Yes, I have seen it myself'), () => ask({...sheet, seen: true}), 'is-primary'),
    big(sheet, t('No'), () => ask({...sheet, seen: false})),
  ];
}

/** Nobody has: go and look. The lead alone can say how she knows, and not once who pressed has said "by mistake". @param {Live} live */
function goAndLook({sheet, alarm, ask}) {
  const lead = everybody().filter((p) => leads(p.key) && p.key !== alarm.presser);
  if (sheet.outcome === 'unseen') {
    return [head(t('Without having seen her')), h('p', {class: 'sheet-duty'}, t('Who leads and says so? It stays in the record that nobody has seen her.')),
      names(lead, sheet, (key) => ask({...sheet, person: key}))];
  }
  return [
    head(t('Then the alarm goes on')),
    h('p', {class: 'sheet-duty'}, t('Somebody has to go there and look first. Voices on a telephone are not enough.')),
    big(sheet, t('I am going there now'), () => ask({what: 'pick'}), 'is-primary'),
    !alarm.mistake && lead.length ? big(sheet, t('I lead, and know it otherwise'), () => ask({...sheet, outcome: 'unseen'})) : null,
  ];
}

/** @param {Live} live */
export function clear(live) {
  const {sheet, alarm, act} = live;
  if (sheet.seen === undefined) return haveYouSeen(live, t('The danger is over'));
  if (sheet.seen) return [head(t('Who says so?')), names(speakers(alarm), sheet, (key) => act('clear', {person: key, seen_her: true}))];
  if (!sheet.person) return goAndLook(live);
  return wordsForm({sheet, title: t('Without having seen her'), question: t('How do you know that the danger is over?'), button: t('The danger is over'),
    send: (words) => act('clear', {person: sheet.person, seen_her: false, words})});
}

/** @param {Live} live */
export function cancel(live) {
  const {sheet, alarm, ask, act} = live;
  if (sheet.seen === undefined) return haveYouSeen(live, t('Set off by mistake'));
  if (!sheet.seen && !sheet.person) return goAndLook(live);
  if (!sheet.person) {
    return [head(t('Set off by mistake')), h('p', {class: 'sheet-duty'}, t('Who says so? It stays in the record with your name.')),
      names(speakers(alarm), sheet, (key) => ask({...sheet, person: key}))];
  }
  return wordsForm({sheet, title: t('Set off by mistake'), question: t('What happened?'), button: t('End the alarm'),
    send: (words) => act('cancel', {person: sheet.person, words, seen_her: sheet.seen})});
}

/** @param {Live} live */
export function close({sheet, alarm, ask, act}) {
  if (!sheet.person) {
    return [head(t('Close and save')), h('p', {class: 'sheet-duty'}, t('Who closes it?')),
      names([...speakers(alarm), ...everybody().filter((p) => p.key === alarm.presser)], sheet, (key) => ask({...sheet, person: key}))];
  }
  if (isReal(alarm) && !sheet.outcome) {
    const reasons = alarm.state === 'cancelled' ? [['mistake', t('It was set off by mistake')], ['other', t('Something else')]]
      : [['over', t('There was a danger, and it is over')], ['mistake', t('It was set off by mistake')], ['other', t('Something else')]];
    return [head(t('Close and save')), h('p', {class: 'sheet-duty'}, t('What was it?')),
      reasons.map(([outcome, words], n) => big(sheet, words, () => ask({...sheet, outcome}), n ? '' : 'is-primary'))];
  }
  return wordsForm({sheet, title: t('Close and save'), question: t('In a few words: what was it?'), button: t('Close and save'),
    send: (words) => act('close', {person: sheet.person, outcome: isReal(alarm) ? sheet.outcome : alarm.mode, words})});
}

/** @param {{sheet: Sheet, title: string, question: string, button: string, send: (words: string) => void}} form */
function wordsForm({sheet, title, question, button, send}) {
  return [
    head(title),
    h('form', {class: 'words', onsubmit: (/** @type {any} */ event) => {
      event.preventDefault();
      send(new FormData(event.target).get('words')?.toString().trim() ?? '');
    }},
    h('label', {for: 'words'}, question),
    h('textarea', {...hinted('words'), name: 'words', rows: '3', maxlength: '500', required: true, held: true}), clientHint('words'),
    h('button', {class: 'big is-primary', disabled: sheet.busy ?? false}, button)),
  ];
}
