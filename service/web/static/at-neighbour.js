// A screen that hangs at a neighbour's: whether the office next to her closes, and one tap to answer. Nothing else of the
// office is ever on it: what it asks for holds nothing else.

import {h} from './element.js';
import {known, office, screen} from './facts.js';
import {answers} from './next-door.js';
import {day, minute, now} from './time.js';
import {t} from './words.js';

const EVERY = 3_000;
const OLD = 15_000;

/** What the neighbour's screen knows, looked up again and again. */
export class AtNeighbour {
  /** @param {() => void} changed */
  constructor(changed) {
    this.changed = changed;
    /** @type {any} */
    this.closing = null;
    this.heardAt = -Infinity;
    this.busy = false;
    this.failed = false;
  }

  /** Whether this screen is one. */
  get isOne() {
    return Boolean(known().screens?.[screen]?.neighbour);
  }

  get isLost() {
    return performance.now() - this.heardAt > OLD;
  }

  begin() {
    if (!this.isOne) return;
    const look = async () => {
      await this.ask('GET');
      setTimeout(look, EVERY);
    };
    look();
  }

  /** @param {'GET'|'POST'} method @param {any} [content] */
  async ask(method, content) {
    try {
      const answer = await fetch(`/api/v1/offices/${encodeURIComponent(office)}/next-door?screen=${encodeURIComponent(screen)}`, {
        method, signal: AbortSignal.timeout(5_000), ...(content ? {headers: {'Content-Type': 'application/json'}, body: JSON.stringify(content)} : {}),
      });
      this.failed = Boolean(content) && !answer.ok;
      if (answer.ok) {
        this.closing = (await answer.json()).closing;
        this.heardAt = performance.now();
      }
    } catch {
      this.failed = Boolean(content);
    }
    this.changed();
  }

  /** @param {import('./next-door.js').Answer} answer */
  async say(answer) {
    if (this.busy || !this.closing) return;
    this.busy = true;
    this.changed();
    await this.ask('POST', {closing: this.closing.closing, answer});
    this.busy = false;
    this.changed();
  }

  view() {
    return h('main', {class: 'visitor at-neighbour', key: 'visitor'},
      this.closing ? this.#closes(this.closing) : [h('h1', {key: 'name'}, known().name), h('p', {class: 'idle-clock', key: 'clock'}, minute(now())), h('p', {class: 'idle-day', key: 'day'}, day(now())),
        h('p', {class: 'closing-next', key: 'open'}, this.isLost ? '' : t('Nothing is known that concerns you.'))],
      h('footer', {key: 'foot'}, this.isLost ? h('span', {class: 'visitor-lost', role: 'status'}, t('Not connected')) : null));
  }

  /** @param {any} closing */
  #closes({stage, name, since, entrance, words, look_again_at: at, answer}) {
    const said = answers().find(([one]) => one === answer);
    return h('section', {class: 'closing', key: 'closing'},
      h('div', {class: 'closing-head', key: 'head', role: 'status'},
        h('h1', null, stage === 'closing' ? t('%(office)s closes', {office: name}) : t('%(office)s: somebody may come back', {office: name})),
        h('p', {class: 'closing-next'}, t('Since %(since)s. They look again at %(time)s', {since: minute(Date.parse(since)), time: minute(Date.parse(at))})),
        entrance ? h('p', {class: 'closing-told', key: 'way'}, t('By: %(entrance)s', {entrance})) : null,
        words ? h('p', {class: 'closing-told', key: 'words'}, words) : null,
        h('p', {class: 'closing-told', key: 'hold'}, t('Keep the doors between us shut, and send nobody there.'))),
      said ? h('p', {class: 'closing-next', key: 'said', role: 'status'}, t('You have answered: %(answer)s', {answer: said[1]})) : null,
      this.failed ? h('p', {class: 'sheet-error', role: 'alert', key: 'failed'}, t('It could not be sent. Try again, or telephone.')) : null,
      answer ? h('footer', {class: 'closing-foot', key: 'answers'}, answers().filter(([one]) => one !== answer && !(one === 'received' && answer !== 'open')).map(([one, label]) =>
        h('button', {type: 'button', class: `big ${one === 'cannot' ? '' : 'is-primary'}`, key: one, disabled: this.busy, onclick: () => this.say(one)}, label))) : null);
  }
}
