// The buttons of an office, and what speaks for them: which need somebody, whose each is, its test, its password, its end.

import {h} from '../element.js';
import {known, office} from '../facts.js';
import {icon} from '../icon.js';
import {render} from '../kept-focus.js';
import {TestPress} from '../test-press.js';
import {loadWords, t} from '../words.js';
import {ask, Refused} from './ask.js';
import {Deed} from './deed.js';
import {DeviceFile, fileView} from './device-file.js';
import {DeviceForm, formView} from './device-form.js';
import {enrolView, Enrolling} from './device-enrol.js';
import {gatewayForm, madeView} from './device-parts.js';
import {boxesView, fits, isRefused, isWorry, rowView} from './device-row.js';
import {done, sure, wrong} from './parts.js';
import {WalkTest} from './walk-test.js';

/** @typedef {import('./device-words.js').Enrolled} Enrolled */
/** @typedef {import('./device-form.js').Choice} Choice */
/** @typedef {import('./device-row.js').Row} Row */
/** @typedef {{user: string, generation: number, since: string, expires_at: string|null, publishes: string[]}} Credential */
/** @typedef {{device: string, name: string, kind: 'device'|'gateway', enrolled: boolean, state: string, gateway: string|null,
 *   untested: boolean, is_spare: boolean, may_test: boolean, ended_at: string|null, hearing: string, offline: boolean, left: boolean, tamper: boolean, battery_low: string|null, credentials: Credential[]}} Access */
/** @typedef {{asks: boolean, stale: boolean, zones: number, untested_zones: {zone: string, name: string}[], may: {gateway: boolean}, devices: Access[],
 *   broker: {address: string, tls: boolean, authority: string|null, follows: 'by_itself'|'files'|'by_command'}}} Shown */
/** @typedef {{devices: Enrolled[], listening_since: string, overruled: {device: string, name: string, by: string, revision: number}[], families: string[], kinds: string[], people: Choice[], zones: Choice[]}} All */
/** @typedef {{device: string, user: string, password: string, old_until: string|null, publishes: string[], hears: string[],
 *   code: {size: number, path: string}, kind: string, copied: string|null}} Made */

const page = /** @type {HTMLElement} */ (document.getElementById('page'));
const home = `/offices/${encodeURIComponent(office)}`;
const base = `${home}/devices`;
const LOOK_MS = 4_000;
/** How many are listed before somebody asks for all of them. */
const FIRST = 50;
/** From how many on there is a field to find one. */
const TO_SEARCH = 12;

/** @type {All|null} */
let all = null;
/** What the broker knows, for whoever may give passwords. @type {Shown|null} */
let shown = null;
/** @type {import('./device-row.js').Box[]|null} */
let boxes = null;
/** @type {string|null} */
let failed = null;
/** @type {Made|null} */
let made = null;
/** What is asked about which device. @type {{device: string, what: 'new'|'old'|'out'}|null} */
let asked = null;
/** @type {DeviceForm|null} */
let form = null;
let forGateway = false;
let wanted = '';
let isWhole = false;
/** The tests that were begun here, by device. @type {Map<string, TestPress>} */
const tests = new Map();

await loadWords();
const deed = new Deed(draw, look);
const enrolling = new Enrolling(home, draw);
const walk = new WalkTest(draw);
const file = new DeviceFile(home, draw);

/** What somebody may not see, and so does not ask for again. @type {Set<string>} */
const closed = new Set();

/** What somebody may not see is not there for her. @param {string} address */
async function maybe(address) {
  if (closed.has(address)) return null;
  try {
    return await ask('GET', address);
  } catch (refused) {
    if (!(refused instanceof Refused && refused.status === 403)) throw refused;
    closed.add(address);
    return null;
  }
}

async function look() {
  try {
    const isFirst = all === null;
    [all, shown, boxes] = await Promise.all([ask('GET', `${home}/enrolments`), maybe(base), maybe(`${home}/paired`)]);
    failed = null;
    if (isFirst) requestAnimationFrame(goToNamed);
  } catch (refused) {
    failed = /** @type {Error} */ (refused).message;
  }
  draw();
}

