// What people, roles and zones of the text are called, and ids for new ones.

import {known} from '../facts.js';
import {said, t} from '../words.js';

/** Names of people by their keys, those too who have left. @type {Record<string, string>} */
let remembered = {};

/** @param {Record<string, string>} names */
export const rememberNames = (names) => { remembered = names; };

/** Everybody whom the office knows, by name. */
export const people = () => Object.entries(known().people ?? {}).map(([key, person]) => ({key, name: String(person.name)})).sort((a, b) => a.name.localeCompare(b.name));

/** Everybody who can say something about a plan: whom the office knows, or whom its first plan names. @param {any} tree */
export function somebody(tree) {
  const drafted = Object.entries(tree?.people ?? {}).map(([key, person]) => ({key, name: String(/** @type {any} */ (person)?.name ?? key)})).sort((a, b) => a.name.localeCompare(b.name));
  return people().length ? people() : drafted;
}

/** A person by slug or opaque key, as the office knows her. @param {string|null|undefined} by */
export function personName(by) {
  if (!by) return t('Somebody');
  const people = known().people ?? {};
  const found = people[by] ?? Object.values(people).find((/** @type {any} */ one) => one.id === by);
  return found?.name ?? remembered[by] ?? by;
}

/** Everybody and everything a role can name, with the words for them. @param {any} tree */
export function nameable(tree) {
  const rows = (/** @type {any} */ section, /** @type {string} */ kind) =>
    Object.entries(section ?? {}).map(([id, one]) => ({id, kind, name: /** @type {any} */ (one)?.name ?? id}));
  return [...rows(tree.people, t('Person')), ...rows(tree.groups, t('Group')),
    ...rows(tree.rosters, t('Shift')).filter((one) => !tree.people?.[one.id]), ...rows(tree.contacts, t('Outside'))];
}

/** @param {any} tree @param {string} id */
export const called = (tree, id) => tree.people?.[id]?.name ?? tree.groups?.[id]?.name ?? tree.rosters?.[id]?.name ?? tree.contacts?.[id]?.name ?? id;

/** @param {any} live @param {string} id */
export function roleTitle(live, id) {
  const title = live.answers.all.roles?.[id]?.title;
  return said(title) || id;
}

/** A role as it is written, on top of what the agency's standard says of it. @param {any} live @param {string} id */
export function wholeRole(live, id) {
  return live.answers.all.roles?.[id] ?? {};
}

/** @param {any} tree @param {string} id */
export const zoneName = (tree, id) => tree.zones?.[id]?.name ?? id;

/** A list that may be written as one word. @param {any} value @returns {any[]} */
export const listOf = (value) => (Array.isArray(value) ? value : value === null || value === undefined || typeof value === 'object' ? [] : [value]);

/** An id for a new name that nobody else has: Åsa Öst becomes asa-ost. @param {string} name @param {any[]} taken tables of ids */
export function idFor(name, ...taken) {
  const plain = name.toLowerCase().replace(/[æä]/g, 'a').replace(/[øö]/g, 'o').replace(/ß/g, 'ss').normalize('NFD').replace(/[\u0300-\u036f]/g, '')
    .replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 40) || 'x';
  const used = (/** @type {string} */ id) => taken.some((table) => table && Object.hasOwn(table, id));
  let id = plain;
  for (let count = 2; used(id); count++) id = `${plain}-${count}`;
  return id;
}

/** Put one thing into a section that may not be there yet. @param {any} tree @param {string} section @param {string} id @param {any} value */
export function putInto(tree, section, id, value) {
  const there = tree[section] && typeof tree[section] === 'object' && Object.keys(tree[section]).length > 0;
  return {op: /** @type {'put'} */ ('put'), path: there ? [section, id] : [section], value: there ? value : {[id]: value}};
}

/** Take one thing out of a section, and the section with its last one. @param {any} tree @param {string} section @param {string} id */
export const removeFrom = (tree, section, id) =>
  ({op: /** @type {'remove'} */ ('remove'), path: Object.keys(tree[section] ?? {}).length > 1 ? [section, id] : [section]});

/** The kinds of alarm that Trygg knows, the gravest first. */
export const GRAVE = ['emergency', 'assist', 'medical', 'observe'];

/** The kinds of alarm that somebody can press: those of Trygg, and the plan's own. @param {any} live */
export const kindsOf = (live) => [...new Set([...GRAVE, ...Object.keys(live.answers.all.response ?? {})])].filter((kind) => kind !== 'closing');

/** What a kind of alarm is called. @param {any} live @param {string} kind */
export const kindName = (live, kind) => (kind === 'emergency' ? t('Emergency alarm') : kind === 'assist' ? t('Assist alarm') : kind === 'medical' ? t('Medical') : kind === 'observe' ? t('Keep an eye on it') : kind === 'closing' ? t('Closing the office')
  : said(live.answers.all.response?.[kind]?.title) || kind);

/** Roles that can be called, and everybody. @param {any} live */
export const callable = (live) => [...Object.keys(live.answers.all.roles ?? {}).filter((id) => live.answers.all.roles[id]?.holders !== 'presser').map((id) => ({id, name: roleTitle(live, id)})), {id: 'everybody', name: t('everybody')}];
