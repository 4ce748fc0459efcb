// An alarm button on the telephone: held for a second and a half so that a pocket does not press it, sent again and again
// under one key until the service has it, and never showing more than what the service has said.

import {h} from './element.js';
import {office} from './facts.js';
import {now, second} from './time.js';
import {t} from './words.js';

const HOLD = 1_500;
const PROMISE = 5_000; // after this the page says that nothing was sent, while it goes on trying
const GIVE_UP = 120_000;
const PAUSE = 400;

/** @typedef {'ready'|'held'|'armed'|'sending'|'received'|'failed'} Phase */

export class SoftButton {
  /** @param {{changed: () => void, who: () => string|null, where: () => string|null}} what */
  constructor({changed, who, where}) {
    this.changed = changed;
    this.who = who;
    this.where = where;
    /** @type {Phase} */
    this.phase = 'ready';
    /** @type {number|undefined} */
    this.timer = undefined;
    this.receivedAt = 0;
  }

  /** @param {Phase} phase */
  turn(phase) {
    this.phase = phase;
    this.changed();
  }

  hold() {
    if (this.phase !== 'ready' && this.phase !== 'armed') return;
    clearTimeout(this.timer);
    this.turn('held');
    this.timer = setTimeout(() => this.press(), HOLD);
  }

  release() {
    if (this.phase !== 'held') return;
    clearTimeout(this.timer);
    this.turn('ready');
  }

  /** A click that no finger made: a screen reader or a switch cannot hold, so it presses twice. */
  click() {
    if (this.phase === 'armed') {
      clearTimeout(this.timer);
      this.press();
    } else if (this.phase === 'ready') {
      this.turn('armed');
      this.timer = setTimeout(() => this.phase === 'armed' && this.turn('ready'), 6_000);
    }
  }

  async press() {
    const key = newKey();
    const began = performance.now();
    navigator.vibrate?.(20);
    this.turn('sending');
    const failing = setTimeout(() => this.phase === 'sending' && this.turn('failed'), PROMISE);
    const content = {kind: 'emergency', zone: this.where(), mode: 'actual', person: this.who()};
    while (performance.now() - began < GIVE_UP) {
      if (await raise(key, content)) {
        clearTimeout(failing);
        this.receivedAt = now();
        navigator.vibrate?.(200);
        this.turn('received');
        return;
      }
      await new Promise((resume) => setTimeout(resume, PAUSE));
    }
  }

  again() {
    this.turn('ready');
  }
}

/** @param {string} key @param {object} content */
async function raise(key, content) {
  try {
    const answer = await fetch(`/api/v1/offices/${encodeURIComponent(office)}/alarms`, {
      method: 'POST', body: JSON.stringify(content), signal: AbortSignal.timeout(2_000),
      headers: {'Content-Type': 'application/json', 'Idempotency-Key': key},
    });
    return answer.ok;
  } catch {
    return false;
  }
}

/** A name for this one press; `crypto.randomUUID` is missing where a phone reads the page without TLS. */
function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** @param {SoftButton} button */
export function softButton(button) {
  if (button.phase === 'received') {
    return h('section', {class: 'soft is-told', key: 'soft', role: 'status'},
      h('p', {class: 'soft-words'}, t('Received %(time)s', {time: second(button.receivedAt)})),
      h('button', {type: 'button', class: 'quiet-button', onclick: () => button.again()}, t('Back')));
  }
  if (button.phase === 'failed') {
    return h('section', {class: 'soft is-failed', key: 'soft', role: 'alert'},
      h('p', {class: 'soft-words'}, t('NOT SENT – call 112')),
      h('a', {class: 'big is-primary', href: 'tel:112'}, t('Call 112')),
      h('p', {class: 'quiet'}, t('Still trying to send …')));
  }
  const holding = button.phase === 'held';
  return h('section', {class: 'soft', key: 'soft'},
    h('button', {type: 'button', class: `round is-${button.phase}`, 'aria-describedby': 'soft-how', disabled: button.phase === 'sending',
      onpointerdown: (/** @type {PointerEvent} */ e) => { if (e.button === 0) button.hold(); },
      onpointerup: () => button.release(), onpointerleave: () => button.release(), onpointercancel: () => button.release(),
      oncontextmenu: (/** @type {Event} */ e) => e.preventDefault(),
      onkeydown: (/** @type {KeyboardEvent} */ e) => {
        if (e.key !== ' ' && e.key !== 'Enter') return;
        e.preventDefault();
        if (!e.repeat) button.hold();
      },
      onkeyup: () => button.release(),
      onclick: (/** @type {MouseEvent} */ e) => { if (e.detail === 0) button.click(); }},
    h('svg', {viewBox: '0 0 100 100', 'aria-hidden': 'true'},
      h('circle', {class: 'ring', cx: '50', cy: '50', r: '46'}),
      h('circle', {class: `ring-fill ${holding ? 'is-filling' : ''}`, cx: '50', cy: '50', r: '46', pathLength: '100'})),
    h('span', null, button.phase === 'sending' ? t('Being sent …') : button.phase === 'armed' ? t('Once more to send')
      : t('Alarm'))),
    h('p', {id: 'soft-how', class: 'soft-how'}, holding ? t('Keep holding …') : t('Hold for 1.5 seconds. No sound is made.')));
}
