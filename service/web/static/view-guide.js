// What a screen knows of ways to safety: what each zone was told, and what people say of doors. Pure: as service/live/view_guide.py.

/**
 * What one zone is told: the zones on the way with the door before each, and the seconds it takes.
 * @typedef {{zone: string, do: 'go'|'stay_and_lock'|'stay'|'leave'|'no_safe_way'|'here', to: string|null, way: string[], doors: (string|null)[], why: string, seconds: number|null}} Told
 */

/**
 * What each zone was told last and when; what people say of doors and zones, by id.
 * @typedef {{zones: Told[], at: string|null, doors: Record<string, Said>, reported: Record<string, Said>}} Guide
 */

/** @typedef {{state: string, by: string|null, at: string}} Said */

export const GUIDE_EVENTS = ['ZonesInstructed', 'DoorReported', 'ZoneReported'];

/** @type {Guide} */
const EMPTY = {zones: [], at: null, doors: {}, reported: {}};

/**
 * After one of `GUIDE_EVENTS`; nothing changes where the entry does not say what.
 * @param {Guide|null} before @param {string} event @param {Record<string, any>} data @param {string} at @returns {Guide|null}
 */
export function withGuide(before, event, data, at) {
  const known = before ?? EMPTY;
  if (event === 'ZonesInstructed' && 'zones' in data) return {...known, zones: data.zones, at};
  if (event === 'DoorReported' && 'door' in data) return {...known, doors: {...known.doors, [data.door]: said(data, at)}};
  if (event === 'ZoneReported' && 'zone' in data) return {...known, reported: {...known.reported, [data.zone]: said(data, at)}};
  return before;
}

/** @param {Record<string, any>} data @param {string} at @returns {Said} */
const said = (data, at) => ({state: data.state, by: data.by, at});
