// Transfers in the real window over a slow line: paused and resumed, through a kill of the console and of the
// client, retried after a fault, cancelled; what arrives is the same to the byte.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { Appliance } from '../harness/appliance.mjs';
import { Console, freshFolder, remove } from '../harness/console.mjs';
import { Customer } from '../harness/customer.mjs';
import { Device } from '../harness/device.mjs';
import { Line } from '../harness/line.mjs';
import { HERE, box, labelled, open, row, stands, there, transfer } from '../harness/shelves.mjs';
import { until } from '../harness/until.mjs';
import { walk } from '../harness/walk.mjs';
import { DIALOG, accept, button, elevate, signIn } from '../harness/workplace.mjs';

const NAME = 'Nils Exempel';
const THERE = there(NAME);
const SIZE = 40_000_000;
const DUMP = randomBytes(SIZE);
const PHOTO = randomBytes(300_000);
/** Bytes in a second: slow enough for hands. */
const SLOW = 4_000_000;
/** For what is slow on purpose, in milliseconds. */
const LONG = 60_000;
const folder = freshFolder();
const home = join(folder, 'home');
/** @type {Appliance} */ let appliance;
/** @type {Line} */ let line;
/** @type {Console} */ let running;
/** @type {Customer} */ let customer;
/** @type {Device} */ let device;
const step = walk(() => running);

/** Something of the customer. @param {string[]} names */
const lent = (...names) => join(device.folder, 'Depot', ...names);
/** The file in the chat, once this computer has it. */
const saved = `//*[contains(@class, 'filebub')][.//*[normalize-space()='photo.jpg']][contains(., 'Done, verified')]`;
const files = `//button[@role='tab'][contains(., 'Files')]`;

before(async () => {
  mkdirSync(join(home, 'Inbox'), { recursive: true });
  writeFileSync(join(home, 'setup.bin'), DUMP);
  process.env.HOME = home;
  appliance = await Appliance.start();
  line = await Line.to(appliance.address);
  [running, device] = await Promise.all([Console.start(join(folder, 'data'), []), Device.start()]);
  mkdirSync(lent());
  writeFileSync(lent('dump.bin'), DUMP);
});

after(async () => {
  customer?.leave();
  await device?.close();
  await running?.close();
  line?.close();
  await appliance?.close();
  remove(folder);
});

/** How far a transfer is, in percent; not a number while it has no bar. @param {string} name */
async function percent(name) {
  const bar = await running.window.find(`${transfer(name)}//*[@role='progressbar']`);
  return Number(await bar.property('ariaValueNow'));
}

/** Waits until a transfer is so far. @param {string} name @param {number} least */
const reaches = (name, least) => until(`${name} is at ${least} %`, async () => (await percent(name)) >= least, LONG);

/** Waits for a transfer's end. @param {string} name */
const verified = (name) => until(`${name} is there`, () => running.window.has(stands(name, 'Done, verified')), LONG);

/** Parts that transfers have left in a folder. @param {string} path */
const parts = (path) => readdirSync(path).filter((name) => name.endsWith('.farhand-part'));

step('both ends use a line that can be slow', async () => {
  await signIn(running.window, line.address, appliance);
  customer = new Customer(appliance.address);
  await customer.begin(NAME, 'It stops by itself');
  await accept(running.window, NAME);
  const code = await elevate(running.window);
  device.lend(lent(), ['--site', line.address, '--code', code]);
  await running.window.find(`${DIALOG}//*[contains(., 'Joined.')]`);
  await running.window.click(DIALOG + button('Close'));
  await running.window.click(files);
  await running.window.click(button('Ask for files'));
  await running.window.click(button(`Ask ${NAME}`));
  await running.window.find(row(THERE, 'dump.bin'));
});

