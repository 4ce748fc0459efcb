// The closing of an office on somebody's telephone: her own lines first, each answered with one tap, and the way to begin.

import {askAlarm, askClosing} from './ask.js';
import {closingFields, closingTold, tellFirst} from './closing-form.js';
import {head, lines} from './closing.js';
import {canClose, isNextDoor, leftOf, lineOf, whoseOf} from './closing-words.js';
import {clientHint, hinted} from './clues.js';
import {h} from './element.js';
import {nextDoor} from './next-door.js';
import {t} from './words.js';

/** What is asked of a closing on this telephone, and what became of it. */
export class ClosingDesk {
  /** @param {() => void} changed @param {import('./way-back.js').WayBack} wayBack */
  constructor(changed, wayBack) {
    this.changed = changed;
    this.wayBack = wayBack;
    /** @type {string|null} begin, or the closing that is to be opened again */
    this.asking = null;
    this.busy = false;
    /** @type {string|null} */
    this.error = null;
    /** What whoever may come back looks like, by closing; asked for once by each who is called. @type {Map<string, string[]|null>} */
    this.looks = new Map();
  }

  /** @param {string|null} what */
  turn(what) {
    this.wayBack.turn(this.asking !== null, what !== null);
    this.asking = what;
    this.error = null;
    this.changed();
  }

  /** @param {() => Promise<string|null>} sending */
  async say(sending) {
    if (this.busy) return;
    this.busy = true;
    this.changed();
    this.error = await sending();
    this.busy = false;
    if (this.error) this.changed();
    else this.turn(null);
  }

  /** @param {any} alarm @param {string} me */
  lookUp(alarm, me) {
    const isCalled = alarm.responders.some((/** @type {any} */ r) => r.responder === me);
    if (!isCalled || this.looks.has(alarm.alarm)) return;
    this.looks.set(alarm.alarm, null);
    fetch(`/api/v1/alarms/${encodeURIComponent(alarm.alarm)}/looks-like`).then(async (answer) => {
      if (answer.ok) this.looks.set(alarm.alarm, (await answer.json()).looks_like);
      this.changed();
    }).catch(() => this.looks.delete(alarm.alarm));
  }
}

/** @param {{closings: any[], me: string, desk: ClosingDesk}} live */
export function phoneClosings({closings, me, desk}) {
  return closings.map((alarm) => {
    if (isNextDoor(alarm)) return phoneNextDoor(alarm, me, desk);
    desk.lookUp(alarm, me);
    const own = alarm.closing.items.filter((/** @type {any} */ item) => item.state !== 'done' && whoseOf(alarm, item) === me);
    const seen = alarm.responders.some((/** @type {any} */ r) => r.responder === me && ['accepted', 'arrived'].includes(r.state));
    const say = (/** @type {string} */ what, /** @type {any} */ content = {}) => desk.say(() => askAlarm(alarm.alarm, what, {person: me, ...content}));
    return h('section', {class: `closing ${alarm.closing.is_due ? 'is-due' : ''}`, key: `closing-${alarm.alarm}`}, head(alarm),
      (desk.looks.get(alarm.alarm) ?? []).map((words, i) => h('p', {class: 'closing-looks', key: `looks-${i}`}, t('Looks like: %(words)s', {words}))),
      own.map((/** @type {any} */ item) => h('div', {class: 'closing-own', key: item.id}, h('b', null, lineOf(item)),
        h('button', {type: 'button', class: 'big is-primary', key: 'done', disabled: desk.busy, onclick: () => say('answer-item', {item: item.id, answer: 'done'})}, t('It is done')),
        item.state === 'open' ? h('button', {type: 'button', class: 'big', key: 'cannot', disabled: desk.busy, onclick: () => say('answer-item', {item: item.id, answer: 'cannot'})}, t('Cannot')) : null)),
      own.length || seen || alarm.closing.stage === 'hold' ? null : h('button', {type: 'button', class: 'big', key: 'seen', disabled: desk.busy, onclick: () => say('accept')}, t('I have understood')),
      lines(alarm, (item, answer, person) => say('answer-item', person === me ? {item, answer} : {item, answer, behalf_of: person, channel: 'telephone'})),
      desk.error ? h('p', {class: 'sheet-error', role: 'alert', key: 'error'}, desk.error) : null,
      desk.asking === alarm.alarm
        ? [h('p', {class: 'sheet-duty', key: 'sure', 'data-first': true, tabindex: '-1'}, t('You decide it, with your name.')),
          h('button', {type: 'button', class: 'big is-primary', key: 'yes', disabled: desk.busy, onclick: () => say('clear')}, t('Yes, open again')),
          h('button', {type: 'button', class: 'big', key: 'no', onclick: () => desk.turn(null)}, t('No, it goes on'))]
        : h('footer', {class: 'closing-foot', key: 'foot'},
          alarm.closing.stage === 'expected' ? h('button', {type: 'button', class: 'big', key: 'close', disabled: desk.busy, onclick: () => desk.say(() => askClosing({stage: 'closing', person: me}))}, t('Close the office')) : null,
          alarm.closing.is_due || leftOf(alarm).length ? h('button', {type: 'button', class: 'big is-primary', key: 'look', disabled: desk.busy, onclick: () => say('look-again')}, t('I have looked: it goes on')) : null,
          h('button', {type: 'button', class: 'big', key: 'reopen', id: `reopen-${alarm.alarm}`, onclick: () => desk.turn(alarm.alarm)}, alarm.closing.stage === 'hold' ? t('End this') : t('Open the office again'))));
  });
}

