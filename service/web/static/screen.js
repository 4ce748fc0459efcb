// The office screen: puts the elements together and draws them again whenever anything has changed.

import {alarmView} from './alarm.js';
import {isLoud, isOpen, isReal, modeOf} from './alarm-words.js';
import {askAlarm, askClosing, askToday, asksForPin} from './ask.js';
import {AtNeighbour} from './at-neighbour.js';
import {bands} from './bands.js';
import {calmView, lacksPin, Look, lookUpPin, staysCalm} from './calm.js';
import {closingStrips, closingViews} from './closing.js';
import {apart} from './closing-words.js';
import {drillStrip} from './drill-strip.js';
import {h} from './element.js';
import {known, office, refreshFacts, screen} from './facts.js';
import {askFireOver, fireBand} from './fire-over.js';
import {beginClosing, idle, peopleNow} from './idle.js';
import {render} from './kept-focus.js';
import {Link} from './link.js';
import {meetingBand} from './meeting-strip.js';
import {giveWay, rail, select} from './rail.js';
import {sheetView} from './sheet.js';
import {ShortKeys} from './short-keys.js';
import {loudest} from './signals.js';
import {Sound} from './sound.js';
import {now} from './time.js';
import {topStrip} from './top-strip.js';
import {visitorView} from './visitor.js';
import {WayBack} from './way-back.js';
import {loadWords, t} from './words.js';

const page = /** @type {HTMLElement} */ (document.getElementById('page'));
const FORGET = 90_000; // an opened list of names is put away when nobody touches it any more
const HOLD = 10_000; // how long an opened sheet holds the large place against a new real alarm
const IN_PEACE = new Set(['today', 'role', 'closeOffice', 'reopen', 'lookAgain', 'line', 'nextDoor', 'endNextDoor', 'fireOver']); // sheets that no alarm is about

/** @type {import('./sheet.js').Sheet|null} */
let sheet = null;
/** @type {string|null} */
let chosen = null;
/** @type {any} */
let today = null;
let touched = performance.now();
const wayBack = new WayBack(page);
/** Real alarms that go on and have been drawn before. @type {Set<string>} */
let met = new Set();

await loadWords();
const sound = new Sound(draw);
const keys = new ShortKeys(draw);
const look = new Look(draw);
const atNeighbour = new AtNeighbour(draw);
/** @type {Link} */
let link;
link = new Link({office, screen, changed: draw, rendered: () => ({
  alarms: link.board.alarms.slice(0, 25).map((/** @type {any} */ a) => a.alarm), calm: staysCalm(link.board.alarms), sound: sound.on})});

/** What visitors can see shows nothing of an alarm; the service decides, the plan's own word holds until it has. */
const audience = () => (link.known ? link.board.audience : known().screens?.[screen]?.audience) ?? 'public';

function draw() {
  if (!link) return;
  const visitors = audience() === 'public' || audience() === 'discreet';
  const {alarms, closings} = apart(visitors ? [] : link.board.alarms);
  listen(alarms);
  if (visitors) {
    render(page, atNeighbour.isOne ? atNeighbour.view() : visitorView({link, audience: audience()}));
    return;
  }
  yieldTo(alarms);
  const calm = staysCalm(alarms);
  look.follow(calm);
  const alarm = alarms.length && (!calm || look.state === 'open') ? select(alarms, chosen) : null;
  if (sheet && !IN_PEACE.has(sheet.what) && !(alarm && belongs(sheet, alarm))) sheet = null;
  if (sheet && ['person', 'police', 'pick', 'today', 'role', 'fireOver'].includes(sheet.what) && performance.now() - touched > FORGET) sheet = null;
  document.body.dataset.mode = alarm ? (alarms.some(isReal) ? 'actual' : alarm.mode) : 'none';
  document.body.dataset.stale = String(link.lost);
  const isAlarm = alarm && (alarms.some((/** @type {any} */ a) => isOpen(a) && isReal(a)) || isReal(alarm));
  const title = isAlarm ? t('ALARM') : alarm ? modeOf(alarm) : '';
  document.title = title ? `${title} – ${known().name}` : known().name;
  const live = {sheet, alarm, ask, act};
  const onTheScreen = closings.length ? closingViews({closings, ask}) : null;
  const side = sheet ? sheetView(/** @type {any} */ (live)) : null;
  render(page,
    bands({link, sound}),
    fireBand({link, begin: () => ask({what: 'fireOver'})}),
    topStrip({link, sound, keys, silence: sound.signal && sound.signal !== 'lost' ? () => sound.pause(alarms.map((/** @type {any} */ a) => a.alarm)) : null,
      putAway: calm && alarm ? () => { sheet = null; look.close(); } : null}),
    alarm || sheet ? closingStrips(closings) : null,
    meetingBand(link.board.undertakings, known().screens?.[screen]?.zone),
    drillStrip(link.board),
    alarm ? rail({alarms, selected: alarm?.alarm ?? '', keys, choose}) : null,
    alarm ? h('main', {class: `alarms ${alarms.length > 1 ? 'has-rail' : ''}`, key: 'alarms'},
      alarmView({alarm, delayed: link.delayed(alarm.alarm), side: sheet && IN_PEACE.has(sheet.what) && sheet.what !== 'fireOver' ? null : side, ask,
        notHere: () => { ask({what: 'notHere'}); act('not-here', {whereabouts: alarm.zone}); }}))
      : sheet ? h('main', {class: 'idle', key: 'sheet'}, h('div', {class: 'side is-alone'}, side)) : calm ? calmView({look, alarms, people: peopleNow(today, ask), begin: beginClosing(ask), closings: onTheScreen})
        : idle({link, today, ask, closings: onTheScreen}));
  wayBack.follow();
}

