// The closing of an office on its screens: calm, without a sound, and always below a real alarm.

import {closingFields, closingTold, tellFirst} from './closing-form.js';
import {answerOf, canClose, isNextDoor, lineOf, markOf, nextOf, titleOf, toldOf, whoseOf} from './closing-words.js';
import {h} from './element.js';
import {everybody, known, leads, nameOf} from './facts.js';
import {icon} from './icon.js';
import {answers, nextDoor} from './next-door.js';
import {t} from './words.js';

/** @typedef {(sheet: any) => void} AskSheet */

/** One line for each closing, where an alarm has the large place. @param {any[]} closings */
export function closingStrips(closings) {
  return closings.map((alarm) => h('p', {class: 'closing-strip', key: `strip-${alarm.alarm}`, role: 'status'}, mark(alarm),
    h('b', null, titleOf(alarm)), h('span', null, nextOf(alarm))));
}

/** The closings in the large place, while there is no alarm. @param {{closings: any[], ask: AskSheet}} live */
export function closingViews({closings, ask}) {
  const isOurs = closings.some((alarm) => !isNextDoor(alarm) && alarm.closing.stage !== 'hold');
  return closings.map((alarm) => isNextDoor(alarm) ? h('section', {class: `closing ${alarm.closing.is_due ? 'is-due' : ''}`, key: `closing-${alarm.alarm}`},
    head(alarm),
    nextDoor({alarm, isBusy: false, say: (answer) => ask({what: 'nextDoor', alarm: alarm.alarm, answer})}),
    h('footer', {class: 'closing-foot', key: 'foot'},
      isOurs || !canClose() ? null : button(t('Close the office …'), () => ask({what: 'closeOffice', stage: 'closing'})),
      button(t('End this here'), () => ask({what: 'endNextDoor', alarm: alarm.alarm})))) : h('section', {class: `closing ${alarm.closing.is_due ? 'is-due' : ''}`, key: `closing-${alarm.alarm}`},
    head(alarm),
    lines(alarm, (item, answer, person) => ask({what: 'line', alarm: alarm.alarm, item, answer, person})),
    h('footer', {class: 'closing-foot', key: 'foot'},
      alarm.closing.stage === 'hold' && !isOurs && canClose() ? button(t('Close the office …'), () => ask({what: 'closeOffice', stage: 'closing'})) : null,
      alarm.closing.stage === 'expected' ? button(t('Close the office'), () => ask({what: 'closeOffice', stage: 'closing'})) : null,
      alarm.closing.stage === 'hold' ? null : button(t('It goes on'), () => ask({what: 'lookAgain', alarm: alarm.alarm})),
      button(alarm.closing.stage === 'hold' ? t('End this') : t('Open the office again'), () => ask({what: 'reopen', alarm: alarm.alarm})))));
}

/** @param {any} alarm */
export const head = (alarm) => h('div', {class: 'closing-head', key: 'head', role: 'status'}, mark(alarm), h('h1', null, titleOf(alarm)),
  h('p', {class: 'closing-next'}, nextOf(alarm)),
  toldOf(alarm).map((words, i) => h('p', {class: 'closing-told', key: `told-${i}`}, words)));

/** @param {any} alarm */
const mark = (alarm) => (markOf(alarm) ? h('strong', {class: 'closing-mark'}, markOf(alarm)) : null);

/** @param {string} words @param {() => void} onclick */
const button = (words, onclick) => h('button', {type: 'button', class: 'big', key: words, onclick}, words);

/** The checklist; whose line it is answers with one tap. @param {any} alarm @param {(item: string, answer: 'done'|'cannot', person: string) => void} say */
export function lines(alarm, say) {
  if (!alarm.closing.items.length) return null;
  return h('ul', {class: 'closing-lines', key: 'lines'}, alarm.closing.items.map((/** @type {any} */ item) => {
    const whose = whoseOf(alarm, item);
    const isOpen = item.state !== 'done';
    return h('li', {key: item.id, class: `is-${item.state}`},
      h('span', {class: 'closing-line'}, icon(item.state === 'done' || item.state === 'received' ? 'there' : item.state === 'cannot' ? 'warning' : 'asked'),
        h('span', null, h('b', null, lineOf(item)),
          h('small', null, item.state !== 'open' ? null : [whose ? nameOf(whose, alarm.names) : t('Nobody'), ' · '], answerOf(alarm, item)))),
      isOpen && whose ? h('span', {class: 'closing-answers'},
        h('button', {type: 'button', class: 'small-act', key: 'done', id: `${alarm.alarm}-${item.id}-done`, onclick: () => say(item.id, 'done', whose)}, t('It is done')),
        item.state === 'open' ? h('button', {type: 'button', class: 'small-act', key: 'cannot', id: `${alarm.alarm}-${item.id}-cannot`, onclick: () => say(item.id, 'cannot', whose)}, t('Cannot')) : null) : null);
  }));
}

