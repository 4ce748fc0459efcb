// From a draft to the plan in force: what it changes, who agrees, from when it holds; and the way back.

import {clientHint, hinted} from '../clues.js';
import {h} from '../element.js';
import {known, refreshFacts} from '../facts.js';
import {N, said, t} from '../words.js';
import {longDay, moment} from './calendar.js';
import {differencesList} from './conflict.js';
import {ask, Refused, Unanswered} from './desk.js';
import {personName, somebody} from './names.js';
import {may} from './reading.js';

const STATES = /** @type {Record<string, string>} */ ({draft: N('draft'), approved: N('approved'), published: N('published'), next: N('waits for its day'), in_force: N('in force'), superseded: N('was in force'), expired: N('expired'), retired: N('was in force'), replaced: N('was in force')});
const VIEWS = /** @type {Record<string, string>} */ ({agrees: N('agrees'), objects: N('objects'), not_asked: N('was not asked')});

/** What is being asked of the service, and its answer. */
const asking = {busy: '', error: '', needsReason: ''};

/** @param {any} live @param {string} path @param {any} content @param {string} words */
async function say(live, path, content, words) {
  asking.busy = path;
  asking.error = '';
  live.draw();
  try {
    await ask('POST', path, {by: live.draft.me, ...content});
    live.draft.notice = words;
    await live.load(true);
    if (path === '/publish' || path === '/roll-back') setTimeout(async () => { await refreshFacts(); live.draw(); }, 2_500); // a node knows it two seconds after
  } catch (wrong) {
    asking.error = wrong instanceof Refused || wrong instanceof Unanswered ? wrong.message : String(wrong);
    if (wrong instanceof Refused && wrong.problem.code === 'no_reason') asking.needsReason = content.version;
  }
  asking.busy = '';
  live.draw();
}

/** @param {any} live */
export function publishView(live) {
  const {draft, answers, versions} = live;
  const kept = versions.draft;
  const version = !draft.unsaved && kept ? kept.version : null;
  const own = version ? versions.versions.find((/** @type {any} */ one) => one.version === version) ?? null : null;
  const isInForce = version !== null && versions.in_force?.version === version;
  return [
    inForce(live),
    !may('edit_plan') && !(kept && may('try_plan')) ? null : h('section', {class: 'sheet-card', key: 'draft', 'aria-labelledby': 'draft-title'},
      h('h2', {id: 'draft-title'}, may('edit_plan') ? t('Your draft') : t('The draft')),
      !draft.unsaved && !kept && versions.in_force ? h('p', {class: 'quiet'}, t('There is no draft. Change something, and it begins.')) : null,
      answers.errors.length ? h('p', {class: 'band is-fault'}, t('The draft has errors. Mend them before it can be published.'), ' ', h('button', {type: 'button', class: 'plain', onclick: () => live.go('cover')}, t('What is to be done'))) : null,
      answers.differences === null || (!draft.unsaved && !kept) ? null : answers.differences.length ? [h('h3', null, t('What it changes')), differencesList(answers.differences)]
        : h('p', {class: 'quiet'}, t('It changes nothing in the plan in force.')),
      draft.unsaved || kept ? gapWords(answers) : null,
      !draft.unsaved && kept ? scenarioWords(kept.scenarios, t('It does not do what the office’s scenarios expect. Publishing it needs a reason, which is kept and shown.')) : null,
      answers.errors.length || isInForce || (!draft.unsaved && !kept) ? null : !draft.me ? h('p', {class: 'band is-note'}, t('Say who you are at the foot of the page first.'))
        : draft.unsaved ? h('p', {class: 'band is-note'}, t('Save the draft first.')) : steps(live, version, own)),
    asking.error ? h('p', {class: 'band is-fault', role: 'alert', key: 'asking-error'}, asking.error) : null,
    readers(live),
    history(live),
  ];
}

/** @param {any} answers */
function gapWords(answers) {
  const count = answers.coverage?.gaps.length ?? 0;
  if (!answers.coverage) return null;
  return count ? h('p', {class: 'is-fault-words'}, count === 1 ? t('It has one gap. Publishing it needs a reason, which is kept and shown.') : t('It has %(count)s gaps. Publishing it needs a reason, which is kept and shown.', {count}))
    : h('p', null, t('It has no gaps.'));
}

