// What is said of a drill: where it stands, when it is, and how its times compare.

import {dayAndYear, left, minute} from './time.js';
import {N, t, tied} from './words.js';

const STATES = /** @type {Record<string, string>} */ ({
  planned: N('planned'), counting: N('about to begin'), running: N('runs'), run: N('is being worked out'), judged: N('held'),
  aborted: N('broken off'), called_off: N('called off'), lapsed: N('never begun'),
});
const SCOPES = /** @type {Record<string, string>} */ ({whole: N('whole drill'), micro: N('drill of two minutes')});
const MANNERS = /** @type {Record<string, string>} */ ({announced: N('announced'), unannounced: N('unannounced')});

/** What each time is called, and in which order they stand. */
export const MEASURES = /** @type {Record<string, string>} */ ({answered: N('First answer'), there: N('One there'), two_there: N('Two there')});

/** @param {any} drill */
export const stateOf = (drill) => t(STATES[drill.state] ?? drill.state);

/** @param {any} drill */
export const kindOf = (drill) => [t(SCOPES[drill.scope] ?? drill.scope), t(MANNERS[drill.manner] ?? drill.manner)].join(', ');

/** @param {string} at */
export const momentOf = (at) => `${dayAndYear(at)} ${minute(at)}`;

/** What is left until its press, or how long it may still go on. @param {any} drill */
export function countOf(drill) {
  if (drill.state === 'counting') return t('Presses in %(time)s', {time: left(drill.presses_at) ?? '0 s'});
  if (drill.state === 'running') return t('Ends by itself in %(time)s', {time: left(drill.due_at) ?? '0 s'});
  return stateOf(drill);
}

/** @param {number|null|undefined} ms */
export const secondsOf = (ms) => (ms === null || ms === undefined ? '–' : tied(`${Math.round(ms / 1000)} s`));

/** @param {boolean|null|undefined} met */
export const verdictOf = (met) => (met === true ? t('in time') : met === false ? t('too late') : t('not asked for'));
