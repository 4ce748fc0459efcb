// The editor of a plan: puts the views together and draws them again whenever anything has changed.

import {h, render} from '../element.js';
import {known, office} from '../facts.js';
import {loadWords, t} from '../words.js';
import {alarmsView} from './alarms.js';
import {Answers} from './answers.js';
import {bar, notices} from './bar.js';
import {dayName, lastDay, longDay} from './calendar.js';
import {conflictView} from './conflict.js';
import {ask, Refused, Unanswered} from './desk.js';
import {Draft} from './draft.js';
import {gapsView} from './gaps.js';
import {gridView} from './grid.js';
import {handOn} from './hand.js';
import {kindName, rememberNames, roleTitle} from './names.js';
import {officeView} from './office.js';
import {peopleView} from './people.js';
import {publishView} from './publish.js';
import {asRead, may, nothingYet, standingView, whyRead} from './reading.js';
import {rolesView} from './roles.js';
import {rooted} from './rooted.js';
import {deviationsView, needs, reasonView} from './standard.js';
import {startView} from './start.js';
import {jump, textView} from './text.js';
import {todoView} from './todo.js';
import {tryView, Trial} from './try.js';
import {zonesView} from './zones.js';

const page = /** @type {HTMLElement} */ (document.getElementById('page'));
await loadWords();

const VIEWS = /** @type {Record<string, {name: string, draw: (live: any) => any}>} */ ({
  cover: {name: t('Does it hold?'), draw: coverView},
  office: {name: t('Office'), draw: (live) => [deviationsView(live), officeView(live)]},
  people: {name: t('People'), draw: peopleView},
  zones: {name: t('Zones'), draw: zonesView},
  roles: {name: t('Roles'), draw: rolesView},
  alarms: {name: t('Alarms'), draw: alarmsView},
  try: {name: t('Try it out'), draw: tryView},
  text: {name: t('Text'), draw: textView},
  publish: {name: may('edit_plan') || may('give_view') ? t('Publish') : t('Versions so far'), draw: publishView},
});
/** The order in which somebody who begins is led through the plan. */
const GUIDED = ['office', 'people', 'zones', 'roles', 'alarms', 'cover', 'publish'];

const answers = new Answers(draw);
const draft = new Draft(draw, (text) => answers.about(text), answers);
if (!may('edit_plan')) draft.readonly = t('Only whoever looks after the office’s plan changes it.');
const live = {
  office, draft, answers, versions: /** @type {any} */ (null), known: known(),
  state: /** @type {'loading'|'ready'|'failed'|'unknown'} */ ('loading'), why: '',
  view: 'cover', thing: /** @type {string|null} */ (null), spot: /** @type {any} */ (null),
  shown: new Set(), open: new Set(), guided: false, starting: false, readonly: false,
  trial: new Trial(draw), settling: false,
  go, show, mend, draw, load, begin, kindName: (/** @type {string} */ kind) => kindName(live, kind),
};
draft.prepare = (/** @type {import('./draft.js').Edit[]} */ edits) => {
  const fitting = rooted(edits, answers.tree, answers.all);
  return {edits: fitting, ...needs(answers.base, answers.tree, fitting)};
};

let hadConflict = false;
let hadAsked = false;

function draw() {
  document.title = `${VIEWS[live.view].name} – ${t('Role plan')} – ${known().name ?? office}`;
  document.body.dataset.making = String(draft.editing > 0);
  document.body.dataset.busy = String(answers.pending || Boolean(draft.busy) || draft.editing > 0);
  if (live.state !== 'ready') {
    render(page, head(), h('main', {class: 'starting', key: live.state}, waiting()));
    return;
  }
  const putBack = handOn(page);
  const view = VIEWS[live.view];
  const leads = live.view === 'cover' && answers.coverage && !answers.errors.length;
  render(page,
    head(),
    live.starting ? null : tabs(),
    h('main', {class: `desk view-${live.view}`, key: live.starting ? 'start' : live.view, id: 'main'},
      notices(live),
      draft.conflict ? conflictView(live) : live.starting ? (may('edit_plan') ? startView(live) : nothingYet(live, known().name ?? office)) : [
        live.guided ? steps() : null,
        h('h1', {tabindex: '-1', 'data-first': true, key: 'title', class: leads ? 'verdict' : null}, leads ? verdict(answers.coverage) : view.name),
        answers.readable || live.view === 'text' || live.view === 'publish' ? null
          : h('p', {class: 'band is-fault', role: 'alert', key: 'unreadable'}, t('The text cannot be read any more, so the forms show it as it was. Mend the text first.'), ' ',
            h('button', {type: 'button', class: 'plain', onclick: () => go('text')}, t('To the text'))),
        draft.readonly ? h('p', {class: `band ${may('edit_plan') ? 'is-fault' : 'is-note'}`, role: may('edit_plan') ? 'alert' : 'note', key: 'readonly'}, h('span', null, h('strong', null, t('You can read this plan, but not change it.')), ' ', whyRead(live))) : null,
        reasonView(live),
        h('div', {class: isRead() ? 'view is-read' : 'view', key: `view-${live.view}-${draft.refused}`, inert: isShut() ? true : null}, isRead() ? asRead(view.draw(live)) : view.draw(live)),
        live.guided ? onwards() : null,
      ]),
    live.starting || draft.conflict ? null : bar(live));
  // Whoever saved looks at the button at the foot; what came of it stands at the head.
  if (draft.conflict && !hadConflict) focusTitle();
  else if (draft.asking && !hadAsked) document.getElementById('why')?.focus();
  else putBack();
  hadConflict = Boolean(draft.conflict);
  hadAsked = Boolean(draft.asking);
}

