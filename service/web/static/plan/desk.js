// What the editor asks of the service. The service is asked with the text, and answers; it keeps nothing but drafts.

import {office} from '../facts.js';
import {unexpected} from '../refusal.js';
import {lang, t} from '../words.js';

const BASE = `/api/v1/offices/${encodeURIComponent(office)}/plan`;

/** The service's no, in words, with everything it said. */
export class Refused extends Error {
  /** @param {number} status @param {any} problem */
  constructor(status, problem) {
    super(problem.code === 'too_much_work' ? t('The plan could not be worked through in time. Make it smaller, or try again when less is going on.') : unexpected(problem, status));
    this.status = status;
    this.problem = problem;
  }
}

/** Nobody answered: nothing is known of what became of the question. */
export class Unanswered extends Error {}

/** @param {string} method @param {string} path @param {any} [content] @param {number} [within] milliseconds */
export async function ask(method, path, content, within = 30_000) {
  let answer;
  const join = path.includes('?') ? '&' : '?';
  try {
    answer = await fetch(`${BASE}${path}${join}lang=${lang}`, {
      method, signal: AbortSignal.timeout(within),
      ...(content === undefined ? {} : {body: JSON.stringify(content), headers: {'Content-Type': 'application/json'}}),
    });
  } catch {
    throw new Unanswered(t('The service does not answer.'));
  }
  if (answer.status === 204) return null;
  const said = await answer.json().catch(() => ({}));
  if (answer.ok) return said;
  // A gateway that answers in the service's stead says nothing about the question.
  if (answer.status >= 502 && answer.status <= 504 && !said.code) throw new Unanswered(t('The service does not answer.'));
  throw new Refused(answer.status, said);
}

/** @param {string} path @param {any} content @param {number} [within] */
export const post = (path, content, within) => ask('POST', path, content, within);