/** What a plan does not do of what its scenarios expect. @param {any[]|undefined} failed @param {string} words */
function scenarioWords(failed, words) {
  return failed?.length ? h('div', {class: 'band is-fault', key: 'scenarios'}, h('p', null, words),
    h('ul', null, failed.map((one) => h('li', {key: `${one.line}-${one.message}`}, one.message, ' ', h('code', {class: 'quiet'}, `${one.source}:${one.line}`))))) : null;
}

/** Approve, hear the safety representative, publish. @param {any} live @param {string} version @param {any} own */
function steps(live, version, own) {
  const {answers} = live;
  const busy = Boolean(asking.busy);
  const view = own?.view;
  const needsReason = (answers.coverage?.gaps.length ?? 0) > 0 || (own?.locked ?? []).length > 0 || (live.versions.draft?.scenarios ?? []).length > 0 || (!view && !may('give_view')) || view?.view === 'not_asked' || (view?.view === 'objects' && !view.answer) || asking.needsReason === version;
  return h('ol', {class: 'publishing', key: `steps-${version}`},
    h('li', {class: own?.approved ? 'is-done' : null, key: 'approve'}, h('h3', null, t('1. The manager approves')),
      own?.approved ? h('p', null, t('Approved by %(name)s, %(when)s', {name: personName(own.approved.by), when: moment(own.approved.at)}))
        : !may('approve_plan') ? h('p', {class: 'quiet'}, t('Not approved yet. Whoever answers for the plan does it.'))
        : h('button', {type: 'button', class: 'act', disabled: busy, onclick: () => say(live, '/approve', {version}, t('Approved.'))}, t('I approve this plan'))),
    h('li', {class: view ? 'is-done' : null, key: 'view'}, h('h3', null, t('2. The safety representative’s view')),
      view ? viewWords(live, own) : own?.approved && !may('give_view') ? h('p', {class: 'quiet'}, t('The safety representative records it, logged in as herself.')) : own?.approved ? h('form', {class: 'saying', onsubmit: (/** @type {any} */ event) => {
        event.preventDefault();
        const form = new FormData(event.target);
        const words = form.get('words')?.toString().trim();
        say(live, '/view', {version, view: form.get('view'), by: form.get('by'), ...(words ? {words} : {})}, t('The view is recorded.'));
      }},
      h('label', {class: 'field'}, h('span', null, t('Who says so')), h('select', {name: 'by'}, somebody(live.answers.all).map(({key, name}) => h('option', {value: key, key, '.selected': key === live.draft.me}, name)))),
      h('fieldset', {class: 'ticks'}, h('legend', null, t('The safety representative')), Object.entries(VIEWS).map(([value, words]) =>
        h('label', {class: 'tick', key: value}, h('input', {type: 'radio', name: 'view', value, required: true, id: `view-${value}`}), h('span', null, t(words))))),
      h('label', {class: 'field is-wide'}, h('span', null, t('In her own words, if she wishes')), h('textarea', {...hinted('view-words'), name: 'words', rows: '2', maxlength: '1000'})), clientHint('view-words'),
      h('button', {class: 'plain', disabled: busy}, t('Record it'))) : h('p', {class: 'quiet'}, t('After the approval.'))),
    h('li', {class: own?.published ? 'is-done' : null, key: 'publish'}, h('h3', null, t('3. Publish')),
      own?.published ? h('p', null, t('Published. It holds from %(when)s.', {when: moment(own.holds_from)})) : own?.approved && (view || !may('give_view')) && may('approve_plan') ? h('form', {class: 'saying', onsubmit: (/** @type {any} */ event) => {
        event.preventDefault();
        const form = new FormData(event.target);
        const from = form.get('from')?.toString();
        const reason = form.get('reason')?.toString().trim();
        say(live, '/publish', {version, ...(from ? {holds_from: from} : {}), ...(reason ? {reason} : {})}, t('Published.'));
      }},
      h('label', {class: 'field'}, h('span', null, t('Holds from')), h('input', {type: 'datetime-local', name: 'from'}), h('small', {class: 'quiet'}, t('Empty: at once.'))),
      h('label', {class: 'field is-wide'}, h('span', null, needsReason ? t('Why it is published all the same') : t('A reason, if there is one')), h('textarea', {...hinted('publish-reason'), name: 'reason', rows: '2', maxlength: '1000', required: needsReason})), clientHint('publish-reason'),
      h('button', {class: 'act', disabled: busy}, t('Publish this plan'))) : h('p', {class: 'quiet'}, t('After the approval and the view.'))));
}

