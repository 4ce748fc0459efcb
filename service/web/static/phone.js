// The page for a telephone: who am I, what is going on, one tap to answer, and an alarm button of its own.

import {isOpen} from './alarm-words.js';
import {askAlarm} from './ask.js';
import {lostBand} from './bands.js';
import {empty} from './board.js';
import {ClosingDesk, phoneBegin, phoneClosings} from './closing-phone.js';
import {apart} from './closing-words.js';
import {CodePad, codePad} from './code-pad.js';
import {drillStrip} from './drill-strip.js';
import {h} from './element.js';
import {numberAt, telephone} from './emergency-number.js';
import {everybody, known, nameOf, office, placeOf, refreshFacts, roleOf} from './facts.js';
import {phoneFire} from './fire-over.js';
import {icon} from './icon.js';
import {forLong} from './kept.js';
import {render} from './kept-focus.js';
import {Link} from './link.js';
import {askedOf, meetingsPage} from './meeting-strip.js';
import {MyDuties} from './my-duties.js';
import {dress} from './neutral.js';
import {phoneAlarm, presserNote} from './phone-alarm.js';
import {beginShell, canKeep, isShell} from './phone-shell.js';
import {Presser} from './presser.js';
import {giveWay, rail, select} from './rail.js';
import {SetUp} from './set-up.js';
import {SoftButton, softButton} from './soft-button.js';
import {Visits} from './visit.js';
import {WayBack} from './way-back.js';
import {loadWords, t} from './words.js';

const page = /** @type {HTMLElement} */ (document.getElementById('page'));
const ME = `trygg.${office}.me`;
const HERE = `trygg.${office}.zone`;
const HOLD = 10_000; // how long a question holds the place against a new real alarm while nobody touches it

/** @type {string|null} */
let me = askedFor() ?? forLong.read(ME);
/** @type {string|null} */
let zone = forLong.read(HERE);
/** @type {string|null} */
let chosen = new URLSearchParams(location.search).get('alarm');
/** What is asked, and about which alarm: an answer never lands on another one. @type {any} */
let asking = null;
/** @type {string|null} */
let askedOfAlarm = null;
/** Real alarms that go on and have been drawn before. @type {Set<string>} */
let met = new Set();
let touched = performance.now();
/** @type {any} */
let today = null;
/** @type {string|null} */
let error = null;
let busy = false;
/** @type {Set<string>} */
const felt = new Set();
/** Alarms that stood aside for a question: they have been read out, and are not news when they come back. @type {Set<string>} */
const stoodAside = new Set();
const wayBack = new WayBack(page);

/** None while the words are awaited: a press that is still being sent may ask for a drawing before. @type {Link} */
let link;
const words = loadWords();
const presser = new Presser(() => draw());
// Whoever has pressed sees her neutral page before anything else has come, whatever language it will be in.
if (presser.hasPressed) await Promise.race([words, new Promise((resume) => setTimeout(resume, 300))]);
else await words;
const button = new SoftButton({changed: draw, press});
const duties = new MyDuties(draw);
const visits = new Visits(draw);
const desk = new ClosingDesk(draw, wayBack);
const setUp = new SetUp({changed: draw, isLinked: () => link?.sound ?? false});

/** A telephone that is let in no longer leaves, but never while it shows somebody who has pressed. */
class PhoneLink extends Link {
  person() {
    return me;
  }

  leave() {
    if (!presser.hasPressed) super.leave();
    this.board = empty();
    this.known = false;
  }
}

const pad = new CodePad(draw);
link = new PhoneLink({office, screen: null, changed: draw, rendered: () => ({
  alarms: link.board.alarms.slice(0, 25).map((/** @type {any} */ a) => a.alarm), sound: false})});

function press() {
  presser.press({kind: 'emergency', zone, mode: 'actual', person: me});
}

function draw() {
  if (!link) return;
  document.body.dataset.stale = String(link.lost);
  me = setUp.person ?? me;
  if (me && known().people && !Object.hasOwn(known().people, me)) me = null;
  const own = presser.alarmOf(shown(), me);
  presser.follow(own);
  dress(presser.hasPressed && presser.isNeutral, known().name ?? '');
  if (presser.hasPressed) {
    const again = softButton(button, t('Press again'));
    render(page, presser.view(own, {isLost: link.lost, again, mistake: codePad(pad, own, me)}));
  } else if (isShell) render(page, lostBand(link), away());
  else {
    render(page, lostBand(link), strip(), drillStrip(link.board), me ? mine(me) : whoAmI());
    wayBack.follow();
  }
}

