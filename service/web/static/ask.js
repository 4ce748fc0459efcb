// Asks the service to do something, and turns its refusals into words.

import {numberAt} from './emergency-number.js';
import {office, screen} from './facts.js';
import {unexpected} from './refusal.js';
import {N, t} from './words.js';

/** What any address can answer. @type {Record<string, string>} */
const COMMON = {
  store_unavailable: N('The record cannot be written right now. Try again; if it lasts, use the telephone.'),
  unknown_person: N('The plan no longer knows this person. Load the page again.'),
  not_yourself: N('You are logged in as somebody else: what you say here is in your own name only.'),
  wait: N('Too many tries. Wait a moment, then try again.'),
  not_allowed: N('You may not do this here.'),
  too_far: N('That is too far ahead. Choose an earlier time.'),
};

/** @type {Record<string, string>} */
const REFUSALS = {
  ...COMMON,
  not_entitled: N('Only somebody who has arrived, or whom the plan names for it, can end this alarm.'),
  presser: N('Who pressed cannot end the alarm alone: somebody who has come and seen her says that the danger is over.'),
  nobody_named: N('Say who you are: this is taken from somebody with a name only.'),
  unknown_door: N('The plan has changed meanwhile. Load the page again.'),
  unknown_zone: N('The plan has changed meanwhile. Load the page again.'),
  unknown_entrance: N('The plan has changed meanwhile. Load the page again.'),
  place_moved: N('The alarm says another place by now. Look there first.'),
  no_place: N('Nobody knows where she is: there is nothing to take back. Say where you looked.'),
  muster_in_test: N('This is a test of a button: nobody is counted for it.'),
  not_seen: N('Somebody has to go there, see her and say so. Go, or ask somebody to go.'),
  not_the_presser: N('Only who pressed can say that with her code.'),
  no_own_code: N('You have no code for this. Whoever comes ends the alarm.'),
  wrong_own_code: N('That is not your code. The alarm goes on.'),
  no_police_rule: N('The plan of this alarm has no rule for the police: call %(number)s yourself.'),
  police_nobody_named: N('Say who you are: the police are asked for by somebody with a name. Or call %(number)s.'),
  police_presser: N('Who pressed does not count a second time: somebody else who is called asks for the police. Or call %(number)s.'),
  police_not_entitled: N('By the plan you cannot ask for the police in this alarm: call %(number)s yourself.'),
  no_role: N('You have no task in this alarm that somebody else could take over.'),
  hand_over_whom: N('Hand over to somebody else, and not to who pressed.'),
  has_role: N('Whom you chose has a task in this alarm already: choose somebody else.'),
  hand_over_outside: N('This is a drill or a test: nobody outside is called for it.'),
  outside_by_rule: N('Somebody outside is called by the plan’s rule for the police only. Ask for the police first, or choose a colleague.'),
  not_lead: N('You do not lead any more: look who does.'),
  lead_presser: N('Who pressed is to be helped: somebody else takes the lead.'),
  lead_not_coming: N('Hand the lead to somebody who is coming or there.'),
  no_muster: N('Nobody is counted any more: the muster is over, or none has begun.'),
  muster_over: N('The muster is over, so nobody would come by this. If you need help, press your button or call %(number)s.'),
  muster_not_entitled: N('The muster is ended by who leads, who helps, or whom the plan names.'),
  not_all_accounted: N('Somebody is still missing or needs help: say why the muster ends all the same.'),
  nothing_told: N('Say at least one thing.'),
  no_police_call: N('This call has ended already: look at the line of the police.'),
  police_not_answered: N('Say first that they have answered; or that nobody has.'),
  police_answered: N('They have answered this call: say that it is done, or that the line broke.'),
  police_drill: N('This is no real alarm: the police are not called. Has it become real? Press: that is always real.'),
  no_fire: N('No fire that was told of stands here any more.'),
  no_closing_plan: N('The plan does not say how the office closes. Tell people by telephone.'),
  not_your_line: N('This line is somebody else’s. Look at it again, and answer it for her.'),
  unknown_item: N('This line is no longer in the checklist; look at it again.'),
  wrong_state: N('The alarm has moved on in the meantime; look at it again.'),
  unknown_alarm: N('There is no such alarm any more.'),
  pin_needed: N('This screen asks for its PIN.'),
  no_pin: N('This screen has no PIN, so nobody can say this here. Say it on your own telephone.'),
  not_let_in: N('This screen is no longer let in: pair it again. Until then use a pendant, or call.'),
};

/** A no in the page's language. @param {any} problem @param {number} status */
export const refusalOf = (problem, status) => (Object.hasOwn(COMMON, problem.code) ? t(COMMON[problem.code]) : unexpected(problem, status));

/** Whether an answer was that the screen's PIN is missing or wrong. @param {string|null} error */
export const asksForPin = (error) => error === t(REFUSALS.pin_needed);

/**
 * Ask something of an alarm; the answer shows on the page only when it comes back over the stream.
 * @param {string} alarm
 * @param {string} what  acknowledge, accept, decline, arrive, ask-police, mistake, clear, cancel, close
 * @param {Record<string, any>} content
 * @param {string} [pin]  what a shared screen asks for before it ends an alarm
 * @returns {Promise<string|null>} what went wrong, null for nothing
 */
export const askAlarm = (alarm, what, content, pin) =>
  send('POST', `/api/v1/alarms/${encodeURIComponent(alarm)}/${what}`, what === 'mistake' ? content : {...content, screen}, pin ? {'Trygg-PIN': pin} : {});

/** Say that a person is away or here today. @param {string} person @param {'absent'|'here'|null} fact */
export const askToday = (person, fact) =>
  send('PUT', `/api/v1/offices/${encodeURIComponent(office)}/today/${encodeURIComponent(person)}`, {fact});

/** Close the office, expect somebody back, or hold people at the reception. @param {Record<string, any>} content @param {string} [pin] */
export const askClosing = (content, pin) => send('POST', `/api/v1/offices/${encodeURIComponent(office)}/closing`, content,
  {'Idempotency-Key': crypto.randomUUID(), ...(pin ? {'Trygg-PIN': pin} : {})});

/** @param {string} method @param {string} address @param {object} content @param {Record<string, string>} [headers] */
export async function send(method, address, content, headers = {}) {
  const ending = AbortSignal.timeout(5_000);
  try {
    const answer = await fetch(address, {
      method, signal: ending, body: JSON.stringify(content), headers: {'Content-Type': 'application/json', ...headers},
    });
    if (answer.ok) return null;
    const problem = await answer.json().catch(() => ({}));
    return Object.hasOwn(REFUSALS, problem.code) ? t(REFUSALS[problem.code], {number: numberAt()}) : unexpected(problem, answer.status);
  } catch {
    return t('NOT SENT. The service does not answer. Try again, or call.');
  }
}
