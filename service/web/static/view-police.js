// What the calls to the police amount to in one alarm. Pure: the same as in service/live/view.py.

/** @typedef {import('./view.js').AlarmView} AlarmView */
/**
 * One person's call to the police; `ended_at` is null while it is on.
 * @typedef {object} PoliceCall
 * @property {string} by
 * @property {string} at
 * @property {string|null} number
 * @property {string|null} answered_at
 * @property {string|null} ended_at
 * @property {'unanswered'|'broken'|'done'|null} because
 */

/** @param {PoliceCall} call @returns {boolean} */
const speaks = (call) => call.answered_at !== null && call.ended_at === null;

/**
 * Never more than somebody has said: that the police are wanted is not yet a call, and neither is one that nobody
 * answered or that was cut off; nor does it say anything about the police when a guard company comes.
 * @param {AlarmView} view @returns {AlarmView['police']}
 */
export function policeState(view) {
  if (view.mode !== 'actual') return 'not_called';
  const calls = view.police_calls;
  if (calls.some((c) => speaks(c) || c.because === 'done') || outsideAnswered(view)) return 'answered';
  if (calls.some((c) => c.ended_at === null)) return 'calling';
  return view.police_asked ? 'asked' : 'not_called';
}

/**
 * The call that counts: one that is answered, one that is done, one that is on, the last one.
 * @param {AlarmView} view @returns {PoliceCall|null}
 */
export function policeCall(view) {
  const calls = view.police_calls;
  return (
    calls.find(speaks) ??
    calls.find((c) => c.because === 'done') ??
    calls.find((c) => c.ended_at === null) ??
    calls.at(-1) ??
    null
  );
}

/** @param {AlarmView} view @returns {boolean} whether somebody outside has answered whom the rule for the police calls */
function outsideAnswered(view) {
  const rule = view.police_rule;
  if (!rule) return false;
  const states = view.responders
    .filter((r) => r.reach === 'outside' && r.role !== null && rule.call.includes(r.role) && r.failed === null)
    .map((r) => r.state);
  return states.includes('accepted') || states.includes('arrived');
}
