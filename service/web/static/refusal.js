// A no of the service that the page has no words for: by its kind, in the page's own language.

import {lang, N, t} from './words.js';

/** @type {Record<number, string>} */
const KINDS = {
  401: N('You are no longer logged in. Log in again.'),
  403: N('You may not do this here.'),
  404: N('What this is about is no longer there. Load the page again.'),
  409: N('This has changed meanwhile, or does not fit. Nothing was done: load the page again, and look at it.'),
  429: N('Too many tries. Wait a moment, then try again.'),
};

/** @param {number} status */
const kindOf = (status) => KINDS[status] ?? (status >= 500 ? N('The service could not do this. Try again in a moment; if it lasts, tell whoever runs it.')
  : N('The service cannot use what was sent. Nothing was done: look through what you have written.'));

/**
 * What the service says in the language that it was asked in (`said`) is shown as it is. All else is English, and so shown to who reads
 * English alone; others are told the code, for whoever runs the service.
 * @param {any} problem @param {number} status @returns {string}
 */
export const unexpected = (problem, status) => (problem.said ? problem.detail : lang === 'en' && problem.detail ? t('The service refused: %(why)s', {why: problem.detail})
  : `${t(kindOf(status))} (${problem.code ?? status})`);
