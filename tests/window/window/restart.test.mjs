// What outlives a console that is killed: the sign-in, the tab, the draft, the demo's address.
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
const folder = freshFolder();
/** @type {Console} */
let running;
/** @type {Customer} */
let customer;
/** @type {string} */
let portal;
const step = walk(() => running);

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
  // Leaving the field keeps the draft. Commands are carried out one after the other, so the answer
  // to a later one says that it is in the store.
  const kept = `window.__TAURI_INTERNALS__.invoke('dispatch', { command: { type: 'try_now' } }).then(() => arguments[0](true))`;
  await running.window.run(`document.activeElement.blur()`);
  await running.window.runAsync(kept);
  await running.kill();
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
