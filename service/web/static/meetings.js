// The page of watched meetings, for a telephone first: begin one in three taps, extend it with one, say that one is well.

import {refusalOf} from './ask.js';
import {h} from './element.js';
import {everybody, known, nameOf, office} from './facts.js';
import {icon} from './icon.js';
import {forLong} from './kept.js';
import {render} from './kept-focus.js';
import {beginForm, newForm} from './meeting-form.js';
import {standsOf, whereOf} from './meeting-strip.js';
import {notShown} from './not-shown.js';
import {minute, now, setClock} from './time.js';
import {lang, loadWords, t} from './words.js';

const page = /** @type {HTMLElement} */ (document.getElementById('page'));
const address = `/api/v1/offices/${encodeURIComponent(office)}/meetings`;
const ME = `trygg.${office}.me`;
const LOOK_MS = 5_000;
const AGAIN_MS = 3_000;

/** @type {any} */
let told = null;
/** With which status the last look failed: 0 without an answer; null for not at all. @type {number|null} */
let failed = null;
/** @type {string|null} */
let error = null;
let busy = false;
/** What was said at a shared screen and waits for its PIN. @type {{path: string, content: object, wrong: boolean}|null} */
let waits = null;
/** Who holds this telephone; whoever is logged in is known. @type {string|null} */
let me = new URLSearchParams(location.search).get('me') ?? forLong.read(ME);
const form = newForm();

await loadWords();

