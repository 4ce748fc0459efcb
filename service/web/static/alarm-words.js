// What an alarm's states are called, and the few sums that the pages make of its responders.

import {numberAt, numberOf} from './emergency-number.js';
import {leads, nameOf} from './facts.js';
import {left, second} from './time.js';
import {N, t} from './words.js';

/** @typedef {any} AlarmView  see service/live/board.py */

/** @type {Record<string, string>} */
const MODES = {actual: N('REAL ALARM'), drill: N('DRILL'), test: N('TEST')};

/** @param {AlarmView} alarm */
export const modeOf = (alarm) => t(MODES[alarm.mode] ?? MODES.actual);

/** @param {AlarmView} alarm */
export const isReal = (alarm) => alarm.mode !== 'drill' && alarm.mode !== 'test';

/** Whether a button is only being tried, which the service says by a response without an end: nobody is called, and
 * there is nothing to answer. A test by a whole plan is none. @param {AlarmView} alarm */
export const isTestPress = (alarm) => alarm.mode === 'test' && alarm.last_resort === '' && isOpen(alarm);

/** What there is to do about it. */
export const sayTestPress = () => t('A button is being tried. There is nothing to do: this goes away by itself.');

/** @param {AlarmView} alarm */
export const isOpen = (alarm) => ['provisional', 'raised', 'acknowledged'].includes(alarm.state);

/** The agreed mark: filled for what is real, hollow while nothing but a drill or a test goes on. @param {AlarmView[]} alarms */
export function markClass(alarms) {
  const open = alarms.filter(isOpen);
  return (open.length ? open : alarms).some(isReal) ? 'mark' : 'mark is-hollow';
}

/** @param {AlarmView} alarm @param {string} state */
export const count = (alarm, state) => alarm.responders.filter((/** @type {any} */ r) => r.state === state).length;

/** Whether anybody is on the way or there. @param {AlarmView} alarm */
export const isComing = (alarm) => count(alarm, 'accepted') + count(alarm, 'arrived') > 0;

/** Whether the plan is at its end and still nobody is coming. @param {AlarmView} alarm */
export const isExhausted = (alarm) => isOpen(alarm) && alarm.exhausted > 0 && !isComing(alarm);

/** Whether an alarm should be heard: until somebody has seen it, and again while the plan finds nobody. @param {AlarmView} alarm */
export const isLoud = (alarm) => alarm.state === 'provisional' || alarm.state === 'raised' || isExhausted(alarm);

/** One line: who is coming; once it is over, nobody is any more. @param {AlarmView} alarm */
export function answerOf(alarm) {
  if (!isOpen(alarm)) return t('These were called');
  if (isTestPress(alarm)) return t('Nobody is called');
  const there = count(alarm, 'arrived');
  const coming = count(alarm, 'accepted');
  if (there && coming) return t('%(there)s on site, %(coming)s coming', {there, coming});
  if (there) return t('%(there)s on site', {there});
  if (coming) return t('%(coming)s coming', {coming});
  return t('Nobody is coming yet');
}

/**
 * What a responder's chip says; deadlines count only while the alarm is open.
 * @param {any} responder @param {boolean} open @param {Record<string, string>} [names] @returns {{icon: any, words: string}}
 */
export function chipOf(responder, open, names) {
  if (responder.failed) return {icon: 'silent', words: t('Could not be reached')};
  if (!open && responder.state === 'accepted') return {icon: 'coming', words: t('Was coming')};
  if (!open && responder.state === 'called') return {icon: 'asked', words: t('Was called')};
  switch (responder.state) {
    case 'accepted': {
      const rest = left(responder.arrive_by);
      return {icon: 'coming', words: rest ? t('Coming, %(left)s left', {left: rest}) : t('Coming, overdue')};
    }
    case 'arrived': return {icon: 'there', words: t('On site')};
    case 'declined': if (responder.handed_to) return {icon: 'handed', words: t('Handed over to %(name)s', {name: nameOf(responder.handed_to, names)})};
      return {icon: 'no', words: t('Cannot come')};
    case 'silent': return {icon: 'silent', words: t('No answer')};
    default: {
      const rest = left(responder.accept_by);
      return {icon: 'asked', words: rest ? t('Called, %(left)s left', {left: rest}) : t('Called, no answer yet')};
    }
  }
}

