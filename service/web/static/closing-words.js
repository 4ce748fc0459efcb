// What the closing of an office says: never as an alarm does, and never more than has been answered.

import {isOpen, isReal, modeOf} from './alarm-words.js';
import {known, nameOf} from './facts.js';
import {minute} from './time.js';
import {said, t} from './words.js';

/** @typedef {import('./view-closing.js').Item} Item */

/** @param {any} alarm */
export const isClosing = (alarm) => Boolean(alarm.closing) || alarm.kind === 'closing' || alarm.kind === 'neighbour';

/** Whether it is the office next door that closes. @param {any} alarm */
export const isNextDoor = (alarm) => alarm.closing?.stage === 'neighbour';

/** The closings that go on, and all that is an alarm. While a real alarm goes on, a closing that is only drilled is put
 * away: its mark would stand over what is real. @param {any[]} all @returns {{closings: any[], alarms: any[]}} */
export function apart(all) {
  const alarms = all.filter((a) => !isClosing(a));
  const isEarnest = alarms.some((a) => isReal(a) && isOpen(a));
  return {closings: all.filter((a) => isClosing(a) && a.closing && isOpen(a) && (isReal(a) || !isEarnest)), alarms};
}

/** Whether the plan says how the office closes. */
export const canClose = () => Boolean(known().closing);

/** One line that says how it stands. @param {any} alarm */
export function titleOf(alarm) {
  const {stage, items, expected_at: expectedAt, next_door: door} = alarm.closing;
  if (door) return door.stage === 'closing' ? t('%(office)s closes', {office: door.name}) : t('%(office)s: somebody may come back', {office: door.name});
  if (stage === 'hold') return t('Come to the reception first');
  if (stage === 'expected') return expectedAt ? t('Somebody may come back at %(time)s', {time: minute(Date.parse(expectedAt))}) : t('Somebody may come back');
  const done = items.filter((/** @type {Item} */ item) => item.state !== 'open').length;
  if (done < items.length) return t('The office is closing – %(done)s of %(all)s have answered', {done, all: items.length});
  const left = leftOf(alarm).length;
  return left ? t('The office is closed, but %(count)s of %(all)s could not be done', {count: left, all: items.length}) : t('The office is closed');
}

/** The lines that nobody could do. @param {any} alarm @returns {Item[]} */
export const leftOf = (alarm) => alarm.closing.items.filter((/** @type {Item} */ item) => item.state === 'cannot');

/** What it is marked with: a drill is never mistaken. @param {any} alarm */
export const markOf = (alarm) => (isReal(alarm) ? '' : modeOf(alarm));

/** What there is to do next. @param {any} alarm */
export function nextOf(alarm) {
  const {stage, look_again_at: at, is_due: isDue} = alarm.closing;
  const time = minute(Date.parse(at));
  if (stage === 'hold') return t('Until %(time)s', {time});
  if (stage === 'neighbour') {
    const since = minute(Date.parse(alarm.closing.next_door.since));
    return isDue ? t('Since %(since)s. They should have looked again by now, and nothing was heard', {since})
      : t('Since %(since)s. They look again at %(time)s', {since, time});
  }
  if (isDue) return t('It is time to look again: does the office stay closed?');
  return t('Looked at again at %(time)s', {time});
}

/** By which way, and what everybody is told. @param {any} alarm */
export function toldOf(alarm) {
  const {entrance, words, next_door: door} = alarm.closing;
  const way = door ? door.entrance : entrance ? known().emergency_call?.entrances?.[entrance]?.name ?? entrance : '';
  return [way ? t('By: %(entrance)s', {entrance: way}) : '', words ?? ''].filter(Boolean);
}

/** What a line asks for. @param {Item} item */
export function lineOf(item) {
  if (item.kind === 'outside') return t('Stays out of the office');
  if (item.kind === 'neighbour') return t('Knows that we close');
  const [id] = item.id.split('/');
  const words = said(known().closing?.lines?.[id]?.say) || id;
  const door = item.door ? known().doors?.[item.door]?.name ?? item.door : '';
  return door ? `${door}: ${words}` : words;
}

/** Whose answer a line waits for: her own, or the first of the role that was called for it. @param {any} alarm @param {Item} item @returns {string|null} */
export function whoseOf(alarm, item) {
  if (item.responder) return item.responder;
  const called = alarm.responders.filter((/** @type {any} */ r) => r.role === item.role && r.state !== 'declined');
  return called.at(-1)?.responder ?? null;
}

/** What was answered, by whom. @param {any} alarm @param {Item} item */
export function answerOf(alarm, item) {
  if (item.state === 'open') return t('No answer yet');
  if (item.how === 'output' && item.state === 'cannot') return t('The lock is open again: see to the door');
  if (item.how === 'output') return t('Done: it says so itself');
  const name = nameOf(item.by, alarm.names);
  if (item.state === 'received') return t('Received, says %(name)s', {name});
  return item.state === 'done' ? t('Done, says %(name)s', {name}) : t('Cannot, says %(name)s', {name});
}