/** Whether the forms can change nothing now: the text cannot be read, or a reason is asked for. */
const isShut = () => (!answers.readable && !['text', 'publish'].includes(live.view)) || Boolean(draft.asking);

/** Whether the forms are there to be read. What may be done on the other views each of them knows. */
const isRead = () => Boolean(draft.readonly) && !['cover', 'try', 'text', 'publish'].includes(live.view);

const head = () => h('header', {class: 'plan-head', key: 'head'},
  h('p', {class: 'plan-office'}, h('a', {href: '/'}, 'Trygg'), ' · ', known().name ?? office),
  h('p', {class: 'plan-what'}, t('Role plan')));

const tabs = () => h('nav', {class: 'tabs', 'aria-label': t('Parts of the plan'), key: 'tabs'},
  Object.entries(VIEWS).filter(([key]) => key !== 'try' || may('try_plan')).map(([key, {name}]) => {
    const count = key === 'cover' ? answers.coverage?.gaps.length : key === 'text' ? answers.errors.length : 0;
    return h('a', {href: `#${key}`, key, 'aria-current': live.view === key ? 'page' : null}, name,
      count ? h('span', {class: 'count'}, count, h('span', {class: 'hidden-words'}, key === 'cover' ? ` ${t('gaps')}` : ` ${t('errors')}`)) : null);
  }));

function waiting() {
  if (live.state === 'loading') return [h('h1', null, known().name ?? office), h('p', {role: 'status'}, t('The plan is being read …'))];
  return [h('h1', null, t('The plan cannot be shown')), h('p', {role: 'alert'}, live.why),
    h('button', {type: 'button', class: 'act', onclick: load}, t('Try again'))];
}

/** @param {any} here */
function coverView(here) {
  const {coverage} = answers;
  if (!may('try_plan')) return [answers.error ? h('p', {class: 'band is-fault', role: 'alert'}, answers.error, ' ', h('button', {type: 'button', class: 'plain', onclick: () => answers.ask()}, t('Try again'))) : standingView(here), todoView(here)];
  if (answers.errors.length || !answers.read) {
    return [answers.read ? h('p', {class: 'lead'}, t('Nothing can be proven of the plan before this is mended.')) : null, todoView(here)];
  }
  if (!coverage) return answers.error ? h('p', {class: 'band is-fault', role: 'alert'}, answers.error, ' ', h('button', {type: 'button', class: 'plain', onclick: () => answers.ask()}, t('Try again')))
    : h('p', {class: 'quiet', role: 'status'}, t('The plan is being proven against the calendar …'));
  return [
    gridView(coverage.grid, (role) => titleOf(here, role), live.spot, (spot) => { live.spot = spot; draw(); }, (week) => { live.spot = null; answers.turn(week); }),
    gapsView(here), todoView(here),
  ];
}

/** The verdict as one sentence, in days as people say them. @param {any} coverage */
function verdict(coverage) {
  const {gaps, proven_until: until} = coverage;
  if (gaps.length) {
    const first = dayName(gaps.map((/** @type {any} */ gap) => gap.periods[0].start).sort()[0].slice(0, 10));
    return gaps.length === 1 ? t('The plan does not hold: one gap, first on %(day)s', {day: first}) : t('The plan does not hold: %(count)s gaps, the first on %(day)s', {count: gaps.length, day: first});
  }
  return until && !coverage.cut_short ? t('The plan holds until %(day)s if the roster is right', {day: longDay(lastDay(until))}) : coverage.sentence;
}

/** A role's title in the page's language, where the text has it. @param {any} here @param {string} role */
function titleOf(here, role) {
  const title = roleTitle(here, role);
  return title === role ? '' : title;
}