step('a copy is paused, and goes on when told', async () => {
  line.slow(SLOW);
  await running.window.click(box(THERE, 'dump.bin'));
  await running.window.click(THERE + button('Copy to this computer'));
  await reaches('dump.bin', 8);
  await running.shoot('40-copying');
  await running.window.click(labelled('Pause dump.bin'));
  await running.window.find(stands('dump.bin', 'Paused at'));
  const before = await percent('dump.bin');
  assert.ok(before >= 8 && before < 90, `${before} %`);
  assert.ok(!existsSync(join(home, 'dump.bin')), 'nothing stands under its name yet');
  await running.shoot('41-paused');
  await running.window.click(transfer('dump.bin') + button('Resume'));
  await reaches('dump.bin', before + 5);
});

step('meanwhile a file of the chat is saved', async () => {
  await customer.hands('photo.jpg', PHOTO);
  await running.window.click(labelled('Save photo.jpg'));
  await running.window.find(saved);
  assert.ok(readFileSync(join(home, 'photo.jpg')).equals(PHOTO));
});

step('a console that is killed goes on where it was', async () => {
  await reaches('dump.bin', 50);
  await running.kill();
  running = await Console.start(join(folder, 'data'), []);
  await running.window.click(files);
  await reaches('dump.bin', 51);
  await running.window.find(saved);
  await running.shoot('42-after-the-kill');
  line.free();
  await verified('dump.bin');
  assert.ok(readFileSync(join(home, 'dump.bin')).equals(DUMP), 'byte by byte');
  // Each byte passes twice: from the client to the appliance, and from there to the console.
  assert.ok(line.passed < 2.25 * SIZE, `${line.passed} bytes have passed`);
});

step('a client that is killed in the middle is waited for', async () => {
  line.slow(SLOW);
  await running.window.click(box(HERE, 'setup.bin'));
  await running.window.click(HERE + button('Send to computer'));
  await reaches('setup.bin', 20);
  await device.kill();
  await running.window.find(stands('setup.bin', 'connection lost'));
  await running.shoot('43-client-away');
  device.lend(lent());
  await reaches('setup.bin', 25);
  line.free();
  await verified('setup.bin');
  assert.ok(readFileSync(lent('setup.bin')).equals(DUMP), 'byte by byte');
  assert.deepEqual(parts(lent()), []);
});

step('a folder that went away is a fault that can be mended', async () => {
  line.slow(SLOW);
  await open(running, row(HERE, 'Inbox'));
  await running.window.find(`${HERE}//button[@aria-current='location'][normalize-space()='Inbox']`);
  await running.window.click(`//button[normalize-space()='Clear finished']`);
  await running.window.gone(transfer('dump.bin'));
  await running.window.click(box(THERE, 'dump.bin'));
  await running.window.click(THERE + button('Copy to this computer'));
  await reaches('dump.bin', 5);
  await running.window.click(labelled('Pause dump.bin'));
  await running.window.find(stands('dump.bin', 'Paused at'));
  rmSync(join(home, 'Inbox'), { recursive: true });
  await running.window.click(transfer('dump.bin') + button('Resume'));
  await running.window.find(transfer('dump.bin') + button('Retry'));
  await running.shoot('44-failed');
  mkdirSync(join(home, 'Inbox'));
  line.free();
  await running.window.click(transfer('dump.bin') + button('Retry'));
  await verified('dump.bin');
  assert.ok(readFileSync(join(home, 'Inbox', 'dump.bin')).equals(DUMP));
});

step('what is cancelled leaves nothing', async () => {
  rmSync(lent('setup.bin'));
  line.slow(SLOW);
  await running.window.click(HERE + labelled('Up one folder'));
  await running.window.click(`//button[normalize-space()='Clear finished']`);
  await running.window.gone(transfer('setup.bin'));
  await running.window.click(box(HERE, 'setup.bin'));
  await running.window.click(HERE + button('Send to computer'));
  await reaches('setup.bin', 5);
  await running.window.click(labelled('Cancel setup.bin'));
  await running.window.find(stands('setup.bin', 'Cancelled'));
  line.free();
  await until('the client has removed its part', () => parts(lent()).length === 0);
  assert.deepEqual(readdirSync(lent()), ['dump.bin']);
});
