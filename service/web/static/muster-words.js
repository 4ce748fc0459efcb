// What a muster comes to in one look, in words.

import {isOpen, isTestPress} from './alarm-words.js';
import {nameOf, placeOf} from './facts.js';
import {second} from './time.js';
import {N, t} from './words.js';

/** @typedef {import('./view-muster.js').Muster} Muster */

/** Whether an alarm has people who are counted now. @param {any} alarm */
export const isMustering = (alarm) => isOpen(alarm) && Boolean(alarm.muster) && alarm.muster.ended_at === null;

/** Whether somebody can begin one. @param {any} alarm */
export const canMuster = (alarm) => isOpen(alarm) && alarm.state !== 'provisional' && !isTestPress(alarm) && alarm.muster !== undefined && !isMustering(alarm);

/** @param {Muster} muster @returns {{safe: number, needs_help: number, unaccounted: number, visitors: number}} */
export function counts(muster) {
  const found = {safe: 0, needs_help: 0, unaccounted: 0, visitors: 0};
  for (const one of Object.values(muster.people)) found[one.state] += 1;
  for (const count of Object.values(muster.visitors)) found.visitors += count;
  return found;
}

/** How it stands, the gravest first. @param {Muster} muster @returns {{state: string, words: string}[]} */
export function inOneLook(muster) {
  const {safe, needs_help: help, unaccounted: missing, visitors} = counts(muster);
  return [
    help ? {state: 'needs_help', words: help === 1 ? t('1 needs help') : t('%(count)s need help', {count: help})} : null,
    {state: missing ? 'unaccounted' : 'none', words: missing ? t('%(count)s unaccounted for', {count: missing}) : t('Nobody unaccounted for')},
    {state: 'safe', words: t('%(count)s safe', {count: safe})},
    visitors ? {state: 'visitors', words: visitors === 1 ? t('1 visitor') : t('%(count)s visitors', {count: visitors})} : null,
  ].filter((one) => one !== null);
}

/** Everybody in one state, by name. @param {Muster} muster @param {string} state @param {Record<string, string>} names */
export const those = (muster, state, names) => Object.entries(muster.people).filter(([, one]) => one.state === state)
  .map(([key, one]) => ({key, name: nameOf(key, names), one})).sort((a, b) => a.name.localeCompare(b.name));

/** @type {Record<string, string>} */
const HOW = {screen: N('said so on a screen'), phone: N('said so on the phone page'), pendant: N('said so with the button'), link: N('answered by the link')};

/** What is known of one of them beside her state: where, whose word it is, and what somebody else says.
 * @param {string} key @param {import('./view-muster.js').Counted} one @param {any} alarm */
export function knownOf(key, one, alarm) {
  const word = one.by === null ? '' : one.by === key ? t(HOW[one.how ?? 'screen'] ?? HOW.screen) : t('says %(name)s', {name: nameOf(one.by, alarm.names)});
  return [
    one.safe_by ? t('%(name)s says: safe. Go and see.', {name: nameOf(one.safe_by, alarm.names)}) : '',
    key === alarm.presser ? t('has pressed') : '',
    one.expected ? '' : t('was not expected'),
    one.zone ? placeOf(one.zone) : t('Place unknown'),
    word, one.at ? second(one.at) : ''].filter(Boolean).join(' · ');
}

/** When the missing are called for, or were. @param {Muster} muster */
export const calledWhen = (muster) => (muster.called_at ? t('Called for %(time)s', {time: second(muster.called_at)})
  : counts(muster).unaccounted ? t('Called for at %(time)s if nobody has heard of them', {time: second(muster.due_at)}) : '');
