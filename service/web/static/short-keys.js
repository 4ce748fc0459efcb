// Single keys that act wherever the keyboard is: digits choose an alarm, S silences. Who speaks to her computer, or hits
// keys that she did not mean, can switch them off (WCAG 2.1.4); the browser keeps that, and it holds at once.

import {h} from './element.js';
import {icon} from './icon.js';
import {forLong} from './kept.js';
import {t} from './words.js';

const KEPT = 'trygg.short_keys';
/** In these a letter or digit is somebody's own: what she writes, or what she looks for in a list. */
const OWN = 'input, textarea, select, [contenteditable], [role="listbox"], [role="combobox"]';

export class ShortKeys {
  /** @param {() => void} changed */
  constructor(changed) {
    this.changed = changed;
    this.on = forLong.read(KEPT) !== 'off';
  }

  turn() {
    this.on = !this.on;
    forLong.write(KEPT, this.on ? null : 'off');
    this.changed();
  }

  /** What a key asks for: the place of an alarm in its row from 0 on, silence, or nothing.
   * @param {KeyboardEvent} event @returns {number|'silence'|null} */
  askedBy(event) {
    if (!this.on || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return null;
    if (event.target instanceof Element && event.target.closest(OWN)) return null;
    if (/^[1-9]$/.test(event.key)) return Number(event.key) - 1;
    return event.key.toLowerCase() === 's' ? 'silence' : null;
  }

  /** What to call the key of something on the page: null while there is none. @param {string} key */
  named(key) {
    return this.on && key.length === 1 ? key : null;
  }

  /** The button that switches them. */
  button() {
    return h('button', {type: 'button', class: 'strip-keys', key: 'short-keys',
      title: t('1–9 choose an alarm, S silences this screen.'), onclick: () => this.turn()},
    icon(this.on ? 'keys' : 'keysOff'), h('span', null, this.on ? t('Shortcut keys are on') : t('Shortcut keys are off')));
  }
}
