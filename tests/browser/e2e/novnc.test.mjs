// Stock noVNC, unchanged, as a foreign viewer through the relay: a ticket opens it, it shows the
// right picture, and its input counts only while control is allowed.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Desktop } from '../harness/desktop.mjs';
import { Door } from '../harness/door.mjs';
import { Phone } from '../harness/phone.mjs';
import { newName, Stage } from '../harness/stage.mjs';
import { begin, inChat, pickIssue, until } from '../harness/steps.mjs';

/** @type {Stage} */ let stage;
/** @type {Door} */ let door;
/** @type {Desktop} */ let desktop;

before(async () => {
  stage = await Stage.open();
  [door, desktop] = await Promise.all([Door.before(stage.url), Desktop.start()]);
});
after(async () => {
  await desktop?.close();
  await door?.close();
  await stage?.close();
});

/** Opens noVNC with a ticket; answers the page. @param {string} site @param {string} ticket */
async function viewer(site, ticket) {
  const page = await stage.browser.newPage();
  await page.goto(door.url);
  await page.waitForFunction(() => 'RFB' in globalThis);
  await page.evaluate(
    ({ address }) => {
      const rfb = new globalThis.RFB(document.getElementById('screen'), address, { wsProtocols: ['binary'] });
      globalThis.told = [];
      for (const name of ['connect', 'disconnect', 'securityfailure']) {
        rfb.addEventListener(name, (event) => globalThis.told.push({ name, ...event.detail }));
      }
      rfb.qualityLevel = 9;
      rfb.focusOnClick = true;
    },
    { address: `${site.replace('http', 'ws')}/api/v1/screen?ticket=${ticket}` },
  );
  return page;
}

/** @param {import('playwright-core').Page} page @param {string} name */
const told = (page, name) => page.waitForFunction((name) => globalThis.told.find((one) => one.name === name), name);

/** @param {import('playwright-core').Page} page */
const connected = (page) => page.evaluate(() => globalThis.told.some((one) => one.name === 'connect'));

/** What noVNC shows, three bytes a pixel. @param {import('playwright-core').Page} page */
async function shown(page) {
  const text = await page.evaluate(() => {
    const canvas = document.querySelector('canvas');
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    let text = '';
    for (let at = 0; at < data.length; at += 4) text += String.fromCharCode(data[at], data[at + 1], data[at + 2]);
    return btoa(text);
  });
  return Buffer.from(text, 'base64');
}

test('noVNC attaches by a ticket, shows the screen, and drives it only when that is allowed', async () => {
  const ines = await stage.representative();
  const name = newName();
  const phone = await Phone.open(stage.browser, stage.url);
  await pickIssue(phone, /Wi-Fi/);
  await begin(phone, name);
  const lsid = await ines.accept(name);
  await inChat(phone);
  desktop.join(stage.url, (await ines.elevate(lsid)).code);
  const session = async () => (await ines.detail(lsid)).session;
  await until(async () => (await session()).device !== null, 'the client joins');
  const ticket = async () => (await ines.ask('POST', `/sessions/${lsid}/screen/ticket`, {})).ticket;
  await assert.rejects(ticket(), /has not allowed the screen to be seen/);
  await ines.ask('POST', `/sessions/${lsid}/ask`, { what: 'view' });
  await until(async () => (await session()).capabilities.view.kind === 'granted', 'seeing is allowed');

  const once = await ticket();
  const foreign = await viewer(stage.url, once);
  await told(foreign, 'disconnect');
  assert.ok(!(await connected(foreign)), 'another site’s page is refused, and uses nothing up');
  const page = await viewer(door.url, once);
  await told(page, 'connect');
  await until(async () => (await shown(page)).equals(desktop.picture()), 'noVNC shows the device’s pixels');

  const type = async (/** @type {string} */ text) => {
    await page.locator('canvas').click({ position: { x: 100, y: 100 } });
    await page.keyboard.type(text, { delay: 20 });
    await page.keyboard.press('Enter');
  };
  await type('not allowed');
  await ines.ask('POST', `/sessions/${lsid}/ask`, { what: 'control' });
  await until(async () => (await session()).capabilities.control.kind === 'granted', 'control is allowed');
  await type('allowed');
  await until(async () => desktop.typed() === 'allowed\n', 'only what was typed with control arrives');
  await until(async () => (await shown(page)).equals(desktop.picture()), 'and is shown');

  await phone.page.getByRole('button', { name: 'Stop control' }).tap();
  await until(async () => (await session()).capabilities.control.kind === 'stopped', 'control is stopped');
  await type('too late');
  await phone.page.getByRole('button', { name: 'Stop sharing' }).tap();
  await told(page, 'disconnect');
  assert.equal(desktop.typed(), 'allowed\n');

  const used = await viewer(door.url, once);
  await told(used, 'disconnect');
  assert.ok(!(await connected(used)), 'a ticket is good once');
  await ines.end(lsid);
  await phone.close();
});
