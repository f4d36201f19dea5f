// The view of files: where its parts are, and hands that carry things from one side to the other.
import { hand } from './glass.mjs';
import { until } from './until.mjs';

/** @typedef {import('./console.mjs').Console} Console */

export const HERE = `//section[@aria-label='This computer']`;
export const TRANSFERS = `//section[@aria-label='Transfers']`;
export const CARRIED = `//*[contains(@class, 'dropmsg')]`;
/** @param {string} name the customer's */
export const there = (name) => `//section[@aria-label='${name}’s computer']`;
/** A file or folder of a side. @param {string} side @param {string} name */
export const row = (side, name) => `${side}//*[@data-files-row][.//*[normalize-space()="${name}"]]`;
/** The box by which it is chosen. @param {string} side @param {string} name */
export const box = (side, name) => `${row(side, name)}//*[@data-files-check]`;
/** A transfer, by what it is called. @param {string} name */
export const transfer = (name) => `${TRANSFERS}//li[contains(@class, 'tr')][.//*[contains(@class, 'med')][normalize-space()="${name}"]]`;
/** The same while it says so of itself. @param {string} name @param {string} words */
export const stands = (name, words) => `${transfer(name)}[.//*[contains(@class, 'st')][contains(., "${words}")]]`;
/** A button with a spoken name. @param {string} label */
export const labelled = (label) => `//button[@aria-label="${label}"]`;

/** The middle of the first thing that an XPath finds, on the display. @param {Console} console @param {string} xpath */
async function middle(console, xpath) {
  await console.window.find(xpath);
  return console.window.run(
    `const found = document.evaluate(arguments[0], document, null, XPathResult.FIRST_ORDERED_NODE_TYPE, null).singleNodeValue
    const { x, y, width, height } = found.getBoundingClientRect()
    return { x: Math.round(screenX + x + width / 2), y: Math.round(screenY + y + height / 2) }`,
    [xpath],
  );
}

/** @param {Console} console @param {{x: number, y: number}} at */
export const point = (console, { x, y }) => hand(console.display, 'mousemove', String(x), String(y));

/** Clicks where something is, with the pointer. @param {Console} console @param {string} xpath */
export async function press(console, xpath) {
  point(console, await middle(console, xpath));
  hand(console.display, 'click', '1');
}

/** Opens a folder with two clicks. @param {Console} console @param {string} xpath */
export async function open(console, xpath) {
  point(console, await middle(console, xpath));
  hand(console.display, 'click', '--repeat', '2', '--delay', '50', '1');
}

/**
 * Takes something with the pointer and lets it go somewhere else, once the window says what becomes of
 * it there.
 * @param {Console} console
 * @param {string | {x: number, y: number}} from
 * @param {string} to
 * @param {string} words what the window says
 * @param {() => Promise<void>} [meanwhile]
 */
export async function carry(console, from, to, words, meanwhile) {
  const [start, end] = [typeof from === 'string' ? await middle(console, from) : from, await middle(console, to)];
  point(console, start);
  hand(console.display, 'mousedown', '1');
  for (const part of [0.02, 0.05, 0.3, 0.6, 0.9, 0.99, 1]) {
    point(console, { x: Math.round(start.x + (end.x - start.x) * part), y: Math.round(start.y + (end.y - start.y) * part) });
  }
  // Hands are never quite still, and systems tell of a drag as it moves.
  let still = 0;
  await until(`the window says “${words}”`, () => {
    point(console, { x: end.x + (still++ % 2), y: end.y });
    return console.window.has(`${CARRIED}[contains(normalize-space(), "${words}")]`);
  });
  await meanwhile?.();
  hand(console.display, 'mouseup', '1');
  await console.window.gone(CARRIED);
}
