// The customer is asked to open the app: who asks and what for, what becomes of it, and the real client
// that joins by the page's link.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Desktop } from '../harness/desktop.mjs';
import { ANDROID, Phone } from '../harness/phone.mjs';
import { LOOKS, newName, Stage } from '../harness/stage.mjs';
import { begin, inChat, pickIssue, say, sees, until } from '../harness/steps.mjs';

/** @type {Stage} */ let stage;
/** @type {import('../harness/representative.mjs').Representative} */ let ines;

before(async () => {
  stage = await Stage.open();
  ines = await stage.representative();
});
after(() => stage?.close());

/** A chat that Ines has accepted. @param {object} [look] */
async function chatting(look = {}) {
  const name = newName();
  const phone = await Phone.open(stage.browser, stage.url, look);
  await pickIssue(phone, /Wi-Fi/);
  await begin(phone, name);
  const lsid = await ines.accept(name);
  await inChat(phone);
  const close = async () => {
    await ines.end(lsid);
    await phone.close();
  };
  return { phone, page: phone.page, lsid, close };
}

/** @param {import('playwright-core').Page} page @param {string} name */
const button = (page, name) => page.getByRole('button', { name, exact: true });
/** What stands on the wish. @param {import('playwright-core').Page} page @param {string} words */
const reads = (page, words) => page.locator('#elevation-words', { hasText: words }).waitFor();
/** @param {string} lsid */
const stageOf = async (lsid) => (await ines.detail(lsid)).session.elevating?.stage.kind;
/** @param {string} lsid @param {string | undefined} kind */
const comesTo = (lsid, kind) => until(async () => (await stageOf(lsid)) === kind, `it is ${kind}`);
/** @param {string} lsid */
const told = async (lsid) => (await ines.detail(lsid)).entries.map(({ body }) => body.event?.kind).filter((kind) => /^elevation|^device/.test(kind));

/** Presses the button that opens the app; answers the page behind it. @param {Phone} phone @param {string} name */
async function opening(phone, name) {
  const [opened] = await Promise.all([phone.context.waitForEvent('page'), button(phone.page, name).tap()]);
  await opened.getByRole('heading', { name: 'Open the support app' }).waitFor();
  return opened;
}

for (const look of LOOKS) {
  const words = `${look.dark ? 'dark' : 'light'}, ${look.size.width} px`;

  test(`asked, accepted, opened once more, and run out (${words})`, async () => {
    const { phone, page, lsid, close } = await chatting(look);
    await ines.elevate(lsid, 'files');
    await page.getByRole('heading', { name: `${ines.me.name} asks you to open the support app` }).waitFor();
    await reads(page, `So that ${ines.me.name} can send you files or copy files from your device, if you allow it.`);
    await phone.check('elevation');
    const opened = await opening(phone, 'Open the app');
    const shown = (await opened.locator('#code').textContent())?.replaceAll(/\D/g, '') ?? '';
    const link = await opened.getByRole('link', { name: 'Open the app' }).getAttribute('href');
    assert.equal(link, `farhand://attach?site=${encodeURIComponent(stage.url)}&code=${shown}`);
    phone.follow(opened);
    await phone.check('client');
    await opened.close();
    phone.page = page;
    await comesTo(lsid, 'opening');
    await page.getByRole('heading', { name: 'The support app is being opened' }).waitFor();
    await phone.check('elevation-opening');
    const again = await opening(phone, 'Open the app again');
    await again.close();

    stage.appliance.runOut(lsid);
    await comesTo(lsid, 'timed_out');
    await page.getByRole('heading', { name: 'The support app has not joined in time' }).waitFor();
    await reads(page, `ask ${ines.me.name} here to ask you again`);
    assert.equal(await button(page, 'Open the app again').isVisible(), false);
    await phone.check('elevation-over');
    await button(page, 'All right').tap();
    assert.equal(await page.locator('#elevation').isVisible(), false);
    assert.deepEqual(await told(lsid), ['elevation_requested', 'elevation_accepted', 'elevation_timed_out']);
    await close();
  });

  test(`declined, asked again, and run out unanswered (${words})`, async () => {
    const { phone, page, lsid, close } = await chatting(look);
    await ines.elevate(lsid);
    await reads(page, 'So you can look at your screen together, if you allow it.');
    await button(page, 'Not now, stay in chat').tap();
    assert.equal(await page.locator('#elevation').isVisible(), false);
    await comesTo(lsid, 'declined');
    await page.locator('#log').getByText('You did not want to open the support app.').waitFor();
    await phone.check('elevation-declined');
    await page.reload();
    await inChat(phone);
    await page.locator('#log').getByText('You did not want to open the support app.').waitFor();
    assert.equal(await page.locator('#elevation').isVisible(), false);
    await ines.elevate(lsid, 'view');
    await reads(page, `So that ${ines.me.name} can see your screen, if you allow it.`);
    stage.appliance.runOut(lsid);
    await reads(page, 'Nothing has happened.');
    await phone.check('elevation-unanswered');
    await close();
  });
}