/** A label's code leads to its button. */
function goToNamed() {
  const device = decodeURIComponent(location.hash.slice(1));
  if (!device || !all?.devices.some((one) => one.device === device)) return;
  isWhole = true;
  draw();
  const title = document.getElementById(`title-${device}`);
  title?.scrollIntoView({block: 'center'});
  title?.focus({preventScroll: true});
}

/** @param {() => Promise<string|null>} doing @param {string} back where the focus goes on */
async function act(doing, back) {
  if (!await deed.act(async () => { const said = await doing(); asked = null; return said; })) return;
  focusOn(made && !deed.notice ? 'made-title' : back);
}

/** @param {string} id */
const focusOn = (id) => requestAnimationFrame(() => document.getElementById(id)?.focus());

/** @param {Row|null} row @param {'new'|'old'|'out'} [what] */
function open(row, what) {
  const before = asked;
  asked = row && what ? {device: row.device, what} : null;
  deed.clear();
  draw();
  if (asked) focusOn(`no-${asked.what}-${asked.device}`);
  else if (before) focusOn(`ask-${before.what}-${before.device}`);
}

/** @param {string} device @param {string} kind @param {{after: number, prefixes?: string[]}} needed */
async function give(device, kind, needed) {
  const answer = await ask('POST', `${base}/${encodeURIComponent(device)}/credentials`, needed);
  made = {...answer, device, kind, copied: null};
  forGateway = false;
  return null;
}

/** @param {{one?: Enrolled, found?: import('./device-form.js').Found}} of */
function edit(of) {
  form = new DeviceForm({...of, changed: draw});
  deed.clear();
  draw();
  focusOn('form-title');
}

/** Put one thing in the place of what was open. @param {string} back where the focus goes on */
function closeForm(back) {
  form = null;
  draw();
  focusOn(back);
}

async function save() {
  const mine = form;
  if (!mine || deed.busy) return;
  mine.error = null;
  const {one, found} = mine;
  const device = mine.device;
  const isDone = await deed.act(async () => {
    await ask('PUT', `${home}/enrolments/${encodeURIComponent(device)}`, mine.facts);
    return one ? t('%(name)s is changed.', {name: mine.name}) : t('%(name)s is enrolled. Enrolled is not tested: test it now.', {name: mine.name});
  });
  if (!isDone) {
    // What went wrong stands where it was typed.
    [mine.error, deed.error] = [deed.error, null];
    draw();
    focusOn('form-title');
    return;
  }
  if (found) enrolling.taken(found);
  else if (!one) enrolling.close();
  closeForm(`title-${device}`);
}

async function takeOut() {
  const one = form?.one;
  if (!one) return;
  const gone = await deed.act(async () => {
    await ask('DELETE', `${home}/enrolments/${encodeURIComponent(one.device)}?after=${one.revision}`);
    return t('%(name)s is out of the list. If it is pressed, it is one that nobody has enrolled.', {name: one.name});
  });
  if (gone) closeForm('list-title');
}

/** @param {Enrolled} one */
const inUseAgain = (one) => act(async () => {
  await ask('PUT', `${home}/enrolments/${encodeURIComponent(one.device)}/standing`, {after: one.revision, standing: 'in_use'});
  return t('%(name)s is in use again. Test it now.', {name: one.name});
}, `title-${one.device}`);

