// Coming back: a closed tab, a reload, a cut connection, a restarted appliance.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Phone } from '../harness/phone.mjs';
import { Proxy } from '../harness/proxy.mjs';
import { newName, Stage } from '../harness/stage.mjs';
import { begin, inChat, messages, pickIssue, say, sees, until } from '../harness/steps.mjs';

/** @type {Stage} */ let stage;
/** @type {import('../harness/representative.mjs').Representative} */ let ines;

before(async () => {
  stage = await Stage.open();
  ines = await stage.representative();
});
after(() => stage?.close());

/** A phone that is in a chat. */
async function chatting() {
  const name = newName();
  const phone = await Phone.open(stage.browser, stage.url);
  await pickIssue(phone, /Wi-Fi/);
  await begin(phone, name);
  const lsid = await ines.accept(name);
  await inChat(phone);
  return { phone, lsid };
}

test('a closed tab comes back to the same session', async () => {
  const { phone, lsid } = await chatting();
  await say(phone, 'before');
  await until(async () => (await ines.heard(lsid)).length === 1, 'the message arrives');
  await phone.page.getByRole('textbox', { name: /^Message/ }).fill('half a thought');
  const kept = () => phone.page.evaluate(() => Object.values(localStorage).includes('half a thought'));
  await until(kept, 'the draft is kept');
  await phone.page.close();
  await ines.say(lsid, 'while you were away');
  await phone.newPage();
  await phone.page.goto('/');
  await phone.check('start-back');
  await phone.page.getByRole('link', { name: /Go back to your session/ }).tap();
  await phone.page.waitForURL('**/session');
  await sees(phone, 'while you were away');
  assert.deepEqual(await messages(phone), ['before', 'while you were away']);
  assert.equal(await phone.page.getByRole('textbox', { name: /^Message/ }).inputValue(), 'half a thought');
  await ines.end(lsid);
  await phone.close();
});

test('what is still being sent goes out before the session ends', async () => {
  const { phone, lsid } = await chatting();
  /** @type {(() => void) | undefined} */ let letGo;
  const held = new Promise((/** @type {(value?: unknown) => void} */ done) => (letGo = done));
  await phone.page.route('**/portal/api/messages', async (route) => {
    await held;
    await route.continue();
  });
  await say(phone, 'one last thing');
  await phone.page.getByRole('button', { name: 'End', exact: true }).tap();
  await phone.page.getByRole('button', { name: 'End the session' }).tap();
  letGo?.();
  await phone.page.getByRole('heading', { name: 'The session has ended' }).waitFor();
  assert.deepEqual(await ines.heard(lsid), ['one last thing']);
  await phone.close();
});

test('messages typed offline arrive once and in order, also after a reload', async () => {
  const { phone, lsid } = await chatting();
  await phone.context.setOffline(true);
  await phone.page.getByText('Connection lost, reconnecting…').waitFor();
  for (const text of ['one', 'two', 'three']) await say(phone, text);
  assert.equal(await phone.page.locator('#pending .m').count(), 3);
  await phone.check('offline');
  await phone.page.locator('#pending').getByRole('button', { name: 'Retry' }).first().waitFor({ timeout: 15_000 });
  await phone.check('offline-late');
  assert.deepEqual(await ines.heard(lsid), []);
  await phone.context.setOffline(false);
  await until(async () => (await ines.heard(lsid)).length === 3, 'all three arrive');
  await until(async () => (await phone.page.locator('#pending .m').count()) === 0, 'all three are confirmed');
  await phone.page.reload();
  await sees(phone, 'three');
  assert.deepEqual(await messages(phone), ['one', 'two', 'three']);
  assert.deepEqual(await ines.heard(lsid), ['one', 'two', 'three']);
  await ines.end(lsid);
  await phone.close();
});

