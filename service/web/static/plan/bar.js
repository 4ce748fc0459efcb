// The bar at the foot of the page: where the draft stands, and the one next thing to do. Above it, what has just happened.

import {h} from '../element.js';
import {icon} from '../icon.js';
import {t} from '../words.js';
import {moment} from './calendar.js';
import {somebody} from './names.js';
import {may} from './reading.js';

/** @param {any} live */
export function bar(live) {
  const {draft, answers} = live;
  return h('footer', {class: 'bar', key: 'bar', 'aria-label': t('The draft'), role: 'region'},
    h('p', {class: 'bar-state', role: 'status'}, state(live)),
    h('div', {class: 'bar-acts'},
      draft.undos.length ? h('button', {type: 'button', class: 'plain', key: 'undo', onclick: () => draft.undo()}, icon('back'), t('Take back')) : null,
      who(live),
      may('edit_plan') ? h('button', {type: 'button', class: draft.unsaved ? 'act' : 'plain', key: 'save', disabled: Boolean(draft.readonly) || (!draft.unsaved && !draft.busy) || !draft.text.trim(), 'aria-busy': draft.busy ? 'true' : null,
        onclick: () => (draft.me ? draft.save().then((/** @type {boolean} */ done) => done && live.load(true)) : document.getElementById('me')?.focus())},
        draft.busy === 'save' ? t('Being saved …') : t('Save draft')) : null,
      live.view === 'publish' || !may('edit_plan') ? null : h('button', {type: 'button', class: !draft.unsaved && draft.revision !== null && !answers.errors.length ? 'act' : 'plain', key: 'publish', onclick: () => live.go('publish')}, t('Publish …'))));
}

/** @param {any} live */
function state({draft, answers, versions}) {
  const parts = [];
  if (draft.offline || answers.offline) parts.push(h('strong', {class: 'is-fault', key: 'offline'}, t('The service does not answer.')));
  if (draft.unsaved) parts.push(h('strong', {key: 'saved'}, t('Not saved yet')));
  else if (draft.revision !== null) parts.push(h('strong', {key: 'saved'}, t('Draft saved')));
  else if (versions?.in_force) parts.push(h('strong', {key: 'saved'}, t('This is the plan in force')));
  if (answers.pending) parts.push(h('span', {class: 'quiet', key: 'pending'}, t('being looked at …')));
  else {
    const changes = answers.differences?.length;
    if (changes) parts.push(h('span', {key: 'changes'}, changes === 1 ? t('1 change to the plan in force') : t('%(count)s changes to the plan in force', {count: changes})));
    if (answers.errors.length) parts.push(h('a', {href: '#cover', class: 'is-fault', key: 'errors'}, answers.errors.length === 1 ? t('1 error') : t('%(count)s errors', {count: answers.errors.length})));
    else if (answers.coverage) {
      const gaps = answers.coverage.gaps.length + (answers.coverage.cut_off?.sentences.length ?? 0);
      parts.push(h('a', {href: '#cover', key: 'gaps', class: gaps ? 'is-fault' : 'is-good'}, gaps === 0 ? t('no gaps') : gaps === 1 ? t('1 gap') : t('%(count)s gaps', {count: gaps})));
    }
  }
  return parts.flatMap((part, at) => (at ? [' · ', part] : [part]));
}

/** Who writes: believed as tapped, until there are accounts. @param {any} live */
export function who({draft, answers}) {
  return h('label', {class: 'who', key: 'who'}, h('span', null, t('I am')),
    h('select', {id: 'me', onchange: (/** @type {any} */ event) => draft.iAm(event.target.value)},
      h('option', {value: '', '.selected': !draft.me}, t('choose …')),
      somebody(answers.tree).map(({key, name}) => h('option', {value: key, key, '.selected': key === draft.me}, name))));
}

/** @param {any} live */
export function notices({draft, answers}) {
  return [
    draft.offline || answers.offline ? h('p', {class: 'band is-lost', role: 'alert', key: 'offline'}, icon('warning'),
      h('span', null, h('strong', null, t('The service does not answer.')), ' ', t('What you have written is kept in this browser. The page tries again by itself.'))) : null,
    draft.found ? h('div', {class: 'band is-fault', role: 'status', key: 'found'}, icon('warning'),
      h('span', null, t('You go on with a text from %(when)s that was never saved.', {when: moment(draft.found.at)})),
      h('button', {type: 'button', class: 'plain', onclick: () => draft.dropFound()}, t('Throw it away'))) : null,
    draft.error && !draft.offline ? h('p', {class: 'band is-fault is-near', role: 'alert', key: 'error'}, icon('warning'), h('span', null, draft.error)) : null,
    draft.notice ? h('p', {class: 'band is-note', role: 'status', key: 'notice'}, icon('there'), h('span', null, draft.notice),
      draft.undos.length ? h('button', {type: 'button', class: 'plain', onclick: () => draft.undo()}, t('Take back')) : null) : null,
  ];
}
