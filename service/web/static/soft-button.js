// The alarm button on the telephone: held for a second and a half so that a pocket does not press it.

import {h} from './element.js';
import {t} from './words.js';

const HOLD = 1_500;

/** @typedef {'ready'|'held'|'armed'} Phase */

export class SoftButton {
  /** @param {{changed: () => void, press: () => void}} what */
  constructor({changed, press}) {
    this.changed = changed;
    this.press = press;
    /** @type {Phase} */
    this.phase = 'ready';
    /** @type {number|undefined} */
    this.timer = undefined;
  }

  /** @param {Phase} phase */
  turn(phase) {
    this.phase = phase;
    this.changed();
  }

  hold() {
    if (this.phase === 'held') return;
    clearTimeout(this.timer);
    this.turn('held');
    this.timer = setTimeout(() => this.fire(), HOLD);
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
      this.fire();
    } else if (this.phase === 'ready') {
      this.turn('armed');
      this.timer = setTimeout(() => this.phase === 'armed' && this.turn('ready'), 6_000);
    }
  }

  fire() {
    this.turn('ready');
    this.press();
  }
}

/** @param {SoftButton} button @param {string} [words] */
export function softButton(button, words = t('Alarm')) {
  const holding = button.phase === 'held';
  return h('section', {class: 'soft', key: 'soft'},
    h('button', {type: 'button', class: `round is-${button.phase}`, 'aria-describedby': 'soft-how',
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
    h('span', null, button.phase === 'armed' ? t('Once more to send') : words)),
    h('p', {id: 'soft-how', class: 'soft-how', role: 'status'},
      holding ? t('Keep holding …') : t('Hold for 1.5 seconds. No sound is made.')));
}
