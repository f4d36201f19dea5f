// Hands on the customer's screen in the real window: keyboards of other countries, fingers, drawings,
// several displays, a screen that changes its size, and pictures that are kept.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { after, before } from 'node:test';
import { Console, freshFolder, remove } from '../harness/console.mjs';
import { Customer } from '../harness/customer.mjs';
import { Device } from '../harness/device.mjs';
import { differences, hand, pixels } from '../harness/glass.mjs';
import { PLACES, Person } from '../harness/person.mjs';
import { until } from '../harness/until.mjs';
import { walk } from '../harness/walk.mjs';
import { DIALOG, SIDE, accept, button, elevate } from '../harness/workplace.mjs';

const NAME = 'Rosa Lindqvist';
const STRIP = `//*[contains(@class, 'cstrip-words')]`;
const DISPLAYS = `//*[@aria-label='Displays']`;
/** A spot of the terminal, and a part of the device's screen where nothing is. */
const TERMINAL = /** @type {const} */ ([100, 100]);
const EMPTY = { x: 100, y: 440, width: 300, height: 160 };
/** What of that is below the screen's end as the client has first seen it. */
const BELOW = { x: 100, y: 505, width: 300, height: 95 };
const folder = freshFolder();
/** @type {Console} */ let running;
/** @type {Customer} */ let customer;
/** @type {Device} */ let device;
/** @type {Person} */ let person;
const step = walk(() => running);

before(async () => {
  // Pictures are kept in the home folder.
  process.env.HOME = folder;
  [running, device] = await Promise.all([Console.start(folder, ['--demo']), Device.start()]);
  person = new Person(running, device);
  await device.terminal();
  // It grows once the client is there.
  device.resize(800, 500);
});

after(async () => {
  customer?.leave();
  await device?.close();
  await running?.close();
  remove(folder);
});

/** Clicks into the terminal, so that keys go there. */
async function capture() {
  await person.still();
  await person.point(TERMINAL);
  hand(running.display, 'click', '1');
  await running.window.find(`${STRIP}[contains(., 'Keys go to the')]`);
}

/** Waits until the terminal has got this as its last line. @param {string} line */
const typed = (line) => until(`the device got ${line}`, () => device.typed().endsWith(`${line}\n`));

/** Waits until the place under the picture's size says so. @param {string} size */
const sized = (size) => running.window.find(`//*[@class='sfoot']//*[normalize-space()='${size}']`);

step('the customer allows control on the page, and the client shows its windows', async () => {
  customer = new Customer(await running.portal());
  await customer.begin(NAME, 'The keys write something else');
  await accept(running.window, NAME);
  const code = await elevate(running.window);
  device.appear(['--site', customer.portal, '--code', code]);
  await running.window.find(`${DIALOG}//*[contains(., 'Joined.')]`);
  await running.window.click(DIALOG + button('Close'));
  await running.window.click(`//button[@role='tab'][contains(., 'Screen')]`);
  await running.window.click(button('Ask to view and control'));
  await customer.allows('control');
  await running.window.find(`${STRIP}[contains(., 'You are in control.')]`);
  await until('there is a picture', async () => (await person.place()).width > 300);
  device.whole();
  await sized('1024 × 640');
});

step('F11 leaves nothing but the screen, also while the device has the keyboard', async () => {
  await capture();
  hand(running.display, 'key', 'F11');
  await running.window.gone(SIDE);
  await running.window.find(`${STRIP}[contains(., 'Keys go to the')]`);
  hand(running.display, 'key', 'F11');
  await running.window.find(SIDE);
});

step('characters of the third level and dead keys are what they are here', async () => {
  person.layout(running, 'de');
  await capture();
  person.pressWith(PLACES.altGr, PLACES.q, PLACES.e, PLACES.seven);
  person.press(PLACES.acute, PLACES.e, PLACES.circumflex, PLACES.a, PLACES.y, PLACES.enter);
  await typed('@€{éâz');
});

step('a composed text arrives', async () => {
  await person.compose('日本');
  person.press(PLACES.enter);
  await typed('日本');
});

step('keys by their places are what they are on the device', async () => {
  person.layout(running, 'us');
  person.layout(device, 'de');
  await person.choose('Keyboard', 'By position');
  await capture();
  person.pressWith(PLACES.altGr, PLACES.q, PLACES.seven);
  person.press(PLACES.acute, PLACES.e, PLACES.y, PLACES.enter);
  await typed('@{éz');
});