function draw() {
  const isOpen = enrolling.open || file.open || forGateway || form !== null && !form.one;
  render(page, h('main', {class: 'desk devices', key: 'main'},
    h('div', {class: 'desk-head'},
      h('div', null, h('h1', null, t('Buttons and gateways')),
        h('p', {class: 'lead'}, t('Every button of %(office)s: whose it is, when it was tested, and what somebody has to see to.', {office: known().name}))),
      isOpen || !all ? null : h('div', {class: 'acts', key: 'begin'},
        h('button', {type: 'button', class: 'act', id: 'enrol', onclick: () => { made = null; deed.clear(); enrolling.begin(); focusOn('enrol-title'); }}, t('Enrol a button …')),
        h('button', {type: 'button', class: 'plain', id: 'by-file', onclick: () => { made = null; deed.clear(); file.clear(); file.open = true; draw(); focusOn('file-title'); }}, t('Many by a file …')),
        all.devices.length ? h('a', {class: 'plain', href: `/devices/${encodeURIComponent(office)}/labels`}, t('Print labels')) : null,
        shown?.may.gateway ? h('button', {type: 'button', class: 'plain', id: 'gateway', onclick: () => { forGateway = true; made = null; deed.clear(); draw(); focusOn('gateway-name'); }}, t('Let a gateway in')) : null)),
    wrong(deed.error ?? failed), done(deed.notice),
    shown?.stale ? h('p', {class: 'band is-fault', role: 'alert', key: 'stale'}, icon('warning'), h('span', null, t('The broker does not follow right now: whoever was shut out may still press. Tell whoever runs the service.'))) : null,
    made && shown ? madeView({made, broker: shown.broker, draw, close: () => { made = null; draw(); focusOn('list-title'); }}) : null,
    forGateway ? gatewayForm({busy: deed.busy, close: () => { forGateway = false; draw(); focusOn('gateway'); },
      give: (device, prefixes) => act(() => give(device, 'gateway', {after: 0, prefixes}), 'gateway')}) : null,
    form && !form.one && all ? theForm(all) : enrolling.open ? enrolView({enrolling, choose: (found) => edit(found ? {found} : {}), close: () => { enrolling.close(); focusOn('enrol'); }}) : null,
    file.open ? fileView({file, close: () => { file.open = false; draw(); focusOn('by-file'); }, enrol: enrolFile}) : null,
    all ? list(all) : failed ? null : h('p', {role: 'status'}, t('Being looked up …')),
    shown ? walk.view(shown) : null,
    boxes?.length ? boxesView(boxes) : null));
}

async function enrolFile() {
  const counts = file.checked?.counts;
  if (!counts || !await file.send(false)) return;
  file.open = false;
  await deed.act(async () => t('Enrolled: %(new)s new, %(changed)s changed.', counts));
  focusOn('list-title');
}

/** @param {All} every */
const theForm = (every) => formView({form: /** @type {DeviceForm} */ (form), busy: deed.busy, people: every.people, zones: every.zones, kinds: every.kinds, families: every.families,
  save, remove: takeOut, close: () => closeForm(form?.one ? `title-${form.one.device}` : enrolling.open ? 'enrol-title' : 'enrol')});

/** @param {All} every @returns {Row[]} */
function rowsOf(every) {
  const access = new Map((shown?.devices ?? []).map((one) => [one.device, one]));
  const rows = every.devices.map((one) => ({device: one.device, name: one.name, one, access: access.get(one.device) ?? null}));
  const listed = new Set(every.devices.map((one) => one.device));
  const others = [...access.values()].filter((one) => !listed.has(one.device)).map((one) => ({device: one.device, name: one.name, one: null, access: one}));
  const both = [...rows, ...others];
  // Those that the broker refuses come before all others; those that nobody has to see to, last.
  const place = (/** @type {Row} */ row) => (isRefused(row) ? 0 : isWorry(row) ? 1 : 2);
  return both.map((row, number) => ({row, number})).sort((a, b) => place(a.row) - place(b.row) || a.number - b.number).map(({row}) => row);
}

/** @param {All} every */
function list(every) {
  const rows = rowsOf(every);
  const worried = rows.filter(isWorry).length;
  const found = wanted ? rows.filter((row) => fits(row, wanted.trim().toLowerCase())) : rows;
  const listed = isWhole || wanted ? found : found.slice(0, FIRST);
  return h('section', {key: 'list', 'aria-labelledby': 'list-title'},
    h('p', {class: 'summary', id: 'list-title', tabindex: '-1'}, !rows.length ? ''
      : worried ? t('%(count)s of %(all)s need somebody to see to them; they come first.', {count: worried, all: rows.length}) : t('Nothing is known to be wrong with any of the %(all)s in the list.', {all: rows.length})),
    shown && rows.length && !shown.asks ? h('p', {class: 'quiet', key: 'open'}, t('Nobody has a password yet: whoever uses Trygg’s computer may press, and nobody else can. From the first password on every button needs one.')) : null,
    every.overruled.map((one) => h('p', {class: 'band is-note', key: `over-${one.device}`}, t('%(name)s was enrolled here, and is not in force: a file of the plans folder gives its name to %(by)s. The file holds.', {name: one.name, by: one.by}))),
    rows.length > TO_SEARCH ? h('label', {class: 'field find', key: 'find'}, h('span', null, t('Find one: its name, its wearer or its place')),
      h('input', {id: 'find', type: 'search', autocomplete: 'off', oninput: (/** @type {any} */ event) => { wanted = event.target.value; draw(); }})) : null,
    rows.length ? h('ul', {class: 'held'}, listed.map(row)) : h('p', {class: 'empty', key: 'empty'}, t('No button is enrolled in this office. Enrol the first one: press it, or bring a list as a file.')),
    wanted && !found.length ? h('p', {class: 'empty', role: 'status', key: 'unfound'}, t('No button here is called so.')) : null,
    listed.length < found.length ? h('p', {key: 'all'}, h('button', {type: 'button', class: 'plain', onclick: () => { isWhole = true; draw(); }}, t('Show all %(count)s', {count: found.length}))) : null);
}

