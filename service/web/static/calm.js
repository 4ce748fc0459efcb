// A screen in the place of an alarm, or in sight of it, gives nothing away: it stays as it is, silent, with the agreed
// mark. Everything is shown after a deliberate tap (and the screen's PIN, where it has one), and put away again.

import {markClass} from './alarm-words.js';
import {send} from './ask.js';
import {h} from './element.js';
import {known, screen} from './facts.js';
import {day, minute, now} from './time.js';
import {t} from './words.js';

export const SHOWN_FOR = 60_000; // how long what was opened stays, counted from the last touch

/** Whether this screen has to stay calm: one alarm that wants it is enough, whatever else is going on. A press says so
 * before its record, so that not one frame is shown.
 * @param {any[]} alarms */
export function staysCalm(alarms) {
  const here = known().screens?.[screen]?.zone;
  return Boolean(here) && alarms.some((alarm) => (alarm.calm ?? []).includes(here));
}

/** Whether this screen asks for its PIN before it shows an alarm; null until the service has said so. @type {boolean|null} */
let asksPin = null;
let isShared = false;

/** Whether nothing can be said here that asks for a PIN: it is a shared screen that has none. */
export const lacksPin = () => isShared && asksPin === false;

/** @param {number} [within] milliseconds to wait for the answer */
export async function lookUpPin(within = 5_000) {
  try {
    const answer = await fetch('/api/v1/session', {signal: AbortSignal.timeout(within)});
    if (!answer.ok) return;
    const session = await answer.json();
    asksPin = Boolean(session.asks_pin);
    isShared = session.kind === 'screen';
  } catch {
    // what was known before still holds
  }
}

/** The look at what a calm screen hides: put away, being opened with the PIN, or open until nobody touches it any more. */
export class Look {
  /** @param {() => void} changed */
  constructor(changed) {
    this.changed = changed;
    /** @type {'away'|'asked'|'open'} */
    this.state = 'away';
    this.touched = 0;
    this.busy = false;
    /** @type {string|null} */
    this.error = null;
  }

  /** Somebody has touched the screen: what is open stays open. */
  touch() {
    this.touched = performance.now();
  }

  /** Put away what nobody looks at any more. @param {boolean} calm whether the screen has to stay calm at all */
  follow(calm) {
    if (this.state === 'away') return;
    if (!calm || performance.now() - this.touched > SHOWN_FOR) this.away();
  }

  away() {
    this.state = 'away';
    this.error = null;
  }

  /** The mark was tapped. As long as nobody has said that there is no PIN, nothing is shown without one; it may have been
   * given one just now, which is asked for no longer than somebody waits who has to see an alarm. */
  async open() {
    if (!asksPin) await lookUpPin(asksPin === null ? 5_000 : 1_000);
    this.state = asksPin === false ? 'open' : 'asked';
    this.touch();
    this.changed();
  }

  close() {
    this.away();
    this.changed();
  }

  /** @param {string} pin */
  async tryPin(pin) {
    if (this.busy) return;
    this.busy = true;
    this.changed();
    const error = await send('POST', '/api/v1/session/pin', {}, {'Trygg-PIN': pin});
    this.busy = false;
    if (this.state === 'asked') {
      this.error = error;
      if (!error) this.state = 'open';
      this.touch();
    }
    this.changed();
  }
}

/** The agreed mark, to be tapped. @param {any[]} alarms @param {Look} look */
const mark = (alarms, look) => h('button', {type: 'button', class: 'mark-button', 'aria-label': t('Agreed mark'), onclick: () => look.open()},
  h('svg', {class: markClass(alarms), viewBox: '0 0 24 24', 'aria-hidden': 'true', focusable: 'false'}, h('path', {d: 'M12 3l9 9-9 9-9-9z'})),
  alarms.length > 1 ? h('span', {class: 'mark-count', 'aria-hidden': 'true'}, alarms.length) : null);

/** What stays on the wall: the name and the time, as if nothing were going on, and the mark.
 * @param {{look: Look, alarms: any[], people: any, begin: any, closings: any}} live people, begin, closings: what the wall showed before and goes on showing */
export function calmView({look, alarms, people, begin, closings}) {
  return h('main', {class: 'idle is-calm', key: 'idle'},
    h('section', {class: 'idle-now', key: 'now'},
      h('h1', null, h('span', null, known().name)),
      h('p', {class: 'idle-clock'}, minute(now())),
      h('p', {class: 'idle-day'}, day(now())),
      closings ? null : begin),
    closings ? h('div', {class: 'closing-column', key: 'closings'}, closings) : null,
    look.state === 'asked' ? h('section', {class: 'idle-people calm-pin', key: 'pin'}, pinForm(look)) : closings ? null : people,
    h('footer', {class: 'calm-foot', key: 'mark'}, mark(alarms, look)));
}

/** @param {Look} look */
function pinForm(look) {
  return h('form', {class: 'words', key: 'calm-pin-form', onsubmit: (/** @type {any} */ event) => {
    event.preventDefault();
    look.tryPin(new FormData(event.target).get('pin')?.toString() ?? '');
  }},
  h('label', {for: 'calm-pin'}, t('PIN')),
  h('input', {id: 'calm-pin', name: 'pin', type: 'password', inputmode: 'numeric', autocomplete: 'off', maxlength: '12', required: true, held: true}),
  look.error ? h('p', {class: 'calm-error', role: 'alert'}, t('The PIN is wrong, or cannot be looked up now.')) : null,
  h('div', {class: 'calm-acts'},
    h('button', {class: 'big is-primary', disabled: look.busy}, t('Go on')),
    h('button', {type: 'button', class: 'big', onclick: () => look.close()}, t('Back'))));
}
