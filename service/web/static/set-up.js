// What has to be right about this telephone before anybody relies on it: looked up, not ticked off, and it ends in a test.

import {h} from './element.js';
import {office} from './facts.js';
import {icon} from './icon.js';
import {forLong} from './kept.js';
import {Notifications} from './notifications.js';
import {canKeep} from './phone-shell.js';
import {resultOf, TestPress} from './test-press.js';
import {day, now} from './time.js';
import {t} from './words.js';

const FELT = `trygg.${office}.felt`;
const CALLED = [400, 200, 400];

/** @typedef {{key: string, done: boolean, words: string, todo: string}} Step */

export class SetUp {
  /** @param {{changed: () => void, isLinked: () => boolean}} what */
  constructor({changed, isLinked}) {
    this.changed = changed;
    this.isLinked = isLinked;
    /** @type {any} */
    this.session = null;
    /** @type {WakeLockSentinel|null} */
    this.lock = null;
    /** When she chose her codes; undefined: not known, null: she has none, or cannot have any here. @type {string|null|undefined} */
    this.codes = undefined;
    /** @type {TestPress[]} */
    this.presses = [];
    this.notifications = new Notifications(() => this.changed());
    /** @type {'rest'|'asked'|'missed'} */
    this.test = 'rest';
    document.addEventListener('visibilitychange', () => this.stayAwake());
    this.stayAwake();
    this.lookUp();
  }

  async lookUp() {
    try {
      const answer = await fetch('/api/v1/session', {signal: AbortSignal.timeout(5_000)});
      if (answer.ok) this.session = await answer.json();
    } catch {
      // asked again with the next test
    }
    this.changed();
    if (this.person) this.lookFurther();
  }

  /** Her codes, and what her buttons have shown so far. */
  async lookFurther() {
    this.notifications.lookUp();
    try {
      const answer = await fetch('/api/v1/codes', {signal: AbortSignal.timeout(5_000)});
      this.codes = answer.ok ? (await answer.json()).set_at : answer.status === 409 ? null : undefined;
    } catch {
      // as above
    }
    const known = new Map(this.presses.map((one) => [one.device, one]));
    this.presses = (this.session.offices[office].buttons ?? []).map((/** @type {{device: string, name: string}} */ one) =>
      known.get(one.device) ?? new TestPress(one.device, one.name, () => this.changed()));
    await Promise.all(this.presses.map((one) => one.look()));
    this.changed();
  }

  /** Whether she is trying a button of hers, so that its alarm, a test, is no reason to hide her page. */
  get isTesting() {
    return this.presses.some((one) => one.isOn);
  }

  /** Who the service says holds this telephone: she is asked nothing, and speaks for nobody else. @returns {string|null} */
  get person() {
    return this.session?.offices?.[office]?.person ?? null;
  }

  /** A telephone whose screen goes dark shows nothing and shakes no more: keep it lit while this page is open. */
  async stayAwake() {
    try {
      if (document.visibilityState === 'visible') this.lock = await navigator.wakeLock?.request('screen') ?? null;
      this.lock?.addEventListener('release', () => { this.lock = null; this.changed(); });
    } catch {
      this.lock = null;
    }
    this.changed();
  }