/** What a responder is to do, and how far it is until they are there. @param {any} responder */
export function wayOf(responder) {
  const parts = [];
  if (responder.position === 'goes_in') parts.push(t('to go in'));
  if (responder.position === 'waits_at_door') parts.push(t('to wait at the door'));
  const onTheWay = responder.state === 'called' || responder.state === 'accepted';
  if (onTheWay && responder.walk_ms !== null && responder.walk_ms !== undefined) {
    parts.push(t('%(seconds)s s away', {seconds: Math.round(responder.walk_ms / 1000)}).replaceAll(' ', '\u00a0'));
  }
  if (responder.state === 'called' && presenceOf(responder.presence)) parts.push(presenceOf(responder.presence));
  return parts;
}

/** @type {Record<string, string>} */
const PRESENCES = {here_today: N('here today'), by_roster: N('by the roster'), off_duty: N('off duty')};

/** From what somebody is taken to be there: said this morning, or only by the roster. @param {string|null|undefined} presence */
export const presenceOf = (presence) => (presence && Object.hasOwn(PRESENCES, presence) ? t(PRESENCES[presence]) : '');

/** Whether what is done in an alarm is kept from this page, since who pressed has said that it was a mistake: where it is
 * not, it is told whether she was forced. @param {AlarmView} alarm */
const isKept = (alarm) => isOpen(alarm) && Boolean(alarm.mistake) && alarm.mistake?.under_duress === undefined;

/** Only what is true: to have asked for the police is no call, and a call is no answer. @param {AlarmView} alarm */
export function policeOf(alarm) {
  if (!isReal(alarm)) return t('Police: not called, this is no real alarm');
  const call = alarm.police_call;
  if (alarm.police === 'answered') return call?.answered_at && call.because !== 'broken' ? answeredOf(call) : t('Police: have answered');
  if (isKept(alarm)) return t('Police: what is done is not shown here');
  if (alarm.police === 'calling' && call) return callingOf(call, alarm.names);
  if (call?.because === 'broken' || call?.because === 'unanswered') {
    const args = {name: nameOf(call.by, alarm.names), time: second(call.ended_at ?? call.at), number: call.number ?? numberOf(alarm)};
    return call.because === 'broken' ? t('Police: NOT on the line. The line of %(name)s broke %(time)s: call %(number)s again.', args)
      : t('Police: NOT reached. %(name)s got no answer %(time)s: call %(number)s again.', args);
  }
  const asked = alarm.police_asked;
  const sought = soughtOf(alarm);
  if (!asked && sought?.how !== 'trying') return t('Police: NOT called');
  const because = !asked ? null
    : asked.by ? t('Asked for by %(name)s %(time)s', {name: nameOf(asked.by, alarm.names), time: second(asked.at)})
      : t('Two people have pressed, %(time)s', {time: second(asked.at)});
  return `${[t('Police: NOT called'), because, sayToCall(sought, alarm)].filter(Boolean).join('. ')}.`;
}

/** States in which a notice has left the house, and nobody has answered it. */
const OUT = ['handed_over', 'delivered', 'seen'];

/**
 * How far Trygg's own calls to whom the rule for the police names have come: nothing where none of them is known to have
 * left the house. None of it is a call to the police: a message that was delivered has been answered by nobody.
 * @param {AlarmView} alarm @returns {{how: 'trying'|'declined'|'no_route'|'failed', who: string, at: string}|null}
 */
function soughtOf(alarm) {
  const roles = alarm.police_rule?.call ?? [];
  const rows = alarm.responders.filter((/** @type {any} */ r) => r.reach === 'outside' && roles.includes(r.role));
  /** @type {{how: 'trying'|'declined'|'no_route'|'failed', who: string, at: string}[]} */
  const found = rows.flatMap((/** @type {any} */ r) => {
    const out = (r.notices ?? []).filter((/** @type {any} */ n) => OUT.includes(n.state)).map((/** @type {any} */ n) => n.at).sort();
    if (r.failed) return [{how: r.failed === 'no_route' ? 'no_route' : 'failed', who: r.responder, at: ''}];
    if (r.state === 'declined') return [{how: 'declined', who: r.responder, at: ''}];
    return ['called', 'silent'].includes(r.state) && out.length ? [{how: 'trying', who: r.responder, at: out[0]}] : [];
  });
  return found.find(({how}) => how === 'trying') ?? found[0] ?? null;
}

