// Faults that keep a press from going all the way, or the plan from being kept. Each is said by itself, and no flat battery
// hides it; a lesser fault is shown too, but does not take away that the screen is connected and true.

const GRAVE = ['broker_down', 'canary_late', 'taken_over', 'timers_late', 'deadline_unserved', 'auditor_blind', 'job_failed', 'spool_down', 'store_down', 'plan_fallback'];

// What somebody who stands before a screen can do something about today. Everything else waits for whoever mends it, on the
// pages of screens, devices and the plan: a wall that nags is not read any more.
const HERE = ['restored_waiting', 'site_broker_down', 'site_canary_late', 'bridge_down', 'cut_off', 'screen_blind', 'screen_mute', 'screen_gone', 'device_left', 'devices_left',
  'device_lost', 'devices_lost', 'device_offline', 'devices_offline'];

/** The one fault that somebody here can act on today; a screen does not tell of itself what it shows larger anyway.
 * @param {any[]} faults @param {string} screen */
export const actable = (faults, screen) => HERE.map((code) => faults.find((fault) => fault.code === code && fault.subject !== screen)).find(Boolean) ?? null;

/** The codes of the grave faults, the gravest first. */
export const graveCodes = () => GRAVE;

/** @param {{code: string}} fault */
export const isGrave = (fault) => GRAVE.includes(fault.code);

/** The grave ones among what a heartbeat reports. @param {any[]} faults @returns {any[]} */
export const graveOf = (faults) => faults.filter(isGrave);
