// What a screen knows of where she is, beyond the place that the alarm names. Pure: the same as in service/live/view_place.py.

import {moved} from './view-muster.js';

/**
 * Where she was last measured in this alarm and when; what the alarm named before; who has said that she is not there.
 * @typedef {{usual: string|null, zone: string|null, at: string|null, confidence: string|null, doubted_by: string|null, doubted_at: string|null}} Located
 */

/** @type {Located} */
const NOWHERE = {usual: null, zone: null, at: null, confidence: null, doubted_by: null, doubted_at: null};

/**
 * What a press says itself of where it is; null where it says nothing: its place is only the usual one.
 * @param {Record<string, any>} data @param {string} at @returns {Located|null}
 */
export const locatedByPress = (data, at) => (data.located ? {...NOWHERE, zone: data.zone, at, confidence: 'clear'} : null);

/** Whether it was measured in this alarm where she is, and nobody has said since that she is not there. @param {any} view */
export const isMeasured = (view) => Boolean(view.located?.zone) && view.located.doubted_at === null;

/**
 * After a press that begins anew: her usual place is no news where she was measured.
 * @template {{zone: string|null, located: Located|null}} V @param {V} view @param {Record<string, any>} data @returns {V}
 */
export function placeAnew(view, data) {
  if (data.turned) return {...view, zone: data.zone || view.zone, located: null};
  return isMeasured(view) ? view : {...view, zone: data.zone || view.zone};
}

/**
 * After she was measured: what stayed calm stays so.
 * @template {{zone: string|null, calm: string[], located: Located|null, muster: any, presser: string|null}} V
 * @param {V} view @param {Record<string, any>} data @param {string} at @returns {V}
 */
export function placeMeasured(view, data, at) {
  if (!('zone' in data)) return view;
  const usual = view.located ? view.located.usual : view.zone;
  const calm = [...new Set([...view.calm, ...data.calm])].sort();
  return {...view, zone: data.zone, calm, muster: moved(view.muster, view.presser, data.zone), located: {...NOWHERE, usual, zone: data.zone, at, confidence: data.confidence}};
}

/**
 * After somebody has said that she is not there.
 * @template {{zone: string|null, located: Located|null}} V @param {V} view @param {Record<string, any>} data @param {string} at @returns {V}
 */
export function placeDoubted(view, data, at) {
  if (!('zone' in data)) return view;
  const located = view.located ?? {...NOWHERE, usual: view.zone};
  return {...view, located: {...located, doubted_by: data.by, doubted_at: at}};
}