/** @param {ReturnType<typeof soughtOf>} sought @param {AlarmView} alarm */
function sayToCall(sought, alarm) {
  const args = {name: sought ? nameOf(sought.who, alarm.names) : '', time: sought?.at ? second(sought.at) : '', number: numberAt()};
  switch (sought?.how) {
    case 'trying': return t('Trygg has been trying to reach %(name)s since %(time)s, no answer yet: call %(number)s', args);
    case 'declined': return t('%(name)s cannot: call %(number)s', args);
    case 'failed': return t('Trygg got no answer from %(name)s: call %(number)s', args);
    case 'no_route': return t('Trygg cannot call them: call %(number)s', args);
    default: return t('Call %(number)s', args);
  }
}

/** @param {any} call */
const answeredOf = ({number, answered_at}) => (number ? t('%(number)s answered %(time)s', {number, time: second(answered_at)})
  : t('Police: answered %(time)s', {time: second(answered_at)}));

/** @param {any} call @param {Record<string, string>} names */
const callingOf = ({by, number, at}, names) => (number ? t('%(name)s has been calling %(number)s since %(time)s', {name: nameOf(by, names), number, time: second(at)})
  : t('%(name)s has been calling since %(time)s', {name: nameOf(by, names), time: second(at)}));

/** Whether the police have been asked for in a real alarm that goes on, and nobody has reached them. @param {AlarmView} alarm */
export const isPoliceWanted = (alarm) => isOpen(alarm) && isReal(alarm) && Boolean(alarm.police_asked) && !['calling', 'answered'].includes(alarm.police);

/** Whether the plan lets somebody ask for the police; the service decides, this only shows the button. @param {AlarmView} alarm @param {string} who */
export function mayAskPolice(alarm, who) {
  const when = alarm.police_rule?.when ?? [];
  if (!isOpen(alarm) || alarm.police_asked || who === alarm.presser) return false;
  const called = alarm.responders.some((/** @type {any} */ r) => r.responder === who && (r.role !== null || r.state === 'arrived'));
  return (when.includes('responder') && called) || (when.includes('lead') && leads(who));
}

/** What is said before somebody asks for the police. @param {AlarmView} alarm */
export const beforeAsking = (alarm) => (isReal(alarm)
  ? t('Every screen will show that you ask for them. That is no call to the police: somebody has to call %(number)s.', {number: numberAt()})
  : t('This is no real alarm: nobody outside is called.'));

/** How many the plan needs, and how many of them are there or on the way; nothing where the plan needs nobody.
 * @param {AlarmView} alarm */
export function neededOf(alarm) {
  const {accepted = 0, arrived = 0} = alarm.answered_when ?? {};
  const there = count(alarm, 'arrived');
  const coming = there + count(alarm, 'accepted');
  if (!isOpen(alarm) || alarm.state === 'provisional' || isTestPress(alarm) || !(accepted || arrived)) return '';
  if (alarm.more_asked && (arrived ? there >= arrived : coming >= accepted)) return '';
  if (arrived) return there < arrived ? t('Needed there: %(count)s', {count: arrived}) : t('Needed there: %(count)s – enough', {count: arrived});
  return coming < accepted ? t('Needed on the way: %(count)s', {count: accepted}) : t('Needed on the way: %(count)s – enough', {count: accepted});
}

/** What the presser has said of a mistake: said is not seen, and under duress it is the opposite. @param {AlarmView} alarm */
export function mistakeOf(alarm) {
  const said = alarm.mistake;
  if (!said || !isOpen(alarm)) return '';
  const name = nameOf(said.by, alarm.names);
  return said.under_duress ? t('%(name)s IS BEING THREATENED: the duress code was used. Act on it, and let nobody there notice.', {name})
    : t('Set off by mistake, says %(name)s – somebody must look first', {name});
}

/** @param {AlarmView} alarm */
export function nextOf(alarm) {
  if (!isOpen(alarm) || alarm.state === 'provisional' || isTestPress(alarm)) return '';
  if (isKept(alarm)) return t('Not shown here');
  // Whoever is there knows better than the plan what is enough.
  if (alarm.answered) return alarm.more_asked ? '' : t('Enough people have answered');
  const rest = left(alarm.step_at ?? alarm.next_at);
  return rest ? t('More people are called in %(left)s', {left: rest}) : t('The next step is due now');
}
