// Whoever has pressed on this telephone: what she feels, what the page shows to others, and what it shows to her.

import {isOpen, isReal, modeOf, policeOf} from './alarm-words.js';
import {h} from './element.js';
import {numberAt, telephone} from './emergency-number.js';
import {nameOf, office, placeOf} from './facts.js';
import {icon} from './icon.js';
import {forNow} from './kept.js';
import {neutral} from './neutral.js';
import {placeSure} from './place-line.js';
import {SentPress} from './sent-press.js';
import {isFurther, standingOf} from './standing.js';
import {second} from './time.js';
import {t} from './words.js';

const KEPT = `trygg.${office}.presser`;

/** Milliseconds on, off, on … for each state, as a pendant has them. @type {Record<string, number[]>} */
const FELT = JSON.parse(document.body.dataset.felt ?? '{}');

/** @typedef {import('./standing.js').State} State */

export class Presser {
  /** @param {() => void} changed */
  constructor(changed) {
    this.changed = changed;
    /** @type {{neutral: boolean, told: State, alarm: string|null, over: string|null}} */
    this.kept = forNow.read(KEPT) ?? {neutral: false, told: 'sending', alarm: null, over: null};
    /** Whether the truth is shown for now. */
    this.revealed = false;
    this.sent = new SentPress({changed, received: () => this.tell('received'), unsent: () => feel(FELT.unsent)});
    document.addEventListener('visibilitychange', () => { if (document.hidden) this.hide(); });
  }

  /** Whether the page has to look like something else. */
  get isNeutral() {
    return this.kept.neutral && !this.revealed;
  }

  /** Whether this page belongs to somebody who has pressed. */
  get hasPressed() {
    return this.kept.neutral;
  }

  keep() {
    forNow.write(KEPT, this.kept);
  }

  /** @param {object} content */
  press(content) {
    const isNew = !this.sent.waiting;
    this.kept = {neutral: true, told: isNew ? 'sending' : this.kept.told, alarm: isNew ? null : this.kept.alarm, over: null};
    this.keep();
    this.revealed = false;
    this.sent.press(content);
  }

  reveal() {
    this.revealed = true;
    this.changed();
  }

  hide() {
    if (!this.revealed) return;
    this.revealed = false;
    this.changed();
  }

  /** Back to the page as it was before the press. */
  end() {
    this.kept = {neutral: false, told: 'sending', alarm: null, over: this.kept.alarm};
    this.keep();
    this.revealed = false;
    if (!this.sent.waiting || this.sent.over) this.sent.forget();
    this.changed();
  }

  /** Let her feel a state once, and none that is behind what she was told. @param {State} state */
  tell(state) {
    if (!isFurther(state, this.kept.told)) return;
    this.kept.told = state;
    this.keep();
    feel(FELT[state]);
  }

  /** The alarm of this page's press, as far as the board knows it. @param {any[]} alarms @param {string|null} me */
  alarmOf(alarms, me) {
    const id = this.sent.kept?.alarm ?? this.kept.alarm;
    const own = alarms.find((a) => a.alarm === id) ?? (me ? alarms.filter((a) => a.presser === me).at(-1) : undefined);
    return own ?? null;
  }

  /** Take in what the board says of the press. @param {any} alarm  null where it is not on the board */
  follow(alarm) {
    if (!alarm || this.sent.waiting || alarm.alarm === this.kept.over) return;
    // Who played the presser is needed again as soon as the drill is over: a real alarm may have ended it.
    if (this.kept.neutral && isDrill(alarm) && !isOpen(alarm)) {
      this.kept.alarm = alarm.alarm;
      this.end();
      return;
    }
    if (!this.kept.neutral) {
      if (!isOpen(alarm)) return;
      // She pressed another button: her telephone lies there, too.
      this.kept.neutral = true;
      this.revealed = false;
    }
    if (alarm.alarm !== this.kept.alarm) {
      this.kept.alarm = alarm.alarm;
      this.keep();
    }
    this.tell(standingOf(alarm, this.kept.told).state);
  }

  /** @param {any} alarm @param {{isLost: boolean, again: any, mistake: any}} live */
  view(alarm, live) {
    if (this.isNeutral) return neutral({state: this.kept.told, failed: this.sent.failed, savedAt: this.sent.kept?.receivedAt ?? alarm?.raised_at ?? null, reveal: () => this.reveal()});
    return h('main', {class: 'phone-main presser-truth', key: 'truth'}, this.sent.failed ? this.unsent(alarm) : [
      isDrill(alarm) && !this.sent.waiting ? h('div', {class: 'presser-drill', key: 'mark'}, h('p', null, h('strong', {class: 'hero-mode'}, modeOf(alarm))), h('p', null, t('If it becomes real, press: that is always real.'))) : null,
      h('div', {role: 'status', key: 'words'}, h('h1', null, this.words(alarm)), this.rest(alarm)),
      live.isLost ? h('p', {class: 'sheet-error', key: 'old'}, icon('warning'), t('Not connected: this may have changed since.')) : null],
    this.buttons(alarm, live),
    meanings(this.number(alarm)));
  }

