// Where things are in the window, by their names for people.
import { KEYS } from './driver.mjs';

/** @typedef {import('./driver.mjs').Driver} Driver */

export const COMPOSER = `//textarea[@aria-label='Message']`;
export const NOTES = `//textarea[@aria-label='Notes']`;
export const SIDE = `//aside[@aria-label='Session details']`;
export const QUEUES = `//aside[@aria-label='Queues']`;

/** @param {string} words */
export const button = (words) => `//button[normalize-space()='${words}']`;
/** The line of somebody who waits. @param {string} name */
export const waiting = (name) => `//*[@role='row'][.//*[contains(., '${name}')]]`;
/** A message in the chat with somebody. @param {string} name @param {string} words */
export const message = (name, words) =>
  `//*[@aria-label='Chat with ${name}']//*[contains(@class, 'm')][contains(., '${words}')]`;
/** The same, once the appliance has it. @param {string} name @param {string} words */
export const arrived = (name, words) => `${message(name, words)}[not(contains(@class, 'sending'))]`;

/** Accepts somebody who waits. @param {Driver} window @param {string} name */
export async function accept(window, name) {
  await window.click(waiting(name));
  await window.click(waiting(name) + button('Accept'));
  await window.find(COMPOSER);
}

export const DIALOG = `//*[@role='dialog' or self::dialog]`;

/** Asks the customer to open the client app, and answers the code. @param {Driver} window @param {string} [by] what is clicked */
export async function elevate(window, by = SIDE + button('Elevate')) {
  await window.click(by);
  await window.click(`${DIALOG}//button[starts-with(normalize-space(), 'Ask ')]`);
  const code = await (await window.find(`${DIALOG}//*[contains(@class, 'bigkey')]`)).text();
  return code.replaceAll(/\D/g, '');
}

/** A field of a form. @param {string} label */
export const field = (label) => `//input[@id=//label[normalize-space()='${label}']/@for]`;

/**
 * Adds a site to an empty console, and signs in there.
 * @param {Driver} window
 * @param {string} address
 * @param {{userName: string, password: string}} account
 */
export async function signIn(window, address, { userName, password }) {
  await window.type(field('Site address'), address);
  await window.click(button('Add site'));
  await window.type(field('User name'), userName);
  await window.type(field('Password'), password + KEYS.enter);
  await window.find(QUEUES);
}

/** @param {Driver} window @param {string} text */
export const say = (window, text) => window.type(COMPOSER, text + KEYS.enter);
