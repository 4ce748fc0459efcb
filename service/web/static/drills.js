// The page of drills: when the next one is, what came of the last, begin, break off; nothing here begins by itself.

import {refusalOf} from './ask.js';
import {chosen, formPart, isToCome, microOf, microPart} from './drill-form.js';
import {duePart, earlierPart, lastPart, plannedPart, runningPart, sincePart} from './drill-parts.js';
import {h} from './element.js';
import {known, office} from './facts.js';
import {icon} from './icon.js';
import {render} from './kept-focus.js';
import {notShown} from './not-shown.js';
import {now, setClock} from './time.js';
import {WayBack} from './way-back.js';
import {lang, loadWords, t} from './words.js';

const page = /** @type {HTMLElement} */ (document.getElementById('page'));
const address = `/api/v1/offices/${encodeURIComponent(office)}/drills`;
const LOOK_MS = 5_000;
const OFTEN_MS = 2_000;
const SELDOM_MS = 10_000;

/** @type {any} */
let told = null;
/** With which status the last look failed: 0 without an answer; null for not at all. @type {number|null} */
let failed = null;
/** @type {string|null} */
let error = null;
let busy = false;
/** Before which drill somebody looks whether visitors are there. @type {string|null} */
let looking = null;
const wayBack = new WayBack(page);
/** @type {import('./drill-form.js').Form} */
const form = {day: '', scenarios: [], asked: {scenario: '', manner: 'announced', presser: '', partner: ''}, micro: null};

await loadWords();

async function look() {
  try {
    const answer = await fetch(`${address}?lang=${lang}`, {signal: AbortSignal.timeout(LOOK_MS)});
    if (!answer.ok) return void fail(answer.status);
    setClock(answer.headers.get('date') ?? '');
    told = await answer.json();
    failed = null;
  } catch {
    return void fail(0);
  }
  draw();
}

/** @param {number} status */
function fail(status) {
  failed = status;
  draw();
}

/** @param {string} method @param {string} path @param {object} content @param {Record<string, string>} [headers] @returns {Promise<any>} */
async function sendTo(method, path, content, headers = {}) {
  busy = true;
  draw();
  let done = null;
  try {
    const answer = await fetch(`${path}?lang=${lang}`, {
      method, signal: AbortSignal.timeout(LOOK_MS), body: JSON.stringify(content), headers: {'Content-Type': 'application/json', ...headers},
    });
    const answered = await answer.json().catch(() => ({}));
    error = answer.ok ? null : refusalOf(answered, answer.status);
    done = answer.ok ? answered : null;
  } catch {
    error = t('NOT SENT. The service does not answer. Try again, or call.');
  }
  busy = false;
  await look();
  return done;
}

const hands = {
  get busy() { return busy; },
  get looking() { return looking; },
  /** @param {any} drill @param {string} what @param {object} [content] */
  ask(drill, what, content = {}) {
    wayBack.turn(looking !== null, false);
    looking = null;
    void sendTo('POST', `${address}/${encodeURIComponent(drill.drill)}/${what}`, content);
  },
  /** @param {any|null} drill */
  look(drill) {
    wayBack.turn(looking !== null, drill !== null);
    looking = drill?.drill ?? null;
    draw();
  },
  /** @param {Record<string, string>} what */
  choose(what) {
    Object.assign(form.asked, what);
    draw();
  },
  /** @param {string} day */
  async chooseDay(day) {
    form.day = day;
    await library();
  },
  async plan() {
    const one = chosen(form);
    if (!one) return;
    const {manner, presser, partner} = form.asked;
    const others = partner ? await partnersOf(partner, one) : [];
    const planned = await sendTo('POST', address, {scenario: one.scenario, at: one.at, manner, presser: presser || null, with_offices: others}, newKey());
    if (planned) form.asked = {...form.asked, partner: ''};
    draw();
  },
  chooseMicro() {
    form.micro = microOf(form, told);
    wayBack.turn(false, form.micro !== null);
    error = form.micro ? null : t('This office has no room to drill in.');
    draw();
  },
  dropMicro() {
    wayBack.turn(form.micro !== null, false);
    form.micro = null;
    draw();
  },
  async beginMicro() {
    const one = form.micro;
    const planned = one ? await sendTo('POST', address, {scenario: one.scenario, scope: 'micro'}, newKey()) : null;
    if (planned) await sendTo('POST', `${address}/${encodeURIComponent(planned.drill)}/start`, {visitors: 'none'});
    form.micro = null;
    draw();
  },
};

/** The other office drills the same thing in a room of its own. @param {string} partner @param {any} mine */
async function partnersOf(partner, mine) {
  try {
    const answer = await fetch(`/api/v1/offices/${encodeURIComponent(partner)}/drills/scenarios?day=${form.day}&lang=${lang}`, {signal: AbortSignal.timeout(LOOK_MS)});
    const theirs = answer.ok ? await answer.json() : [];
    const same = theirs.find((/** @type {any} */ one) => one.kind === mine.kind && one.twist === mine.twist) ?? theirs[0];
    return same ? [{office: partner, scenario: same.scenario}] : [{office: partner, scenario: 'none'}];
  } catch {
    return [{office: partner, scenario: 'none'}];
  }
}

async function library() {
  try {
    const answer = await fetch(`${address}/scenarios?day=${form.day}&lang=${lang}`, {signal: AbortSignal.timeout(LOOK_MS)});
    form.scenarios = answer.ok ? await answer.json() : [];
  } catch {
    form.scenarios = [];
  }
  if (!chosen(form)) form.asked.scenario = form.scenarios.find(isToCome)?.scenario ?? '';
  draw();
}

const newKey = () => ({'Idempotency-Key': Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')});
const todayThere = () => new Intl.DateTimeFormat('sv-SE', {timeZone: known().time_zone}).format(now());

function draw() {
  render(page, h('main', {key: 'main'},
    h('header', {class: 'today-head', key: 'head'}, h('h1', null, t('Drills')), h('p', null, h('a', {href: '/'}, 'Trygg'), ' · ', known().name)),
    error ? h('p', {class: 'today-trouble', role: 'alert', key: 'error'}, icon('warning'), error) : null,
    failed !== null && told ? h('p', {class: 'today-trouble', role: 'alert', key: 'failed'}, icon('warning'), t('The service does not answer. What is shown may be old.')) : null,
    told ? [
      runningPart(told, hands), h('section', {key: 'next'}, duePart(told, todayThere()), microPart(form, told, hands)),
      plannedPart(told, hands), formPart(form, told, hands), lastPart(told), sincePart(told), earlierPart(told),
    ] : failed !== null ? notShown({status: failed, again: look}) : h('p', {key: 'wait', class: 'quiet'}, t('Being looked up …'))));
  wayBack.follow();
}

addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return;
  if (form.micro) hands.dropMicro();
  else if (looking) hands.look(null);
});

async function again() {
  await look();
  const runs = told?.drills.some((/** @type {any} */ one) => ['counting', 'running', 'run'].includes(one.state));
  setTimeout(() => void again(), runs ? OFTEN_MS : SELDOM_MS);
}

form.day = todayThere();
await look();
if (told?.may.start) await library();
setInterval(draw, 1_000);
setTimeout(() => void again(), OFTEN_MS);
