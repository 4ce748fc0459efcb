// What a screen knows of the sirens, lamps and locks of an alarm. Pure: the same as in service/live/view_output.py.

/** @typedef {{output: string, kind: string|null, state: 'commanded'|'withheld'|'on'|'off'|'failed'|'stuck', reason: string|null, at: string}} Output */

export const OUTPUT_EVENTS = ['OutputCommanded', 'OutputWithheld', 'OutputConfirmed', 'OutputFailed'];

/**
 * The outputs after one was told something, left alone, or has said how it stands; the first told first.
 * @param {Output[]} outputs @param {string} event @param {Record<string, any>} data @param {string} at @returns {Output[]}
 */
export function withOutput(outputs, event, data, at) {
  const name = data.output;
  const before = outputs.find((one) => one.output === name);
  const kind = data.kind ?? before?.kind ?? null;
  /** @type {Output} */
  const told = {output: name, kind, state: stateOf(event, data), reason: data.because ?? data.reason ?? null, at};
  return before === undefined ? [...outputs, told] : outputs.map((one) => (one.output === name ? told : one));
}

/** @param {string} event @param {Record<string, any>} data @returns {Output['state']} */
function stateOf(event, data) {
  if (event === 'OutputWithheld') return 'withheld';
  if (event === 'OutputCommanded') return 'commanded';
  if (event === 'OutputConfirmed') return data.on ? 'on' : 'off';
  return data.on ? 'failed' : 'stuck';
}
