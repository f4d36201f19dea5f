// An empty console signs in at an appliance that runs elsewhere, by the form, and out again.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { Appliance } from '../harness/appliance.mjs';
import { Console, freshFolder, remove } from '../harness/console.mjs';
import { KEYS } from '../harness/driver.mjs';
import { walk } from '../harness/walk.mjs';
import { QUEUES, button, field, waiting } from '../harness/workplace.mjs';

const STATUS = `//button[starts-with(normalize-space(), 'Your status')]`;
const HEADING = `//h1[normalize-space()='Sign in']`;
const folder = freshFolder();
/** @type {Appliance} */
let appliance;
/** @type {Console} */
let running;
const step = walk(() => running);

before(async () => {
  appliance = await Appliance.start();
  running = await Console.start(folder, []);
});

after(async () => {
  await running?.close();
  await appliance?.close();
  remove(folder);
});

/** @param {string} password */
async function signIn(password) {
  const found = await running.window.find(field('Password'));
  await found.driver.ask('POST', `${found.path}/clear`, {});
  await found.type(password);
  await running.window.click(button('Sign in'));
}

step('an empty console asks for a site', async () => {
  const window = running.window;
  await window.find(`//h1[normalize-space()='Add a site']`);
  assert.ok(!(await window.has(QUEUES)));
  await running.shoot('10-no-site');
  await window.type(field('Site address'), appliance.address);
  await window.click(button('Add site'));
  await window.find(HEADING);
  const { host } = new URL(appliance.address);
  await window.find(`//*[@aria-label='Saved sites']//*[@role='option'][@aria-selected='true'][contains(., '${host}')]`);
});

step('a wrong password is told, with the attempts that are left', async () => {
  const window = running.window;
  await window.type(field('User name'), appliance.userName);
  await signIn('not the password');
  const alert = await window.find(`//*[@role='alert'][contains(., 'left')]`);
  assert.match(await alert.text(), /^That user name and password do not match\. \d+ attempts left before a \d+ minute pause\.$/);
  assert.equal(await (await window.find(field('User name'))).property('value'), appliance.userName);
  assert.ok(!(await window.has(QUEUES)));
  await running.shoot('11-wrong-password');
});

step('a second one leaves one attempt less', async () => {
  const window = running.window;
  const left = async () => Number(/(\d+) attempt/.exec(await (await window.find(`//*[@role='alert'][contains(., 'left')]`)).text())?.[1]);
  const before = await left();
  await signIn('not that one either');
  await window.find(`//*[@role='alert'][contains(., '${before - 1} attempt')]`);
});

step('the right password shows who waits', async () => {
  await signIn(appliance.password);
  await running.window.find(QUEUES);
  await running.window.find(waiting('Mara Ejemplo'));
  await running.window.find(waiting('Tobias Beispiel'));
  await running.shoot('12-signed-in-by-form');
});

step('signing out leaves the site and the name, and nothing of the queue', async () => {
  const window = running.window;
  await window.click(STATUS);
  await window.click(`//*[@role='menuitem'][normalize-space()='Sign out']`);
  await window.find(HEADING);
  await window.gone(QUEUES);
  assert.ok(!(await window.has(`//*[contains(., 'Mara Ejemplo')]`)));
  assert.equal(await (await window.find(field('User name'))).property('value'), appliance.userName);
  assert.equal(await (await window.find(field('Password'))).property('value'), '');
  await window.find(`//*[@aria-label='Saved sites']//*[@role='option'][contains(., '${appliance.userName}, used today')]`);
  await running.shoot('13-signed-out');
  await window.type(field('Password'), appliance.password + KEYS.enter);
  await window.find(QUEUES);
});
