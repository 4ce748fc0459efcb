// The zones on the floor plan: moved and stretched with keys or pointer, named, and joined by walks.

import {h} from '../element.js';
import {N, t} from '../words.js';
import {layOut, moved, way} from './floor.js';
import {line, pick} from './field.js';
import {placesParts, roomFields} from './room.js';
import {pictureOf} from './picture.js';
import {idFor, listOf, putInto, removeFrom, zoneName} from './names.js';

const KINDS = /** @type {Record<string, string>} */ ({
  street: N('entrance from the street'), outside: N('outside'), sluice: N('sluice'), reception: N('reception'), waiting_room: N('waiting room'),
  counter: N('counter'), desk: N('desk'), meeting_room: N('meeting room'), corridor: N('corridor'), stairs: N('stairs'),
  staff_room: N('staff room'), safe_zone: N('safe zone'), retreat_room: N('retreat room'), muster_point: N('muster point'),
});
/** @typedef {import('./floor.js').Box} Box */

const CLOSED = new Set(['staff_room', 'safe_zone', 'retreat_room', 'muster_point']);
const STEP = 0.5; // metres that one arrow key moves
const KEYS = /** @type {Record<string, [number, number]>} */ ({ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP]});

/** Where a zone is being moved to, before it is written. @type {{id: string, dx: number, dy: number, stretch: boolean}|null} */
let moving = null;
/** @type {ReturnType<typeof setTimeout>|undefined} */
let settle;

/** @param {any} live */
export function zonesView(live) {
  const {tree} = live.answers;
  const zones = tree.zones ?? {};
  const ids = Object.keys(zones);
  const floors = [...new Set(ids.map((id) => zones[id]?.floor ?? ''))].sort((a, b) => Number(a) - Number(b));
  const chosen = live.thing && zones[live.thing] ? live.thing : null;
  return [
    h('p', {class: 'lead'}, live.draft.readonly ? t('A zone is a place an alarm can come from. Choose one to see what it is like.') : t('A zone is a place an alarm can come from. Move a zone by dragging it, or choose it and use the arrow keys; with Shift they change its size.')),
    ids.length ? h('div', {class: `zoning ${chosen ? 'has-form' : ''}`, key: 'zoning'},
      h('div', {class: 'floors'}, floors.map((floor) => drawing(live, floor, ids.filter((id) => String(zones[id]?.floor ?? '') === String(floor)), chosen))),
      chosen ? zoneForm(live, chosen) : null)
      : h('p', {class: 'empty'}, t('There are no zones yet. Begin with the entrance.')),
    adding(live),
    placesParts(live),
    chosen || !ids.length ? null : h('p', {class: 'quiet', key: 'hint'}, t('Choose a zone to change its name, its kind and its walks.')),
  ];
}

/** @param {any} live @param {string} floor @param {string[]} ids @param {string|null} chosen */
function drawing(live, floor, ids, chosen) {
  const {tree} = live.answers;
  const walks = listOf(tree.walks).filter((walk) => Array.isArray(walk) && walk.length === 3);
  const boxes = layOut(ids, tree.zones, walks);
  const points = (/** @type {import('./floor.js').Box} */ box) => (moving?.id === box.id ? moved(box, moving.dx, moving.dy, moving.stretch) : box.points);
  const between = (/** @type {any[]} */ walk) => way(points(/** @type {any} */ (boxes.get(walk[0]))), points(/** @type {any} */ (boxes.get(walk[1]))));
  const picture = pictureOf(live, floor);
  const width = Math.max(picture?.width ?? 0, ...[...boxes.values()].map((box) => box.x + box.w)) + 1;
  const height = Math.max(picture?.height ?? 0, ...[...boxes.values()].map((box) => box.y + box.h)) + 1;
  const inside = walks.filter(([from, to]) => boxes.has(from) && boxes.has(to));
  return h('figure', {class: 'floor', key: `floor-${floor}`},
    floor === '' ? null : h('figcaption', null, t('Floor %(floor)s', {floor})),
    h('div', {class: 'scroll'}, h('svg', {class: picture?.state === 'ready' ? 'floor-plan has-picture' : 'floor-plan', viewBox: `-0.5 -0.5 ${width} ${height}`, width: width * 25, height: height * 25, role: 'group', 'aria-label': floor === '' ? t('Floor plan') : t('Floor %(floor)s', {floor})},
      picture?.state === 'ready' ? h('image', {key: ':picture', href: picture.address, x: 0, y: 0, width: picture.width, height: picture.height, 'aria-hidden': 'true'}) : null,
      h('g', {key: ':ways', class: 'ways', 'aria-hidden': 'true'}, inside.map((walk, at) => {
        const [x1, y1, x2, y2] = between(walk);
        return h('line', {x1, y1, x2, y2, key: at});
      })),
      [...boxes.values()].map((box) => zone(live, box, boxes, points(box), box.id === chosen)),
      h('g', {key: ':way-times', class: 'way-times', 'aria-hidden': 'true'}, inside.map((walk, at) => {
        const [x1, y1, x2, y2] = between(walk);
        return h('text', {x: (x1 + x2) / 2, y: (y1 + y2) / 2, key: at}, String(walk[2]).replace(/ ?s$/, ''));
      })))),
    picture?.state === 'failed' ? h('p', {class: 'band is-fault', role: 'status'}, t('The picture of this floor cannot be shown: %(why)s', {why: picture.why})) : null);
}