/** A new real alarm takes the large place once the hands of whoever chose another one are still. @param {any[]} alarms */
function yieldTo(alarms) {
  if (!sheet || performance.now() - touched >= HOLD) [chosen, met] = giveWay(alarms, chosen, met);
}

/** Whether an opened sheet still asks about this alarm as it is: an answer never lands on another one.
 * @param {import('./sheet.js').Sheet} asked @param {any} alarm */
function belongs(asked, alarm) {
  return asked.alarm === alarm.alarm && (asked.what === 'close') === !isOpen(alarm);
}

/** Loud where help is, silent where the threat is. @param {any[]} alarms */
function listen(alarms) {
  const here = known().screens?.[screen]?.zone;
  const silent = staysCalm(alarms) || (here && known().zones?.[here]?.manner === 'silent');
  const loud = silent ? [] : alarms.filter(isLoud);
  const visitors = audience() === 'public' || audience() === 'discreet';
  if (loud.length) sound.play(loudest(loud), loud.map((a) => a.alarm));
  else sound.play(link.lost && link.known && !visitors && !silent ? 'lost' : null, []);
}

/** Open, change or put away what stands beside the alarm. @param {import('./sheet.js').Sheet|null} next */
function ask(next) {
  const {alarms} = apart(link.board.alarms);
  const shown = alarms.length ? select(alarms, chosen).alarm : undefined;
  wayBack.turn(sheet !== null, next !== null);
  sheet = next && {...next, alarm: next.alarm ?? shown};
  touched = performance.now();
  if (next) chosen = shown ?? null;
  if (next && lacksPin()) void lookUpPin().then(draw); // it may have been given one just now
  if (next?.what === 'line') act('answer-item', {item: next.item, answer: next.answer, ...whoAnswers(next.person ?? '')});
  else draw();
}

/** A neighbour's or a colleague's answer by telephone is passed on by whoever stands here. @param {string} who */
const whoAnswers = (who) => (who.startsWith('contact:') ? {behalf_of: who, channel: 'telephone'} : {person: who});

/** @param {string} what @param {any} content @param {string} [pin] */
async function act(what, content, pin) {
  const asked = sheet;
  if (!asked || asked.busy) return;
  sheet = {...asked, busy: true, error: null};
  const sending = sheet;
  draw();
  const error = what === 'today' ? await askToday(content.person, content.fact) : what === 'closing' ? await askClosing(content, pin) : what === 'fire-over' ? await askFireOver(content.person, pin) : await askAlarm(asked.alarm ?? '', what, content, pin);
  if (what === 'today') await lookUpToday();
  if (sheet === sending) {
    const withPin = asksForPin(error) ? {what, content} : undefined;
    const said = withPin ? (pin ? t('The PIN is wrong.') : null) : error;
    // The 112 card stays: whoever reads from it taps one answer after the other.
    sheet = error ? {...asked, busy: false, error: said, withPin} : asked.what === 'card' ? {...asked, busy: false, error: null, person: content.person, wish: null} : null;
    if (!sheet) wayBack.turn(true, false);
  }
  draw();
}

async function lookUpToday() {
  try {
    const answer = await fetch(`/api/v1/offices/${encodeURIComponent(office)}/today`);
    if (!answer.ok) throw new Error(String(answer.status));
    today = {...await answer.json(), at: now(), failed: false};
  } catch {
    if (today) today = {...today, failed: true};
  }
  draw();
}

for (const kind of ['pointerdown', 'input']) addEventListener(kind, touch, true);
addEventListener('keydown', (event) => {
  touch();
  if (event.key === 'Escape' && sheet) ask(null);
  else if (event.key === 'Escape' && look.state !== 'away') look.close();
  const asked = keys.askedBy(event);
  if (asked === null) return;
  const {alarms} = apart(link.board.alarms);
  if (asked === 'silence') {
    if (sound.sounding && sound.signal !== 'lost') sound.pause(alarms.map((/** @type {any} */ a) => a.alarm));
  } else if (page.querySelectorAll('.tile').length > asked) choose(alarms[asked].alarm); // what nobody is shown is not chosen
});

/** @param {string} id */
function choose(id) {
  chosen = id;
  sheet = null;
  draw();
}

function touch() {
  touched = performance.now();
  look.touch();
}

/** A page that is asked to reload does so only while nothing is going on: no alarm, not even one that is over or hidden
 * here, and nobody in the middle of something. */
function perhapsReload() {
  const busy = sheet || look.state !== 'away' || performance.now() - touched < HOLD;
  if (link.superseded && !link.lost && link.known && !link.board.alarms.length && !busy) location.reload();
}

async function stayAwake() {
  try {
    if (document.visibilityState === 'visible') await navigator.wakeLock?.request('screen');
  } catch {
    // without a wake lock the screen's own settings decide
  }
}

document.addEventListener('visibilitychange', stayAwake);
stayAwake();
lookUpPin();
lookUpToday();
atNeighbour.begin();
setInterval(perhapsReload, 30_000);
// What is said in the morning is on every screen within five seconds; in an alarm nobody looks at it.
setInterval(() => { if (!link.board.alarms.length) lookUpToday(); }, 4_000);
setInterval(() => { refreshFacts(); lookUpPin(); }, 300_000);
draw();
