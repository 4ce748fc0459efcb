// What the screen lets be heard. A browser keeps a page mute until it is touched or allowed to speak; whether it can be
// heard is therefore always shown, and told to the service.

import {burst, SIGNALS} from './signals.js';

const SILENCED_FOR = 60_000;

export class Sound {
  /** @param {() => void} changed */
  constructor(changed) {
    this.changed = changed;
    /** @type {AudioContext|null} */
    this.context = null;
    this.next = 0;
    /** What is to be heard now. @type {import('./signals.js').SignalName|null} */
    this.signal = null;
    this.until = 0;
    /** @type {Set<string>} */
    this.silenced = new Set();
    this.begin();
    // Not at pointerdown: what then changes on the page would be in the way of the very tap that began it.
    for (const touch of ['click', 'keydown']) addEventListener(touch, () => this.begin(), true);
  }

  /** Whether this screen can be heard. */
  get on() {
    return this.context?.state === 'running';
  }

  /** What can be heard right now; null while there is nothing, or while this screen is silenced or mute. */
  get sounding() {
    return this.on && !this.paused ? this.signal : null;
  }

  /** Whether somebody has silenced this screen for a minute: it comes back by itself, unlike a sound that is off. */
  get paused() {
    return performance.now() < this.until;
  }

  /** Seconds until a silenced screen sounds again. */
  get pauseLeft() {
    return Math.ceil((this.until - performance.now()) / 1000);
  }

  begin() {
    if (!this.context && 'AudioContext' in window) {
      this.context = new AudioContext();
      this.context.onstatechange = () => this.changed();
    }
    if (this.context && !this.on) this.context.resume().then(() => this.changed(), () => {});
  }

  /** Silence what sounds now for a minute; what is raised after that sounds at once. @param {string[]} alarms */
  pause(alarms) {
    this.silenced = new Set(alarms);
    this.until = performance.now() + SILENCED_FOR;
    this.changed();
  }

  /**
   * Say what should be heard now; called again and again, also while nothing changes.
   * @param {import('./signals.js').SignalName|null} signal
   * @param {string[]} alarms  the alarms it is for
   */
  play(signal, alarms) {
    if (this.paused && alarms.some((alarm) => !this.silenced.has(alarm))) this.until = 0;
    if (signal !== this.signal) this.next = 0;
    this.signal = signal;
    const context = this.context;
    if (!signal || !context || !this.on || this.paused || context.currentTime < this.next) return;
    const {pulses, length, pitch, loudness, pause} = SIGNALS[signal];
    const start = context.currentTime + 0.05;
    pulses.forEach((at, i) => pulse(context, start + at, length, pitch[i % pitch.length], loudness));
    this.next = start + burst(signal) + pause;
  }
}

/** One pulse with soft edges, so that it carries without a click. @param {AudioContext} context @param {number} at
 * @param {number} length @param {number} pitch @param {number} loudness */
function pulse(context, at, length, pitch, loudness) {
  const gain = context.createGain();
  gain.connect(context.destination);
  gain.gain.setValueAtTime(0, at);
  gain.gain.linearRampToValueAtTime(loudness, at + 0.02);
  gain.gain.setValueAtTime(loudness, at + length - 0.04);
  gain.gain.linearRampToValueAtTime(0, at + length);
  for (const [harmonic, part] of [[1, 0.6], [2, 0.25], [3, 0.15]]) { // a sound with overtones is found by ear
    const tone = context.createOscillator();
    const share = context.createGain();
    share.gain.value = part;
    tone.frequency.value = pitch * harmonic;
    tone.connect(share).connect(gain);
    tone.start(at);
    tone.stop(at + length);
  }
}
