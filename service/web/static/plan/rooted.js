// Edits that fit the text: a form shows what the plan says, its standard included; the office's text may say less. An
// edit of what the text does not have yet becomes one that writes it there.

/** @typedef {{op: 'put'|'append'|'remove'|'move', path: (string|number)[], value?: any, to?: number}} Edit */

/** @param {any} tree @param {(string|number)[]} path */
export const at = (tree, path) => path.reduce((/** @type {any} */ found, key) => (found === null || found === undefined ? undefined : found[key]), tree);

/** What writes into a section of the plan; what is empty is taken out. @param {any} live @param {string} section @param {string} name what people call the section
 * @returns {(path: (string|number)[], value: any, words: string) => Promise<boolean>} */
export const into = (live, section, name) => (path, value, words) =>
  live.draft.edit([value === '' || (Array.isArray(value) && !value.length) ? {op: 'remove', path: [section, ...path]} : {op: 'put', path: [section, ...path], value}], `${name}: ${words}`);

/** @param {Edit[]} edits @param {any} tree what the text says @param {any} whole what the plan says @returns {Edit[]} */
export function rooted(edits, tree, whole) {
  const own = structuredClone(tree ?? {});
  return edits.map((one) => {
    const fitting = fit(one, own, whole);
    apply(own, fitting);
    return fitting;
  });
}

/** @param {Edit} one @param {any} own @param {any} whole @returns {Edit} */
function fit(one, own, whole) {
  const {op, path} = one;
  if (op === 'remove') {
    // Nothing may stay empty: what is around the last one goes with it.
    let depth = path.length;
    while (depth > 1 && at(own, path.slice(0, depth)) !== undefined && Object.keys(at(own, path.slice(0, depth - 1)) ?? {}).length === 1) depth--;
    if (at(own, path) !== undefined) return {op, path: path.slice(0, depth)};
    const list = path.findIndex((key) => typeof key === 'number');
    if (list < 0) return one;
    const copy = structuredClone(at(whole, path.slice(0, list)));
    apply(copy, {op, path: path.slice(list)});
    return fit({op: 'put', path: path.slice(0, list), value: copy}, own, whole);
  }
  const there = at(own, path);
  if (op === 'move') {
    if (there !== undefined) return one;
    const list = path.slice(0, -1);
    const copy = structuredClone(at(whole, list) ?? []);
    apply({list: copy}, {...one, path: ['list', path[path.length - 1]]});
    return fit({op: 'put', path: list, value: copy}, own, whole);
  }
  if (op === 'append') {
    if (Array.isArray(there) && there.length) return one;
    const before = there ?? at(whole, path) ?? [];
    return fit({op: 'put', path, value: [...(Array.isArray(before) ? before : [before]), one.value]}, own, whole);
  }
  let depth = 0;
  while (depth < path.length - 1 && isHolder(at(own, path.slice(0, depth + 1)))) depth++;
  if (depth === path.length - 1) return one;
  const missing = path.slice(0, depth + 1);
  const list = path.findIndex((key) => typeof key === 'number');
  if (list >= 0) {
    const copy = structuredClone(at(whole, path.slice(0, list)) ?? []);
    apply(copy, {op, path: path.slice(list), value: one.value});
    return fit({op: 'put', path: path.slice(0, list), value: copy}, own, whole);
  }
  return {op, path: missing, value: path.slice(depth + 1).reduceRight((/** @type {any} */ value, key) => ({[key]: value}), one.value)};
}

/** @param {any} value */
const isHolder = (value) => Boolean(value) && typeof value === 'object' && Object.keys(value).length > 0;

/** @param {any} tree @param {Edit} one */
function apply(tree, {op, path, value, to}) {
  const around = at(tree, path.slice(0, -1));
  const key = path[path.length - 1];
  if (!around || typeof around !== 'object') return;
  if (op === 'move') around.splice?.(to ?? 0, 0, ...around.splice(Number(key), 1));
  else if (op === 'append') around[key]?.push?.(value);
  else if (op === 'put') around[key] = value;
  else if (Array.isArray(around)) around.splice(Number(key), 1);
  else delete around[key];
}