async function look() {
  try {
    const answer = await fetch(`${address}?lang=${lang}`, {signal: AbortSignal.timeout(LOOK_MS)});
    if (!answer.ok) return void fail(answer.status);
    told = await answer.json();
    setClock(told.at);
    me = told.me ?? me;
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

/** @param {string} path @param {object} content @param {Record<string, string>} [headers] @returns {Promise<boolean>} */
async function send(path, content, headers = {}) {
  if (busy) return false;
  waits = null;
  busy = true;
  draw();
  let done = false;
  try {
    const answer = await fetch(`${path}?lang=${lang}`, {
      method: 'POST', signal: AbortSignal.timeout(LOOK_MS), body: JSON.stringify(content), headers: {'Content-Type': 'application/json', ...headers},
    });
    const answered = await answer.json().catch(() => ({}));
    if (answered.code === 'pin_needed') waits = {path, content, wrong: 'Trygg-PIN' in headers};
    error = answer.ok || waits ? null : answered.code === 'no_pin' ? t('This screen has no PIN, so nobody can say this here. Say it on your own telephone.') : refusalOf(answered, answer.status);
    done = answer.ok;
  } catch {
    error = t('NOT SENT. The service does not answer. Try again, or call.');
  }
  busy = false;
  await look();
  return done;
}

/** @param {any} meeting @param {string} what @param {object} [more] */
const say = (meeting, what, more = {}) => void send(`${address}/${encodeURIComponent(meeting.meeting)}/${what}`, {by: me, ...more});

async function begin() {
  const {place, zone, watcher, colleague, minutes, where, key} = form;
  const ends_at = new Date(now() + minutes * 60_000).toISOString();
  const content = {place, zone: place === 'room' ? zone : null, person: me, watcher, colleague, ends_at, where: place === 'home_visit' ? where : null};
  if (await send(address, content, {'Idempotency-Key': key})) Object.assign(form, newForm());
  draw();
}

function draw() {
  const mine = told?.meetings.filter((/** @type {any} */ one) => one.person === me) ?? [];
  const others = told?.meetings.filter((/** @type {any} */ one) => one.person !== me) ?? [];
  const asks = others.filter((/** @type {any} */ one) => one.watcher === me && one.stage === 'watcher_asked');
  const watched = others.filter((/** @type {any} */ one) => one.watcher === me && one.stage !== 'planned' && !asks.includes(one));
  render(page, h('main', {key: 'main'},
    h('header', {class: 'today-head', key: 'head'}, h('h1', null, t('Watched meetings')), h('p', null, h('a', {href: '/'}, 'Trygg'), ' · ', known().name, me ? ` · ${nameOf(me)}` : '')),
    error ? h('p', {class: 'today-trouble', role: 'alert', key: 'error'}, icon('warning'), error) : null,
    failed !== null && told ? h('p', {class: 'today-trouble', role: 'alert', key: 'failed'}, icon('warning'), t('The service does not answer. What is shown may be old.')) : null,
    waits ? pinForm(waits) : null,
    !told ? (failed !== null ? notShown({status: failed, again: look}) : h('p', {key: 'wait', class: 'quiet'}, t('Being looked up …'))) : !me ? whoAmI() : [
      asks.map((/** @type {any} */ one) => one_(one)), mine.map((/** @type {any} */ one) => one_(one)),
      watched.length ? h('section', {key: 'watched'}, h('h2', null, t('You watch')), watched.map((/** @type {any} */ one) => one_(one))) : null,
      mine.some((/** @type {any} */ one) => one.stage !== 'planned') ? null : beginForm({form, told, me, busy, draw, begin}),
      othersPart(others.filter((/** @type {any} */ one) => ![...asks, ...watched].includes(one)), !told.meetings.length)]));
}

/** Nobody knows who stands at a shared screen; what ends a watch asks for its PIN there. @param {{path: string, content: object, wrong: boolean}} asked */
function pinForm({path, content, wrong}) {
  return h('form', {class: 'meeting-pin', key: 'pin', onsubmit: (/** @type {any} */ event) => {
    event.preventDefault();
    void send(path, content, {'Trygg-PIN': new FormData(event.target).get('pin')?.toString() ?? ''});
  }},
  h('h2', null, t('The PIN of this screen')), h('p', {class: 'quiet'}, t('Without it nobody can say here that a meeting is over, or that she is well. On your own telephone it asks for none.')),
  h('label', {for: 'pin'}, t('PIN')),
  h('input', {id: 'pin', name: 'pin', type: 'password', inputmode: 'numeric', autocomplete: 'off', maxlength: '12', required: true, held: true}),
  wrong ? h('p', {class: 'today-trouble', role: 'alert'}, icon('warning'), t('The PIN is wrong.')) : null,
  h('p', {class: 'meeting-buttons'}, h('button', {class: 'main', disabled: busy}, t('Go on')), button(t('Back'), () => { waits = null; draw(); })));
}

function whoAmI() {
  return h('section', {key: 'who'}, h('h2', null, t('Who are you?')), h('ul', {class: 'names'}, everybody().map(({key, name}) => h('li', {key},
    h('button', {type: 'button', class: 'big', onclick: () => { me = key; forLong.write(ME, key); draw(); }}, name)))));
}

/** One meeting with everything that can be said to it. @param {any} one */
function one_(one) {
  const hers = one.person === me;
  const late = ['asked', 'watcher_asked'].includes(one.stage);
  return h('section', {class: `meeting is-${one.stage}`, key: one.meeting, role: late ? 'status' : null},
    h('p', {class: 'words'}, hers ? whereOf(one) : `${nameOf(one.person, one.names)} · ${whereOf(one)}`),
    one.where ? h('p', {class: 'where'}, one.where) : null,
    h('p', {class: 'stands', 'aria-live': late && !hers ? 'off' : null}, late && hers ? t('Over its time. Are you well?') : standsOf(one)),
    h('p', {class: 'quiet'}, hers ? t('Watched by %(name)s', {name: nameOf(one.watcher, one.names)}) : t('Began at %(time)s', {time: minute(one.begins_at)}),
      one.colleague ? [' · ', t('Beside: %(name)s', {name: nameOf(one.colleague, one.names)})] : null),
    h('p', {class: 'meeting-buttons'}, one.stage === 'planned'
      ? [button(t('Begin now'), () => say(one, 'begin'), 'main'), button(t('Not held'), () => say(one, 'end'))]
      : [
        late || one.stage === 'alarmed' ? button(hers ? t('I am well') : t('She is well'), () => say(one, 'check-in'), 'main') : null,
        hers && one.stage !== 'alarmed' ? button(t('+ 15 min'), () => say(one, 'extend', {minutes: 15}), late ? '' : 'main') : null,
        one.stage === 'alarmed' ? null : button(t('Over, all is well'), () => say(one, 'end')),
        one.stage === 'alarmed' ? null : button(t('Call help now'), () => say(one, 'call-help'), 'help')]));
}

/** @param {any[]} others @param {boolean} alone */
function othersPart(others, alone) {
  if (!others.length) return alone ? h('p', {class: 'quiet', key: 'none'}, t('No meeting is being watched.')) : null;
  return h('section', {key: 'others'}, h('h2', null, t('Others')), others.map((one) =>
    h('p', {class: 'meeting-line', key: one.meeting}, h('strong', null, nameOf(one.person, one.names)), ` · ${whereOf(one)} · ${standsOf(one)}`)));
}

/** @param {string} words @param {() => void} onclick @param {string} [how] */
const button = (words, onclick, how = '') => h('button', {type: 'button', class: how, disabled: busy, onclick}, words);

async function again() {
  await look();
  setTimeout(() => void again(), AGAIN_MS);
}

await again();
setInterval(draw, 1_000);