/** @param {any} live @param {any} own */
function viewWords(live, own) {
  const {view} = own;
  return [
    h('p', null, t('The safety representative %(view)s.', {view: t(VIEWS[view.view] ?? view.view)}), ' ', view.words ? h('q', null, view.words) : null),
    view.answer ? h('p', null, t('Answered by %(name)s:', {name: personName(view.answer.by)}), ' ', h('q', null, view.answer.words))
      : view.view === 'objects' && may('approve_plan') ? h('form', {class: 'saying', onsubmit: (/** @type {any} */ event) => {
        event.preventDefault();
        say(live, '/answer', {version: own.version, words: new FormData(event.target).get('words')}, t('The objection is answered.'));
      }},
      h('label', {class: 'field is-wide'}, h('span', null, t('The objection stays in sight until it is answered')), h('textarea', {...hinted('answer-words'), name: 'words', rows: '2', required: true, maxlength: '1000'})), clientHint('answer-words'),
      h('button', {class: 'plain'}, t('Answer'))) : null,
  ];
}

/** @param {any} live */
function inForce(live) {
  const {versions} = live;
  const now = versions.in_force;
  if (!now) return h('p', {class: 'lead', key: 'none'}, t('No plan is in force here yet.'));
  return h('section', {class: 'in-force', key: 'in-force'},
    h('p', {class: 'lead'}, now.expires ? t('The plan in force holds until %(day)s.', {day: longDay(now.expires.slice(0, 10))}) : t('A plan is in force.'),
      ' ', remindWords(versions.reminder, now.expires), ' ', now.published ? publication(now.published) : ''),
    now.published?.reason ? h('p', null, t('Published with a reason:'), ' ', h('q', null, now.published.reason)) : null,
    now.view?.view === 'objects' && !now.view.answer ? h('div', {class: 'band is-fault'}, viewWords(live, now)) : null,
    scenarioWords(now.scenarios, t('The plan in force does not do what the office’s scenarios expect.')),
    fileWords(versions.file),
    withdrawnWords(versions.withdrawn),
    versions.too_long?.length ? h('p', {class: 'band is-fault'}, t('The plan is too large to be worked through, so what it is about is not shown in full. Make it smaller; it is tried again when it changes.')) : null,
    Object.keys(known().screens ?? {}).length ? null : h('p', {class: 'band is-note'}, t('The office is on duty now. Its screens are on Trygg’s first page.'), ' ', h('a', {href: '/'}, t('To the screens'))),
    versions.next ? h('p', {class: 'band is-note'}, t('From %(when)s another version holds.', {when: moment(versions.next.holds_from)})) : null,
    now.gone?.length ? h('p', {class: 'band is-fault'}, t('The plan names people who are not here any more: %(names)s.', {names: now.gone.map((/** @type {any} */ one) => one.name).join(', ')})) : null,
    h('p', {class: 'prints'}, h('a', {href: `/plan-print/${live.office}/cards.pdf`}, t('Print the role cards (PDF)')), ' ', h('a', {href: `/plan-print/${live.office}/wall.pdf`}, t('Print the wall plan (PDF)'))));
}

/** What had been published for later, and now is not. @param {any} gone */
function withdrawnWords(gone) {
  if (!gone) return null;
  const when = moment(gone.holds_from);
  return h('p', {class: 'band is-fault'}, gone.through === 'file'
    ? t('The plan that was published for %(when)s is withdrawn: a changed file in the folder of plans has taken its place. Publish it again if it is still to hold.', {when})
    : t('The plan that was published for %(when)s is withdrawn: another one was published since. Publish it again if it is still to hold.', {when}));
}

/** The reminders before the last day, which climb. @param {number|null|undefined} reminder days before it from which this one holds; 0: it is past @param {string|null} expires */
function remindWords(reminder, expires) {
  if (reminder === null || reminder === undefined || !expires) return null;
  if (reminder === 0) return h('strong', {class: 'is-fault', key: 'reminder'}, t('It has expired and goes on being used: look it through and publish it again now.'));
  const left = Math.round((Date.parse(`${expires.slice(0, 10)}T12:00:00Z`) - Date.now()) / 86_400_000);
  if (reminder === 1) return h('strong', {class: 'is-fault', key: 'reminder'}, t('That is tomorrow or today: look it through and publish it again now.'));
  return reminder <= 30 ? h('strong', {key: 'reminder'}, t('%(count)s days are left: look it through and publish it again.', {count: left}))
    : h('span', {class: 'tag', key: 'reminder'}, t('%(count)s days are left', {count: left}));
}

