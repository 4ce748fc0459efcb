// What an alarm sounds like, as a table: the grammar of IEC 60601-1-8. The more urgent, the more pulses: five, twice, for
// high; three for medium; one for low. Pure: times are seconds within a burst, pitches are hertz.

import {isExhausted, isReal} from './alarm-words.js';
import {N} from './words.js';

/** Five pulses, twice: the third is followed by a longer gap, and the second five by the longest one. */
const FIVE = [0, 0.25, 0.5, 0.95, 1.2];
const AGAIN = 2.15;

/**
 * @typedef {object} Signal
 * @property {number[]} pulses when each pulse of a burst begins
 * @property {number} length how long a pulse is
 * @property {number[]} pitch of each pulse in turn
 * @property {number} loudness between 0 and 1
 * @property {number} pause between the end of a burst and the next one
 * @property {string} caption the same for somebody who cannot hear it
 */

/** @type {Record<'high'|'medium'|'low'|'drill'|'test'|'lost', Signal>} */
export const SIGNALS = {
  high: {pulses: [...FIVE, ...FIVE.map((at) => at + AGAIN)], length: 0.16, pitch: [523, 659, 784, 784, 1047], loudness: 0.5, pause: 3,
    caption: N('Sounds now: five tones, twice – most urgent')},
  medium: {pulses: [0, 0.4, 0.8], length: 0.2, pitch: [523, 659, 523], loudness: 0.4, pause: 3.5,
    caption: N('Sounds now: three tones – urgent')},
  low: {pulses: [0], length: 0.25, pitch: [523], loudness: 0.3, pause: 16,
    caption: N('Sounds now: one tone – keep an eye on it')},
  drill: {pulses: [0, 0.45], length: 0.35, pitch: [440, 330], loudness: 0.16, pause: 6,
    caption: N('Sounds now: two falling tones – only a drill')},
  test: {pulses: [0], length: 0.35, pitch: [440], loudness: 0.12, pause: 16,
    caption: N('Sounds now: one soft tone – only a test')},
  lost: {pulses: [0, 0.35], length: 0.25, pitch: [330, 262], loudness: 0.2, pause: 16,
    caption: N('Sounds now: two low tones – the line is lost')},
};

/** @typedef {keyof typeof SIGNALS} SignalName */

/** How urgent each level is, from observe over assist and medical to emergency. @type {Record<number, SignalName>} */
const PRIORITY = {1: 'low', 2: 'medium', 3: 'high', 4: 'high'};

/** The most urgent first; what is real always comes before what is not. @type {SignalName[]} */
const ORDER = ['high', 'medium', 'low', 'drill', 'test', 'lost'];

/** What one alarm sounds like. @param {any} alarm @returns {SignalName} */
export function signalOf(alarm) {
  if (!isReal(alarm)) return alarm.mode === 'test' ? 'test' : 'drill';
  // Nobody is coming, or the police are wanted: then no kind makes it less urgent. That somebody is forced to say that it
  // was a mistake changes no sound: whoever forces her may hear it through the wall.
  if (isExhausted(alarm) || alarm.police_asked) return 'high';
  return PRIORITY[alarm.level] ?? 'high'; // a level that nobody knows is as urgent as it can be
}

/** The one signal to play for several alarms; null for none. @param {any[]} alarms @returns {SignalName|null} */
export function loudest(alarms) {
  const wanted = new Set(alarms.map(signalOf));
  return ORDER.find((name) => wanted.has(name)) ?? null;
}

/** How long a burst lasts, without the pause behind it. @param {SignalName} name */
export function burst(name) {
  const {pulses, length} = SIGNALS[name];
  return pulses[pulses.length - 1] + length;
}
