// One alarm as a screen shows it, after one more entry of the stream. Pure: the same as service/live/view.py in Python;
// board.js puts the alarms together.

import {CLOSING_EVENTS, closingBegun, inClosing} from './view-closing.js';
import {calledAgain, calledOver, isOfEarlierCall, NOTICES, numbered, withNotice} from './view-notice.js';
import {GUIDE_EVENTS, withGuide} from './view-guide.js';
import {MUSTER_EVENTS, withMuster} from './view-muster.js';
import {OUTPUT_EVENTS, withOutput} from './view-output.js';
import {locatedByPress, placeAnew, placeDoubted, placeMeasured} from './view-place.js';
import {policeCall, policeState} from './view-police.js';

/** @typedef {'provisional'|'raised'|'acknowledged'|'cleared'|'cancelled'} AlarmState */

/**
 * One person or contact called to act, or who came without being called.
 * @typedef {object} Responder
 * @property {string} responder an opaque key, or `contact:` and the contact's slug
 * @property {string|null} role
 * @property {'called'|'accepted'|'arrived'|'declined'|'silent'} state
 * @property {string|null} position
 * @property {number|null} walk_ms
 * @property {{code: string, args: Record<string, any>}|null} reason
 * @property {string|null} presence from what she is taken to be there: here_today, by_roster, by_hours, off_duty, outside
 * @property {string} reach
 * @property {string|null} accept_by
 * @property {string|null} arrive_by
 * @property {string|null} failed why the call has reached nobody; null where nothing says so
 * @property {string} since
 * @property {'screen'|'phone'|'telephone'|'radio'|'in_person'|null} channel how her answer came
 * @property {boolean} on_behalf whether somebody else passed her answer on
 * @property {string|null} told_by who did; null where nobody is named
 * @property {string|null} words
 * @property {string|null} handed_to who has her role now
 * @property {number|null} call the position of the entry by which she was called last
 * @property {import('./view-notice.js').Notice[]} notices how far each route of her latest call has come
 */

/**
 * What the police will ask, as last told; what nobody told is not there.
 * @typedef {object} Situation
 * @property {'none'|'seen'|'unknown'} [weapons]
 * @property {'none'|'yes'|'unknown'} [injured]
 * @property {'here'|'gone'|'unknown'} [person]
 * @property {string} [whereabouts] a zone
 * @property {string} [meets] an opaque key
 * @property {string} [entrance]
 * @property {string} [words]
 * @property {string} at
 * @property {string} by
 */

/**
 * @typedef {object} AlarmView
 * @property {string} alarm
 * @property {AlarmState} state
 * @property {'actual'|'drill'|'test'} mode
 * @property {string|null} kind
 * @property {number} level how grave it is: 1 (observe) to 4 (emergency)
 * @property {string|null} zone
 * @property {string[]} calm zones whose screens stay calm, in order
 * @property {string|null} device
 * @property {string|null} presser
 * @property {string} raised_at
 * @property {string} last_at
 * @property {string|null} next_at
 * @property {string|null} step_at
 * @property {number} step
 * @property {number} exhausted how many rounds nobody has answered; 0 as soon as somebody has
 * @property {string|null} last_resort
 * @property {{accepted: number, arrived: number}|null} answered_when
 * @property {boolean} answered
 * @property {string|null} acknowledged_by
 * @property {string[]} seen_by who has recognised it, each once; never who pressed
 * @property {number} presses
 * @property {Responder[]} responders in the order of their first call
 * @property {{role: string, missing: number, step: number}[]} missing
 * @property {Record<string, string>} names
 * @property {{call: string[], when: string[]}|null} police_rule who may ask for the police; null where nobody may
 * @property {{because: string, by: string|null, at: string}|null} police_asked
 * @property {'not_called'|'asked'|'calling'|'answered'} police
 * @property {import('./view-police.js').PoliceCall|null} police_call the call that counts
 * @property {import('./view-police.js').PoliceCall[]} police_calls the last call of each person
 * @property {{responder: string, since: string, because: 'first'|'taken'|'handed'}|null} lead who leads
 * @property {{by: string, at: string, count: number|null}|null} more_asked
 * @property {Situation|null} situation
 * @property {{by: string, at: string, under_duress?: boolean}|null} mistake said by who pressed; forced or not, where that may be known
 * @property {import('./view-place.js').Located|null} located null where nothing but the usual place is known
 * @property {import('./view-muster.js').Muster|null} muster the head count; null where there was none
 * @property {import('./view-guide.js').Guide|null} instructions what each zone is told; null while no zone was told anything
 * @property {import('./view-closing.js').Closing|null} closing null for every alarm but the closing of an office
 * @property {import('./view-output.js').Output[]} outputs sirens, lamps and locks, the first told first
 * @property {string|null} cleared_by
 * @property {string|null} cancelled_by
 * @property {boolean|null} seen_her whether who ended it has seen her; null where nobody asked
 */