/** @param {any} live @param {Box} box @param {Map<string, Box>} boxes @param {[number, number][]} points @param {boolean} isChosen */
function zone(live, box, boxes, points, isChosen) {
  const own = live.answers.tree.zones[box.id] ?? {};
  const [x, y] = middle(points);
  const name = own.name ?? box.id;
  const words = wrap(name, Math.max(4, Math.floor((box.w - 0.2) / 0.345)));
  return h('g', {class: `zone ${CLOSED.has(own.kind) ? 'is-closed' : ''} ${isChosen ? 'is-chosen' : ''} ${box.drawn ? '' : 'is-loose'}`, key: box.id, tabindex: '0', role: 'button', id: `zones-${box.id}`,
    'aria-pressed': isChosen ? 'true' : 'false', 'aria-label': `${name}, ${kindName(own.kind)}`,
    onclick: () => choose(live, box.id),
    onkeydown: (/** @type {KeyboardEvent} */ event) => keyed(event, live, box, boxes),
    onpointerdown: (/** @type {PointerEvent} */ event) => grab(event, live, box, boxes)},
  h('polygon', {points: points.map((pair) => pair.join(',')).join(' ')}),
  words.map((word, at) => h('text', {x, y: y + (at - (words.length - 1) / 2) * 0.8 + 0.22, key: at}, word)));
}

/** @param {string|undefined} kind */
const kindName = (kind) => (kind && Object.hasOwn(KINDS, kind) ? t(KINDS[kind]) : kind ?? t('no kind'));

/** @param {[number, number][]} points @returns {[number, number]} */
function middle(points) {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  return [(Math.min(...xs) + Math.max(...xs)) / 2, (Math.min(...ys) + Math.max(...ys)) / 2];
}

/** A name in lines that fit. @param {string} name @param {number} most */
function wrap(name, most) {
  /** @type {string[]} */
  const found = [];
  for (const word of name.split(' ')) {
    const last = found.at(-1);
    if (last !== undefined && last.length + word.length < most) found[found.length - 1] = `${last} ${word}`;
    else found.push(word.length > most ? `${word.slice(0, most - 1)}…` : word);
  }
  return found.slice(0, 3);
}

/** @param {any} live @param {string} id */
function choose(live, id) {
  live.thing = id;
  live.draw();
}

