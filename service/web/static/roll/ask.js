// What the pages of people, screens and programs ask of the service, and its refusals in words.

import {unexpected} from '../refusal.js';
import {second} from '../time.js';
import {N, t} from '../words.js';

/** @type {Record<string, string>} */
const REFUSALS = {
  not_yours: N('This is not yours to give or take. Ask whoever runs the service.'),
  your_own: N('Nobody gives herself anything. Ask somebody else who looks after people.'),
  last_one: N('Nobody else could help out any more. Give somebody else this role first; she has to have logged in once.'),
  no_role: N('Choose at least one thing that she may do. Whoever may nothing any more is ended.'),
  person_taken: N('Another account is this person already.'),
  from_directory: N('The roles of this account come from a directory, which would take them back at once. Change them there.'),
  login_taken: N('Another account has this login name.'),
  no_account_yet: N('There is no account yet. The first one is made where the service runs.'),
  unknown_account: N('There is no such account any more among those you look after.'),
  unknown_credential: N('This one was taken out already.'),
  wrong_code: N('This code is not known, was used already, or is too old. Have a new one made.'),
  code_not_digits: N('A code has 4 to 8 digits, and nothing else.'),
  code_easy: N('A code is not one digit again and again, nor simply counted up or down.'),
  code_length: N('Both codes have the same number of digits: whoever looks on counts the keys.'),
  code_near: N('The codes are too much alike. A slip of the finger, or the one read backwards, must not be the other.'),
  wrong_own_code: N('Type one of the codes that hold now.'),
  passkey_log_in_again: N('You logged in a while ago. Log in again to add a passkey.'),
  passkey_stale: N('This took too long, or was answered already. Try again.'),
  passkey_wrong: N('This passkey does not come from where passkeys work here. Nothing was added.'),
  passkey_too_many: N('You have as many passkeys as can be. Take one out first.'),
  passkey_taken: N('This passkey is in use here already.'),
  passkey_nowhere: N('Passkeys do not work at this address.'),
  unknown_passkey: N('This one was taken out already.'),
  weak_pin: N('A PIN has 6 to 12 digits, not all the same and not counted up or down.'),
  pair_again: N('The role plan lets more be seen here than when it was paired. Take it out and pair it again first.'),
  changed_meanwhile: N('Somebody else gave or took a password of this device meanwhile. Nothing was changed: look at it again.'),
  another_ones: N('Another button or gateway speaks on these topics. Choose a narrower beginning, or shut the other one out first.'),
  unknown_device: N('Nobody has enrolled this button. Enrol it in the list of devices first.'),
  device_changed: N('Somebody else has changed this button meanwhile. Nothing was changed: look at it again.'),
  in_file: N('A file of the plans folder names this button. Change it there.'),
  name_taken: N('Another button has this name or address already. Choose another one, or take the other button out first.'),
  too_many_devices: N('The office has as many buttons as can be. Take out those that are there no longer.'),
  too_many: N('Several passwords of this device hold already. See which one it has, and end the old ones first.'),
  alarm_open: N('An alarm of this button is open: a press now is real. Test it when the alarm is closed.'),
  not_inspected: N('The plan no longer has this looked over. Load the page again.'),
  unanswered: N('Answer every question first: yes, no, or not here.'),
  no_phone: N('Notifications belong to a phone of yours: pair it, or log in on it.'),
  not_subscribed: N('This phone is sent no notifications any more. Allow them again.'),
  not_handed_over: N('The phone maker’s service has not taken it. Try again in a moment.'),
  unknown_route: N('This way out is not set up any more.'),
  test_pause: N('This button was tested just now. Its next test can begin at %(time)s. Until then every press is real.'),
  wait: N('Too many tries. Wait a moment, then try again.'),
  not_allowed: N('You may not do this here.'),
  not_let_in: N('You are no longer logged in. Log in again.'),
  store_unavailable: N('Nothing can be changed right now. Alarms work. Try again in a moment.'),
};

/** The service's no, in words. */
export class Refused extends Error {
  /** @param {any} problem @param {number} status */
  constructor(problem, status) {
    super(Object.hasOwn(REFUSALS, problem.code) ? t(REFUSALS[problem.code], {time: problem.free_at ? second(problem.free_at) : ''}) : unexpected(problem, status));
    this.problem = problem;
    this.status = status;
  }
}

/** @param {string} method @param {string} address below /api/v1 @param {any} [content] @returns {Promise<any>} */
export async function ask(method, address, content) {
  let answer;
  try {
    answer = await fetch(`/api/v1${address}`, {
      method, signal: AbortSignal.timeout(15_000),
      ...(content === undefined ? {} : {body: JSON.stringify(content), headers: {'Content-Type': 'application/json'}}),
    });
  } catch {
    throw new Error(t('The service does not answer. Try again in a moment.'));
  }
  if (answer.status === 204) return null;
  const said = await answer.json().catch(() => ({}));
  if (answer.ok) return said;
  throw new Refused(said, answer.status);
}
