// What roles allow, in words: nobody has to know what they are called inside.

import {N, t} from '../words.js';

/** @type {Record<string, {name: string, may: string}>} */
const ROLES = {
  presser: {name: N('Staff'), may: N('presses, sees alarms and the plan, and who is here today')},
  responder: {name: N('Comes when there is an alarm'), may: N('answers alarms, asks for the police, says who is here today')},
  lead: {name: N('Leads in an alarm'), may: N('says that the danger is over, starts drills, and sees past alarms')},
  office_administrator: {name: N('Looks after the office'), may: N('the plan, people, screens and phones; ends no alarm')},
  security: {name: N('Security'), may: N('sees and ends alarms with all that is withheld from others')},
  safety_representative: {name: N('Safety representative'), may: N('reads plans and past alarms, and gives her view')},
  leadership: {name: N('Leadership'), may: N('sees counts and durations in which nobody can be recognised')},
  operator: {name: N('Runs the service'), may: N('accounts, screens and devices; sees no alarm')},
  directory: {name: N('A directory'), may: N('makes, changes and ends the accounts that come from it')},
  metrics: {name: N('Watches the service'), may: N('a program that reads figures of how the service is, and nothing else')},
};

/** @param {string} role */
export const roleName = (role) => (Object.hasOwn(ROLES, role) ? t(ROLES[role].name) : role);

/** @param {string} role */
export const roleMay = (role) => (Object.hasOwn(ROLES, role) ? t(ROLES[role].may) : '');