  /** @returns {Step[]} */
  steps() {
    const {kind, offices} = this.session ?? {};
    const felt = forLong.read(FELT);
    return [
      {key: 'let-in', done: kind === 'phone' || kind === 'account', words: t('This phone is let in'),
        todo: t('Pair this phone with a code, or log in.')},
      {key: 'known', done: Boolean(offices?.[office]?.person), words: t('Trygg knows whose phone it is'),
        todo: t('Ask whoever looks after Trygg to link your account to your name in the plan.')},
      {key: 'linked', done: this.isLinked(), words: t('It is connected, and a press would go all the way'),
        todo: t('Wait until this page says that it is connected.')},
      {key: 'kept', done: canKeep, words: t('A reload works also while the service is away'),
        todo: t('This page comes without HTTPS: it cannot be installed, and a reload while the service is away shows an error page.')},
      {key: 'installed', done: isInstalled(), words: t('It has an icon of its own on this phone'),
        todo: t('Choose “Add to Home screen” in the browser’s menu. The icon says Daybook.')},
      {key: 'awake', done: this.lock !== null, words: t('The screen stays on while this page is open'),
        todo: t('Set the phone so that its screen stays on while this page is open: a dark screen shows and feels nothing.')},
      {key: 'felt', done: felt !== null, words: felt ? t('Felt on %(day)s', {day: day(felt)}) : '',
        todo: canShake() ? t('Send a test to yourself, and say whether you felt it.')
          : t('This browser cannot make the phone shake: look at it, you will feel nothing.')},
      ...this.notifications.isOffered ? [this.notifications.step()] : [],
      {key: 'codes', done: Boolean(this.codes), words: t('You have codes of your own for “set off by mistake”'),
        todo: t('Choose your two codes on a computer: log in, and open your own page.')},
      this.pressed(),
    ];
  }

  /** The last step: every button she wears was heard, and answered. @returns {Step} */
  pressed() {
    const results = this.presses.map((one) => resultOf(one.told));
    const isMissing = this.presses.some((one) => ['nothing', 'real'].includes(one.state));
    return {key: 'pressed', done: results.length > 0 && results.every(Boolean) && !isMissing, words: results.join(' '),
      todo: this.presses.length ? t('Test your own button, here below.')
        : t('No button is enrolled in your name: ask whoever looks after the buttons for one.')};
  }

  /** What a call would feel like; the service is asked again on the way. */
  async send() {
    navigator.vibrate?.(CALLED);
    this.test = 'asked';
    await this.lookUp();
  }

  /** @param {boolean} wasFelt */
  answer(wasFelt) {
    forLong.write(FELT, wasFelt ? new Date(now()).toISOString() : null);
    this.test = wasFelt ? 'rest' : 'missed';
    this.changed();
  }

  view() {
    if (!this.session) return null;
    const steps = this.steps();
    const done = steps.filter((step) => step.done).length;
    const whole = done === steps.length;
    return h('details', {class: `set-up ${whole ? '' : 'is-open'}`, key: 'set-up'},
      h('summary', null, icon(whole ? 'there' : 'warning'),
        h('span', null, t('This phone: %(done)s of %(all)s steps done', {done, all: steps.length}))),
      h('ol', null, steps.map((step) => h('li', {key: step.key, class: step.done ? 'is-done' : 'is-todo'},
        icon(step.done ? 'there' : 'no'), h('span', null,
          h('span', {class: 'hidden-words'}, step.done ? t('Done:') : t('Not done:')), ' ', step.done ? step.words : step.todo)))),
      this.test === 'asked' ? h('div', {class: 'set-up-test', key: 'asked', role: 'status'}, h('p', null, t('Did you feel it?')),
        h('button', {type: 'button', class: 'big', key: 'yes', onclick: () => this.answer(true)}, t('Yes, I felt it')),
        h('button', {type: 'button', class: 'big', key: 'no', onclick: () => this.answer(false)}, t('No')))
        : h('button', {type: 'button', class: 'big', key: 'test', onclick: () => this.send()}, t('Send a test to me')),
      this.test === 'missed' ? h('p', {class: 'set-up-missed', key: 'missed', role: 'status'},
        t('Then do not count on feeling a call: look at the phone, and turn on vibration in its settings.')) : null,
      this.notifications.view(),
      this.presses.map((one) => one.view({look: 'big', label: t('Test %(button)s', {button: one.name})})),
      h('p', {class: 'quiet', key: 'limits'}, this.notifications.isOn
        ? t('A notification may come late, or not at all where the phone saves power. The alarm button here is an extra: wear your own.')
        : t('This page does not reach you while it is closed. The alarm button here is an extra: wear your own.')));
  }
}

const isInstalled = () => matchMedia('(display-mode: standalone)').matches || /** @type {any} */ (navigator).standalone === true;
const canShake = () => 'vibrate' in navigator;
