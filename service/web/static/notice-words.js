// How far a call over a route has come, in one line under the responder's name: only what is known, and since when.

import {now, span} from './time.js';
import {N, t} from './words.js';

/** @typedef {import('./view-notice.js').Notice} Notice */
/** @typedef {{icon: any, words: string, kind: 'going'|'reached'|'failed'}} Line */

/** @type {Record<string, string>} */
const ROUTES = {
  push: N('phone page'), sms: N('text message'), voice: N('telephone'), email: N('e-mail'), webhook: N('other system'),
  alarm_centre: N('alarm centre'), cap: N('alarm centre (CAP)'), other: N('other way'),
};

/** @type {Record<string, string>} */
const REASONS = {
  no_address: N('no number or address known'), no_route: N('this way is not set up'), refused: N('turned down'),
  unknown_number: N('number unknown'), too_slow: N('no reply in time'), unreachable: N('no connection'),
  broken_answer: N('reply not understood'), not_acknowledged: N('not acknowledged'), wrong_key: N('wrong key'),
  wrong_clock: N('clock is wrong'), unknown_account: N('account unknown'), gone: N('no longer there'), busy: N('line busy'),
  not_answered: N('not answered'), route_down: N('this way is down'), expired: N('too late'),
  no_office: N('the office is no more'),
};

/** Routes of which the other side says that somebody has the notice, and such over which nobody answers by hand. */
const TELLS = ['push', 'sms', 'voice', 'webhook', 'alarm_centre', 'cap'];
const MACHINES = ['webhook', 'alarm_centre', 'cap'];

/** @param {string} route */
export const routeOf = (route) => (Object.hasOwn(ROUTES, route) ? t(ROUTES[route]) : route);

/** @param {string|null} reason */
export const whyOf = (reason) => (reason && Object.hasOwn(REASONS, reason) ? t(REASONS[reason]) : t('nobody knows why'));

/**
 * What is to be said of the routes over which somebody is called who has not answered; null where nothing is.
 * @param {any} responder @param {boolean} open @returns {Line|null}
 */
export function noticeOf(responder, open) {
  /** @type {Notice[]} */
  const all = responder.notices ?? [];
  if (!open || !all.length || !['called', 'silent'].includes(responder.state)) return null;
  const begun = all.filter(({state}) => state !== 'waiting');
  const last = begun.at(-1);
  if (!last) return null;
  if (all.every(({state}) => state === 'failed') || (last.state === 'failed' && last.last)) {
    return {icon: 'warning', words: t('Could not be reached – %(what)s', {what: clause(last)}), kind: 'failed'};
  }
  const reached = begun.filter(({state}) => ['delivered', 'seen'].includes(state));
  if (responder.state === 'silent' && reached.length) {
    return {icon: 'silent', words: t('Reached (%(routes)s), not answered', {routes: reached.map(({route}) => routeOf(route)).join(', ')}), kind: 'reached'};
  }
  const before = begun.at(-2);
  const what = before ? `${clause(before)} – ${next(last)}` : clause(last);
  return {icon: last.route === 'voice' ? 'phone' : 'asked', words: upper(what), kind: reached.length ? 'reached' : 'going'};
}

/** What is tried after something else was: short, because the line says already what was. @param {Notice} notice */
const next = (notice) => (notice.route === 'voice' && notice.state === 'handed_over' ? t('calling for %(time)s', {time: since(notice)})
  : notice.route === 'voice' && notice.state === 'queued' ? t('calling') : clause(notice));

/** @param {Notice} notice */
function clause(notice) {
  const told = {route: routeOf(notice.route), time: since(notice)};
  if (notice.state === 'failed') return t('%(route)s: %(why)s', {...told, why: whyOf(notice.reason)});
  if (notice.state === 'queued') return notice.route === 'voice' ? t('%(route)s: being called', told) : t('%(route)s: being sent', told);
  if (notice.route === 'voice') return notice.state === 'handed_over' ? t('%(route)s: ringing for %(time)s', told) : t('%(route)s: picked up %(time)s ago, no answer yet', told);
  if (notice.state === 'handed_over') return TELLS.includes(notice.route) ? t('%(route)s: handed over %(time)s ago, no delivery yet', told) : t('%(route)s: handed over %(time)s ago', told);
  if (MACHINES.includes(notice.route)) return t('%(route)s: acknowledged %(time)s ago', told);
  return notice.state === 'seen' ? t('%(route)s: opened %(time)s ago, no answer yet', told) : t('%(route)s: delivered %(time)s ago, no answer yet', told);
}

/** @param {Notice} notice */
const since = ({at}) => span(now() - Date.parse(at)).replaceAll(' ', '\u00a0');

/** @param {string} words */
export const upper = (words) => words.charAt(0).toLocaleUpperCase() + words.slice(1);
