// For whoever may see the plan and not change it: the same forms, to be read.

import {h} from '../element.js';
import {t} from '../words.js';
import {called, listOf} from './names.js';

const RIGHTS = document.body.dataset.may?.split(' ');
const FIELDS = new Set(['input', 'select', 'textarea']);

/** Whether whoever looks at this page may do something here: edit_plan, try_plan, approve_plan, give_view. @param {string} action */
export const may = (action) => !RIGHTS || RIGHTS.includes(action);

/** Why nothing can be changed, and who can. @param {any} live */
export function whyRead(live) {
  if (may('edit_plan')) return live.draft.readonly;
  const names = answersFor(live.answers.all);
  return names.length ? t('If something in it is wrong, tell %(names)s, who answers for the plan.', {names: names.join(', ')})
    : t('If something in it is wrong, tell whoever looks after the office’s plan.');
}

/** Who answers for the plan: whom it names as manager, else as lead. @param {any} all */
function answersFor(all) {
  const role = all.roles?.manager ?? all.roles?.[all.lead];
  return listOf(role?.holders).filter((one) => !['presser', 'nearest', 'everybody'].includes(one)).map((one) => called(all, one));
}

/** A view in which nothing can be changed: what opens still opens, what would add or take away is not there.
 * @param {any} child @returns {any} */
export function asRead(child) {
  if (Array.isArray(child)) return child.map(asRead);
  if (!child || typeof child !== 'object') return child;
  const {tag, props, children} = child;
  if (tag === 'form' || props['data-adds'] || (tag === 'button' && props['aria-expanded'] === undefined)) return null;
  return {...child, props: FIELDS.has(tag) ? {...props, disabled: true, placeholder: null} : props, children: children.map(asRead).filter((/** @type {any} */ one) => one !== null)};
}

/** What can be said of the plan in force to whoever may not have it proven. @param {any} live */
export function standingView(live) {
  const now = live.versions.in_force;
  if (!now) return null;
  return h('p', {class: 'lead', key: 'standing'}, now.gaps === 0 ? t('When this plan was made it had no gaps.') : now.gaps === 1 ? t('When this plan was made it had one gap.') : now.gaps ? t('When this plan was made it had %(count)s gaps.', {count: now.gaps}) : null);
}

/** No plan to be read yet. @param {any} live @param {string} office */
export const nothingYet = (live, office) => h('section', {class: 'start', key: 'nothing'},
  h('h1', {tabindex: '-1', 'data-first': true}, t('%(office)s has no plan yet', {office})),
  h('p', {class: 'lead'}, live.versions.draft ? t('One is being written. It can be read here as soon as it is in force.') : t('It can be read here as soon as one is in force.')));
