// What is dialled outside in an emergency: by the country, the house and the kind of alarm.

import {known} from './facts.js';

/** What is dialled at this kind of alarm. @param {any} alarm */
export function numberOf(alarm) {
  const call = known().emergency_call ?? {};
  return String(call.numbers?.[call.helper?.[alarm.kind] ?? 'police'] ?? '112');
}

/** What the record takes of it: the digits alone, where they are a short number. @param {any} alarm @returns {{number?: string}} */
export function saidNumber(alarm) {
  const digits = numberOf(alarm).replace(/\D/g, '');
  return /^[0-9]{2,6}$/.test(digits) ? {number: digits} : {};
}

/** @param {string} number */
export const telephone = (number) => `tel:${number.replace(/[^+\d*#]/g, '')}`;
