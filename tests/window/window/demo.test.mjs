// From a demo's start to the end of a session, in the real window.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { Console, freshFolder, remove } from '../harness/console.mjs';
import { Customer } from '../harness/customer.mjs';
import { KEYS } from '../harness/driver.mjs';
import { until } from '../harness/until.mjs';
import { walk } from '../harness/walk.mjs';
import { COMPOSER, NOTES, QUEUES, SIDE, accept, arrived, button, message, say, waiting } from '../harness/workplace.mjs';

const NAME = 'Rosa Lindqvist';
const folder = freshFolder();
/** @type {Console} */
let running;
/** @type {Customer} */
let customer;
const step = walk(() => running);

before(async () => {
  running = await Console.start(folder, ['--demo']);
});

after(async () => {
  customer?.leave();
  await running?.close();
  remove(folder);
});

step('the demo signs in and shows the portal', async () => {
  const portal = await running.portal();
  await running.window.find(QUEUES);
  const shown = await running.window.find(`//a[@href='${portal}/' or @href='${portal}']`);
  assert.ok((await shown.text()).length > 0);
  await running.shoot('1-signed-in');
});

step('the pages are held to their policy', async () => {
  const window = running.window;
  const answer = await window.run(`
    const script = document.createElement('script')
    script.textContent = 'window.slipped = true'
    document.body.append(script)
    return { slipped: window.slipped === true, global: window.__TAURI__ !== undefined, frozen: Object.isFrozen(Object.prototype) }`);
  assert.deepEqual(answer, { slipped: false, global: false, frozen: true });
  const ask = `fetch(arguments[0]).then(() => arguments[1]('reached'), () => arguments[1]('refused'))`;
  assert.equal(await window.runAsync(ask, [`${await running.portal()}/`]), 'refused');
  assert.equal(await window.runAsync(ask, ['/sounds/message.wav']), 'reached');
});

step('only the own commands can be called', async () => {
  const call = `window.__TAURI_INTERNALS__.invoke(arguments[0], arguments[1])
    .then(() => arguments[2]('done'), (error) => arguments[2](error.code ?? String(error)))`;
  const ask = (/** @type {string} */ name, /** @type {unknown} */ args) => running.window.runAsync(call, [name, args]);
  assert.equal(await ask('dispatch', { command: { type: 'try_now' } }), 'done');
  assert.match(await ask('dispatch', { command: { type: 'format_disk' } }), /format_disk/);
  assert.match(await ask('plugin:window|set_title', { label: 'main', value: 'x' }), /not allowed/);
  assert.match(await ask('plugin:event|emit', { event: 'play', payload: 'x' }), /not allowed/);
});

step('a customer who starts a chat waits in the queue', async () => {
  customer = new Customer(await running.portal());
  await customer.begin(NAME, 'The printer prints only every second page');
  await running.window.find(waiting(NAME));
  await running.shoot('2-waiting');
});

step('accepting opens the session', async () => {
  await accept(running.window, NAME);
  await customer.is('active');
  await running.window.gone(waiting(NAME));
  await running.shoot('3-accepted');
});

step('messages go both ways', async () => {
  const window = running.window;
  const hello = 'Hello Rosa, let us look at that printer.';
  await say(window, hello);
  await customer.reads(hello);
  await window.find(arrived(NAME, hello));
  await customer.says('Thank you, it is the one by the window <b>upstairs</b>.');
  await window.find(message(NAME, '<b>upstairs</b>'));
  await running.shoot('4-chat');
});

step('a canned message becomes a draft, and then a message', async () => {
  const window = running.window;
  await window.click(`//button[starts-with(@aria-label, 'Canned messages')]`);
  await window.find(`//*[@role='listbox'][@aria-label='Messages']/li`);
  await running.shoot('5-canned');
  await window.type(`//input[@aria-label='Search canned messages']`, KEYS.enter);
  const field = await window.find(COMPOSER);
  const draft = String(await until('the draft holds the canned message', () => field.property('value'))).trim();
  const before = customer.messages().length;
  await field.type(KEYS.enter);
  await customer.reads(draft);
  assert.equal(customer.messages().length, before + 1);
});

step('a note is for representatives alone', async () => {
  const window = running.window;
  const note = 'Second tray was open';
  await window.type(NOTES, note);
  await window.click(`${SIDE}//button[contains(., 'Add note')]`);
  await window.find(`${SIDE}//*[contains(@class, 'note')]/p[.='${note}']`);
  assert.ok(!customer.messages().includes(note));
  await running.shoot('6-note');
});

step('ending can be undone, and then be done', async () => {
  const window = running.window;
  const end = SIDE + button('End');
  const undo = `//button[contains(., 'Undo')]`;
  await window.click(end);
  await running.shoot('7-undo');
  await window.click(undo);
  await window.gone(undo);
  assert.equal(customer.state, 'active');
  await window.click(end);
  await customer.is('ended');
  await window.find(`//section[@aria-label='Wrap-up']`);
  await window.type(`//textarea[@aria-label='Summary']`, 'Cleaned the feed roller.');
  await running.shoot('8-wrap-up');
  await window.click(button('Save and close tab'));
  await window.find(`//*[.='No session open']`);
});