test('an answer that never came does not double the message', async () => {
  const { phone, lsid } = await chatting();
  // The appliance gets the request, the page does not get the answer.
  let lost = 0;
  await phone.page.route('**/portal/api/messages', async (route) => {
    lost += 1;
    if (lost > 1) return route.continue();
    await route.fetch();
    return route.abort();
  });
  await say(phone, 'only once');
  await say(phone, 'and then this');
  await until(async () => (await ines.heard(lsid)).length === 2, 'both arrive');
  await until(async () => (await phone.page.locator('#pending .m').count()) === 0, 'both are confirmed');
  assert.deepEqual(await ines.heard(lsid), ['only once', 'and then this']);
  assert.deepEqual(await messages(phone), ['only once', 'and then this']);
  await ines.end(lsid);
  await phone.close();
});

test('unsent messages and the draft survive a reload', async () => {
  const { phone, lsid } = await chatting();
  await phone.page.route('**/portal/api/messages', (route) => route.abort());
  await say(phone, 'kept in the outbox');
  await phone.page.getByRole('textbox', { name: /^Message/ }).fill('half a sent');
  await phone.page.reload();
  await inChat(phone);
  assert.equal(await phone.page.getByRole('textbox', { name: /^Message/ }).inputValue(), 'half a sent');
  await phone.page.unroute('**/portal/api/messages');
  await until(async () => (await ines.heard(lsid)).length === 1, 'it arrives');
  await ines.end(lsid);
  await phone.close();
});

test('a restarted appliance is found again, and the session goes on', async () => {
  const { phone, lsid } = await chatting();
  await stage.appliance.stop();
  await phone.page.getByText('Connection lost, reconnecting…').waitFor();
  await say(phone, 'typed while it was down');
  await stage.appliance.serve();
  await phone.page.getByRole('button', { name: 'Try now' }).click().catch(() => {});
  await until(async () => (await phone.page.locator('#pending .m').count()) === 0, 'it is sent');
  assert.deepEqual(await ines.heard(lsid), ['typed while it was down']);
  ines = await stage.representative();
  await ines.end(lsid);
  await phone.page.getByRole('heading', { name: 'The session has ended' }).waitFor();
  await phone.close();
});

test('a line that died silently is noticed', async () => {
  const proxy = await Proxy.before(stage.url);
  const name = newName();
  const phone = await Phone.open(stage.browser, proxy.url);
  await phone.page.clock.install();
  await pickIssue(phone, /Wi-Fi/);
  await begin(phone, name);
  const lsid = await ines.accept(name);
  await inChat(phone);
  proxy.freeze();
  await ines.say(lsid, 'said into a dead line');
  await phone.page.clock.fastForward(55_000);
  await phone.page.getByText('Connection lost, reconnecting…').waitFor();
  proxy.thaw();
  await phone.page.clock.fastForward(35_000);
  await sees(phone, 'said into a dead line');
  await ines.end(lsid);
  await phone.close();
  await proxy.close();
});

test('who is gone on the other side is said', async () => {
  const { phone, lsid } = await chatting();
  await ines.disconnect();
  await phone.page.locator('#note', { hasText: 'is reconnecting' }).waitFor({ timeout: 60_000 });
  await phone.check('representative-away');
  ines = await stage.representative();
  await phone.page.locator('#note').waitFor({ state: 'hidden' });
  await ines.end(lsid);
  await phone.close();
});

test('unread messages are counted in the title of a hidden page', async () => {
  const { phone, lsid } = await chatting();
  await phone.page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => globalThis.away ?? true });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  const first = await ines.say(lsid, 'first');
  await ines.say(lsid, 'second');
  await until(async () => (await phone.page.title()).startsWith('(2) '), 'the title counts');
  assert.ok((await ines.detail(lsid)).customer_read < first.number, 'hidden pages have read nothing');
  await phone.page.evaluate(() => {
    globalThis.away = false;
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await until(async () => !(await phone.page.title()).startsWith('('), 'the count is gone');
  await ines.end(lsid);
  await phone.close();
});