/** @param {KeyboardEvent} event @param {any} live @param {Box} box @param {Map<string, Box>} boxes */
function keyed(event, live, box, boxes) {
  if (event.key === 'Enter' || event.key === ' ') {
    event.preventDefault();
    choose(live, box.id);
    document.getElementById(`form-${box.id}`)?.focus();
    return;
  }
  if (live.draft.readonly || !Object.hasOwn(KEYS, event.key) || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  const [dx, dy] = KEYS[event.key];
  const same = moving?.id === box.id && moving.stretch === event.shiftKey ? moving : null;
  moving = {id: box.id, dx: (same?.dx ?? 0) + dx, dy: (same?.dy ?? 0) + dy, stretch: event.shiftKey};
  live.thing = box.id;
  live.draw();
  // Several presses of a key are one change of the text.
  clearTimeout(settle);
  settle = setTimeout(() => write(live, box, boxes), 600);
}

/** @param {PointerEvent} event @param {any} live @param {Box} box @param {Map<string, Box>} boxes */
function grab(event, live, box, boxes) {
  if (event.button !== 0 || live.draft.readonly) return;
  const target = /** @type {SVGGElement} */ (event.currentTarget);
  const matrix = target.ownerSVGElement?.getScreenCTM();
  if (!matrix) return;
  const [x, y] = [event.clientX, event.clientY];
  target.setPointerCapture(event.pointerId);
  target.onpointermove = (/** @type {PointerEvent} */ move) => {
    const [dx, dy] = [(move.clientX - x) / matrix.a, (move.clientY - y) / matrix.d];
    if (!moving && Math.hypot(dx, dy) < STEP) return;
    moving = {id: box.id, dx, dy, stretch: move.shiftKey};
    live.draw();
  };
  target.onpointerup = target.onpointercancel = () => {
    target.onpointermove = target.onpointerup = target.onpointercancel = null;
    write(live, box, boxes);
  };
}

/** Write where a zone was put. The first on its floor takes the others with it: whatever nobody has drawn yet stays where
 * it is shown. @param {any} live @param {Box} box @param {Map<string, Box>} boxes */
async function write(live, box, boxes) {
  if (moving?.id !== box.id) return;
  const shape = moved(box, moving.dx, moving.dy, moving.stretch);
  const name = zoneName(live.answers.tree, box.id);
  const words = moving.stretch ? t('%(name)s: size changed', {name}) : t('%(name)s moved', {name});
  const edits = [...boxes.values()].filter((one) => one.id !== box.id && !one.drawn).map((one) => put(one.id, moved(one, 0, 0, false)));
  // Shown where it was put until the text says so too.
  await live.draft.edit([...edits, put(box.id, shape)], words);
  moving = null;
  live.draw();
}

/** @param {string} id @param {[number, number][]} shape */
const put = (id, shape) => ({op: 'put', path: ['zones', id, 'shape'], value: shape});

/** @param {any} live */
const adding = (live) => h('form', {class: 'adding', key: 'adding', onsubmit: async (/** @type {any} */ event) => {
  event.preventDefault();
  const form = event.target;
  const said = new FormData(form);
  const name = said.get('name')?.toString().trim();
  if (!name) return;
  const {tree} = live.answers;
  const id = idFor(name, tree.zones);
  const floor = live.thing ? tree.zones?.[live.thing]?.floor : Object.values(tree.zones ?? {})[0]?.floor;
  const added = await live.draft.edit([putInto(tree, 'zones', id, {name, kind: said.get('kind'), ...(floor ? {floor} : {})})], t('Zone added: %(name)s', {name}));
  if (added) {
    live.thing = id;
    form.reset();
    form.elements.name.focus();
  }
}},
h('label', {class: 'field'}, h('span', null, t('A new zone')), h('input', {id: 'new-zone', name: 'name', required: true, maxlength: '60', autocomplete: 'off'})),
h('label', {class: 'field'}, h('span', null, t('Kind')), h('select', {name: 'kind', id: 'new-zone-kind'}, Object.entries(KINDS).map(([kind, name]) => h('option', {value: kind, key: kind}, t(name))))),
h('button', {class: 'plain'}, t('Add')));

/** @param {any} live @param {string} id */
function zoneForm(live, id) {
  const {tree} = live.answers;
  const own = tree.zones[id] ?? {};
  const name = own.name ?? id;
  const put = (/** @type {string} */ key, /** @type {any} */ value, /** @type {string} */ words) =>
    live.draft.edit([value === '' ? {op: 'remove', path: ['zones', id, key]} : {op: 'put', path: ['zones', id, key], value}], `${name}: ${words}`);
  const walks = listOf(tree.walks).map((walk, at) => ({walk, at})).filter(({walk}) => Array.isArray(walk) && (walk[0] === id || walk[1] === id));
  const other = (/** @type {any[]} */ walk) => (walk[0] === id ? walk[1] : walk[0]);
  const joined = new Set([id, ...walks.map(({walk}) => other(walk))]);
  const free = Object.keys(tree.zones).filter((zone) => !joined.has(zone));
  return h('section', {class: 'sheet-card', key: `form-${id}`, id: `form-${id}`, tabindex: '-1', 'aria-labelledby': 'zone-title',
    onkeydown: (/** @type {KeyboardEvent} */ event) => { if (event.key === 'Escape') document.getElementById(`zones-${id}`)?.focus(); }},
    h('h2', {id: 'zone-title'}, name),
    h('div', {class: 'fields'},
      line({id: `zone-${id}-name`, label: t('Name'), value: own.name ?? '', commit: (value) => value && put('name', value, t('is now called %(name)s', {name: value}))}),
      pick({id: `zone-${id}-kind`, label: t('Kind'), value: own.kind ?? '', options: Object.entries(KINDS).map(([value, words]) => ({value, name: t(words)})), commit: (value) => put('kind', value, t('kind changed'))}),
      line({id: `zone-${id}-floor`, label: t('Floor'), value: String(own.floor ?? ''), type: 'number', commit: (value) => put('floor', value, t('floor changed'))}),
      pick({id: `zone-${id}-manner`, label: t('How an alarm may sound here'), value: own.manner ?? 'discreet', options: [{value: 'silent', name: t('silent')}, {value: 'discreet', name: t('discreet')}, {value: 'audible', name: t('audible')}], commit: (value) => put('manner', value, t('manner changed'))})),
    roomFields(live, id, own),
    h('h3', null, t('Walks from here')),
    walks.length ? h('ul', {class: 'rows'}, walks.map(({walk, at}) => h('li', {class: 'one-row', key: other(walk)},
      line({id: `walk-${at}`, label: t('Seconds to %(zone)s', {zone: zoneName(tree, other(walk))}), value: String(walk[2]).replace(/ ?s$/, ''), more: {inputmode: 'numeric'},
        commit: (value) => live.draft.edit([{op: 'put', path: ['walks', at, 2], value}], t('Walk %(from)s–%(to)s: %(seconds)s s', {from: name, to: zoneName(tree, other(walk)), seconds: value}))}),
      h('button', {type: 'button', class: 'small', 'aria-label': t('Remove the walk to %(zone)s', {zone: zoneName(tree, other(walk))}),
        onclick: () => live.draft.edit([{op: 'remove', path: listOf(tree.walks).length > 1 ? ['walks', at] : ['walks']}], t('Walk removed'))}, '×'))))
      : h('p', {class: 'quiet'}, t('No way leads here yet, so nobody can be sent here.')),
    free.length ? h('form', {class: 'adding', key: `join-${joined.size}`, onsubmit: (/** @type {any} */ event) => {
      event.preventDefault();
      const said = new FormData(event.target);
      const walk = [id, String(said.get('to')), String(said.get('seconds'))];
      live.draft.edit([listOf(tree.walks).length ? {op: 'append', path: ['walks'], value: walk} : {op: 'put', path: ['walks'], value: [walk]}], t('Walk %(from)s–%(to)s: %(seconds)s s', {from: name, to: zoneName(tree, walk[1]), seconds: walk[2]}));
    }},
    h('label', {class: 'field'}, h('span', null, t('A way to')), h('select', {name: 'to', id: `join-${id}`}, free.map((zone) => h('option', {value: zone, key: zone}, zoneName(tree, zone))))),
    h('label', {class: 'field'}, h('span', null, t('Seconds on foot')), h('input', {name: 'seconds', type: 'number', min: '1', max: '600', required: true})),
    h('button', {class: 'plain'}, t('Add'))) : null,
    h('p', null, h('button', {type: 'button', class: 'plain', onclick: () => remove(live, id, name)}, t('Remove this zone'))));
}

/** Take a zone out, and the walks to it. @param {any} live @param {string} id @param {string} name */
function remove(live, id, name) {
  const {tree} = live.answers;
  const all = listOf(tree.walks);
  const gone = all.map((walk, at) => ({walk, at})).filter(({walk}) => Array.isArray(walk) && (walk[0] === id || walk[1] === id)).map(({at}) => at).reverse();
  const walks = gone.length && gone.length === all.length ? [{op: 'remove', path: ['walks']}] : gone.map((at) => ({op: 'remove', path: ['walks', at]}));
  live.thing = null;
  live.draft.edit([...walks, removeFrom(tree, 'zones', id)], t('Zone removed: %(name)s', {name}));
}
