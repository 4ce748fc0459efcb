// Describes a page as plain objects and brings the document into line with them, so that a page is a function of its
// state. What has not changed is left alone: focus, half-written words and running animations survive every second.

/** @typedef {{tag: string, key: string|null, props: Record<string, any>, children: Child[]}} Node_ */
/** @typedef {Node_|string} Child */

const SVG = 'http://www.w3.org/2000/svg';
const SVG_TAGS = new Set(['svg', 'path', 'circle', 'rect', 'g', 'line', 'polygon', 'text', 'tspan', 'defs', 'pattern', 'image']);

/**
 * Describe one element. `key` keeps it the same element when its neighbours come and go; `on…` are handlers; `.value`
 * and its like are set as properties, but only when what is described changes: half-written words are left alone.
 * @param {string} tag
 * @param {Record<string, any>|null} props
 * @param {...any} children  nodes, texts, numbers, lists of them; null and false are left out
 * @returns {Node_}
 */
export function h(tag, props, ...children) {
  const {key = null, ...rest} = props ?? {};
  return {tag, key, props: rest, children: flat(children)};
}

/** @param {any[]} children @returns {Child[]} */
function flat(children) {
  return children.flat(Infinity).filter((c) => c !== null && c !== undefined && c !== false && c !== '')
    .map((c) => (typeof c === 'object' ? c : String(c)));
}

/** What is to be shown in an element once what is being brought into it now is there. @type {Map<Element, Child[]|null>} */
const underway = new Map();

/**
 * Make an element's content what is described.
 *
 * A half-written field that is taken away tells of its change at once, in the middle of this, and whoever hears of it
 * may ask for a newer page: that one is brought in afterwards, never into a page that is half done.
 * @param {Element} root
 * @param {...any} children
 */
export function render(root, ...children) {
  if (underway.has(root)) {
    underway.set(root, flat(children));
    return;
  }
  const focused = /** @type {HTMLElement|null} */ (document.activeElement);
  try {
    for (let wanted = /** @type {Child[]|null|undefined} */ (flat(children)); wanted; wanted = underway.get(root)) {
      underway.set(root, null);
      patchChildren(root, wanted);
    }
  } finally {
    underway.delete(root);
  }
  if (focused && focused !== document.activeElement && focused.isConnected && root.contains(focused)) {
    focused.focus({preventScroll: true});
  }
}

/** @param {Element} parent @param {Child[]} wanted */
function patchChildren(parent, wanted) {
  const keyed = new Map();
  const staying = new Set(wanted.map((child) => (typeof child === 'string' ? null : child.key)));
  for (const node of [...parent.children]) {
    const key = /** @type {any} */ (node).ownKey ?? null; // 0 and '' are keys too
    // What vanishes is taken out; what stays behind it is not moved, or a finger that is on it would lose its tap.
    if (key !== null && !staying.has(key)) node.remove();
    else if (key !== null) keyed.set(key, node);
  }
  let cursor = parent.firstChild;
  for (const child of wanted) {
    const node = found(child, cursor, keyed) ?? made(child);
    if (typeof child === 'string') {
      if (node.data !== child) node.data = child;
    } else {
      patchProps(node, child.props);
      if (!child.props.held) patchChildren(node, child.children);
    }
    if (cursor && node !== cursor && node.parentNode === parent && node.contains(document.activeElement)) {
      // What somebody is writing in stays: to move it would end the writing. The others go around it.
      const behind = node.nextSibling;
      while (cursor && cursor !== node) cursor = movedBefore(parent, behind, cursor);
    }
    if (cursor && node === cursor) cursor = cursor.nextSibling;
    else parent.insertBefore(node, cursor);
  }
  while (cursor) {
    const next = cursor.nextSibling;
    cursor.remove();
    cursor = next;
  }
}

/** Move a node to before another one, and return what came after it. @param {Element} parent @param {Node|null} behind @param {ChildNode} moving */
function movedBefore(parent, behind, moving) {
  const next = moving.nextSibling;
  parent.insertBefore(moving, behind);
  return next;
}

/** @param {Child} child @param {any} cursor @param {Map<string, any>} keyed */
function found(child, cursor, keyed) {
  if (typeof child === 'string') return cursor?.nodeType === 3 ? cursor : null;
  if (child.key !== null) {
    const node = keyed.get(child.key);
    return node?.localName === child.tag ? node : null;
  }
  return cursor?.nodeType === 1 && (cursor.ownKey ?? null) === null && cursor.localName === child.tag ? cursor : null;
}

/** @param {Child} child @returns {any} */
function made(child) {
  if (typeof child === 'string') return document.createTextNode(child);
  const node = SVG_TAGS.has(child.tag) ? document.createElementNS(SVG, child.tag) : document.createElement(child.tag);
  /** @type {any} */ (node).ownKey = child.key;
  /** @type {any} */ (node).ownProps = {};
  return node;
}

/** @param {any} node @param {Record<string, any>} props */
function patchProps(node, props) {
  const before = node.ownProps ?? {};
  for (const name of new Set([...Object.keys(before), ...Object.keys(props)])) {
    const value = props[name];
    if (before[name] === value || name === 'held') continue;
    if (name.startsWith('on')) node[name] = value ?? null;
    else if (name.startsWith('.')) node[name.slice(1)] = value;
    else if (value === undefined || value === null || value === false) node.removeAttribute(name);
    else node.setAttribute(name, value === true ? '' : String(value));
  }
  node.ownProps = props;
}
