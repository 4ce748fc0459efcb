// What a screen knows of an alarm's muster. Pure: the same as in service/live/view_muster.py.

/**
 * One person in a muster; `safe_by` is who says that she is safe while she counts as needing help.
 * @typedef {{state: 'unaccounted'|'safe'|'needs_help', zone: string|null, expected: boolean, by: string|null, how: 'screen'|'phone'|'pendant'|'link'|'vouched'|null, at: string|null, safe_by: string|null}} Counted
 */
/**
 * @typedef {object} Muster
 * @property {string} begun_at
 * @property {string} due_at until when whoever is missing is waited for, before she is called for
 * @property {string|null} at the zone in which people meet
 * @property {string|null} called_at when those who are missing were called for last
 * @property {number} round how often that was
 * @property {string|null} ended_at
 * @property {Record<string, Counted>} people by their keys
 * @property {Record<string, number>} visitors by zone; under the empty text those whose zone nobody has said
 */

export const MUSTER_EVENTS = ['MusterBegun', 'PeopleAccounted', 'VisitorsCounted', 'UnaccountedCalled', 'MusterEnded'];

/**
 * The muster after an entry; unchanged where this screen is not told what the entry says.
 * @param {Muster|null} muster @param {string} event @param {Record<string, any>} data @param {string} at @returns {Muster|null}
 */
export function withMuster(muster, event, data, at) {
  if (!('by' in data) && !('people' in data)) return muster;
  if (event === 'MusterBegun') return begun(muster, data, at);
  if (muster === null) return null;
  switch (event) {
    case 'PeopleAccounted': return accounted(muster, data, at);
    case 'VisitorsCounted': return {...muster, visitors: {...muster.visitors, [data.zone ?? '']: data.count}};
    case 'UnaccountedCalled': return {...muster, called_at: at, round: data.round, due_at: data.due_at};
    default: return {...muster, ended_at: at};
  }
}

/**
 * The muster after she who pressed was measured: that is her last known place, unless she is safe.
 * @param {Muster|null} muster @param {string|null} who @param {string} zone @returns {Muster|null}
 */
export function moved(muster, who, zone) {
  if (muster === null || who === null || !Object.hasOwn(muster.people, who) || muster.people[who].state === 'safe') return muster;
  return {...muster, people: {...muster.people, [who]: {...muster.people[who], zone}}};
}

/** @param {Muster|null} before @param {Record<string, any>} data @param {string} at @returns {Muster} */
function begun(before, data, at) {
  const kept = Object.entries(before?.people ?? {}).filter(([, one]) => one.state === 'needs_help');
  /** @type {Record<string, Counted>} */
  const people = {};
  for (const key of data.people) people[key] = one(data.zones[key] ?? null);
  return {begun_at: at, due_at: data.due_at, at: data.at, called_at: null, round: 0, ended_at: null, people: {...people, ...Object.fromEntries(kept)}, visitors: {}};
}

/** @param {Muster} muster @param {Record<string, any>} data @param {string} at @returns {Muster} */
function accounted(muster, data, at) {
  const people = {...muster.people};
  for (const key of data.people) {
    const known = Object.hasOwn(people, key) ? people[key] : {...one(null), expected: false};
    people[key] = {...known, state: data.state, by: data.by, how: data.how, at, safe_by: null, zone: data.zone ?? known.zone};
  }
  for (const key of data.kept) people[key] = {...people[key], safe_by: data.by};
  const isOpenAgain = data.state === 'needs_help' && data.people.length > 0;
  return {...muster, people, due_at: data.due_at, ended_at: isOpenAgain ? null : muster.ended_at};
}

/** @param {string|null} zone @returns {Counted} */
function one(zone) {
  return {state: 'unaccounted', zone, expected: true, by: null, how: null, at: null, safe_by: null};
}