/** The alarms but for the test of her own button that she is looking at: it hides nothing, and its result stays in view. */
const shown = () => link.board.alarms.filter((/** @type {any} */ a) => !(setUp.isTesting && a.presser === me && a.mode === 'test'));

/** The page as the browser kept it, because the service did not answer: no alarm is known, and the button sends later. */
function away() {
  return [
    h('main', {class: 'phone-main', key: 'away'}, h('section', {class: 'phone-idle'},
      h('h1', null, t('The service does not answer')),
      h('p', null, t('No alarm is shown here, and a press is sent only when the line is back. In an emergency call %(number)s.', {number: numberAt()})))),
    h('aside', {class: 'phone-foot', key: 'foot'}, softButton(button), h('a', {class: 'big', href: telephone(numberAt())}, t('Call %(number)s', {number: numberAt()})))];
}

/** @param {string} who */
function mine(who) {
  const {alarms, closings} = apart(shown());
  const own = alarms.filter((/** @type {any} */ a) => a.presser === who);
  const others = alarms.filter((/** @type {any} */ a) => a.presser !== who);
  yieldTo(others);
  const alarm = others.length ? select(others, chosen) : null;
  if (asking && alarm?.alarm !== askedOfAlarm) asking = null;
  if (alarm) feel(alarm, who);
  return [
    rail({alarms: others, selected: alarm?.alarm ?? '', choose: (id) => { chosen = id; asking = null; error = null; draw(); }}),
    h('main', {class: 'phone-main', key: 'main'},
      askedOf(link.board.undertakings, who),
      own.map(presserNote),
      alarm ? phoneAlarm({alarm, me: who, here: zone, delayed: link.delayed(alarm.alarm), isNews: !stoodAside.has(alarm.alarm), asking, busy, error, visit: visits.line(alarm, link.board.undertakings, who),
        ask: (/** @type {any} */ what) => turnTo(what, alarm.alarm), act: (what, content) => act(alarm, what, who, content)}) : own.length ? null : [closings.length ? null : idle(who)],
      phoneFire({link, me: who, desk}),
      phoneClosings({closings, me: who, desk}),
      alarm || own.length ? null : [phoneBegin({me: who, desk, closings}), duties.view(who), setUp.view()]),
    h('aside', {class: 'phone-foot', key: 'foot'}, softButton(button), places()),
  ];
}

function strip() {
  return h('header', {class: 'strip', key: 'strip'},
    h('p', {class: 'strip-office'}, known().name),
    h('p', {class: `strip-link ${link.sound ? 'is-good' : link.lost || !link.known ? 'is-lost' : link.heart ? 'is-fault' : 'is-waiting'}`},
      icon(link.sound ? 'linked' : link.heart || link.lost ? 'warning' : 'asked'),
      h('span', null, link.lost ? t('Not connected') : link.sound ? t('Connected') : link.heart ? t('Connected, with faults') : t('Checking …'))),
    !me ? null : setUp.person ? h('p', {class: 'strip-me', key: 'own'}, icon('person'), nameOf(me))
      : h('button', {type: 'button', class: 'strip-me', onclick: () => { wayBack.turn(false, true); me = null; draw(); }}, icon('person'), nameOf(me)));
}

/** @param {string} who */
function idle(who) {
  const quiet = link.known && !link.lost;
  const roles = (today?.roster ?? []).filter((/** @type {any} */ row) => row.responder === who)
    .map((/** @type {any} */ row) => roleOf(row.role));
  return h('section', {class: 'phone-idle', key: 'idle'},
    h('h1', null, quiet ? t('No alarm now') : t('Alarms are not known')),
    today ? h('p', null, roles.length ? t('In an alarm now you are: %(roles)s', {roles: [...new Set(roles)].join(', ')})
      : t('In an alarm now you would not be called first.')) : null,
    h('p', null, h('a', {class: 'big', href: meetingsPage()}, t('Watched meetings'))),
    h('p', null, h('a', {class: 'big', href: `/pulse/${encodeURIComponent(office)}`}, t('Pulse: how safe we feel here'))));
}

