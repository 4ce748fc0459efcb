// The buttons and gateways of an office: which of them the broker lets in, a password that is shown once, and an end to it.

import {h, render} from '../element.js';
import {known, office} from '../facts.js';
import {icon} from '../icon.js';
import {loadWords, N, t} from '../words.js';
import {ask} from './ask.js';
import {Deed} from './deed.js';
import {gatewayForm, madeView} from './device-parts.js';
import {resultOf, TestPress} from '../test-press.js';
import {done, moment, sure, wrong} from './parts.js';

/** @typedef {{user: string, generation: number, since: string, expires_at: string|null, publishes: string[]}} Credential */
/** @typedef {{device: string, name: string, place: string|null, kind: 'device'|'gateway', enrolled: boolean, state: string, gateway: string|null,
 *   may_test: boolean, tested_at: string|null, feedback_ms: number|null, hearing: string, ended_at: string|null, offline: boolean, left: boolean, tamper: boolean, battery_low: string|null, credentials: Credential[]}} Device */
/** @typedef {{asks: boolean, stale: boolean, listening_since: string, may: {gateway: boolean}, devices: Device[],
 *   broker: {address: string, tls: boolean, authority: string|null, follows: 'by_itself'|'files'|'by_command'}}} Shown */
/** @typedef {{device: string, user: string, password: string, old_until: string|null, publishes: string[], hears: string[],
 *   code: {size: number, path: string}, kind: string, copied: string|null}} Made */

const page = /** @type {HTMLElement} */ (document.getElementById('page'));
const base = `/offices/${encodeURIComponent(office)}/devices`;
const LOOK_MS = 4_000;

/** @type {Record<string, string>} */
const SAYS = {
  out: N('Shut out: its password holds no longer, and the broker refuses its presses.'),
  refused: N('Refused: it has no password, and the broker takes no press of it.'),
  unlisted: N('No list of devices names it any more, and it can still press. Shut it out, or enrol it again.'),
  outdated: N('Its password is bound to other topics than the rules say now: some of its presses are refused. Give it a new one.'),
  two: N('It has a new password. The old one still holds, until somebody has been to it.'),
  open: N('It needs no password yet: the broker asks nobody.'),
  holds: N('It comes in with its own password.'),
  by_gateway: N('It needs no password: %(gateway)s speaks for it.'),
};
/** How a device was heard; never when. @type {Record<string, string>} */
const HEARING = {
  heard: N('Heard within its reporting time'),
  awaited: N('Not heard since the service started %(when)s'),
  late: N('Late: it has not reported in time'),
  lost: N('Not heard for too long: press it once as a test'),
  behind: N('Silent: what it speaks through is gone'),
  not_supervised: N('Not supervised: if it dies, nobody is told'),
};
const WORRIES = new Set(['out', 'refused', 'unlisted', 'outdated']);

/** @type {Shown|null} */
let shown = null;
/** @type {string|null} */
let failed = null;
/** @type {Made|null} */
let made = null;
/** What is asked about which device. @type {{device: string, what: 'new'|'old'|'out'}|null} */
let asked = null;
let forGateway = false;
/** The tests that were begun here, by device. @type {Map<string, TestPress>} */
const tests = new Map();

await loadWords();
const deed = new Deed(draw, look);

async function look() {
  try {
    shown = await ask('GET', base);
    failed = null;
  } catch (refused) {
    failed = /** @type {Error} */ (refused).message;
  }
  draw();
}

/** @param {() => Promise<string|null>} doing @param {string} back where the focus goes on */
async function act(doing, back) {
  if (!await deed.act(async () => { const said = await doing(); asked = null; return said; })) return;
  focusOn(made && !deed.notice ? 'made-title' : back);
}

/** @param {string} id */
const focusOn = (id) => requestAnimationFrame(() => document.getElementById(id)?.focus());

/** @param {Device|null} one @param {'new'|'old'|'out'} [what] */
function open(one, what) {
  const before = asked;
  asked = one && what ? {device: one.device, what} : null;
  deed.clear();
  draw();
  if (asked) focusOn(`no-${asked.what}-${asked.device}`);
  else if (before) focusOn(`ask-${before.what}-${before.device}`);
}

/** @param {string} device @param {string} kind @param {{after: number, prefixes?: string[]}} wanted */
async function give(device, kind, wanted) {
  const answer = await ask('POST', `${base}/${encodeURIComponent(device)}/credentials`, wanted);
  made = {...answer, device, kind, copied: null};
  forGateway = false;
  return null;
}

