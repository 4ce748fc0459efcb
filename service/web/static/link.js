// The line to the service: connects, comes back by itself, says where it was, and knows when it can no longer be believed.

import {apply, empty} from './board.js';
import {isGrave} from './grave.js';
import {setClock} from './time.js';

const SILENCE = 12_000; // a heartbeat comes every 5 s: two may be missed
const PATIENCE = 1_000; // how long the socket may be down before the page says so
const FIRST_WAIT = 200;
const LONGEST_WAIT = 3_000;

/** @typedef {{broker: boolean, store: boolean, timers: boolean, faults: any[]}} Heart */

export class Link {
  /**
   * @param {{office: string, screen: string|null, changed: () => void, rendered: () => object}} what
   *   screen is null for a page that is no screen of the plan, such as a telephone; changed is called whenever something to be shown is different; rendered says what the page shows now.
   */
  constructor({office, screen, changed, rendered}) {
    this.office = office;
    this.screen = screen;
    this.changed = changed;
    this.rendered = rendered;
    /** The board as far as it is known. */
    this.board = empty();
    /** Whether there has ever been a board. */
    this.known = false;
    /** Whether to ask for a whole snapshot, because what is known does not fit. */
    this.whole = false;
    /** @type {Heart|null} */
    this.heart = null;
    /** When each alarm was first seen without its entry, by the monotonic clock. @type {Map<string, number>} */
    this.provisional = new Map();
    /** Whether the service has asked for the page to be loaded again. */
    this.superseded = false;
    /** When anything was heard last, as the wall clock shows it; null before the first time. @type {number|null} */
    this.heardAt = null;
    this.beat = performance.now();
    this.opened = performance.now();
    /** @type {number|null} */
    this.downSince = performance.now();
    this.wait = FIRST_WAIT;
    /** @type {WebSocket|null} */
    this.socket = null;
    this.awaited = false;
    /** Whether it is being asked whether this page is still let in. */
    this.asking = false;
    this.hasLeft = false;
    setInterval(() => this.look(), 250);
    addEventListener('online', () => this.connect());
    this.connect();
  }

  /** Whose page it is, as it says itself: the service then keeps from it what its person may not know. @returns {string|null} */
  person() {
    return null;
  }

  /** Whether what the page shows may be wrong. */
  get lost() {
    const time = performance.now();
    const down = this.downSince !== null && time - this.downSince > PATIENCE;
    return down || time - this.beat > SILENCE;
  }

  /** Whether a press would go all the way and all that is shown is fresh: only then may anything be green. */
  get sound() {
    const heart = this.heart;
    return this.known && !this.lost && heart !== null && heart.broker && heart.store && heart.timers
      && !heart.faults.some(isGrave);
  }

  connect() {
    if (this.socket && this.socket.readyState <= WebSocket.OPEN) return;
    const where = new URL(`/api/v1/offices/${encodeURIComponent(this.office)}/stream`, location.href);
    where.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
    if (this.screen) where.searchParams.set('screen', this.screen);
    if (this.person()) where.searchParams.set('person', this.person() ?? '');
    const {epoch, position} = this.board;
    if (this.known && !this.whole && epoch !== null) {
      where.searchParams.set('after', String(position));
      where.searchParams.set('epoch', epoch);
    }
    const socket = new WebSocket(where);
    this.socket = socket;
    this.opened = performance.now();
    socket.onmessage = (event) => this.hear(socket, event.data);
    socket.onclose = () => this.closed(socket);
  }

  /** @param {WebSocket} socket */
  closed(socket) {
    if (socket !== this.socket) return;
    this.socket = null;
    this.heart = null;
    this.downSince ??= performance.now();
    setTimeout(() => this.connect(), this.wait * (0.8 + 0.4 * Math.random()));
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
    this.changed();
    this.askWhether();
  }

  /** A line that was closed or refused may mean that this page is let in no longer: then nothing of it may stay. */
  async askWhether() {
    if (this.asking) return;
    this.asking = true;
    try {
      const answer = await fetch('/api/v1/session', {signal: AbortSignal.timeout(5_000)});
      const told = await answer.json();
      // Only the service's own word counts: a gateway that answers in its stead knows nothing of this page.
      if (answer.status === 401 && told.code === 'not_let_in') this.leave();
    } catch {
      // nobody answers: the page says that it is not connected, and goes on trying
    }
    this.asking = false;
  }