function whoAmI() {
  return h('main', {class: 'phone-main', key: 'who'}, h('h1', {'data-first': true, tabindex: '-1'}, t('Who are you?')),
    h('p', {class: 'quiet'}, t('Your answer stays on this phone.')),
    h('ul', {class: 'names'}, everybody().map(({key, name}) => h('li', {key},
      h('button', {type: 'button', class: 'big', onclick: () => { me = key; link.whole = true; link.socket?.close(); forLong.write(ME, key); draw(); }}, name)))));
}

/** Where an alarm from this phone would be: better the last known place than none. */
function places() {
  const zones = Object.keys(known().zones ?? {});
  return h('p', {class: 'where', key: 'where'}, h('label', {for: 'where'}, t('Where are you?')),
    h('select', {id: 'where', onchange: (/** @type {any} */ e) => { zone = e.target.value || null; forLong.write(HERE, zone); draw(); }},
      h('option', {value: '', selected: !zone}, t('Place unknown')),
      zones.map((id) => h('option', {key: id, value: id, selected: id === zone}, placeOf(id)))));
}

/** A new real alarm takes the large place, but not from under a finger, nor the card from whoever reads from it to 112.
 * @param {any[]} alarms */
function yieldTo(alarms) {
  if (!asking || (asking !== 'card' && performance.now() - touched >= HOLD)) [chosen, met] = giveWay(alarms, chosen, met);
}

/** Ask something in the place of the call, or nothing more. @param {any} what @param {string|null} [alarm]  about which */
function turnTo(what, alarm = null) {
  wayBack.turn(Boolean(asking), Boolean(what));
  asking = what;
  askedOfAlarm = what ? alarm : null;
  if (what) chosen = alarm;
  if (what && alarm) stoodAside.add(alarm);
  touched = performance.now();
  draw();
}

/** @param {any} alarm @param {string} what @param {string} person @param {Record<string, any>} [content] */
async function act(alarm, what, person, content) {
  if (busy) return;
  busy = true;
  error = null;
  draw();
  error = await askAlarm(alarm.alarm, what, {person, ...(what === 'clear' ? {seen_her: true} : {}), ...content});
  busy = false;
  if (!error && asking && asking !== 'card') turnTo(null);
  else draw();
}

/** Two long beats in the hand when one is called: felt, not heard. @param {any} alarm @param {string} who */
function feel(alarm, who) {
  const called = alarm.responders.some((/** @type {any} */ r) => r.responder === who && r.state === 'called');
  if (!called || felt.has(alarm.alarm) || !isOpen(alarm)) return;
  felt.add(alarm.alarm);
  navigator.vibrate?.([400, 200, 400]);
}

/** In the demonstration its page says whose telephone is shown. */
function askedFor() {
  const who = new URLSearchParams(location.search).get('me');
  return who && known().invented && Object.hasOwn(known().people, who) ? who : null;
}

async function lookUpToday() {
  try {
    const answer = await fetch(`/api/v1/offices/${encodeURIComponent(office)}/today`);
    if (answer.ok) today = await answer.json();
  } catch {
    today = null;
  }
  draw();
}

/** Who has read what is asked after the facts: both are of the plan in force. */
async function lookUpPlan() {
  await refreshFacts();
  await duties.lookUp();
}

/** A page that is asked to reload does so only while nothing is going on; what the browser kept, as soon as it can. */
function perhapsReload() {
  if (!link.known || link.lost || button.phase !== 'ready' || presser.sent.waiting) return;
  const quiet = !presser.hasPressed && !link.board.alarms.some(isOpen);
  if (isShell ? performance.now() > 5_000 : link.superseded && quiet) location.reload();
}

/** A notification that is opened while the page is there brings its alarm forward, and changes nothing for who has pressed. */
for (const kind of ['pointerdown', 'keydown', 'input']) addEventListener(kind, () => { touched = performance.now(); }, true);
addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || presser.hasPressed) return;
  if (asking) turnTo(null);
  else if (desk.asking) desk.turn(null);
});
if (canKeep) navigator.serviceWorker.addEventListener('message', ({data}) => {
  if (data?.alarm) chosen = String(data.alarm);
  draw();
});

beginShell();
if (!isShell) {
  lookUpToday();
  duties.lookUp();
  setInterval(lookUpToday, 60_000);
  setInterval(lookUpPlan, 300_000);
}
setInterval(perhapsReload, 1_000);
words.then(draw);
draw();