/** @typedef {Record<string, any>} Message one message of the stream, as parsed from JSON */

/** @param {string} alarm @param {string} at @returns {AlarmView} */
export function blank(alarm, at) {
  return {
    alarm,
    state: 'raised',
    mode: 'actual',
    kind: null,
    level: 4,
    zone: null,
    calm: [],
    device: null,
    presser: null,
    raised_at: at,
    last_at: at,
    next_at: null,
    step_at: null,
    step: 0,
    exhausted: 0,
    last_resort: null,
    answered_when: null,
    answered: false,
    acknowledged_by: null,
    seen_by: [],
    presses: 1,
    responders: [],
    missing: [],
    names: {},
    police_rule: null,
    police_asked: null,
    police: 'not_called',
    police_call: null, police_calls: [],
    lead: null, more_asked: null,
    situation: null,
    mistake: null,
    outputs: [], located: null, muster: null, instructions: null, closing: null,
    cleared_by: null, cancelled_by: null,
    seen_her: null,
  };
}

/** @param {Message} entry @returns {AlarmView} */
export function raised(entry) {
  const data = entry.data;
  const shown = ['mode', 'kind', 'level', 'zone', 'calm', 'device', 'presser', 'last_resort', 'answered_when', 'police_rule', 'names'];
  const begun = {located: locatedByPress(data, entry.at), closing: closingBegun(data)};
  return promised({...blank(entry.alarm, entry.at), ...picked(data, shown), ...begun}, data);
}

/** @param {AlarmView} view @param {Message} entry @returns {AlarmView} */
export function following(view, entry) {
  const data = entry.data;
  const step = Object.hasOwn(NEXT, entry.event) ? NEXT[entry.event] : undefined;
  let after = recognised(step ? step(view, data, entry.at) : view, entry);
  after = {...after, responders: numbered(after.responders, entry)};
  if (data.names) after = {...after, names: {...after.names, ...data.names}};
  after = promised(after, data);
  return {...after, police: policeState(after), police_call: policeCall(after)};
}

/**
 * Take over what the service promises to do next, and whether the plan's response is complete.
 * @param {AlarmView} view @param {Message} data @returns {AlarmView}
 */
function promised(view, data) {
  if (!('next_at' in data)) return view;
  const answered = data.answered ?? view.answered;
  return {...view, next_at: data.next_at, step_at: data.step_at ?? null, answered};
}

/** @param {AlarmView} view @param {string} responder @param {Partial<Responder>} told @returns {AlarmView} */
function withResponder(view, responder, told) {
  const known = view.responders;
  if (known.some((r) => r.responder === responder)) {
    return {...view, responders: known.map((r) => (r.responder === responder ? {...r, ...told} : r))};
  }
  /** @type {Responder} */
  const uncalled = {
    responder,
    role: null,
    state: 'called',
    position: null,
    walk_ms: null,
    reason: null,
    presence: null,
    reach: responder.startsWith('contact:') ? 'outside' : 'inside',
    accept_by: null,
    arrive_by: null,
    failed: null,
    since: '',
    notices: [],
    call: null,
    ...UNSAID,
  };
  return {...view, responders: [...known, {...uncalled, ...told}]};
}

const UNSAID = {channel: null, on_behalf: false, told_by: null, words: null, handed_to: null};
const CALLED = {state: /** @type {const} */ ('called'), accept_by: null, arrive_by: null, failed: null, ...UNSAID};

/** @typedef {(view: AlarmView, data: Message, at: string) => AlarmView} Step */

/**
 * What a press has made of the alarm: its kind, and the response from its first step where it begins anew.
 * @type {Step}
 */
function graver(view, data) {
  const kept = {...view, ...picked(data, ['kind', 'level', 'last_resort', 'answered_when', 'police_rule'])};
  const after = {...kept, calm: [...new Set([...view.calm, ...(data.calm ?? [])])].sort()};
  // Whoever presses again means it; that she was forced stays known.
  const mistake = view.mistake?.under_duress ? view.mistake : null;
  return data.anew ? {...after, step: 0, exhausted: 0, missing: [], mistake} : after;
}

