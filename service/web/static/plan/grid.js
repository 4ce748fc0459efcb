// The coverage grid: roles down, the half hours of a week across. Half hours with the same people are one cell, so that
// an ordinary week is calm and what is missing stands out. Each cell is a button; the arrow keys go from one to the next.

import {h} from '../element.js';
import {icon} from '../icon.js';
import {t} from '../words.js';
import {clock, dayName, hours, longDay, monday, shortDay, weekName} from './calendar.js';

/** @typedef {{row: number, at: number}} Spot  a cell: its row, and the first column that it covers */

/** @param {any} given @param {(role: string) => string} title @param {Spot|null} spot @param {(spot: Spot|null) => void} choose @param {(week: string) => void} turn */
export function gridView(given, title, spot, choose, turn) {
  const grid = {...given, rows: given.rows.map((/** @type {any} */ row) => ({...row, title: title(row.role) || row.title}))};
  const columns = grid.columns;
  const days = daysOf(columns);
  const rows = grid.rows.map((/** @type {any} */ row) => runs(row, columns));
  const known = spot && rows[spot.row]?.some((/** @type {any} */ run) => run.at === spot.at) ? spot : null;
  const first = known ?? firstSpot(rows);
  return h('section', {class: 'cover', key: 'cover', 'aria-labelledby': 'cover-title'},
    h('div', {class: 'cover-head'},
      h('h2', {id: 'cover-title'}, weekName(grid.week), ' ', h('span', {class: 'quiet'}, longDay(grid.week))),
      h('div', {class: 'turn'},
        h('button', {type: 'button', class: 'plain', onclick: () => turn(monday(grid.week, -1))}, t('The week before')),
        h('button', {type: 'button', class: 'plain', onclick: () => turn(monday(grid.week, 1))}, t('The week after')))),
    columns.length === 0 ? h('p', {class: 'quiet'}, t('The office has no opening hours in this week.')) :
    h('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': t('Coverage, week by week'), key: `scroll-${grid.week}`},
      h('table', {class: 'cover-grid', role: 'grid', 'aria-labelledby': 'cover-title', onkeydown: (/** @type {KeyboardEvent} */ event) => walk(event, rows, choose)},
        h('colgroup', null, h('col', {class: 'cover-role'}), columns.map((/** @type {any} */ column) => h('col', {class: column.closed ? 'is-closed' : null}))),
        h('thead', null,
          h('tr', null, h('td', {class: 'cover-role'}),
            days.map((day) => h('th', {scope: 'colgroup', colspan: day.length, class: day.closed ? 'is-closed' : null},
              shortDay(day.day), day.holiday ? h('span', {class: 'holiday'}, day.holiday) : null))),
          h('tr', {class: 'cover-hours', 'aria-hidden': 'true'}, h('td', {class: 'cover-role'}),
            days.map((day) => hourMarks(day, columns)))),
        h('tbody', null, grid.rows.map((/** @type {any} */ row, /** @type {number} */ index) =>
          h('tr', {key: row.role},
            h('th', {scope: 'row', class: 'cover-role'}, row.title, h('span', {class: 'needed'}, t('needed: %(count)s', {count: row.needed}))),
            rows[index].map((/** @type {any} */ run) => cell(run, row, index, columns, first, known, choose))))))),
    legend(),
    h('p', {class: `cover-told ${known ? '' : 'quiet'}`, role: 'status'}, known ? told(grid, rows, known) : t('Choose a cell to see who is there.')));
}

/** @param {any} run @param {any} row @param {number} index @param {any[]} columns @param {Spot|null} first @param {Spot|null} known @param {(spot: Spot) => void} choose */
function cell(run, row, index, columns, first, known, choose) {
  const edge = run.at > 0 && columns[run.at].day !== columns[run.at - 1]?.day ? 'begins-day' : '';
  if (run.closed) return h('td', {colspan: run.length, class: `is-closed ${edge}`, key: run.at}, h('span', {class: 'hidden-words'}, t('closed')));
  const here = first?.row === index && first.at === run.at;
  const chosen = known?.row === index && known.at === run.at;
  return h('td', {colspan: run.length, role: 'gridcell', class: edge, key: run.at},
    h('button', {type: 'button', class: `cell is-${run.state} ${run.length < 3 ? 'is-slim' : ''} ${chosen ? 'is-chosen' : ''}`, tabindex: here ? '0' : '-1', id: `cell-${index}-${run.at}`,
      'aria-label': inWords(run, row, columns), 'aria-pressed': chosen ? 'true' : 'false',
      onclick: () => choose({row: index, at: run.at})},
    h('span', {'aria-hidden': 'true'}, run.state === 'short' && run.length > 2 ? `${run.have}/${row.needed}` : run.have)));
}

