// Notifications on this telephone: asked for by a tap, kept by the service, and not believed before one has come.

import {h} from './element.js';
import {office} from './facts.js';
import {forLong} from './kept.js';
import {canKeep, isShell} from './phone-shell.js';
import {ask} from './roll/ask.js';
import {day, now} from './time.js';
import {t} from './words.js';

const CAME = `trygg.${office}.notified`;
/** Milliseconds for a test to come back, from the tap on. */
const WAIT_MS = 20_000;

/** @typedef {{key: string|null, endpoint: string|null}} Kept */

export class Notifications {
  /** @param {() => void} changed */
  constructor(changed) {
    this.changed = changed;
    /** @type {Kept|null} */
    this.kept = null;
    /** @type {PushSubscription|null} */
    this.mine = null;
    /** @type {'rest'|'busy'|'sent'|'missed'} */
    this.state = 'rest';
    /** @type {string|null} */
    this.error = null;
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.waiting = undefined;
    if (canKeep) navigator.serviceWorker.addEventListener('message', (event) => this.heard(event.data));
  }

  /** What the service has, and what this browser has; where they differ the service is told. */
  async lookUp() {
    try {
      this.kept = await ask('GET', '/me/push');
      if (this.kept?.key && canPush() && !isShell) {
        const shell = await navigator.serviceWorker.ready;
        this.mine = await shell.pushManager.getSubscription();
        if (this.mine && !isFor(this.mine, this.kept.key)) this.mine = await this.mine.unsubscribe().then(() => null, () => null);
        if (this.mine && Notification.permission === 'granted' && this.mine.endpoint !== this.kept.endpoint) await this.keep();
      }
    } catch {
      // asked again with the next look
    }
    this.changed();
  }

  /** Whether the service was set up for it: otherwise nobody is asked. */
  get isOffered() {
    return Boolean(this.kept?.key);
  }

  /** Whether this phone is called also while the page is closed. */
  get isOn() {
    return canPush() && Notification.permission === 'granted' && this.mine !== null && this.mine.endpoint === this.kept?.endpoint;
  }

  /** @returns {import('./set-up.js').Step} */
  step() {
    const came = forLong.read(CAME);
    return {key: 'notified', done: this.isOn && came !== null,
      words: came ? t('Notifications come to this phone: tried on %(day)s', {day: day(came)}) : '', todo: this.missing()};
  }

  missing() {
    if (!canKeep) return t('This page comes without HTTPS: nothing can be sent to the phone while the page is closed.');
    if (!canPush()) return t('This browser takes no notifications. On an iPhone put the page on the home screen first, and open it there.');
    if (Notification.permission === 'denied') return t('Notifications are forbidden for this page: allow them in the phone’s settings.');
    return this.isOn ? t('Send a notification to yourself, here below.') : t('Allow notifications, here below: then you are called also while this page is closed.');
  }

  view() {
    if (!this.isOffered || !canPush() || Notification.permission === 'denied') return null;
    const label = this.isOn ? t('Send a notification to me') : t('Allow notifications');
    return [
      h('button', {type: 'button', class: 'big', key: 'notify', disabled: this.state === 'busy',
        onclick: () => (this.isOn ? this.test() : this.allow())}, label),
      h('p', {class: this.state === 'missed' || this.error ? 'set-up-missed' : 'quiet', key: 'notified', role: 'status'}, this.told()),
    ];
  }

  told() {
    if (this.error) return this.error;
    if (this.state === 'sent') return t('Sent. It should show within some seconds.');
    return this.state === 'missed' ? t('None has come. Look whether the phone is silent or saves power, and try again.') : '';
  }

  /** Asks the browser, which asks her: only ever after a tap. */
  async allow() {
    const {key} = /** @type {Kept} */ (this.kept);
    await this.during(async () => {
      if (await Notification.requestPermission() !== 'granted') return;
      const shell = await navigator.serviceWorker.ready;
      this.mine = await shell.pushManager.subscribe({userVisibleOnly: true, applicationServerKey: /** @type {string} */ (key)});
      await this.keep();
    });
  }

  async keep() {
    const mine = /** @type {PushSubscription} */ (this.mine);
    await ask('POST', '/me/push', mine.toJSON());
    if (this.kept) this.kept.endpoint = mine.endpoint;
  }

  async test() {
    await this.during(async () => {
      await ask('POST', '/me/push/test', {office, language: document.documentElement.lang});
      this.state = 'sent';
      this.waiting = setTimeout(() => { this.state = 'missed'; this.changed(); }, WAIT_MS);
    });
  }

  /** @param {() => Promise<void>} work */
  async during(work) {
    clearTimeout(this.waiting);
    this.state = 'busy';
    this.error = null;
    this.changed();
    try {
      await work();
    } catch (wrong) {
      this.error = wrong instanceof DOMException ? t('The browser could not subscribe. Try again later, or use another browser.')
        : /** @type {Error} */ (wrong).message;
    }
    if (this.state === 'busy') this.state = 'rest';
    this.changed();
  }

  /** A notification has come, whatever it was for: they come. @param {any} said */
  heard(said) {
    if (!said?.pushed) return;
    clearTimeout(this.waiting);
    this.state = 'rest';
    forLong.write(CAME, new Date(now()).toISOString());
    this.changed();
  }
}

const canPush = () => canKeep && 'PushManager' in globalThis && 'Notification' in globalThis;

/** Whether a subscription was made with this key of the service; with another one nothing would come. @param {PushSubscription} one @param {string} key */
const isFor = (one, key) => {
  const used = one.options.applicationServerKey;
  return !used || btoa(String.fromCharCode(...new Uint8Array(used))).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '') === key;
};
