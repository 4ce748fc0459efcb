// What a screen knows after each message of the stream. Pure: the same function as service/live/board.py in Python;
// tests/vectors/board.json holds both to it. Law: apply(snapshot(n), messages n+1 … m) equals snapshot(m).

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
 * @property {string|null} words
 * @property {string|null} handed_to who has her role now
 */

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
 * @property {PoliceCall|null} police_call the call that counts
 * @property {PoliceCall[]} police_calls the last call of each person
 * @property {{responder: string, since: string, because: 'first'|'taken'|'handed'}|null} lead who leads
 * @property {{by: string, at: string, count: number|null}|null} more_asked
 * @property {Situation|null} situation
 * @property {string|null} cleared_by
 * @property {string|null} cancelled_by
 */

/**
 * @typedef {object} Board
 * @property {string|null} office
 * @property {number} position
 * @property {string|null} epoch
 * @property {string|null} audience
 * @property {AlarmView[]} alarms in the order in which they were raised
 */

/** @typedef {Record<string, any>} Message one message of the stream, as parsed from JSON */

/**
 * The board of a screen that has heard nothing yet.
 * @returns {Board}
 */
export function empty() {
  return {office: null, position: 0, epoch: null, audience: null, alarms: []};
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
  const {position, alarms} = board;
  switch (message.type) {
    case 'snapshot': {
      const {office, position: at, epoch, audience, alarms: shown} = message;
      return {office, position: at, epoch, audience, alarms: shown};
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
      return {...board, position: message.position, alarms: fold(alarms, message)};
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

/** @param {AlarmView[]} alarms @param {Message} message @returns {AlarmView[]} */
function provisional(alarms, message) {
  if (alarms.some((a) => a.alarm === message.alarm)) {
    return alarms.map((a) => (a.alarm === message.alarm ? {...a, last_at: message.at} : a));
  }
  const view = {...blank(message.alarm, message.at), ...picked(message, ['mode', 'kind', 'level', 'zone', 'calm', 'device'])};
  return placed(alarms, {...view, state: 'provisional'});
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

/** @param {string} alarm @param {string} at @returns {AlarmView} */
function blank(alarm, at) {
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
    police_call: null,
    police_calls: [],
    lead: null,
    more_asked: null,
    situation: null,
    cleared_by: null,
    cancelled_by: null,
  };
}

/** @param {Message} entry @returns {AlarmView} */
function raised(entry) {
  const data = entry.data;
  const shown = ['mode', 'kind', 'level', 'zone', 'calm', 'device', 'presser', 'last_resort', 'answered_when', 'police_rule', 'names'];
  return promised({...blank(entry.alarm, entry.at), ...picked(data, shown)}, data);
}

/** @param {AlarmView} view @param {Message} entry @returns {AlarmView} */
function following(view, entry) {
  const data = entry.data;
  const step = Object.hasOwn(NEXT, entry.event) ? NEXT[entry.event] : undefined;
  let after = recognised(step ? step(view, data, entry.at) : view, entry);
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

/** @param {PoliceCall} call @returns {boolean} */
const speaks = (call) => call.answered_at !== null && call.ended_at === null;

/**
 * Never more than somebody has said: that the police are wanted is not yet a call, and neither is one that nobody
 * answered or that was cut off; nor does it say anything about the police when a guard company comes.
 * @param {AlarmView} view @returns {AlarmView['police']}
 */
function policeState(view) {
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
function policeCall(view) {
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
    ...UNSAID,
  };
  return {...view, responders: [...known, {...uncalled, ...told}]};
}

const UNSAID = {channel: null, on_behalf: false, words: null, handed_to: null};
const CALLED = {state: /** @type {const} */ ('called'), accept_by: null, arrive_by: null, failed: null, ...UNSAID};

/** @typedef {(view: AlarmView, data: Message, at: string) => AlarmView} Step */

/**
 * What a press has made of the alarm: its kind, and the response from its first step where it begins anew.
 * @type {Step}
 */
function graver(view, data) {
  const kept = {...view, ...picked(data, ['kind', 'level', 'last_resort', 'answered_when', 'police_rule'])};
  const after = {...kept, calm: [...new Set([...view.calm, ...(data.calm ?? [])])].sort()};
  return data.anew ? {...after, step: 0, exhausted: 0, missing: []} : after;
}

/** @type {Step} */
function joined(view, data, at) {
  const counted = {...view, presses: view.presses + 1, last_at: at, mode: data.mode ?? view.mode};
  const risen = graver(counted, data, at);
  if (!data.anew) return risen;
  const anew = {...risen, zone: data.zone || view.zone};
  if (!data.turned) return anew;
  // What was answered in a drill says nothing about the real alarm that it has become.
  /** @type {Partial<AlarmView>} */
  const unsaid = {lead: null, more_asked: null, situation: null, police_asked: null, police_calls: []};
  return {...anew, ...unsaid, state: 'raised', presser: data.presser, acknowledged_by: null, seen_by: [], responders: []};
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
  const fresh = {presence: data.presence ?? null, state: /** @type {const} */ ('called'), arrive_by: null, failed: null, since: at, ...UNSAID};
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
  return responders.reduce(
    (after, responder) => withResponder(after, responder, {...CALLED, since: at}),
    view,
  );
}

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

/** @param {AlarmView} view @param {Message} data @param {Partial<PoliceCall>} told @returns {AlarmView} */
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
  AlarmCleared: (view, data) => ({...view, state: 'cleared', cleared_by: data.by ?? null}),
  AlarmCancelled: (view, data) => ({...view, state: 'cancelled', cancelled_by: data.by ?? null}),
  AlarmEscalated: stepped,
  StepSkipped: stepped,
  ResponseExhausted: exhausted,
  ResponderCalled: called,
  RoleUnfilled: unfilled,
  RespondersReminded: reminded,
  ResponderAccepted: answer('accepted'),
  ResponderArrived: answer('arrived'),
  ResponderDeclined: answer('declined'),
  ResponderSilent: answer('silent'),
  ResponderOverdue: answer('silent'),
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
};

/** @param {Message} from @param {string[]} keys @returns {Record<string, any>} the keys that are there */
function picked(from, keys) {
  return Object.fromEntries(keys.filter((key) => key in from).map((key) => [key, from[key]]));
}