  /** A line that came back may be another version's, and the old one had no time to say so: killed, or cut off from here. */
  async askWhetherNewer() {
    const own = document.documentElement.dataset.version;
    try {
      const answer = await fetch(`/static/${own}/icon.svg`, {cache: 'no-store', signal: AbortSignal.timeout(5_000)});
      // At another version's address the service gives what it has, and says that it is not to be kept.
      if (answer.ok && answer.headers.get('cache-control') === 'no-store') this.superseded = true;
    } catch {
      // nobody answers: it is asked again when the line has come back the next time
    }
  }

  /** Show nothing more of the office: a screen asks to be paired, a person to log in. */
  leave() {
    if (this.hasLeft) return; // asked again on a slow line it would begin its way anew each time
    this.hasLeft = true;
    document.body.replaceChildren();
    location.replace(this.screen ? `/pair?next=${encodeURIComponent(location.pathname)}` : `/login?next=${encodeURIComponent(location.pathname)}`);
  }

  /** @param {WebSocket} socket @param {string} text */
  hear(socket, text) {
    if (socket !== this.socket) return;
    const message = JSON.parse(text);
    this.heardAt = Date.now();
    switch (message.type) {
      case 'snapshot':
      case 'resumed':
      case 'heartbeat':
        setClock(message.at);
        this.beat = performance.now();
        this.downSince = null;
        this.wait = FIRST_WAIT;
        if (message.type === 'heartbeat') {
          this.heart = message;
        } else {
          if (this.known) this.askWhetherNewer();
          this.known = true;
        }
        break;
      case 'superseded':
        this.superseded = true;
        break;
    }
    if (message.type === 'heartbeat') {
      if (message.position > this.board.position) {
        this.startOver();
        return;
      }
    } else if (message.type !== 'superseded' && !this.take(message)) {
      return;
    }
    this.follow();
    this.changed();
    this.confirm();
  }

  /** Take one message into the board; false when the page has to ask again. @param {any} message */
  take(message) {
    const moves = message.type === 'entry' || message.type === 'withheld';
    if (moves && message.position <= this.board.position) return false;
    if (moves && message.position > this.board.position + 1) {
      this.startOver();
      return false;
    }
    try {
      this.board = apply(this.board, message);
    } catch (error) {
      console.error('a message could not be understood; asking for everything again', error);
      this.whole = true;
      this.startOver();
      return false;
    }
    if (message.type === 'snapshot') this.whole = false;
    return true;
  }

  /** Entries are missing: what is shown is not the whole truth, so ask for them again. */
  startOver() {
    this.socket?.close();
  }

  /** Keep the moment at which each alarm without an entry was first seen. */
  follow() {
    const open = new Set();
    for (const alarm of this.board.alarms) {
      if (alarm.state !== 'provisional') continue;
      open.add(alarm.alarm);
      if (!this.provisional.has(alarm.alarm)) this.provisional.set(alarm.alarm, performance.now());
    }
    for (const id of this.provisional.keys()) if (!open.has(id)) this.provisional.delete(id);
  }

  /** Whether an alarm has been waiting for its entry for more than a second. @param {string} alarm */
  delayed(alarm) {
    const since = this.provisional.get(alarm);
    return since !== undefined && performance.now() - since > 1000;
  }

  /** Tell the service what has been drawn. A page that draws nothing (hidden, frozen) tells nothing. */
  confirm() {
    if (this.awaited) return;
    this.awaited = true;
    requestAnimationFrame(() => requestAnimationFrame(() => {
      this.awaited = false;
      if (this.socket?.readyState === WebSocket.OPEN && this.known) {
        this.socket.send(JSON.stringify({type: 'rendered', position: this.board.position, ...this.rendered()}));
      }
    }));
  }

  look() {
    const silent = performance.now() - this.beat > SILENCE;
    const stuck = this.socket?.readyState === WebSocket.CONNECTING && performance.now() - this.opened > 5_000;
    if (this.socket && ((silent && performance.now() - this.opened > SILENCE) || stuck)) {
      const socket = this.socket;
      socket.close();
      this.closed(socket);
    }
    this.changed();
  }
}
