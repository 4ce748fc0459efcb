// Big keys on which who pressed says by her code that it was a mistake. Everything here is the same for every code: what
// is shown, how long it takes, that nothing sounds, vibrates or changes its colour.

import {askAlarm} from './ask.js';
import {h} from './element.js';
import {nameOf} from './facts.js';
import {second} from './time.js';
import {t} from './words.js';

const LONGEST = 8;
const SHORTEST = 4;
const FORGET = 60_000; // a pad that lies open with half a code on it

export class CodePad {
  /** @param {() => void} changed */
  constructor(changed) {
    this.changed = changed;
    /** The alarm it is open for. @type {string|null} */
    this.alarm = null;
    /** What was sent for it, while the board has not said so yet. @type {string|null} */
    this.sent = null;
    this.typed = '';
    this.busy = false;
    /** @type {string|null} */
    this.error = null;
    this.touched = 0;
  }

  /** @param {string} alarm */
  open(alarm) {
    this.alarm = alarm;
    this.typed = '';
    this.error = null;
    this.touch();
    requestAnimationFrame(() => document.getElementById('pad-title')?.focus());
  }

  close() {
    this.alarm = null;
    this.typed = '';
    this.error = null;
    this.changed();
    requestAnimationFrame(() => document.getElementById('pad-open')?.focus());
  }

  touch() {
    this.touched = performance.now();
    this.changed();
    setTimeout(() => this.alarm && performance.now() - this.touched >= FORGET && this.close(), FORGET + 50);
  }

  /** @param {string} digit */
  type(digit) {
    if (this.busy || this.typed.length >= LONGEST) return;
    this.error = null;
    this.typed += digit;
    this.touch();
  }

  back() {
    if (this.busy) return;
    this.typed = this.typed.slice(0, -1);
    this.touch();
  }

  /** @param {string} person */
  async send(person) {
    if (this.busy || !this.alarm || this.typed.length < SHORTEST) return;
    const alarm = this.alarm;
    this.busy = true;
    this.error = null;
    this.touch();
    const error = await askAlarm(alarm, 'mistake', {code: this.typed, person});
    this.busy = false;
    this.typed = '';
    this.error = error;
    if (!error) {
      this.sent = alarm;
      this.alarm = null;
    }
    this.touch();
  }

  /** @param {KeyboardEvent} event @param {string} person */
  key(event, person) {
    if (/^[0-9]$/.test(event.key)) this.type(event.key);
    else if (event.key === 'Backspace') this.back();
    else if (event.key === 'Escape') this.close();
    else if (event.key === 'Enter' && !(event.target instanceof HTMLButtonElement)) this.send(person);
    else return;
    event.preventDefault();
  }
}

/**
 * What stands on the page of who pressed: a way to say that it was a mistake, the pad, or that it was said.
 * @param {CodePad} pad @param {any} alarm her own, as it stands on the board; null where it does not @param {string|null} person
 */
export function codePad(pad, alarm, person) {
  if (!alarm || !person || !['raised', 'acknowledged'].includes(alarm.state)) return null;
  if (alarm.mistake) pad.sent = null; // from here on the board says it, and says it no longer when somebody presses again
  if (alarm.mistake || pad.sent === alarm.alarm) {
    return h('section', {class: 'pad-said', key: 'pad-said', role: 'status'},
      h('p', null, alarm.mistake ? t('Set off by mistake, says %(name)s, %(time)s.', {name: nameOf(alarm.mistake.by, alarm.names), time: second(alarm.mistake.at)}) : t('Set off by mistake: it is noted.')),
      h('p', {class: 'quiet'}, t('Somebody comes by and looks, and then ends the alarm.')));
  }
  if (pad.alarm !== alarm.alarm) {
    return h('button', {type: 'button', class: 'big', id: 'pad-open', key: 'pad-open', onclick: () => pad.open(alarm.alarm)}, t('I set it off by mistake'));
  }
  const key = (/** @type {string} */ digit) => h('button', {type: 'button', class: 'pad-key', key: digit, disabled: pad.busy, onclick: () => pad.type(digit)}, digit);
  return h('section', {class: 'pad', key: 'pad', 'aria-labelledby': 'pad-title', onkeydown: (/** @type {KeyboardEvent} */ event) => pad.key(event, person)},
    h('h2', {id: 'pad-title', tabindex: '-1'}, t('Your code')),
    h('p', {class: 'quiet'}, t('Somebody comes by and looks, and then ends the alarm. Without a code whoever comes ends it.')),
    h('p', {class: 'pad-shown', role: 'status', 'aria-label': t('%(count)s digits typed', {count: pad.typed.length})},
      h('span', {'aria-hidden': 'true'}, '●'.repeat(pad.typed.length) || '\u00a0')),
    h('div', {class: 'pad-keys'}, [...'123456789'].map(key),
      h('button', {type: 'button', class: 'pad-key is-word', key: 'back', disabled: pad.busy || !pad.typed, onclick: () => pad.back()}, t('Delete')),
      key('0'),
      h('button', {type: 'button', class: 'pad-key is-word', key: 'send', disabled: pad.busy || pad.typed.length < SHORTEST, onclick: () => pad.send(person)}, t('Send'))),
    h('p', {class: 'pad-told', role: 'alert', key: 'told'}, pad.busy ? t('Being sent …') : pad.error ?? '\u00a0'),
    h('button', {type: 'button', class: 'big', key: 'pad-close', onclick: () => pad.close()}, t('Back')));
}
