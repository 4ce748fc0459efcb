// What a screen knows of the notices by which a responder is called who is at no screen. Pure: the same as
// service/live/view_notice.py in Python.

/**
 * One route of a responder's latest call.
 * @typedef {object} Notice
 * @property {string} route
 * @property {'waiting'|'queued'|'handed_over'|'delivered'|'seen'|'answered'|'failed'} state
 * @property {string} at
 * @property {string|null} reason why it failed
 * @property {boolean} last whether no route is left that could still reach her
 * @property {string|null} after the route before it, which was late or failed
 */

/** @type {Record<string, Notice['state']>} */
const STATES = {
  NoticeHandedOver: 'handed_over', NoticeDelivered: 'delivered', NoticeSeen: 'seen', NoticeAnswered: 'answered', NoticeFailed: 'failed',
};

/** The events that say how far a notice has come. */
export const NOTICES = Object.keys(STATES);

/** How far a notice has come; what is told late never takes it back. @type {Notice['state'][]} */
const FORWARD = ['waiting', 'queued', 'handed_over', 'delivered', 'seen', 'answered'];

/** @param {string} route @param {Notice['state']} state @param {string} at @returns {Notice} */
const notice = (route, state, at) => ({route, state, at, reason: null, last: false, after: null});

/** The first route's is on its way, the others wait for their turn. @param {string[]} routes @param {string} at */
export const calledOver = (routes, at) => routes.map((route, place) => notice(route, place ? 'waiting' : 'queued', at));

/** A call over the same routes once more. @param {Notice[]} notices @param {string} at */
export const calledAgain = (notices, at) => calledOver(notices.map(({route}) => route), at);

/**
 * The responders after an entry; whoever it calls has its position as the number of her latest call.
 * @param {import('./view.js').Responder[]} responders @param {import('./view.js').Message} entry
 */
export function numbered(responders, entry) {
  const {data, event, position} = entry;
  /** @type {string[]} */
  const called = event === 'RespondersReminded' ? data.responders ?? [] : event === 'ResponderCalled' ? [data.responder] : [];
  return responders.map((r) => (called.includes(r.responder) ? {...r, call: position} : r));
}

/** Whether a notice, `{alarm}.{position}.{number}.{route}`, belongs to a call before this one.
 * @param {string} notice @param {number|null} call */
export function isOfEarlierCall(notice, call) {
  const position = notice.split('.')[1] ?? '';
  return call !== null && /^[0-9]+$/.test(position) && Number(position) < call;
}

/**
 * A responder's notices after one of them went on; a route that nobody told of stands at the end.
 * @param {Notice[]} notices @param {string} event @param {Record<string, any>} data @param {string} at @returns {Notice[]}
 */
export function withNotice(notices, event, data, at) {
  const state = STATES[event] ?? 'queued';
  const told = {...notice(data.route, state, at), reason: data.reason ?? null, last: data.last ?? false, after: data.after ?? null};
  if (!notices.some(({route}) => route === data.route)) return [...notices, told];
  return notices.map((before) => (before.route === data.route ? moved(before, told) : before));
}

/** Forward only. What comes after a failure is of a later call; who has answered is reached, whatever fails.
 * @param {Notice} before @param {Notice} told @returns {Notice} */
function moved(before, told) {
  const isNew = told.state === 'failed' ? before.state !== 'answered'
    : before.state === 'failed' || FORWARD.indexOf(told.state) > FORWARD.indexOf(before.state);
  return isNew ? {...told, after: told.after ?? before.after} : before;
}
