// What is asked and what is allowed: the questions, the line that says who sees and drives, the page of
// the client.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Device } from '../harness/device.mjs';
import { Phone } from '../harness/phone.mjs';
import { LOOKS, newName, Stage } from '../harness/stage.mjs';
import { begin, inChat, pickIssue, until } from '../harness/steps.mjs';

/** @type {Stage} */ let stage;
/** @typedef {import('../harness/representative.mjs').Representative} Representative */
/** @type {Representative} */ let ines;

before(async () => {
  stage = await Stage.open();
  ines = await stage.representative();
});
after(() => stage?.close());

/** A chat that a representative has accepted. @param {object} [look] @param {Representative} [who] */
async function chatting(look = {}, who = ines) {
  const name = newName();
  const phone = await Phone.open(stage.browser, stage.url, look);
  await pickIssue(phone, /Wi-Fi/);
  await begin(phone, name);
  const lsid = await who.accept(name);
  await inChat(phone);
  return { phone, page: phone.page, lsid };
}

/** The same, with a device. @param {object} [look] @param {Representative} [who] */
async function joined(look, who = ines) {
  const chat = await chatting(look, who);
  const device = await Device.attach(stage.url, (await who.elevate(chat.lsid)).code);
  await until(async () => (await who.detail(chat.lsid)).session.device !== null, 'the device is part of the session');
  const close = async () => {
    await who.end(chat.lsid);
    await device.close();
    await chat.phone.close();
  };
  return { ...chat, device, close };
}

/** How the three stand. @param {string} lsid */
async function stands(lsid) {
  const { view, control, clipboard } = (await ines.detail(lsid)).session.capabilities;
  return [view.kind, control.kind, clipboard.kind];
}

/** @param {import('playwright-core').Page} page @param {string} name */
const button = (page, name) => page.getByRole('button', { name, exact: true });

for (const look of LOOKS) {
  const words = `${look.dark ? 'dark' : 'light'}, ${look.size.width} px`;

  test(`asked, allowed and stopped on the page (${words})`, async () => {
    const { phone, page, lsid, close } = await joined(look);
    const line = page.locator('#sharing');
    await ines.ask('POST', `/sessions/${lsid}/ask`, { what: 'view' });
    await page.getByRole('heading', { name: `${ines.me.name} asks to see your screen` }).waitFor();
    await phone.check('ask-view');
    await button(page, 'Allow viewing only').tap();
    await line.getByText(`${ines.me.name} sees your screen`).waitFor();
    assert.deepEqual(await stands(lsid), ['granted', 'available', 'available']);
    assert.equal(await page.locator('#question').isVisible(), false);
    assert.equal(await button(page, 'Stop control').isVisible(), false);
    await phone.check('seen');

    await ines.ask('POST', `/sessions/${lsid}/ask`, { what: 'control' });
    await page.getByRole('heading', { name: `${ines.me.name} asks to control your screen` }).waitFor();
    assert.equal(await button(page, 'Allow viewing only').isVisible(), false);
    await phone.check('ask-control');
    await button(page, 'Allow control').tap();
    await line.getByText(`${ines.me.name} sees and controls your screen`).waitFor();
    await phone.check('driven');

    await ines.ask('POST', `/sessions/${lsid}/ask`, { what: 'clipboard' });
    await page.getByRole('heading', { name: `${ines.me.name} asks to share copied texts` }).waitFor();
    await phone.check('ask-clipboard');
    await button(page, 'Allow').tap();
    await line.getByText('copied texts pass').waitFor();
    assert.deepEqual(await stands(lsid), ['granted', 'granted', 'granted']);
    await phone.check('all-allowed');

    await button(page, 'Stop control').tap();
    await line.getByText(`${ines.me.name} sees your screen`, { exact: true }).waitFor();
    assert.deepEqual(await stands(lsid), ['granted', 'stopped', 'stopped']);
    await button(page, 'Stop sharing').tap();
    await page.getByText('screen not shared').waitFor();
    assert.equal(await line.isVisible(), false);
    assert.deepEqual(await stands(lsid), ['stopped', 'stopped', 'stopped']);
    await phone.check('stopped');
    await close();
  });
}

test('asked for both at once, viewing alone can be allowed, and everything refused', async () => {
  const { phone, page, lsid, close } = await joined();
  await ines.ask('POST', `/sessions/${lsid}/ask`, { what: 'control' });
  await page.getByRole('heading', { name: `${ines.me.name} asks to see and control your screen` }).waitFor();
  await phone.check('ask-both');
  await button(page, 'Allow viewing only').tap();
  await page.locator('#sharing').getByText('sees your screen').waitFor();
  assert.deepEqual(await stands(lsid), ['granted', 'denied', 'available']);
  await ines.ask('POST', `/sessions/${lsid}/ask`, { what: 'clipboard' }).catch(() => undefined);
  await close();

  const other = await joined();
  await ines.ask('POST', `/sessions/${other.lsid}/ask`, { what: 'view' });
  await button(other.page, 'Refuse').tap();
  await other.page.locator('#question').waitFor({ state: 'hidden' });
  await until(async () => (await stands(other.lsid))[0] === 'denied', 'the refusal arrives');
  assert.equal(await other.page.locator('#sharing').isVisible(), false);
  await other.close();
});