/** @param {Row} of_ */
function row(of_) {
  const {one, access} = of_;
  const isForm = Boolean(form?.one && form.one.device === of_.device);
  const isAsked = asked?.device === of_.device;
  const newest = access?.credentials[0];
  const canGet = access && (access.kind === 'gateway' ? shown?.may.gateway : access.enrolled) && access.state !== 'by_gateway';
  const kept = one && one.revision !== null ? one : null;
  const acts = isForm || isAsked ? null : h('div', {class: 'acts'},
    kept ? h('button', {type: 'button', class: 'plain', key: 'change', id: `change-${one?.device}`, 'aria-label': `${kept.standing === 'unissued' ? t('Hand it over …') : t('Change …')} ${kept.name}`,
      onclick: () => { edit({one: kept}); if (form && kept.standing === 'unissued') { form.standing = 'in_use'; draw(); } }}, kept.standing === 'unissued' ? t('Hand it over …') : t('Change …')) : null,
    kept && (kept.standing === 'lost' || kept.standing === 'out_of_service') ? h('button', {type: 'button', class: 'plain', key: 'again', disabled: deed.busy,
      'aria-label': `${kept.standing === 'lost' ? t('It is found') : t('In use again')} ${kept.name}`, onclick: () => inUseAgain(kept)}, kept.standing === 'lost' ? t('It is found') : t('In use again')) : null,
    canGet ? button(of_, 'new', newest ? t('New password …') : t('Give it a password …')) : null,
    access && access.credentials.length > 1 ? button(of_, 'old', t('End the old one …')) : null,
    newest ? button(of_, 'out', t('Shut out …')) : null);
  const below = [
    isForm && all ? h('div', {class: 'change', key: 'form'}, theForm(all)) : null,
    isAsked && access ? h('div', {class: 'change', key: 'asked'}, question(access, /** @type {any} */ (asked).what)) : null,
    one?.may_test ? h('div', {class: 'change', key: 'test'}, testOf(one).view({look: 'plain', label: t('Test this button')})) : null];
  return rowView({row: of_, acts, below, told: tests.get(of_.device)?.told ?? null, since: all?.listening_since ?? ''});
}

/** @param {Enrolled} one */
function testOf(one) {
  const test = tests.get(one.device) ?? new TestPress(one.device, one.name, draw);
  tests.set(one.device, test);
  return test;
}

/** @param {Row} one @param {'new'|'old'|'out'} what @param {string} label */
const button = (one, what, label) => h('button', {type: 'button', class: 'plain', key: what, id: `ask-${what}-${one.device}`, 'aria-label': `${label} ${one.name}`, onclick: () => open(one, what)}, label);

/** @param {Access} one @param {'new'|'old'|'out'} what */
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
const reload = () => (shown?.broker.follows === 'files' ? t('It counts within seconds. Where your mosquitto does not follow, this page and the screens say so.') : t('It holds when the files are written and your mosquitto is reloaded: trygg broker config --out …'));

addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || deed.busy) return;
  if (asked) open(null);
  else if (form) closeForm(form.one ? `title-${form.one.device}` : 'enrol');
  else if (enrolling.open) { enrolling.close(); focusOn('enrol'); }
  else if (file.open) { file.open = false; draw(); focusOn('by-file'); }
  else if (forGateway) { forGateway = false; draw(); focusOn('gateway'); }
});
setInterval(() => { if (!deed.busy && document.visibilityState === 'visible') look(); }, LOOK_MS);
draw();
look();
