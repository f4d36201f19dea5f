// The customer's screen in the real window: joined by the real client, seen and driven, and stopped.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { Console, freshFolder, remove } from '../harness/console.mjs';
import { Customer } from '../harness/customer.mjs';
import { Device } from '../harness/device.mjs';
import { colours, differences, hand, pixels } from '../harness/glass.mjs';
import { until } from '../harness/until.mjs';
import { walk } from '../harness/walk.mjs';
import { DIALOG, accept, button, elevate } from '../harness/workplace.mjs';

const NAME = 'Rosa Lindqvist';
const STRIP = `//*[contains(@class, 'cstrip-words')]`;
const TOOLS = `//*[@role='toolbar'][@aria-label='Screen tools']`;
const TYPED = 'Scanner 42 (left), ok?\n';
/** A place of the device's screen where nothing is. */
const ASIDE = /** @type {const} */ ([900, 600]);
const folder = freshFolder();
/** @type {Console} */
let running;
/** @type {Customer} */
let customer;
/** @type {Device} */
let device;
/** What lets the client in. */
let code = '';
const step = walk(() => running);

before(async () => {
  [running, device] = await Promise.all([Console.start(folder, ['--demo']), Device.start()]);
  await device.terminal();
});

after(async () => {
  customer?.leave();
  await device?.close();
  await running?.close();
  remove(folder);
});

/** Waits until the line above the picture says so. @param {string} words */
const strip = (words) => running.window.find(`${STRIP}[contains(., '${words}')]`);

/** Where the picture is in the window, in its pixels. */
const place = () =>
  running.window.run(`
    const { x, y, width, height } = document.querySelector('.stage canvas').getBoundingClientRect()
    return { x: screenX + x, y: screenY + y, width, height }`);

/** What the representative has before the eyes: the pixels of the window on its display. */
async function seen() {
  return pixels(running.display, await place());
}

/** Puts the console's own pointer over a place of the device's screen. @param {number} x @param {number} y */
async function pointAt(x, y) {
  const picture = await place();
  hand(running.display, 'mousemove', String(picture.x + x), String(picture.y + y));
}

/** Waits until what is shown and what stands on the device are the same pixels. @param {string} when */
function same(when) {
  return until(
    `${when}, the picture is the device’s`,
    async () => {
      const count = differences(await seen(), device.picture());
      if (count > 0) throw new Error(`${count} pixels differ`);
      return true;
    },
    30_000,
  );
}

step('the side panel shows a code for the client', async () => {
  customer = new Customer(await running.portal());
  await customer.begin(NAME, 'The scanner is gone from the list');
  await accept(running.window, NAME);
  await customer.is('active');
  code = await elevate(running.window);
  await running.shoot('14-code');
});

step('the client joins by that code', async () => {
  device.attend(['--site', customer.portal, '--code', code]);
  await running.window.find(`${DIALOG}//*[contains(., 'Joined.')]`);
  await running.shoot('15-joined');
  await running.window.click(DIALOG + button('Close'));
});

step('asked for both, the representative sees and is in control', async () => {
  await running.window.click(`//button[@role='tab'][contains(., 'Screen')]`);
  await running.window.find(button('Ask to view and control'));
  await running.shoot('16-not-asked');
  await running.window.click(button('Ask to view and control'));
  await strip('You are in control.');
  await until('there is a picture', async () => colours(await seen()) > 2);
  await running.shoot('17-in-control');
});

step('at rest and at 1:1 every pixel is that of the device', async () => {
  await running.window.click(`${TOOLS}//button[@aria-label='Focus mode']`);
  await running.window.click(TOOLS + button('1:1'));
  await until('the picture is shown at 1:1', async () => (await place()).width === device.size.width);
  // Over the picture, so that the device's own pointer is not drawn into it.
  await pointAt(...ASIDE);
  await same('at rest');
  await running.shoot('18-actual-size');
});

step('what is typed in the window appears on the device, and is shown', async () => {
  await pointAt(100, 100);
  hand(running.display, 'click', '1');
  await strip('Keys go to the');
  const before = device.picture();
  hand(running.display, 'type', '--delay', '30', TYPED);
  await until('the text has arrived', () => device.typed() === TYPED);
  await until('the terminal shows it', () => !before.equals(device.picture()));
  await pointAt(...ASIDE);
  await same('after typing');
  await running.shoot('19-typed');
});

step('a button on the device is clicked', async () => {
  const asking = await device.run('xmessage', '-geometry', '200x80+300+300', '-buttons', 'Confirm:7', 'Add the scanner?');
  await same('with the message');
  await running.shoot('20-message');
  // The one button stands below the text, at the left.
  await pointAt(340, 363);
  hand(running.display, 'click', '1');
  await until('the button was pressed', () => asking.process.exitCode !== null);
  assert.equal(asking.process.exitCode, 7);
});

step('a client that was killed comes back, without a question', async () => {
  await device.kill();
  await strip('No signal from the computer.');
  await running.shoot('21-away');
  device.attend();
  await strip('You are in control.');
  await pointAt(...ASIDE);
  await same('back again');
});

step('the customer stops control, and no key passes any more', async () => {
  await customer.stops('control');
  await strip('Control stopped');
  await pointAt(100, 100);
  hand(running.display, 'click', '1');
  hand(running.display, 'type', 'not this');
  hand(running.display, 'key', 'Return');
  await running.window.click(`${TOOLS}//button[@aria-label='Leave focus mode']`);
  await running.window.find(`//*[@class='consent']//*[contains(., 'Control')][contains(., 'stopped')]`);
  await running.shoot('22-control-stopped');
});

step('the customer stops sharing, and the card says so', async () => {
  await customer.stops('view');
  await strip('Sharing stopped');
  await running.window.find(`//*[@role='status'][contains(., '${NAME} stopped sharing')]`);
  await running.shoot('23-sharing-stopped');
  assert.equal(device.typed(), TYPED, 'nothing came after the stop');
});
