// The few signs of the pages, drawn as strokes, so that no font decides whether they are there.

import {h} from './element.js';

const PATHS = {
  asked: 'M12 7v6l4 2M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18',
  coming: 'M4 12h14M13 6l6 6-6 6',
  there: 'M5 13l4 4L19 7',
  no: 'M6 6l12 12M18 6L6 18',
  handed: 'M4 8h13M13 4l4 4-4 4M20 16H7M11 12l-4 4 4 4',
  silent: 'M12 5v9M12 18v.5',
  phone: 'M5 4h4l2 5-2.5 1.5a11 11 0 0 0 5 5L15 13l5 2v4a1 1 0 0 1-1 1A15 15 0 0 1 4 5a1 1 0 0 1 1-1z',
  police: 'M12 3l7 3v5c0 5-3 8-7 10-4-2-7-5-7-10V6z',
  next: 'M12 7v6l4 2M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18',
  sound: 'M4 10v4h3l5 4V6l-5 4zM16 9a4 4 0 0 1 0 6M18.500 6.500a8 8 0 0 1 0 11',
  mute: 'M4 10v4h3l5 4V6l-5 4zM16 9.500l5 5M21 9.500l-5 5',
  paused: 'M4 10v4h3l5 4V6l-5 4zM17 9v6M20.500 9v6',
  lead: 'M5 21V4h13l-3 4.500 3 4.500H5',
  warning: 'M12 4L2.500 20h19zM12 10v4M12 17v.5',
  linked: 'M5 13l4 4L19 7',
  lock: 'M6 11h12v9H6zM8.500 11V8a3.500 3.500 0 0 1 7 0v3',
  back: 'M20 12H6M11 6l-6 6 6 6',
  keys: 'M3 7h18v11H3zM7 11v.1M12 11v.1M17 11v.1M8 14.500h8',
  keysOff: 'M3 7h18v11H3zM7 11v.1M17 11v.1M8 14.500h8M4 21L20 4',
  person: 'M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8M4 21c0-4 3.500-7 8-7s8 3 8 7',
};

/** @param {keyof typeof PATHS} name */
export const icon = (name) =>
  h('svg', {class: `icon icon-${name}`, viewBox: '0 0 24 24', 'aria-hidden': 'true', focusable: 'false'},
    h('path', {d: PATHS[name]}));