test('the running client follows the page’s link and joins, and the chat goes on', async () => {
  const desktop = await Desktop.start();
  const { phone, page, lsid, close } = await chatting();
  await ines.say(lsid, 'I would like to see that.');
  await sees(phone, 'I would like to see that.');
  await ines.elevate(lsid, 'control');
  const opened = await opening(phone, 'Open the app');
  const link = await opened.getByRole('link', { name: 'Open the app' }).getAttribute('href');
  await opened.close();
  desktop.open(link ?? '');
  await until(async () => (await ines.detail(lsid)).session.device !== null, 'the client has joined');
  await comesTo(lsid, undefined);
  await page.locator('#elevation').waitFor({ state: 'hidden' });
  await page.locator('#log').getByText('has joined the session').waitFor();
  await say(phone, 'And here I am.');
  await until(async () => (await ines.heard(lsid)).includes('And here I am.'), 'the chat goes on');
  assert.deepEqual(await told(lsid), ['elevation_requested', 'elevation_accepted', 'device_joined']);
  await phone.check('elevation-joined');
  await close();
  await desktop.close();
});

test('on Android the link names the site’s app and the page of its store', async () => {
  const store = 'https://store.example.com/app';
  await stage.setSite({ 'android-app': `com.example.support=${store}` });
  const { phone, lsid, close } = await chatting({ agent: ANDROID });
  await ines.elevate(lsid);
  const opened = await opening(phone, 'Open the app');
  const link = await opened.getByRole('link', { name: 'Open the app' }).getAttribute('href');
  const site = encodeURIComponent(stage.url);
  assert.match(link ?? '', /^intent:\/\/attach\?site=.*#Intent;scheme=farhand;package=com\.example\.support;S\.browser_fallback_url=https%3A%2F%2Fstore\.example\.com%2Fapp;end$/);
  assert.ok(link?.startsWith(`intent://attach?site=${site}&code=`));
  assert.equal(await opened.getByRole('link', { name: 'store page' }).getAttribute('href'), store);
  phone.follow(opened);
  await phone.check('client-android');
  await close();
  await stage.setSite({ 'android-app': '' });
});

test('an answer that does not arrive is asked for again', async () => {
  const { phone, page, lsid, close } = await chatting();
  await ines.elevate(lsid);
  await page.locator('#elevation').waitFor();
  await page.route('**/portal/api/elevation', (route) => route.abort());
  await button(page, 'Not now, stay in chat').tap();
  await page.getByText('Your answer was not sent. Please try again.').waitFor();
  assert.equal(await stageOf(lsid), 'asked');
  await page.unroute('**/portal/api/elevation');
  await button(page, 'Not now, stay in chat').tap();
  await comesTo(lsid, 'declined');
  await close();
});