  /** @param {any} alarm @param {{again: any, mistake: any}} live */
  buttons(alarm, {again, mistake}) {
    const isOver = this.kept.told === 'cleared' || this.sent.over || (!alarm && !this.sent.waiting);
    const {failed} = this.sent;
    const hide = h('button', {type: 'button', class: `big ${failed ? '' : 'is-primary'}`, key: 'hide', onclick: () => this.hide()}, t('Hide this'));
    const number = this.number(alarm);
    const call = isDrill(alarm) && !failed && !this.sent.waiting ? null : h('a', {class: `big ${failed ? 'is-primary' : ''}`, key: 'call-112', href: telephone(number)}, t('Call %(number)s', {number}));
    return [
      failed ? [call, hide] : [hide, isOver ? null : call],
      isOver ? h('button', {type: 'button', class: 'big', key: 'end', onclick: () => this.end()}, t('Back')) : mistake,
      this.sent.waiting && !this.sent.over ? null : again];
  }

  /** What she would dial: by the kind of her alarm, or of a press that nobody has received. @param {any} alarm */
  number(alarm) {
    return numberAt(alarm?.kind ?? /** @type {any} */ (this.sent.kept?.content)?.kind);
  }

  /** @param {any} alarm */
  unsent(alarm) {
    return h('section', {class: 'soft is-failed', key: 'unsent', role: 'alert'},
      h('h1', {class: 'soft-words'}, t('NOT SENT – call %(number)s', {number: this.number(alarm)})),
      h('p', null, this.sent.over ? t('It is sent no more. Press again if you can.')
        : this.sent.kept?.refused ? t('The service does not let this phone in. Use a pendant, or call.')
          : t('Still trying to send …')));
  }

  /** @param {any} alarm */
  words(alarm) {
    if (this.sent.waiting) return t('Being sent …');
    if (!alarm) return this.sent.kept?.receivedAt ? t('Received %(time)s', {time: second(this.sent.kept.receivedAt)}) : t('Over');
    const {state, seen, coming, there} = standingOf(alarm, this.kept.told);
    const names = (/** @type {string[]} */ keys) => keys.map((key) => nameOf(key, alarm.names)).join(', ');
    if (state === 'cleared') return t('Over');
    if (there.length) return t('There: %(names)s', {names: names(there)});
    if (coming.length) return t('Coming: %(names)s', {names: names(coming)});
    if (seen) return seen === 1 ? t('Seen by one person') : t('Seen by %(count)s people', {count: seen});
    return state === 'sending' ? t('On its way') : t('Received %(time)s', {time: second(alarm.raised_at)});
  }

  /** @param {any} alarm */
  rest(alarm) {
    if (!alarm) return null;
    const {state, seen, coming} = standingOf(alarm, this.kept.told);
    return [
      coming.length && seen > 1 && state !== 'cleared' ? h('p', {key: 'seen'}, t('Seen by %(count)s people', {count: seen})) : null,
      h('p', {class: 'quiet', key: 'where', 'aria-live': 'off'}, [placeOf(alarm.zone), placeSure(alarm), t('Received %(time)s', {time: second(alarm.raised_at)})].filter(Boolean).join(' · ')),
      state === 'cleared' ? null : h('p', {class: 'quiet', key: 'police'}, policeOf(alarm))];
  }
}

/** Whether she only plays who pressed. @param {any} alarm */
const isDrill = (alarm) => Boolean(alarm) && !isReal(alarm);

/** What her hand can tell. @param {string} number */
function meanings(number) {
  return h('details', {class: 'meanings', key: 'meanings'}, h('summary', null, t('What the vibrations mean')),
    h('dl', null, [
      ['·', t('Received')], ['· —', t('Somebody has seen it')], ['· ·', t('Somebody is coming')], ['—', t('Somebody is there')],
      ['— —', t('Over')], ['— — — —', t('NOT SENT – call %(number)s', {number})],
    ].map(([sign, words]) => h('div', {key: sign ?? ''}, h('dt', null, sign), h('dd', null, words)))));
}

/** @param {number[]|undefined} pattern */
function feel(pattern) {
  if (pattern) navigator.vibrate?.(pattern);
}