/** @param {any} run @param {any} row @param {any[]} columns */
function inWords(run, row, columns) {
  const from = columns[run.at];
  const when = `${dayName(from.day)} ${hours(from.start, columns[run.at + run.length - 1].until)}`;
  const who = run.names.length ? run.names.join(', ') : t('nobody');
  const enough = run.state === 'short' ? t('%(count)s missing', {count: row.needed - run.have})
    : run.state === 'just' ? t('exactly enough') : t('more than needed');
  const worst = t('at worst %(have)s of %(needed)s', {have: run.have, needed: row.needed});
  return `${row.title}, ${when}: ${who} – ${worst}, ${enough}`;
}

/** @param {any} grid @param {any[][]} rows @param {Spot} spot */
const told = (grid, rows, spot) => inWords(rows[spot.row].find((run) => run.at === spot.at), grid.rows[spot.row], grid.columns);

/** Neighbouring half hours of one day with the same people are one. @param {any} row @param {any[]} columns */
function runs(row, columns) {
  /** @type {any[]} */
  const found = [];
  columns.forEach((column, at) => {
    const {have = 0, names = []} = row.cells[at] ?? {};
    const isClosed = column.closed || !row.cells[at];
    const before = found.at(-1);
    const said = isClosed ? 'closed' : `${have} ${names.join('\n')}`;
    if (before?.said === said && columns[at - 1].day === column.day && columns[at - 1].until === column.start) before.length++;
    else found.push({at, length: 1, said, closed: isClosed, have, names, state: have < row.needed ? 'short' : have === row.needed ? 'just' : 'more'});
  });
  return found;
}

/** @param {any[]} columns */
function daysOf(columns) {
  /** @type {any[]} */
  const days = [];
  columns.forEach((column, at) => {
    if (days.at(-1)?.day === column.day) {
      days.at(-1).length++;
      days.at(-1).closed &&= column.closed;
    }
    else days.push({day: column.day, at, length: 1, holiday: column.holiday, closed: column.closed});
  });
  return days;
}

/** @param {any} day @param {any[]} columns */
function hourMarks(day, columns) {
  const marks = [];
  for (let at = day.at; at < day.at + day.length; at += 4) {
    const length = Math.min(4, day.at + day.length - at);
    marks.push(h('td', {colspan: length}, day.closed || length < 3 ? '' : clock(columns[at].start).slice(0, 2)));
  }
  return marks;
}

/** @param {any[][]} rows @returns {Spot|null} */
function firstSpot(rows) {
  // What is missing comes first under the hand, else the first cell of all.
  for (const wanted of ['short', null]) {
    for (const [row, line] of rows.entries()) {
      const run = line.find((one) => !one.closed && (wanted === null || one.state === wanted));
      if (run) return {row, at: run.at};
    }
  }
  return null;
}

/** @param {KeyboardEvent} event @param {any[][]} rows @param {(spot: Spot|null) => void} choose */
function walk(event, rows, choose) {
  const match = /^cell-(\d+)-(\d+)$/.exec(/** @type {HTMLElement} */ (event.target).id);
  if (!match) return;
  const [row, at] = [Number(match[1]), Number(match[2])];
  const line = rows[row].filter((run) => !run.closed);
  const index = line.findIndex((run) => run.at === at);
  /** @type {Record<string, () => Spot|undefined>} */
  const ways = {
    ArrowRight: () => spotOf(row, line[index + 1]), ArrowLeft: () => spotOf(row, line[index - 1]),
    Home: () => spotOf(row, line[0]), End: () => spotOf(row, line.at(-1)),
    ArrowDown: () => beside(rows, row + 1, at), ArrowUp: () => beside(rows, row - 1, at),
  };
  if (!Object.hasOwn(ways, event.key)) return;
  event.preventDefault();
  const next = ways[event.key]();
  if (!next) return;
  choose(next);
  document.getElementById(`cell-${next.row}-${next.at}`)?.focus();
}

/** @param {number} row @param {any} run */
const spotOf = (row, run) => (run ? {row, at: run.at} : undefined);

/** The cell of another row that stands at the same time. @param {any[][]} rows @param {number} row @param {number} at */
const beside = (rows, row, at) => spotOf(row, rows[row]?.find((run) => !run.closed && run.at <= at && at < run.at + run.length));

const legend = () => h('ul', {class: 'legend', 'aria-label': t('What the colours mean')},
  h('li', null, h('span', {class: 'swatch is-more', 'aria-hidden': 'true'}, '2'), t('more than needed')),
  h('li', null, h('span', {class: 'swatch is-just', 'aria-hidden': 'true'}, '1'), t('exactly enough')),
  h('li', null, h('span', {class: 'swatch is-short', 'aria-hidden': 'true'}, '0'), t('too few')),
  h('li', null, h('span', {class: 'swatch is-closed', 'aria-hidden': 'true'}), t('closed')),
  h('li', {class: 'quiet'}, icon('next'), t('each column is half an hour')));
