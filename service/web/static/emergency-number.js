// What is dialled outside in an emergency: by the country, the house and the kind of alarm.

import {known} from './facts.js';

/** What is dialled at a kind of alarm; without one, and on a page that knows no office, what the police are called on.
 * @param {string} [kind] */
export function numberAt(kind) {
  const call = known().emergency_call ?? {};
  return String(call.numbers?.[call.helper?.[kind ?? ''] ?? 'police'] ?? '112');
}

/** What is dialled at this kind of alarm. @param {any} alarm */
export const numberOf = (alarm) => numberAt(alarm.kind);

/** What the record takes of it: the digits alone, where they are a short number. @param {any} alarm @returns {{number?: string}} */
export function saidNumber(alarm) {
  const digits = numberOf(alarm).replace(/\D/g, '');
  return /^[0-9]{2,6}$/.test(digits) ? {number: digits} : {};
}

/** @param {string} number */
export const telephone = (number) => `tel:${number.replace(/[^+\d*#]/g, '')}`;