/** Where somebody who is led through the plan is. */
function steps() {
  const at = GUIDED.indexOf(live.view);
  return h('ol', {class: 'steps', 'aria-label': t('The way to a plan'), key: 'steps'}, GUIDED.map((key, index) =>
    h('li', {key, class: index < at ? 'is-done' : null, 'aria-current': index === at ? 'step' : null},
      h('a', {href: `#${key}`}, `${index + 1}. ${VIEWS[key].name}`))));
}

function onwards() {
  const next = GUIDED[GUIDED.indexOf(live.view) + 1];
  return next ? h('p', {class: 'onwards', key: 'onwards'}, h('button', {type: 'button', class: 'act', onclick: () => go(next)}, t('Next: %(what)s', {what: VIEWS[next].name}))) : null;
}

/** Go to a view, and to a thing in it. @param {string} view @param {string|null} [thing] @param {any} [finding] @param {string} [part] the section that it is in */
function go(view, thing = null, finding = null, part = '') {
  live.thing = thing;
  if (thing) live.open.add(`${view}-${thing}`);
  const already = live.view === view;
  live.view = view;
  if (!already) history.pushState(null, '', `#${view}`);
  live.starting = false;
  draw();
  if (view === 'text' && finding) return jump(finding.line, finding.column);
  const target = document.getElementById(thing ? `${view}-${thing}` : part);
  if (target) {
    const wrong = finding ? target.querySelector('[aria-invalid="true"]') : null;
    (wrong ?? target).scrollIntoView({block: wrong ? 'center' : 'start'});
    /** @type {HTMLElement} */ (wrong ?? target.querySelector(':scope > summary') ?? target).focus();
  } else if (!already) {
    focusTitle();
  }
}

function focusTitle() {
  scrollTo({top: 0});
  /** @type {HTMLElement|null} */ (page.querySelector('[data-first]'))?.focus({preventScroll: true});
}

/** @param {string} key */
function show(key) {
  if (!live.shown.delete(key)) live.shown.add(key);
  draw();
}

/** @param {any} mend */
function mend(mend) {
  return draft.edit(mend.edits, mend.words);
}

/** Begin with a text of one's own: from a template, led through it. @param {string} text @param {string} words */
function begin(text, words) {
  draft.set(text, words);
  live.starting = false;
  live.guided = true;
  live.view = '';
  go(GUIDED[0]);
}

/** Read what the service keeps. With `again`, what is written here stays as it is. @param {boolean} [again] */
async function load(again = false) {
  try {
    live.versions = await ask('GET', '');
    rememberNames(live.versions.names ?? {});
    if (again !== true) {
      // Whoever may not try plans out reads the one that holds.
      const kept = may('try_plan') ? live.versions.draft : null;
      const text = kept?.text ?? await textInForce();
      draft.begin(text ?? '', kept?.revision ?? null);
      live.starting = !draft.text.trim();
    }
    live.state = 'ready';
  } catch (wrong) {
    if (again === true) return draft.fail(wrong, /** @type {Error} */ (wrong).message);
    if (wrong instanceof Refused && wrong.status === 404) {
      // An office that nobody has written a plan for yet begins with a template.
      live.versions = {in_force: null, next: null, draft: null, versions: [], file: null};
      draft.begin('', null);
      live.starting = !draft.text.trim();
      live.state = 'ready';
    } else {
      live.state = 'failed';
      live.why = /** @type {Error} */ (wrong).message;
    }
  }
  draw();
}

async function textInForce() {
  const {in_force: inForce, file} = live.versions;
  if (file?.text) return file.text;
  const version = inForce?.version ?? file?.version;
  return version ? (await ask('GET', `/versions/${version}`)).text : null;
}

function follow() {
  const wanted = location.hash.slice(1);
  if (Object.hasOwn(VIEWS, wanted) && wanted !== live.view) {
    live.view = wanted;
    live.thing = null;
    draw();
    focusTitle();
  }
}

addEventListener('hashchange', follow);
addEventListener('popstate', follow);
addEventListener('beforeunload', (event) => { if (draft.unsaved || draft.typing) event.preventDefault(); });
addEventListener('input', () => { draft.typing = true; });
addEventListener('change', () => { draft.typing = false; });
addEventListener('keydown', (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
  if (event.key === 's') {
    event.preventDefault();
    if (draft.unsaved && draft.me) draft.save();
  }
});
setInterval(async () => {
  if (!draft.offline && !answers.offline) return;
  try {
    await ask('GET', '', undefined, 4_000);
    draft.offline = answers.offline = false;
    draft.error = '';
    answers.about(draft.text);
    draw();
  } catch (wrong) {
    if (!(wrong instanceof Unanswered)) draft.offline = answers.offline = false;
  }
}, 5_000);
if (Object.hasOwn(VIEWS, location.hash.slice(1))) live.view = location.hash.slice(1);
draw();
load();
