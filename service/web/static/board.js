// What a screen knows after each message of the stream. Pure: the same function as service/live/board.py in Python;
// tests/vectors/board.json holds both to it. Law: apply(snapshot(n), messages n+1 … m) equals snapshot(m).

import {blank, following, picked, raised} from './view.js';
import {locatedByPress} from './view-place.js';

/** @typedef {import('./view.js').AlarmView} AlarmView */
/** @typedef {import('./view.js').Message} Message */

/** @typedef {{id: string, kind: string, is_over: boolean, [name: string]: any}} UndertakingView */

/**
 * @typedef {object} Board
 * @property {string|null} office
 * @property {number} position
 * @property {string|null} epoch
 * @property {string|null} audience
 * @property {AlarmView[]} alarms in the order in which they were raised
 * @property {UndertakingView[]} undertakings by id
 */

/**
 * The board of a screen that has heard nothing yet.
 * @returns {Board}
 */
export function empty() {
  return {office: null, position: 0, epoch: null, audience: null, alarms: [], undertakings: []};
}

/**
 * The board after a message of the stream; the board given is not changed.
 *
 * An entry that does not follow directly is left out, whether known or too early: the board stays true to its own
 * position, and the next heartbeat shows that it is behind. A kind of message that nobody knows changes nothing.
 * @param {Board} board
 * @param {Message} message
 * @returns {Board}
 */
export function apply(board, message) {
  const {position, alarms, undertakings} = board;
  switch (message.type) {
    case 'snapshot': {
      const {office, position: at, epoch, audience, alarms: shown, undertakings: open = []} = message;
      return {office, position: at, epoch, audience, alarms: shown, undertakings: open};
    }
    case 'resumed': // what is outstanding comes again behind this message; what does not is over
      return {
        ...board,
        epoch: message.epoch,
        audience: message.audience,
        alarms: alarms.filter((a) => a.state !== 'provisional'),
      };
    case 'entry':
      if (message.position !== position + 1) return board;
      return {
        ...board,
        position: message.position,
        alarms: fold(alarms, message),
        undertakings: foldUndertakings(undertakings, message),
      };
    case 'withheld':
      return message.position === position + 1 ? {...board, position: message.position} : board;
    case 'provisional':
      return {...board, alarms: provisional(alarms, message)};
    case 'provisional_over':
      return {...board, alarms: alarms.filter((a) => a.alarm !== message.alarm || a.state !== 'provisional')};
    default:
      return board;
  }
}

/** @param {AlarmView[]} alarms @param {Message} entry @returns {AlarmView[]} */
function fold(alarms, entry) {
  if (entry.alarm === null) return alarms;
  if (entry.event === 'AlarmRaised') return placed(alarms, raised(entry));
  if (entry.event === 'AlarmClosed') return alarms.filter((a) => a.alarm !== entry.alarm);
  return alarms.map((a) => (a.alarm === entry.alarm && a.state !== 'provisional' ? following(a, entry) : a));
}

/**
 * The open undertakings, by id, after one entry: it carries the whole view, or says that it is over.
 * @param {UndertakingView[]} undertakings @param {Message} entry @returns {UndertakingView[]}
 */
function foldUndertakings(undertakings, entry) {
  const view = entry.data.undertaking;
  if (entry.alarm !== null || typeof view !== 'object' || view === null) return undertakings;
  const others = undertakings.filter((one) => one.id !== view.id);
  return view.is_over ? others : [...others, view].sort((a, b) => compare(a.id, b.id));
}

/** @param {AlarmView[]} alarms @param {Message} message @returns {AlarmView[]} */
function provisional(alarms, message) {
  if (alarms.some((a) => a.alarm === message.alarm)) {
    return alarms.map((a) => (a.alarm === message.alarm ? {...a, last_at: message.at} : a));
  }
  const view = {...blank(message.alarm, message.at), ...picked(message, ['mode', 'kind', 'level', 'zone', 'calm', 'device'])};
  return placed(alarms, {...view, state: 'provisional', located: locatedByPress(message, message.at)});
}

/** @param {AlarmView[]} alarms @param {AlarmView} view @returns {AlarmView[]} */
function placed(alarms, view) {
  const others = alarms.filter((a) => a.alarm !== view.alarm);
  return [...others, view].sort((a, b) => compare(a.raised_at, b.raised_at) || compare(a.alarm, b.alarm));
}

/** @param {string} a @param {string} b @returns {number} */
function compare(a, b) {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