/** Who says so: first those who lead by the plan. @param {any} live @param {(person: string) => void} say @param {(name: string) => string} words */
export function whoSays({sheet, ask}, say, words) {
  const people = everybody();
  const first = people.filter(({key}) => leads(key));
  const shown = sheet.all || !first.length ? people : first;
  return [h('ul', {class: 'names', key: 'who'}, shown.map(({key, name}) => h('li', {key},
    h('button', {type: 'button', class: 'big', disabled: sheet.busy ?? false, onclick: () => say(key)}, words(name))))),
  shown === people ? null : h('button', {type: 'button', class: 'big', key: 'all', onclick: () => ask({...sheet, all: true})}, t('Somebody else'))];
}

/** @type {Record<string, () => string>} */
const STAGES = {closing: () => t('Close the office'), expected: () => t('Somebody may come back'), hold: () => t('Come to the reception first')};

/** Begin it: the second tap says who, and it has begun. @param {any} live */
export function closeOffice(live) {
  const {sheet, ask, act} = live;
  const stage = sheet.stage ?? 'closing';
  // A name begins it: what may be told besides stands above the names. Who closes does not wait for it: there it is shut.
  const form = h('form', {id: 'closing-told', class: 'words', key: `told-${stage}`, onsubmit: (/** @type {any} */ event) => event.preventDefault()},
    stage === 'closing' ? tellFirst(closingFields()) : closingFields());
  const stages = known().closing ? ['closing', 'expected', 'hold'] : ['hold'];
  return [
    h('h2', {'data-first': true, tabindex: '-1'}, STAGES[stage]()),
    h('p', {class: 'sheet-duty'}, t('Who says so? With that it begins.')),
    stage === 'hold' ? null : form,
    whoSays(live, (person) => act('closing', {stage, person, ...closingTold(/** @type {any} */ (document.getElementById('closing-told')))}), (name) => name),
    h('p', {class: 'sheet-more'}, t('Something else:')),
    stages.filter((one) => one !== stage).map((one) => h('button', {type: 'button', class: 'big', key: one, onclick: () => ask({...sheet, stage: one})}, STAGES[one]())),
  ];
}

/** @param {any} live */
export function reopen(live) {
  return [h('h2', {'data-first': true, tabindex: '-1'}, t('Open the office again')), h('p', {class: 'sheet-duty'}, t('Who decides that? It stands in the record with her name.')),
    whoSays(live, (person) => live.act('clear', {person}), (name) => name)];
}

/** What is answered to the office next door; there it stands in this office's name, here in hers. @param {any} live */
export function nextDoorAnswer(live) {
  const {answer} = live.sheet;
  return [h('h2', {'data-first': true, tabindex: '-1'}, answers().find(([one]) => one === answer)?.[1] ?? ''), h('p', {class: 'sheet-duty'}, t('Who says so? They are told the name of the office only.')),
    whoSays(live, (person) => live.act('answer-item', {item: 'answer', answer, person}), (name) => name)];
}

/** @param {any} live */
export function endNextDoor(live) {
  return [h('h2', {'data-first': true, tabindex: '-1'}, t('End this here')), h('p', {class: 'sheet-duty'}, t('It ends by itself when they open again. Who decides that it is over here already?')),
    whoSays(live, (person) => live.act('clear', {person}), (name) => name)];
}

/** @param {any} live */
export function lookAgain(live) {
  return [h('h2', {'data-first': true, tabindex: '-1'}, t('It goes on')), h('p', {class: 'sheet-duty'}, t('Who has looked?')),
    whoSays(live, (person) => live.act('look-again', {person}), (name) => name)];
}
