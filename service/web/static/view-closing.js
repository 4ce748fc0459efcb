// What a screen knows of the closing of an office. Pure: the same as in service/live/view_closing.py.

/**
 * One line of the checklist, and what was answered to it.
 * @typedef {object} Item
 * @property {string} id
 * @property {'task'|'door'|'outside'|'neighbour'} kind
 * @property {string|null} role
 * @property {string|null} responder
 * @property {string|null} door
 * @property {'open'|'received'|'done'|'cannot'} state
 * @property {string|null} by
 * @property {'said'|'output'|null} how
 * @property {string|null} at
 */

/**
 * An office next door that closes, as its own Trygg has told it.
 * @typedef {object} NextDoor
 * @property {string} contact
 * @property {string} closing
 * @property {'expected'|'closing'} stage
 * @property {number} version
 * @property {string} name
 * @property {string} since
 * @property {string|null} entrance
 */

/**
 * @typedef {object} Closing
 * @property {'hold'|'expected'|'closing'|'neighbour'} stage
 * @property {Item[]} items
 * @property {string} look_again_at
 * @property {boolean} is_due whether nobody has looked again in time
 * @property {string|null} looked_by
 * @property {string|null} expected_at
 * @property {string|null} entrance
 * @property {string|null} words the instruction
 * @property {NextDoor|null} next_door which office closes, where it is not this one
 */

export const CLOSING_EVENTS = ['ClosingBegun', 'ItemAnswered', 'LookAgainDue', 'ClosingLookedAt'];

/** What the entry that raises a closing tells; null for every other alarm. @param {Record<string, any>} data @returns {Closing|null} */
export function closingBegun(data) {
  return data.closing ? begun(data.closing, data.words ?? null) : null;
}

/**
 * The view after something happened in a closing; unchanged where this screen is not told what the entry says.
 * @template {Record<string, any>} V
 * @param {V} view @param {string} event @param {Record<string, any>} data @param {string} at @returns {V}
 */
export function inClosing(view, event, data, at) {
  const closing = view.closing;
  if (closing === null || !('look_again_at' in data || 'item' in data)) return view;
  if (event === 'ClosingBegun') {
    const anew = {responders: [], missing: [], seen_by: [], step: 0, exhausted: 0};
    return {...view, ...anew, closing: begun(data, data.words ?? null)};
  }
  if (event === 'ItemAnswered') {
    const items = closing.items.map((/** @type {Item} */ item) => (item.id === data.item ? answered(item, data, at) : item));
    return {...view, closing: {...closing, items}};
  }
  const looked = {look_again_at: data.look_again_at, is_due: event === 'LookAgainDue', looked_by: data.by ?? null};
  return {...view, closing: {...closing, ...looked}};
}

/** @param {Record<string, any>} data @param {string|null} words @returns {Closing} */
function begun(data, words) {
  return {
    stage: data.stage,
    items: data.items.map(itemOf),
    look_again_at: data.look_again_at,
    is_due: false,
    looked_by: null,
    expected_at: data.expected_at ?? null,
    entrance: data.entrance ?? null,
    words,
    next_door: data.next_door ?? null,
  };
}

/** @param {Record<string, any>} item @returns {Item} */
function itemOf(item) {
  const {id, kind, role = null, responder = null, door = null} = item;
  return {id, kind, role, responder, door, state: 'open', by: null, how: null, at: null};
}

/** @param {Item} item @param {Record<string, any>} data @param {string} at @returns {Item} */
function answered(item, data, at) {
  return {...item, state: data.answer, by: data.by, how: data.how, at};
}
