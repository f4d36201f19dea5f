// The whole way with the keyboard alone: no touch, no mouse.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Phone } from '../harness/phone.mjs';
import { newName, Stage } from '../harness/stage.mjs';
import { inChat, sees, until } from '../harness/steps.mjs';

/** @type {Stage} */ let stage;

before(async () => (stage = await Stage.open()));
after(() => stage?.close());

/** Presses Tab until the focus is on what `match` finds. @param {import('playwright-core').Page} page @param {string} match */
async function tabTo(page, match) {
  for (let presses = 0; presses < 40; presses += 1) {
    await page.keyboard.press('Tab');
    const ring = await page.evaluate((match) => {
      const at = document.activeElement;
      if (!at?.matches(match)) return undefined;
      const shown = at.closest('.rc, .stars label') ?? at;
      return getComputedStyle(shown).outlineStyle;
    }, match);
    if (ring === undefined) continue;
    assert.notEqual(ring, 'none', `${match} shows where the focus is`);
    return;
  }
  throw new Error(`Tab does not reach ${match}`);
}

test('from the start to the survey by keyboard', async () => {
  const ines = await stage.representative();
  const name = newName();
  const phone = await Phone.open(stage.browser, stage.url, { touch: false });
  const { page } = phone;
  await page.goto('/');
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Skip to the content');
  await page.keyboard.press('Enter');
  await tabTo(page, 'a[href^="/issue/"]');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/begin');
  await tabTo(page, '#name');
  await page.keyboard.type(name);
  await tabTo(page, 'summary');
  await page.keyboard.press('Enter');
  if (await page.locator('[name=recording]').count()) {
    await tabTo(page, '[name=recording]');
    await page.keyboard.press('Space');
  }
  await tabTo(page, 'button.primary');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/session');
  await tabTo(page, '#leave button');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Leave the line?' }).waitFor();
  await page.keyboard.press('Escape');
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Leave the line', 'the focus is back');

  const lsid = await ines.accept(name);
  await inChat(phone);
  await until(() => page.evaluate(() => document.activeElement?.id === 'message'), 'the focus follows to the chat');
  await page.keyboard.type('by keyboard');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('two lines');
  await page.keyboard.press('Enter');
  await sees(phone, 'by keyboard');
  assert.deepEqual(await ines.heard(lsid), ['by keyboard\ntwo lines']);
  await page.keyboard.type('a draft');
  await ines.say(lsid, 'does this take the focus?');
  await sees(phone, 'does this take');
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'message');
  assert.equal(await page.locator('#message').inputValue(), 'a draft');

  await ines.end(lsid);
  await until(() => page.evaluate(() => document.activeElement?.id === 'over'), 'the focus follows to the end');
  await tabTo(page, '[name=rating]');
  await page.keyboard.press('ArrowRight');
  await tabTo(page, '#comment');
  await page.keyboard.type('fine');
  await tabTo(page, '#survey button');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Thank you' }).waitFor();
  assert.deepEqual(phone.complaints, []);
  await phone.close();
});