test('a question takes nothing from who is typing, and is answered by keyboard', async () => {
  const { page, lsid, close } = await joined({ touch: false });
  const at = () => page.evaluate(() => document.activeElement?.id);
  await page.locator('#message').focus();
  await page.keyboard.type('I am just wri');
  await ines.ask('POST', `/sessions/${lsid}/ask`, { what: 'control' });
  await page.locator('#question').waitFor();
  await page.keyboard.type('ting');
  await page.locator('#say', { hasText: 'asks to see and control your screen' }).waitFor({ state: 'attached' });
  assert.deepEqual([await at(), await page.locator('#message').inputValue()], ['message', 'I am just writing']);
  const focus = [];
  while (focus.length < 20 && focus.at(-1) !== 'refuse') {
    await page.keyboard.press('Shift+Tab');
    focus.push(await at());
  }
  assert.deepEqual(focus, ['refuse'], 'the question stands right before the message');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Shift+Tab');
  assert.equal(await at(), 'allow-control');
  await page.keyboard.press('Enter');
  await page.locator('#sharing').getByText('sees and controls').waitFor();
  assert.equal(await at(), 'helper', 'the focus is not lost with the question');
  await page.locator('#stop-control').focus();
  await page.keyboard.press('Enter');
  await page.locator('#stop-control').waitFor({ state: 'hidden' });
  assert.equal(await at(), 'stop-view', 'the focus goes on to what is left');
  await page.keyboard.press('Enter');
  await page.locator('#sharing').waitFor({ state: 'hidden' });
  assert.equal(await at(), 'helper');
  await close();
});

for (const large of [false, true]) {
  test(`a long name fits${large ? ', with texts of twice the size' : ''}`, async () => {
    const name = 'Maximiliane Donaudampfschifffahrtsgesellschaftskapitänin';
    const long = await stage.newRepresentative(large ? 'maxi' : 'mini', name, 'Field Devices');
    const { phone, page, lsid, close } = await joined(LOOKS[0], long);
    if (large) await page.evaluate(enlarge);
    const words = large ? 'large' : 'long';
    await long.ask('POST', `/sessions/${lsid}/ask`, { what: 'control' });
    await page.locator('#question').waitFor();
    await phone.check(`${words}-ask`);
    if (!large) assert.ok(await inSight(button(page, 'Refuse')), 'saying no is as near as saying yes');
    const allow = button(page, 'Allow viewing and control');
    await allow.scrollIntoViewIfNeeded();
    await allow.tap();
    await page.locator('#sharing').waitFor();
    await phone.check(`${words}-driven`);
    for (const name of ['Stop control', 'Stop sharing', 'Send']) {
      assert.ok(await inSight(button(page, name)), `${name} is in sight`);
    }
    await close();
  });
}

/** Whether the whole of it can be seen without scrolling. @param {import('playwright-core').Locator} at */
const inSight = (at) =>
  at.evaluate((one) => {
    const { left, top, right, bottom } = one.getBoundingClientRect();
    const [x, y] = [(left + right) / 2, (top + bottom) / 2];
    const ends = [[x, top + 2], [x, bottom - 2], [left + 2, y], [right - 2, y]];
    return ends.every(([x, y]) => one.contains(document.elementFromPoint(x, y)));
  });

/** Runs in the page: every text at twice its size, as people set it. */
function enlarge() {
  const all = [...document.querySelectorAll('body *')].map((one) => ({ one, size: parseFloat(getComputedStyle(one).fontSize) }));
  for (const { one, size } of all) Object.assign(one.style, { fontSize: `${size * 2}px`, lineHeight: '1.3' });
}

test('the way to the client without script, and with files to download', async () => {
  const folder = join(stage.appliance.data, 'clients');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'farhand-client-linux-x86_64'), Buffer.alloc(3_400_000));
  writeFileSync(join(folder, 'farhand-client-windows-x86_64.exe'), Buffer.alloc(2_100_000));
  writeFileSync(join(folder, 'notes.txt'), 'not for customers');
  const { phone, lsid } = await chatting();
  const { link, code } = await ines.elevate(lsid);
  for (const script of [true, false]) {
    const other = await Phone.open(stage.browser, stage.url, { script, dark: !script });
    await other.page.goto(link);
    await other.page.getByText(`${code.slice(0, 3)} ${code.slice(3, 6)} ${code.slice(6)}`).waitFor();
    assert.equal(await other.page.locator('#downloads a').count(), 2);
    await other.check(script ? 'client-files' : 'client-plain');
    const [file] = await Promise.all([
      other.page.waitForEvent('download'),
      other.page.getByRole('link', { name: /Support app for Linux/ }).tap(),
    ]);
    assert.equal(file.suggestedFilename(), 'farhand-client-linux-x86_64');
    await other.close();
  }
  assert.equal((await fetch(`${stage.url}/client/download/notes.txt`)).status, 404);
  await ines.end(lsid);
  await phone.close();
});

test('who comes without a session learns what to do', async () => {
  const phone = await Phone.open(stage.browser, stage.url);
  await phone.page.goto('/client?code=12');
  await phone.check('client-no-code');
  await button(phone.page, 'Get a code for the app').tap();
  await phone.page.getByRole('heading', { name: 'No session here' }).waitFor();
  await phone.check('client-no-session');
  await phone.close();
});