step('with dead keys on both sides, one alone is at work', async () => {
  person.layout(running, 'de');
  person.press(PLACES.acute, PLACES.e);
  person.pressWith(PLACES.altGr, PLACES.q);
  person.press(PLACES.enter);
  await typed('é@');
  hand(running.display, 'key', 'F8');
});

step('fingers tap, press long, drag and turn the wheel', async () => {
  const heard = await device.run('xev', '-geometry', '300x200+600+300', '-event', 'button');
  const buttons = () => [...heard.printed.matchAll(/(ButtonPress|ButtonRelease)[^]*?button (\d)/g)].map(([, what, number]) => `${what} ${number}`);
  /** @param {string[]} expected */
  const does = (...expected) => until(`the device hears ${expected}`, () => expected.every((one, i) => buttons()[i] === one));
  await person.touch([['down', 1, [700, 400]], ['up', 1, [700, 400]]]);
  await does('ButtonPress 1', 'ButtonRelease 1');
  heard.printed = '';
  await person.touch([['down', 1, [700, 400]]]);
  await does('ButtonPress 3');
  await person.touch([['up', 1, [700, 400]]]);
  await does('ButtonPress 3', 'ButtonRelease 3');
  heard.printed = '';
  await person.touch([['down', 1, [650, 350]], ['move', 1, [750, 450]]]);
  await does('ButtonPress 1');
  await person.touch([['up', 1, [750, 450]]]);
  await does('ButtonPress 1', 'ButtonRelease 1');
  heard.printed = '';
  await person.touch([['down', 1, [680, 450]], ['down', 2, [760, 450]], ['move', 1, [680, 310]], ['move', 2, [760, 310]]]);
  await does('ButtonPress 5', 'ButtonRelease 5');
  await person.touch([['up', 1, [680, 310]], ['up', 2, [760, 310]]]);
});

step('the laser pointer and a drawing stand on the device’s own screen', async () => {
  const [before, beforeBelow] = [pixels(device.display, EMPTY), pixels(device.display, BELOW)];
  const marks = () => differences(before, pixels(device.display, EMPTY));
  await person.choose('Annotate', 'Laser pointer');
  await person.point([200, 500]);
  await until('the laser is there', () => marks() > 0);
  hand(running.display, 'mousemove', '5', '5');
  await until('the laser is gone', () => marks() === 0);
  await person.choose('Annotate', 'Draw');
  await person.drag([[120, 460], [250, 580], [380, 470]]);
  await until('the drawing is there', () => marks() > 300);
  await until('nothing of it is cut off', () => differences(beforeBelow, pixels(device.display, BELOW)) > 100);
  await running.shoot('24-drawn');
  await person.choose('Annotate', 'Undo last stroke');
  await until('the drawing is gone', () => marks() === 0);
  await person.choose('Annotate', 'Pointer');
});

step('of several displays each is shown alone', async () => {
  device.split();
  await running.window.click(`${DISPLAYS}//button[.='2']`);
  await sized('512 × 640');
  await running.shoot('25-second-display');
  device.join();
  await running.window.gone(DISPLAYS);
  await sized('1024 × 640');
});

step('the picture follows a screen that is turned', async () => {
  device.resize(400, 640);
  await sized('400 × 640');
  await until('the picture stands upright', async () => {
    const { width, height } = await person.place();
    return Math.abs(width / height - 400 / 640) < 0.01;
  });
  await running.shoot('26-upright');
});

step('a picture is kept as a file and on the clipboard, and the session tells of both', async () => {
  await person.choose('Screenshot', 'To a file');
  const pictures = join(folder, 'Farhand');
  await until('there is a file', () => readdirSync(pictures).some((name) => name.endsWith('.png')));
  await person.choose('Screenshot', 'To the clipboard');
  await running.window.find(`//*[contains(., 'The picture is on the clipboard.')]`);
  const env = { ...process.env, DISPLAY: running.display };
  const kept = execFileSync('xclip', ['-selection', 'clipboard', '-t', 'image/png', '-o'], { env, maxBuffer: 1 << 24 });
  // A PNG's header says its width and height.
  assert.deepEqual([kept.readUInt32BE(16), kept.readUInt32BE(20)], [400, 640]);
  const told = `li[contains(., 'Screenshot taken')]`;
  await running.window.find(`${SIDE}//${told}/following-sibling::${told}`);
});
