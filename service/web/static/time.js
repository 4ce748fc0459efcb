// The service's clock, carried on by the browser's monotonic one: a kiosk whose own clock is wrong still counts right.

import {lang, tied} from './words.js';

let offset = Date.now() - performance.now();

/** Set the clock by a message from the service. @param {string} at */
export function setClock(at) {
  const instant = Date.parse(at);
  if (!Number.isNaN(instant)) offset = instant - performance.now();
}

/** Milliseconds since 1970 by the service's clock. */
export const now = () => offset + performance.now();

/** @type {string|undefined} */
let zone;

/** Show times in the office's time zone, wherever the screen's own settings are. @param {string|undefined} timeZone */
export function setTimeZone(timeZone) {
  zone = timeZone;
}

const formats = new Map();

/** @param {number|string} at @param {Intl.DateTimeFormatOptions} options */
function formatted(at, options) {
  const name = JSON.stringify([options, zone]);
  if (!formats.has(name)) {
    formats.set(name, new Intl.DateTimeFormat(lang === 'en' ? 'en-GB' : lang, {timeZone: zone, ...options}));
  }
  return formats.get(name).format(typeof at === 'string' ? Date.parse(at) : at);
}

/** 14:02:07 @param {number|string} at */
export const second = (at) => formatted(at, {hour: '2-digit', minute: '2-digit', second: '2-digit'}).replaceAll('.', ':');

/** 14:02 @param {number|string} at */
export const minute = (at) => formatted(at, {hour: '2-digit', minute: '2-digit'}).replaceAll('.', ':');

/** måndag 23 november @param {number|string} at */
export const day = (at) => formatted(at, {weekday: 'long', day: 'numeric', month: 'long'});

/** måndag 23 november, and with the year where it is another one than now @param {number|string} at */
export const dayAndYear = (at) => formatted(at, {weekday: 'long', day: 'numeric', month: 'long', ...(yearOf(at) === yearOf(now()) ? {} : {year: 'numeric'})});

/** @param {number|string} at */
const yearOf = (at) => formatted(at, {year: 'numeric'});

/** 9 s, 1 min 48 s, 1 h 4 min @param {number} ms */
export function span(ms) {
  const whole = Math.max(0, Math.floor(ms / 1000));
  if (whole < 60) return tied(`${whole} s`);
  if (whole < 3600) return tied(`${Math.floor(whole / 60)} min ${whole % 60} s`);
  return tied(`${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`);
}

/** What is left until an instant, rounded up so that it never says 0 early; null when it is past. @param {string|null} at */
export function left(at) {
  const ms = at ? Date.parse(at) - now() : NaN;
  return ms > 0 ? span(ms + 999) : null;
}
