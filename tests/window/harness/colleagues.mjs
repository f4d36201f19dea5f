// Two people at their consoles beside each other, and where things are that colleagues do together.
import { hand } from './glass.mjs';
import { until } from './until.mjs';
import { DIALOG, QUEUES, button } from './workplace.mjs';

/** @typedef {import('./console.mjs').Console} Console */

/** The bar of workplaces. */
const RAIL = `//nav[@aria-label='Main']`;
export const OFFERS = `//section[@aria-label='Offered to you']`;
export const SESSIONS = `//*[@role='grid'][@aria-label='Live sessions' or @aria-label='Waiting sessions']`;
export const PEOPLE = `//*[@role='grid'][starts-with(@aria-label, 'Representatives')]`;
export const TALK = `//*[@aria-label='Conversation']`;
export const FEED = `//aside[@aria-labelledby='feed-title']`;
export const AUDIT = `//*[@role='list'][@aria-label='What supervisors did']`;

/** A card of what is offered. @param {string} words */
export const offer = (words) => `${OFFERS}//*[@role='alertdialog'][contains(., "${words}")]`;
/** A line of a grid of the supervisor's. @param {string} grid @param {string} name */
export const line = (grid, name) => `${grid}//*[@role='row'][@data-level-row][.//*[contains(@class, 'med')][contains(., "${name}")]]`;
/** The same line while it says so. @param {string} grid @param {string} name @param {string} words */
export const says = (grid, name, words) => `${line(grid, name)}[contains(normalize-space(), "${words}")]`;
/** The numbers of a queue. @param {string} name */
export const tile = (name) => `//*[@role='group'][@aria-label='Queues']//button[.//*[normalize-space()="${name}"]]`;
/** A line of the participants. @param {string} name @param {string} [words] */
export const person = (name, words = '') =>
  `//*[contains(@class, 'people')]/li[.//*[contains(@class, 'trunc')][starts-with(normalize-space(), "${name}")]][contains(., "${words}")]`;
/** An event in the chat. @param {string} words */
export const event = (words) => `//*[contains(@class, 'ev')][contains(normalize-space(), "${words}")]`;
/** A deed of what supervisors did. @param {string} words */
export const deed = (words) => `${AUDIT}//*[@role='listitem'][contains(normalize-space(), "${words}")]`;

/** A place on the rail. @param {string} name */
export const place = (name) => `${RAIL}//button[@aria-label='${name}' or starts-with(@aria-label, '${name},')]`;
/** @param {Console} console @param {string} name */
export const go = (console, name) => console.window.click(place(name));

/** Presses keys on the console's own keyboard, one combination after the other. @param {Console} console @param {string[]} keys */
export function press(console, ...keys) {
  for (const key of keys) hand(console.display, 'key', key);
}

/** Types on the console's own keyboard. @param {Console} console @param {string} text */
export const write = (console, text) => hand(console.display, 'type', text);

/** What has the focus, by what it is called. @param {Console} console @returns {Promise<string>} */
export const focused = (console) =>
  console.window.run(`
    const at = document.activeElement
    return (at?.getAttribute('aria-label') ?? '') + ' ' + (at?.textContent ?? '').trim()`);

/** Presses a key again and again until what is looked for has the focus. @param {Console} console @param {string} key @param {RegExp} name */
export function reach(console, key, name) {
  return until(`${key} reaches ${name}`, async () => {
    if (name.test(await focused(console))) return true;
    press(console, key);
    return undefined;
  });
}

/** Pictures in both themes, and the light one in a small window too. @param {Console} console @param {string} name */
export async function shootAll(console, name) {
  const dress = (/** @type {string} */ theme) => console.window.run(`document.documentElement.dataset.theme = arguments[0]`, [theme]);
  await dress('dark');
  await console.shoot(`${name}-dark`);
  await dress('light');
  await console.shoot(`${name}-light`);
  await console.resize(1024, 700);
  await console.shoot(`${name}-light-small`);
  await console.resize(1440, 900);
}

/** Begins something of a row of the sessions. @param {Console} console @param {string} name @param {string} deed */
export const begin = (console, name, deed) => console.window.click(`${line(SESSIONS, name)}//button[starts-with(@aria-label, '${deed},')]`);

/** Chooses from what can be done with a representative. @param {Console} console @param {string} name @param {string} item */
export async function manage(console, name, item) {
  // The button is there on the line that is marked.
  await console.window.click(line(PEOPLE, name));
  await console.window.click(`${line(PEOPLE, name)}//button[starts-with(@aria-label, 'What to do')]`);
  await console.window.click(`//*[@role='menu']//button[starts-with(normalize-space(), '${item}')]`);
}

/** Chooses somebody in a dialog that gives a session to somebody. @param {Console} console @param {string} name */
export const choose = (console, name) => console.window.click(`${DIALOG}//*[@role='option'][.//*[starts-with(normalize-space(), '${name}')]]`);

/** Answers a dialog. @param {Console} console @param {string} words */
export async function confirm(console, words) {
  await console.window.click(`${DIALOG}//footer//button[starts-with(normalize-space(), '${words}')]`);
  await console.window.gone(DIALOG);
}

/** Signs in again where the site is known. @param {Console} console @param {string} password */
export async function signInAgain(console, password) {
  const field = `//input[@type='password']`;
  await console.window.type(field, password);
  await console.window.click(button('Sign in'));
  await console.window.find(QUEUES);
}