function draw() {
  render(page, h('main', {class: 'desk devices', key: 'main'},
    h('div', {class: 'desk-head'},
      h('div', null, h('h1', null, t('Buttons and gateways')),
        h('p', {class: 'lead'}, t('Who may press in %(office)s, as far as the broker is asked. A button has a password of its own; a gateway has one for all the buttons it speaks for.', {office: known().name}))),
      forGateway || !shown?.may.gateway ? null : h('button', {type: 'button', class: 'act', id: 'gateway', onclick: () => { forGateway = true; made = null; deed.clear(); draw(); focusOn('gateway-name'); }}, t('Let a gateway in'))),
    wrong(deed.error ?? failed), done(deed.notice),
    shown?.stale ? h('p', {class: 'band is-fault', role: 'alert', key: 'stale'}, icon('warning'), h('span', null, t('The broker does not follow right now: whoever was shut out may still press. Tell whoever runs the service.'))) : null,
    made && shown ? madeView({made, broker: shown.broker, draw, close: () => { made = null; draw(); focusOn('list-title'); }}) : null,
    forGateway ? gatewayForm({busy: deed.busy, close: () => { forGateway = false; draw(); focusOn('gateway'); },
      give: (device, prefixes) => act(() => give(device, 'gateway', {after: 0, prefixes}), 'gateway')}) : null,
    shown ? list(shown) : failed ? null : h('p', {role: 'status'}, t('Being looked up …'))));
}

/** @param {Shown} all */
function list(all) {
  const worried = all.devices.filter((one) => needsSomebody(one)).length;
  return h('section', {key: 'list', 'aria-labelledby': 'list-title'},
    h('p', {class: 'summary', id: 'list-title', tabindex: '-1'}, !all.devices.length ? '' : !all.asks ? t('Nobody has a password yet: whoever uses Trygg’s computer may press, and nobody else can. From the first password on every button needs one.')
      : worried ? t('%(count)s of %(all)s need somebody to see to them; they come first.', {count: worried, all: all.devices.length}) : t('Everything in the list can press, as far as the broker is asked.')),
    all.devices.length ? h('ul', {class: 'held'}, all.devices.map((one) => row(one, all)))
      : h('p', {class: 'empty', key: 'empty'}, t('No button is enrolled in this office. Enrol the first one in the file %(file)s in the plans folder.', {file: `${office}.devices.yaml`})));
}

/** @param {Device} one @param {Shown} all */
function row(one, all) {
  const newest = one.credentials[0];
  const old = one.credentials.slice(1);
  const isOpen = asked?.device === one.device;
  const canGet = one.kind === 'gateway' ? all.may.gateway : one.enrolled;
  return h('li', {key: one.device},
    h('div', null,
      h('h2', {id: `title-${one.device}`, tabindex: '-1'}, one.name, one.name === one.device ? null : h('small', null, one.device)),
      h('p', {class: WORRIES.has(one.state) ? 'place is-worry' : 'place'}, WORRIES.has(one.state) ? icon('warning') : null,
        h('span', null, t(SAYS[one.state], {gateway: one.gateway?.startsWith(`${office}/`) ? one.gateway.slice(office.length + 1) : one.gateway ?? '–'}))),
      h('ul', {class: 'notes'},
        one.offline ? h('li', {class: 'is-weak', key: 'offline'}, t('Not connected')) : null,
        one.left ? h('li', {class: 'is-weak', key: 'left'}, t('It has left its network: let it in again')) : null,
        one.tamper ? h('li', {class: 'is-weak', key: 'tamper'}, t('Opened or taken off its place: look at it')) : null,
        one.battery_low ? h('li', {class: 'is-weak', key: 'battery'}, t('Battery low (%(left)s): change it', {left: one.battery_low})) : null,
        one.enrolled ? h('li', {key: 'heard', class: one.hearing === 'heard' ? null : 'is-weak'}, t(HEARING[one.hearing], {when: moment(all.listening_since)})) : null,
        one.place ? h('li', {key: 'place'}, one.place) : null,
        isButton(one) ? h('li', {key: 'tested', class: lastTest(one) ? null : 'is-weak'}, lastTest(one) ?? t('No test press known')) : null,
        one.kind === 'gateway' && newest ? h('li', {key: 'prefix'}, t('Gateway for %(topics)s', {topics: newest.publishes.join(', ')})) : null,
        !newest && one.ended_at ? h('li', {key: 'ended'}, t('Its last password ended %(when)s', {when: moment(one.ended_at)})) : null,
        newest ? h('li', {key: 'user'}, t('%(user)s, since %(when)s', {user: newest.user, when: moment(newest.since)})) : null,
        old.map((each) => h('li', {key: each.user}, t('Old: %(user)s, until %(when)s', {user: each.user, when: each.expires_at ? moment(each.expires_at) : '–'}))))),
    isOpen ? h('div', {class: 'change'}, question(one, /** @type {any} */ (asked).what)) : h('div', {class: 'acts'},
      canGet && one.state !== 'by_gateway' ? button(one, 'new', newest ? t('New password …') : t('Give it a password …')) : null,
      old.length ? button(one, 'old', t('End the old one …')) : null,
      newest ? button(one, 'out', t('Shut out …')) : null),
    isButton(one) && one.may_test ? h('div', {class: 'change', key: 'test'}, testOf(one).view({look: 'plain', label: t('Test this button')})) : null);
}