/** The office next door closes; it ends by itself when that opens again. @param {any} alarm @param {string} me @param {ClosingDesk} desk */
function phoneNextDoor(alarm, me, desk) {
  const say = (/** @type {string} */ what, /** @type {any} */ content = {}) => desk.say(() => askAlarm(alarm.alarm, what, {person: me, ...content}));
  return h('section', {class: `closing ${alarm.closing.is_due ? 'is-due' : ''}`, key: `closing-${alarm.alarm}`}, head(alarm),
    nextDoor({alarm, isBusy: desk.busy, say: (answer) => say('answer-item', {item: 'answer', answer})}),
    desk.error ? h('p', {class: 'sheet-error', role: 'alert', key: 'error'}, desk.error) : null,
    desk.asking === alarm.alarm
      ? [h('p', {class: 'sheet-duty', key: 'sure', 'data-first': true, tabindex: '-1'}, t('It ends by itself when they open again.')),
        h('button', {type: 'button', class: 'big is-primary', key: 'yes', disabled: desk.busy, onclick: () => say('clear')}, t('Yes, it is over here')),
        h('button', {type: 'button', class: 'big', key: 'no', onclick: () => desk.turn(null)}, t('No, it goes on'))]
      : h('footer', {class: 'closing-foot', key: 'foot'}, h('button', {type: 'button', class: 'big', key: 'end', id: `end-${alarm.alarm}`, onclick: () => desk.turn(alarm.alarm)}, t('End this here'))));
}

/** The way to begin: two taps close the office, one holds people at the reception. What goes on already is not begun once more.
 * @param {{me: string, desk: ClosingDesk, closings: any[]}} live */
export function phoneBegin({me, desk, closings}) {
  if (closings.some((alarm) => ['closing', 'expected'].includes(alarm.closing.stage))) return null;
  const isHeld = closings.some((alarm) => alarm.closing.stage === 'hold');
  const begin = (/** @type {any} */ content) => desk.say(() => askClosing({person: me, ...content}));
  const big = (/** @type {string} */ words, /** @type {() => void} */ onclick, kind = '') =>
    h('button', {type: 'button', class: `big ${kind}`, key: words, disabled: desk.busy, onclick}, words);
  const error = desk.error ? h('p', {class: 'sheet-error', role: 'alert', key: 'error'}, desk.error) : null;
  if (desk.asking !== 'begin') {
    return h('section', {class: 'closing-begin', key: 'begin'}, canClose() ? big(t('Close the office …'), () => desk.turn('begin')) : null,
      isHeld ? null : big(t('Come to the reception first'), () => begin({stage: 'hold'})), error);
  }
  const say = (/** @type {string} */ stage) => {
    const form = /** @type {HTMLFormElement} */ (document.getElementById('closing-told'));
    begin({stage, ...closingTold(form), looks_like: String(new FormData(form).get('looks') ?? '')});
  };
  return h('form', {id: 'closing-told', class: 'closing-begin words', key: 'begin', onsubmit: (/** @type {any} */ event) => {
    event.preventDefault();
    say('closing');
  }},
  h('h2', {key: 'title', 'data-first': true, tabindex: '-1'}, t('Close the office')),
  // Above what sends it, and shut: who is in a hurry taps below it, and nobody finds it when it has been sent.
  tellFirst([closingFields(),
    h('label', {for: 'closing-looks', key: 'looks-label'}, t('Clothes or a vehicle, only for those who are called')),
    h('input', {...hinted('closing-looks'), name: 'looks', key: 'looks', maxlength: '200', autocomplete: 'off', held: true}), clientHint('closing-looks'),
    h('p', {class: 'quiet', key: 'hint'}, t('Never a name, an origin or an illness. It is erased when the office opens again.'))]),
  h('button', {class: 'big is-primary', key: 'now', disabled: desk.busy}, t('Close now')),
  big(t('Somebody may come back'), () => say('expected')),
  error, big(t('Back'), () => desk.turn(null)));
}