/** @param {any} file */
const fileWords = (file) => (file?.differs ? h('p', {class: 'band is-note', key: 'file'},
  t('The file in the plans folder says something else. What was published here holds until that file is changed.'),
  file.errors ? ` ${t('The file has errors.')}` : '') : null);

/** Who has read her duty. @param {any} live */
function readers(live) {
  const now = live.versions.in_force;
  if (!now || !(now.read?.length || now.unread?.length)) return null;
  const title = (/** @type {string} */ role) => said(known().roles?.[role]?.title) || role;
  return h('section', {class: 'sheet-card', key: 'readers', 'aria-labelledby': 'readers-title'}, h('h2', {id: 'readers-title'}, t('Who has read her duty')),
    now.unread?.length ? [h('h3', null, t('Not yet')), h('ul', {class: 'rows'}, now.unread.map((/** @type {any} */ one) => h('li', {class: 'one-row', key: `${one.role}-${one.person}`}, h('span', null, personName(one.person), h('span', {class: 'quiet'}, ` ${title(one.role)}`)),
      live.draft.me && isMe(one.person, live.draft.me) ? h('button', {type: 'button', class: 'plain', onclick: () => say(live, '/read-duty', {role: one.role}, t('Noted that you have read it.'))}, t('I have read it')) : null)))] : h('p', null, t('Everybody has.')),
    now.read?.length ? h('details', null, h('summary', null, t('Have read it: %(count)s', {count: now.read.length})), h('ul', {class: 'rows'}, now.read.map((/** @type {any} */ one) => h('li', {key: `${one.role}-${one.person}`}, `${personName(one.person)}, ${title(one.role)}, ${moment(one.at)}`)))) : null);
}

/** @param {string} person @param {string} me */
const isMe = (person, me) => person === me || known().people?.[me]?.id === person || known().people?.[person]?.id === me;

/** Who put a version in force; an operator does it through the file. @param {any} published */
const publication = ({by, at}) => (by ? t('Published by %(name)s, %(when)s.', {name: personName(by), when: moment(at)})
  : t('Published through the file, %(when)s.', {when: moment(at)}));

/** Every version so far, and the way back to it. @param {any} live */
function history(live) {
  const all = live.versions.versions ?? [];
  if (!all.length) return null;
  const now = live.versions.in_force?.version;
  return h('section', {class: 'sheet-card', key: 'history', 'aria-labelledby': 'history-title'}, h('h2', {id: 'history-title'}, t('Versions so far')),
    h('ol', {class: 'history'}, all.slice(0, 50).map((/** @type {any} */ one) => h('li', {key: one.version},
      h('p', null, h('strong', null, moment(one.made_at)), ' ', one.made_by ? personName(one.made_by) : t('through the file'), ' ', h('span', {class: `tag ${one.version === now ? 'is-good' : ''}`}, t(one.version === now ? STATES.in_force : STATES[one.state] ?? one.state)), ' ', h('code', {class: 'quiet'}, one.version.slice(0, 8))),
      one.changes?.length ? h('details', null, h('summary', null, t('What it changed: %(count)s', {count: one.changes.length})), h('ul', null, one.changes.map((/** @type {string} */ words, /** @type {number} */ at) => h('li', {key: at}, words)))) : null,
      one.published && one.version !== now && may('approve_plan') ? back(live, one) : null))));
}

/** @param {any} live @param {any} one */
function back(live, one) {
  const open = live.open.has(`back-${one.version}`);
  const toggle = () => { if (!live.open.delete(`back-${one.version}`)) live.open.add(`back-${one.version}`); live.draw(); };
  if (!open) return h('button', {type: 'button', class: 'plain', onclick: toggle, 'aria-label': t('Go back to the version of %(when)s', {when: moment(one.made_at)})}, t('Go back to this one'));
  return h('form', {class: 'saying', onsubmit: (/** @type {any} */ event) => {
    event.preventDefault();
    say(live, '/roll-back', {to: one.version, reason: new FormData(event.target).get('reason')}, t('The earlier version holds again.'));
    toggle();
  }},
  h('label', {class: 'field is-wide'}, h('span', null, t('Why')), h('input', {...hinted('roll-back-reason'), name: 'reason', required: true, maxlength: '500', autocomplete: 'off'})), clientHint('roll-back-reason'),
  h('div', {class: 'choice'}, h('button', {class: 'act', disabled: !live.draft.me}, t('Let it hold again')), h('button', {type: 'button', class: 'plain', onclick: toggle}, t('Leave it'))),
  live.draft.me ? null : h('p', {class: 'quiet'}, t('Say who you are at the foot of the page first.')));
}
