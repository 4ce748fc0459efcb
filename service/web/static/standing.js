// How far help has come, for the one who pressed: the same states as her pendant is told (devices/outputs.py), and never
// a state less than she was told before.

/** @typedef {'sending'|'received'|'seen'|'coming'|'arrived'|'cleared'} State */
/** @typedef {{state: State, seen: number, coming: string[], there: string[]}} Standing */

/** @type {State[]} */
const ORDER = ['sending', 'received', 'seen', 'coming', 'arrived', 'cleared'];

/** Whether a state is further than another. @param {State} state @param {State} than */
export const isFurther = (state, than) => ORDER.indexOf(state) > ORDER.indexOf(than);

/**
 * What an alarm comes to for its presser.
 * @param {any} alarm  as the board has it
 * @param {State} before  what she was told last
 * @returns {Standing}
 */
export function standingOf(alarm, before) {
  const others = alarm.responders.filter((/** @type {any} */ r) => r.responder !== alarm.presser);
  const by = (/** @type {string} */ state) => others.filter((/** @type {any} */ r) => r.state === state)
    .map((/** @type {any} */ r) => r.responder);
  const coming = by('accepted');
  const there = by('arrived');
  const seen = new Set([...(alarm.seen_by ?? []), alarm.acknowledged_by, ...coming, ...there, ...by('declined')]
    .filter((key) => key && key !== alarm.presser));
  const state = stateOf(alarm, coming.length, there.length);
  return {
    state: isFurther(before, state) ? before : state,
    seen: Math.max(seen.size, state === 'received' || state === 'sending' ? 0 : 1),
    coming, there,
  };
}

/** @param {any} alarm @param {number} coming @param {number} there @returns {State} */
function stateOf(alarm, coming, there) {
  if (alarm.state === 'cleared' || alarm.state === 'cancelled') return 'cleared';
  if (there) return 'arrived';
  if (coming) return 'coming';
  if (alarm.state === 'acknowledged') return 'seen';
  return alarm.state === 'provisional' ? 'sending' : 'received';
}