/** What is known of its last test: of one that was heard just now, before the list says so too. @param {Device} one */
const lastTest = (one) => resultOf(tests.get(one.device)?.told ?? null) ?? resultOf(one);

/** @param {Device} one */
const needsSomebody = (one) => WORRIES.has(one.state) || one.offline || one.left || one.tamper || one.battery_low || one.hearing === 'lost';

/** @param {Device} one */
const isButton = (one) => one.kind === 'device' && one.enrolled;

/** @param {Device} one */
function testOf(one) {
  const known = tests.get(one.device) ?? new TestPress(one.device, one.name, draw);
  tests.set(one.device, known);
  return known;
}

/** @param {Device} one @param {'new'|'old'|'out'} what @param {string} label */
const button = (one, what, label) => h('button', {type: 'button', class: 'plain', key: what, id: `ask-${what}-${one.device}`, 'aria-label': `${label} ${one.name}`, onclick: () => open(one, what)}, label);

/** @param {Device} one @param {'new'|'old'|'out'} what */
function question(one, what) {
  const after = one.credentials[0]?.generation ?? 0;
  const address = `${base}/${encodeURIComponent(one.device)}/credentials`;
  const later = shown?.broker.follows === 'by_itself' ? '' : ` ${reload()}`;
  const says = {
    new: {yes: t('Yes, make one'), question: after ? t('Make a new password for %(name)s? The old one holds for 14 days beside it: it can press until somebody has been to it.', {name: one.name})
      : shown?.asks ? t('Make a password for %(name)s? It is shown once: have the button at hand.', {name: one.name})
        : t('Make the first password? From then on the broker asks everybody: EVERY button in EVERY office is refused until it has one. Choose a quiet hour.')},
    old: {yes: t('Yes, end it'), question: t('End the old password of %(name)s? First press the button and see that it was heard: whatever still has the old one is out.', {name: one.name})},
    out: {yes: t('Yes, shut it out'), question: one.kind === 'gateway' ? t('Shut out the gateway %(name)s? NO button that it speaks for can press any more.', {name: one.name})
      : t('Shut out %(name)s? It cannot press any more. Its wearer needs another button first.', {name: one.name})},
  }[what];
  return sure({id: `${what}-${one.device}`, label: '', open: true, busy: deed.busy, yes: says.yes, question: says.question, ask: () => open(null),
    act: () => act(async () => {
      if (what === 'new') return give(one.device, one.kind, {after});
      await ask('DELETE', what === 'old' ? `${address}?before=${after}` : address);
      return (what === 'old' ? t('The old password of %(name)s holds no longer.', {name: one.name}) : shown?.broker.follows === 'by_itself' ? t('%(name)s is shut out. The broker ends its connection within a second.', {name: one.name}) : t('%(name)s is shut out.', {name: one.name})) + later;
    }, `title-${one.device}`)});
}

/** What is still to be done where the broker is the house's own. */
const reload = () => (shown?.broker.follows === 'files' ? t('It holds when your mosquitto has been reloaded.') : t('It holds when the files are written and your mosquitto is reloaded: trygg broker config --out …'));

addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || deed.busy) return;
  if (asked) open(null);
  else if (forGateway) { forGateway = false; draw(); focusOn('gateway'); }
});
setInterval(() => { if (!deed.busy && document.visibilityState === 'visible') look(); }, LOOK_MS);
draw();
look();
