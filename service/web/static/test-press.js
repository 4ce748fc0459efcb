// A test press of one button: a window of at most a minute, what is heard in it, and what to do where nothing is.

import {h} from './element.js';
import {office} from './facts.js';
import {icon} from './icon.js';
import {ask} from './roll/ask.js';
import {day, left, minute} from './time.js';
import {N, t} from './words.js';

const LOOK_MS = 1_000;
/** How often the time from press to feedback is waited for after the press was heard. */
const LOOKS_FOR_FEEDBACK = 5;

/** @typedef {{gesture: string, window: {gesture: string, opened_at: string, until: string}|null, tested_at: string|null, feedback_ms: number|null, was_real: boolean}} Told */

/** @type {Record<string, string>} */
const HOW = {
  single: N('Press %(button)s once, a short press.'),
  double: N('Press %(button)s twice, quickly.'),
  long: N('Hold %(button)s down for a long press.'),
};
const AS_USUAL = N('Press %(button)s as you would in an emergency. Its signal is “%(gesture)s”.');

export class TestPress {
  /** @param {string} device @param {string} name @param {() => void} changed @param {string|null} [zone] where the press will be made, in a walk test @param {string|null} [zoneName] */
  constructor(device, name, changed, zone = null, zoneName = null) {
    this.zone = zone;
    this.zoneName = zoneName;
    this.device = device;
    this.name = name;
    this.changed = changed;
    /** @type {'rest'|'asked'|'open'|'heard'|'nothing'|'real'} */
    this.state = 'rest';
    /** @type {Told|null} */
    this.told = null;
    /** @type {{opened_at: string, until: string, gesture: string}|null} */
    this.window = null;
    /** @type {string|null} */
    this.error = null;
    this.isLost = false;
  }

  get address() {
    return `/offices/${encodeURIComponent(office)}/devices/${encodeURIComponent(this.device)}/test-window`;
  }

  /** Whether a press that is a test may be on the screens now: whoever tests looks at the result, and hides from nobody. */
  get isOn() {
    return this.state === 'open' || this.state === 'heard';
  }

  async look() {
    try {
      this.told = await ask('GET', this.address);
      this.isLost = false;
    } catch {
      this.isLost = true;
    }
    this.changed();
  }

  async open() {
    if (this.state === 'asked' || this.state === 'open') return;
    this.state = 'asked';
    this.error = null;
    this.changed();
    try {
      this.window = await ask('POST', this.address, this.zone ? {zone: this.zone} : {});
      this.state = 'open';
    } catch (refused) {
      await this.look();
      // The page was loaded again in the middle of a window: it goes on.
      this.window = this.told?.window ?? null;
      this.state = this.window ? 'open' : 'rest';
      if (!this.window) this.error = /** @type {Error} */ (refused).message;
    }
    this.changed();
    await this.follow();
  }

  /** Look again until it is known what came of the window. */
  async follow() {
    for (let more = LOOKS_FOR_FEEDBACK; this.state === 'open' || (this.state === 'heard' && this.told?.feedback_ms == null && more > 0);) {
      if (this.state === 'heard') more -= 1;
      await new Promise((resume) => setTimeout(resume, LOOK_MS));
      await this.look();
      this.judge();
    }
  }

  /** What the service says decides, never this clock: a window that is gone without a test was not used as one. */
  judge() {
    if (this.isLost || !this.told || !this.window) return;
    const tested = this.told.tested_at;
    if (tested && Date.parse(tested) >= Date.parse(this.window.opened_at)) this.state = 'heard';
    else if (!this.told.window) this.state = this.told.was_real ? 'real' : 'nothing';
    this.changed();
  }

  /** @param {{look: string, label: string}} of the button's class and words */
  view({look, label}) {
    const button = this.name;
    const again = h('button', {type: 'button', class: look, key: 'open', id: this.zone ? `test-${this.device}-${this.zone}` : `test-${this.device}`, disabled: this.state === 'asked' || this.state === 'open',
      'aria-label': label.includes(button) ? null : `${label} ${button}`, onclick: () => this.open()}, label);
    return h('div', {class: 'test-press', key: `test-${this.device}-${this.zone ?? ''}`},
      this.state === 'open' ? null : again,
      h('div', {role: 'status', key: 'status'}, this.said()),
      this.state === 'open' ? h('p', {class: 'quiet', key: 'left', 'aria-hidden': 'true'}, this.isLost ? '' : t('%(left)s left', {left: left(this.window?.until ?? null) ?? '0 s'})) : null,
      this.error ? h('p', {class: 'is-wrong', role: 'alert', key: 'error'}, icon('warning'), h('span', null, this.error)) : null);
  }

  said() {
    const button = this.name;
    const gesture = this.window?.gesture ?? '';
    const line = (/** @type {'asked'|'there'|'warning'} */ mark, /** @type {string} */ look, /** @type {string[]} */ ...words) => [
      h('p', {class: look, key: look}, icon(mark), h('strong', null, words[0])), ...words.slice(1).map((one, n) => h('p', {key: String(n)}, one))];
    if (this.state === 'open') {
      return line(this.isLost ? 'warning' : 'asked', 'is-open',
        this.isLost ? t('The line is gone: the result cannot be shown here. Do not press now.') : t('Press your button within 60 seconds. Nobody is called.'),
        t(HOW[gesture] ?? AS_USUAL, {button, gesture}), t('Only the first press is a test. The next one is a real alarm, and so is any other kind of press.'));
    }
    if (this.state === 'heard') {
      return line('there', 'is-heard', resultOf(this.told) ?? '', t('The press came through, and nobody was called. The test stands on the screens for a moment. From now on every press is real.'));
    }
    if (this.state === 'nothing') {
      return line('warning', 'is-wrong', t('Nothing was heard from %(button)s.', {button}),
        t('Do not rely on it. Go closer to where it has contact and test again; change its battery. If it is still not heard, give it to whoever looks after the buttons, and ask for another one today.'));
    }
    if (this.state === 'real') {
      return line('warning', 'is-wrong', t('This press was NOT a test: it was another kind of press than the one announced.'),
        t('It is a real alarm, and people are called. Tell them what happened. The next test expects the press that the button has sent now.'));
    }
    return null;
  }
}

/** When a button was tested last, and how fast it was; null where it never was. @param {{tested_at: string|null, feedback_ms: number|null}|null} told */
export function resultOf(told) {
  if (!told?.tested_at) return null;
  const when = `${day(told.tested_at)} ${minute(told.tested_at)}`;
  return told.feedback_ms == null ? t('Test heard %(when)s. No answer to the button was measured.', {when})
    : t('Test heard %(when)s, %(ms)s ms from the press to the answer.', {when, ms: told.feedback_ms});
}
