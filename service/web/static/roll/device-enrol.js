// How a new button is found: by pressing it, in what a bridge says it has, or by its address.

import {h} from '../element.js';
import {icon} from '../icon.js';
import {left} from '../time.js';
import {t} from '../words.js';
import {ask} from './ask.js';
import {familyName, MUTE} from './device-words.js';
import {wrong} from './parts.js';

const LOOK_MS = 1_000;

/** @typedef {import('./device-form.js').Found} Found */
/** @typedef {Found & {pressed: string[], presses: number, raised: boolean, battery: string|null}} Offered */

export class Enrolling {
  /** @param {string} home @param {() => void} changed */
  constructor(home, changed) {
    this.address = `${home}/enrolling`;
    this.changed = changed;
    this.open = false;
    /** @type {{listens: boolean, until: string|null, offered: Offered[], left_out: number}|null} */
    this.window = null;
    /** @type {{bridge: string, family: string, broker: string, devices: Found[]}[]} */
    this.bridges = [];
    /** @type {string|null} */
    this.error = null;
    /** @type {number|undefined} */
    this.timer = undefined;
  }

  async begin() {
    this.open = true;
    this.window = null;
    this.changed();
    await this.#doing(async () => { this.bridges = await ask('GET', `${this.address}/bridges`); });
  }

  async listen() {
    await this.#doing(async () => { this.window = await ask('POST', `${this.address}/window`); });
    clearInterval(this.timer);
    if (this.window) this.timer = setInterval(() => this.look(), LOOK_MS);
  }

  async look() {
    await this.#doing(async () => {
      const now = await ask('GET', `${this.address}/window`);
      // What was offered stays on the page when the window is gone.
      this.window = now.until === null && this.window ? {...this.window, listens: false} : now;
    });
    if (!this.window?.listens) clearInterval(this.timer);
  }

  async close() {
    this.open = false;
    clearInterval(this.timer);
    const had = this.window;
    this.window = null;
    this.changed();
    if (had) await ask('DELETE', `${this.address}/window`).catch(() => null);
  }

  /** What has been enrolled is offered no longer. @param {Found} found */
  taken(found) {
    if (this.window) this.window.offered = this.window.offered.filter((one) => one !== found);
    this.bridges = this.bridges.map((one) => ({...one, devices: one.devices.filter((each) => each !== found)}));
    this.changed();
  }

  /** @param {() => Promise<void>} doing */
  async #doing(doing) {
    this.error = null;
    try {
      await doing();
    } catch (refused) {
      this.error = /** @type {Error} */ (refused).message;
    }
    this.changed();
  }
}

/** @param {{enrolling: Enrolling, choose: (found: Found|null) => void, close: () => void}} of */
export function enrolView({enrolling, choose, close}) {
  const {window: seen, bridges} = enrolling;
  const lists = bridges.filter((one) => one.devices.length);
  return h('section', {class: 'open-card', key: 'enrolling', 'aria-labelledby': 'enrol-title'},
    h('h2', {id: 'enrol-title', tabindex: '-1'}, t('Enrol a button')),
    wrong(enrolling.error),
    h('div', {class: 'piece', key: 'press'}, h('h3', null, t('Press it')),
      h('p', {class: 'place is-worry'}, icon('warning'), h('span', null, t('A press for help raises an alarm, now too: every press of a button that speaks Trygg’s own language, and “sos”, “emergency” or “panic” of any other. Warn those who would come.'))),
      seen?.listens ? h('p', {class: 'listening', role: 'status', key: 'on'}, h('b', null, t('Listening. Press the new button now.')), ' ', h('span', {'aria-hidden': 'true'}, t('%(left)s left', {left: left(seen.until ?? '') ?? '–'})))
        : h('div', {class: 'acts', key: 'off'}, h('button', {type: 'button', class: 'act', id: 'listen', onclick: () => enrolling.listen()}, seen ? t('Listen once more') : t('Listen for a minute'))),
      seen && !seen.listens && !seen.offered.length ? h('p', {role: 'status', key: 'none'}, t('No new button was heard. Is its bridge or gateway connected? A button that the broker refuses is not heard either.')) : null,
      seen?.offered.length ? h('ul', {class: 'held', 'aria-label': t('Heard, the first one first'), key: 'offered'}, seen.offered.map((one) => foundRow(one, choose, [
        t('Pressed: %(gestures)s', {gestures: one.pressed.join(', ')}), one.battery ? t('Battery %(charge)s', {charge: one.battery}) : '', one.raised ? t('This press has raised an alarm.') : '']))) : null,
      seen?.left_out ? h('p', {key: 'more'}, t('More buttons were pressed than are shown here. Enrol these, then listen again.')) : null),
    lists.map((bridge) => h('details', {class: 'part', key: `bridge-${bridge.broker}-${bridge.bridge}`}, h('summary', null, t('What %(bridge)s has', {bridge: bridge.bridge}), h('span', {class: 'quiet'}, String(bridge.devices.length))),
      h('div', {class: 'part-body'}, h('ul', {class: 'held'}, bridge.devices.map((one) => foundRow(one, choose, [one.gestures.length ? t('It can say: %(gestures)s', {gestures: one.gestures.join(', ')}) : '', one.answers.length ? '' : t(MUTE)])))))),
    h('div', {class: 'acts'}, h('button', {type: 'button', class: 'plain', onclick: () => choose(null)}, t('Enrol one by its address …')), h('button', {type: 'button', class: 'plain', onclick: close}, t('Close'))));
}

/** @param {Found} one @param {(found: Found) => void} choose @param {string[]} notes */
const foundRow = (one, choose, notes) => h('li', {key: `${one.broker}/${one.device}`},
  h('div', null, h('h3', null, one.device, one.model ? h('small', null, one.model) : null),
    h('ul', {class: 'notes'}, h('li', {key: 'family'}, familyName(one.family)), notes.filter(Boolean).map((note) => h('li', {key: note}, note)))),
  h('div', {class: 'acts'}, h('button', {type: 'button', class: 'plain', 'aria-label': `${t('Enrol this one …')} ${one.device}`, onclick: () => choose(one)}, t('Enrol this one …'))));