/** @type {Step} */
function joined(view, data, at) {
  const counted = {...view, presses: view.presses + 1, last_at: at, mode: data.mode ?? view.mode};
  const risen = graver(counted, data, at);
  if (!data.anew) return risen;
  const anew = placeAnew(risen, data);
  if (!data.turned) return anew;
  // What was answered in a drill says nothing about the real alarm that it has become.
  /** @type {Partial<AlarmView>} */
  const unsaid = {lead: null, more_asked: null, situation: null, police_asked: null, police_calls: [], mistake: null, muster: null, instructions: null};
  return {...anew, ...unsaid, state: 'raised', presser: data.presser, acknowledged_by: null, seen_by: [], responders: []};
}

/** No screen sounds otherwise by it: what is exhausted stays so, and so does the level that is heard. @type {Step} */
function mistakeSaid(view, data, at) {
  if (!('by' in data)) return view;
  const mistake = {by: data.by, at, ...picked(data, ['under_duress'])};
  if (!data.anew) return {...view, mistake};
  return {...view, mistake, step: 0, missing: [], ...picked(data, ['last_resort', 'answered_when', 'police_rule'])};
}

/** @type {Step} */
function called(view, data, at) {
  if (!('responder' in data)) return view;
  const told = picked(data, ['role', 'position', 'walk_ms', 'reason', 'reach', 'accept_by']);
  // A later step that calls somebody for an empty role fills one place; a replacement in the same step does not.
  const missing = view.missing
    .map((m) => (m.role === data.role && data.step > m.step ? {...m, missing: m.missing - 1} : m))
    .filter((m) => m.missing > 0);
  // Entries of earlier versions do not say from what somebody was taken to be there.
  const fresh = {presence: data.presence ?? null, state: /** @type {const} */ ('called'), arrive_by: null, failed: null, since: at, notices: calledOver(data.routes ?? [], at), ...UNSAID};
  return withResponder({...view, missing}, data.responder, {...told, ...fresh});
}

/** @type {Step} */
function unfilled(view, data) {
  if (!('role' in data)) return view;
  const others = view.missing.filter((m) => m.role !== data.role);
  return {...view, missing: [...others, {role: data.role, missing: data.missing, step: data.step}]};
}

/** @type {Step} */
function reminded(view, data, at) {
  /** @type {string[]} */
  const responders = data.responders ?? [];
  return responders.reduce((after, who) => withResponder(after, who, {...CALLED, since: at, notices: calledAgain(noticesOf(after, who), at)}), view);
}

/** @param {AlarmView} view @param {string} responder */
const noticesOf = (view, responder) => view.responders.find((r) => r.responder === responder)?.notices ?? [];

/** How far a call over a route has come: nothing else about her changes by it, and nothing of a call that counts no longer.
 * @param {string} event @returns {Step} */
const noticeTold = (event) => (view, data, at) => {
  const row = view.responders.find((r) => r.responder === data.responder);
  if (!row || isOfEarlierCall(data.notice, row.call)) return view;
  return withResponder(view, row.responder, {notices: withNotice(row.notices, event, data, at)});
};

/** @param {'accepted'|'arrived'|'declined'|'silent'} state @returns {Step} */
function answer(state) {
  return (view, data, at) => {
    if (!('responder' in data)) return view;
    /** @type {Partial<Responder>} */
    const told = {state, accept_by: null, arrive_by: data.arrive_by ?? null, since: at};
    if (state !== 'silent') { // whose word it is: her own, or somebody's who passed it on
      told.channel = data.channel ?? null;
      told.words = data.words ?? null;
      told.on_behalf = (data.actor?.behalf_of ?? null) !== null;
      told.told_by = told.on_behalf ? data.actor?.who ?? null : null;
    }
    if (state === 'declined' || state === 'silent') return withResponder(view, data.responder, told);
    // Somebody has answered: "nobody has" would no longer be true.
    return withResponder({...view, exhausted: 0}, data.responder, {...told, failed: null});
  };
}

/** @type {Step} */
function failed(view, data, at) {
  if (!('responder' in data)) return view;
  return withResponder(answer('silent')(view, data, at), data.responder, {failed: data.reason});
}

/** @type {Step} */
function stepped(view, data) {
  return 'step' in data ? {...view, step: data.step} : view;
}

/** @type {Step} */
function policeAsked(view, data, at) {
  return 'because' in data ? {...view, police_asked: {because: data.because, by: data.by, at}} : view;
}

/** @type {Step} */
function handedOver(view, data, at) {
  if (!('responder' in data)) return view;
  const coming = view.responders.some((r) => r.responder === data.to && ['accepted', 'arrived'].includes(r.state));
  const taken = coming ? withResponder(view, data.to, {role: data.role}) : view;
  return withResponder(answer('declined')(taken, data, at), data.responder, {handed_to: data.to});
}

/** @type {Step} */
function leadTaken(view, data, at) {
  if (!('responder' in data)) return view;
  return {...view, lead: {responder: data.responder, since: at, because: data.because}};
}

