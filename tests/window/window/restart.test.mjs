// What outlives a console that is killed: the sign-in, the tab, the draft and for whom it is, the demo's address.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { Console, freshFolder, remove } from '../harness/console.mjs';
import { Customer } from '../harness/customer.mjs';
import { KEYS } from '../harness/driver.mjs';
import { until } from '../harness/until.mjs';
import { walk } from '../harness/walk.mjs';
import { COMPOSER, accept, arrived, message, say } from '../harness/workplace.mjs';

const NAME = 'Nils Exempel';
const DRAFT = 'This was not sent yet';
const PRIVATELY = `//textarea[@aria-label='Message to representatives only']`;
const WHISPER = 'He has asked twice already';
const folder = freshFolder();
/** @type {Console} */
let running;
/** @type {Customer} */
let customer;
/** @type {string} */
let portal;
const step = walk(() => running);

// Leaving the field keeps the draft. Commands are carried out one after the other, so the answer to a later
// one says that it is in the store.
const kill = async () => {
  const kept = `window.__TAURI_INTERNALS__.invoke('dispatch', { command: { type: 'try_now' } }).then(() => arguments[0](true))`;
  await running.window.run(`document.activeElement.blur()`);
  await running.window.runAsync(kept);
  await running.kill();
};

before(async () => {
  running = await Console.start(folder, ['--demo']);
});

after(async () => {
  customer?.leave();
  await running?.close();
  remove(folder);
});

step('a console is killed while something is being typed', async () => {
  portal = await running.portal();
  customer = new Customer(portal);
  await customer.begin(NAME, '');
  await accept(running.window, NAME);
  await say(running.window, 'Hello Nils');
  await customer.reads('Hello Nils');
  await running.window.type(COMPOSER, DRAFT);
  await kill();
});

step('the next one goes on at the same place', async () => {
  running = await Console.start(folder, ['--demo']);
  assert.equal(await running.portal(), portal);
  await running.window.find(message(NAME, 'Hello Nils'));
  const field = await running.window.find(COMPOSER);
  await until('the draft is back', async () => (await field.property('value')) === DRAFT);
  await running.shoot('9-restarted');
});

step('the customer comes back and gets what was a draft, once', async () => {
  customer.leave();
  customer.entries = [];
  await customer.listen();
  await running.window.type(COMPOSER, KEYS.enter);
  await customer.reads(DRAFT);
  await running.window.find(arrived(NAME, DRAFT));
  assert.deepEqual(customer.messages(), ['Hello Nils', DRAFT]);
});

step('a console is killed over something that only representatives shall read', async () => {
  await running.window.click(`//*[@role='radio'][contains(., 'Representatives only')]`);
  await running.window.type(PRIVATELY, WHISPER);
  await kill();
});

step('it is still only for them after the restart', async () => {
  running = await Console.start(folder, ['--demo']);
  const field = await running.window.find(PRIVATELY);
  await until('the draft is back', async () => (await field.property('value')) === WHISPER);
  customer.leave();
  customer.entries = [];
  await customer.listen();
  await running.window.type(PRIVATELY, KEYS.enter);
  await running.window.find(`${arrived(NAME, WHISPER)}[contains(@class, 'priv')]`);
  await running.window.click(`//*[@role='radio'][contains(., 'Everyone')]`);
  await say(running.window, 'There you are');
  await customer.reads('There you are');
  assert.deepEqual(customer.messages(), ['Hello Nils', DRAFT, 'There you are']);
});
