// Without script: everything up to the queue works, and the rest says what it needs.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Phone } from '../harness/phone.mjs';
import { newName, Stage } from '../harness/stage.mjs';
import { begin, pickIssue } from '../harness/steps.mjs';

/** @type {Stage} */ let stage;

before(async () => (stage = await Stage.open()));
after(() => stage?.close());

test('without script up to the queue and out of it', async () => {
  const ines = await stage.representative();
  const name = newName();
  const phone = await Phone.open(stage.browser, stage.url, { script: false });
  const { page } = phone;
  await pickIssue(phone, /Wi-Fi/);
  await phone.check('plain-begin');
  await page.getByRole('button', { name: /start chat/ }).click();
  await page.getByText('Please tell us your name.').waitFor();
  await begin(phone, name);
  assert.ok(page.url().endsWith('/waiting'));
  await page.getByText('The chat needs JavaScript').waitFor();
  await phone.check('plain-waiting');
  const again = await page.reload();
  assert.equal(again?.headers().refresh, '20');
  await page.getByRole('link', { name: 'open the chat' }).click();
  await page.waitForURL('**/session');
  await page.locator('.noscript').waitFor();
  await phone.check('plain-session');
  await ines.accept(name);
  await page.goto('/waiting');
  await page.getByRole('heading', { name: `${ines.me.name} is here` }).waitFor();
  await phone.check('plain-here');
  await phone.close();
});

test('without script the line can be left', async () => {
  const phone = await Phone.open(stage.browser, stage.url, { script: false });
  await pickIssue(phone, /Wi-Fi/);
  await begin(phone, newName());
  await phone.page.getByRole('button', { name: 'Leave the line' }).click();
  await phone.page.getByRole('heading', { name: 'You left the line' }).waitFor();
  await phone.close();
});

test('without script the page is light, whatever the system prefers', async () => {
  const phone = await Phone.open(stage.browser, stage.url, { script: false, dark: true });
  await phone.page.goto('/');
  assert.equal(await phone.page.locator('html').getAttribute('data-theme'), null);
  await phone.check('plain-start');
  await phone.close();
});