/** @type {Step} */
function moreAsked(view, data, at) {
  return 'by' in data ? {...view, more_asked: {by: data.by, at, count: data.count}} : view;
}

/** @type {Step} */
function callBegun(view, data, at) {
  if (!('by' in data)) return view;
  const others = view.police_calls.filter((c) => c.by !== data.by);
  const call = {by: data.by, at, number: data.number, answered_at: null, ended_at: null, because: null};
  return {...view, police_calls: [...others, call]};
}

/** @param {AlarmView} view @param {Message} data @param {Partial<import('./view-police.js').PoliceCall>} told @returns {AlarmView} */
function withCall(view, data, told) {
  if (!('by' in data)) return view;
  return {...view, police_calls: view.police_calls.map((c) => (c.by === data.by ? {...c, ...told} : c))};
}

/** @type {Step} */
function situation(view, data, at) {
  if (!('by' in data)) return view;
  const told = picked(data, ['weapons', 'injured', 'person', 'whereabouts', 'meets', 'entrance', 'words']);
  return {...view, situation: {...view.situation, ...told, at, by: data.by}};
}

/** @type {Step} */
function exhausted(view, data) {
  return 'round' in data ? {...view, exhausted: data.round, last_resort: data.last_resort} : view;
}

/** Event → the key of who has seen the alarm. @type {Record<string, string>} */
const RECOGNISING = {
  AlarmAcknowledged: 'by', ResponderAccepted: 'responder', ResponderDeclined: 'responder', ResponderArrived: 'responder',
};

/** @param {AlarmView} view @param {Message} entry @returns {AlarmView} */
function recognised(view, entry) {
  const who = Object.hasOwn(RECOGNISING, entry.event) ? entry.data[RECOGNISING[entry.event] ?? ''] ?? null : null;
  return who === null || who === view.presser || view.seen_by.includes(who) ? view : {...view, seen_by: [...view.seen_by, who]};
}

/** @type {Record<string, Step>} */
const NEXT = {
  AlarmJoined: joined,
  PressesCounted: graver,
  AlarmAcknowledged: (view, data) => ({...view, state: 'acknowledged', acknowledged_by: data.by ?? null}),
  MistakeSaid: mistakeSaid,
  AlarmCleared: (view, data) => ({...view, state: 'cleared', cleared_by: data.by ?? null, seen_her: data.seen_her ?? null}),
  AlarmCancelled: (view, data) => ({...view, state: 'cancelled', cancelled_by: data.by ?? null, seen_her: data.seen_her ?? null}),
  AlarmEscalated: stepped, StepSkipped: stepped,
  ResponseExhausted: exhausted,
  ResponderCalled: called,
  RoleUnfilled: unfilled,
  RespondersReminded: reminded,
  ResponderAccepted: answer('accepted'),
  ResponderArrived: answer('arrived'),
  ResponderDeclined: answer('declined'),
  ResponderSilent: answer('silent'), ResponderOverdue: answer('silent'),
  CallFailed: failed,
  PoliceAskedFor: policeAsked,
  PoliceCallBegun: callBegun,
  PoliceAnswered: (view, data, at) => withCall(view, data, {answered_at: at}),
  PoliceCallEnded: (view, data, at) => withCall(view, data, {ended_at: at, because: data.because}),
  LeadTaken: leadTaken,
  LeadLost: (view, data) => ('responder' in data ? {...view, lead: null} : view),
  RoleHandedOver: handedOver,
  MoreAskedFor: moreAsked,
  SituationTold: situation,
  ZoneMeasured: placeMeasured, ZoneDoubted: placeDoubted,
  ...Object.fromEntries(NOTICES.map((event) => [event, noticeTold(event)])),
  ...Object.fromEntries(GUIDE_EVENTS.map((event) => [event, (view, data, at) => ({...view, instructions: withGuide(view.instructions, event, data, at)})])),
  ...Object.fromEntries(MUSTER_EVENTS.map((event) => [event, (view, data, at) => ({...view, muster: withMuster(view.muster, event, data, at)})])),
  ...Object.fromEntries(CLOSING_EVENTS.map((event) => [event, (view, data, at) => inClosing(view, event, data, at)])),
  ...Object.fromEntries(OUTPUT_EVENTS.map((event) => [event, (view, data, at) => ({...view, outputs: withOutput(view.outputs, event, data, at)})])),
};

/** @param {Message} from @param {string[]} keys @returns {Record<string, any>} the keys that are there */
export function picked(from, keys) {
  return Object.fromEntries(keys.filter((key) => key in from).map((key) => [key, from[key]]));
}
