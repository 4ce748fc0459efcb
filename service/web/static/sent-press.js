// One press on its way: sent again and again under one name until the service has it, through reloads and lost lines,
// for ten minutes. What it says of itself is only what the service has said.

import {office} from './facts.js';
import {forNow} from './kept.js';
import {now} from './time.js';

export const PROMISE = 5_000; // after this without a receipt the press counts as not sent, while it is sent on
const GIVE_UP = 600_000;
const EVERY = 2_000; // after an attempt without an answer a new one goes out, beside those that a slow line still holds
const EACH = 30_000;
const AT_ONCE = 4;
const KEPT = `trygg.${office}.press`;

/** @typedef {{key: string, content: object, waited: number, received: boolean, receivedAt: string|null, alarm: string|null, refused: boolean}} Kept */

/** How long this browser has been awake, whatever its clock says; a telephone that slept has waited too. */
const clock = () => performance.now();

export class SentPress {
  /** @param {{changed: () => void, received: () => void, unsent: () => void}} what */
  constructor({changed, received, unsent}) {
    this.changed = changed;
    this.heard = received;
    this.unheard = unsent;
    /** @type {Kept|null} */
    this.kept = forNow.read(KEPT);
    this.since = clock();
    this.underWay = 0;
    this.nextAt = 0;
    /** How often it was felt that nothing was sent. */
    this.told = 0;
    if (this.kept && !this.kept.received) this.kept.refused = false;
    setInterval(() => this.look(), 250);
    addEventListener('online', () => this.tryOnce());
    this.tryOnce();
  }

  /** How long it has been on its way, in milliseconds. */
  get waited() {
    return this.kept ? this.kept.waited + (clock() - this.since) : 0;
  }

  /** Whether there is a press that the service has not got yet. */
  get waiting() {
    return this.kept !== null && !this.kept.received;
  }

  /** Whether the wearer has to know that it has reached nobody. */
  get failed() {
    return this.waiting && (this.waited >= PROMISE || this.kept?.refused === true);
  }

  /** Whether it is sent no more: it may no longer be true where it says. */
  get over() {
    return this.waiting && this.waited >= GIVE_UP;
  }

  /** Press. While one is on its way this is the same one. @param {object} content */
  press(content) {
    if (!this.waiting || this.over) {
      this.kept = {key: newKey(), content, waited: 0, received: false, receivedAt: null, alarm: null, refused: false};
      this.since = clock();
      this.told = 0;
      this.keep();
    }
    this.tryOnce();
    this.changed();
  }

  /** Forget a press that is over. */
  forget() {
    this.kept = null;
    forNow.write(KEPT, null);
  }

  keep() {
    if (this.kept) forNow.write(KEPT, {...this.kept, waited: this.waited});
  }

  look() {
    if (!this.waiting) return;
    this.keep();
    if (clock() >= this.nextAt) this.tryOnce();
    // Felt at five seconds, and every half minute while it lasts.
    if (this.failed && !this.over && this.waited >= PROMISE + this.told * 30_000) {
      this.told = Math.floor((this.waited - PROMISE) / 30_000) + 1;
      this.unheard();
    }
    this.changed();
  }

  async tryOnce() {
    const kept = this.kept;
    if (!kept || kept.received || this.over || this.underWay >= AT_ONCE) return;
    this.underWay += 1;
    this.nextAt = clock() + EVERY;
    try {
      const answer = await fetch(`/api/v1/offices/${encodeURIComponent(office)}/alarms`, {
        method: 'POST', body: JSON.stringify(kept.content), signal: AbortSignal.timeout(EACH), cache: 'no-store',
        headers: {'Content-Type': 'application/json', 'Idempotency-Key': kept.key},
      });
      if (answer.ok) this.receive(kept, await answer.json().catch(() => ({})));
      else if (answer.status >= 400 && answer.status < 500 && ![408, 425, 429].includes(answer.status)) this.refuse(kept);
    } catch {
      // no line, or too slow a one: the next attempt goes out by itself
    }
    this.underWay -= 1;
  }

  /** The service itself said no: trying on may help, if somebody lets this telephone in again. @param {Kept} kept */
  refuse(kept) {
    if (kept !== this.kept || kept.received || kept.refused) return;
    kept.refused = true;
    this.changed();
  }

  /** @param {Kept} kept @param {any} answer */
  receive(kept, answer) {
    if (kept !== this.kept || kept.received) return;
    kept.received = true;
    kept.receivedAt = new Date(now()).toISOString();
    kept.alarm = typeof answer.alarm === 'string' ? answer.alarm : null;
    this.keep();
    this.heard();
    this.changed();
  }
}

/** A name for this one press; `crypto.randomUUID` is missing where a phone reads the page without TLS. */
function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
