// Invitations: from the link in a message to the chat; what looks at links without following them; what
// the page says when there is nothing to start any more.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Desktop } from '../harness/desktop.mjs';
import { Mailbox } from '../harness/mailbox.mjs';
import { ANDROID, Phone } from '../harness/phone.mjs';
import { LOOKS, newName, Stage } from '../harness/stage.mjs';
import { begin, inChat, say, sees, until } from '../harness/steps.mjs';

const LINE = 'It is about the mail sync we spoke about this morning.';
const STORE = 'https://store.example.com/app?id=1';

/** @type {Stage} */ let stage;
/** @type {Mailbox} */ let mailbox;
/** @type {import('../harness/representative.mjs').Representative} */ let ines;

before(async () => {
  stage = await Stage.open();
  mailbox = await Mailbox.open();
  await stage.setSite({
    'help-address': 'help@example.com',
    'android-app': `com.example.support=${STORE}`,
    'android-plus-app': `com.example.plus=${STORE}plus`,
  });
  const sender = ['--from', 'support@example.com', '--tls', 'none', '--port', String(mailbox.port)];
  await stage.appliance.run('admin', 'mail', 'set', '127.0.0.1', ...sender);
  ines = await stage.representative();
});
after(async () => {
  await mailbox?.close();
  await stage?.close();
});

/** @param {Phone} phone */
const start = ({ page }) => page.getByRole('button', { name: 'Start session' });
/** @param {string} key */
const grouped = (key) => key.replace(/(\d{3})(?=\d)/g, '$1 ');

for (const look of LOOKS) {
  const words = `${look.dark ? 'dark' : 'light'}, ${look.size.width} px`;

  test(`from the link in a message to the chat (${words})`, async () => {
    const name = newName();
    const address = `${name.replace(' ', '.').toLowerCase()}@example.com`;
    const { id, key } = await ines.newKey({ name });
    await ines.invite(id, { recipients: [address], line: LINE });
    const link = await mailbox.link(address);
    const phone = await Phone.open(stage.browser, stage.url, { ...look, agent: ANDROID, person: true });
    const { page } = phone;
    await page.goto(link);
    await page.getByText(`${ines.me.name}, `).waitFor();
    await page.getByRole('heading', { name: `Ready to start your session, ${name}?` }).waitFor();
    await page.getByText(LINE).waitFor();
    await page.getByText(`Key ${grouped(key)}, works once until`).waitFor();
    assert.equal(await page.getByRole('radio', { name: /^Support app/ }).isChecked(), true);
    assert.equal(await page.getByText('Opens the app, or its store page').count(), 1);
    assert.equal(await page.getByRole('link', { name: 'help@example.com' }).getAttribute('href'), 'mailto:help@example.com');
    await phone.check('invite');
    await until(async () => (await ines.key(id)).opened_at !== null, 'the page tells that it is in sight');

    await page.getByRole('radio', { name: /^Chat in this browser/ }).check();
    await start(phone).tap();
    await page.waitForURL('**/begin');
    assert.equal(await page.getByLabel('Your name').inputValue(), name);
    await begin(phone, name);
    await page.getByRole('heading', { name: `You’re in line, ${name}` }).waitFor();
    const { state, invitations } = await ines.key(id);
    assert.deepEqual([state.kind, state.name, invitations[0].state.kind], ['started', name, 'sent']);
    const lsid = await ines.accept(name);
    await inChat(phone);
    await say(phone, 'Good morning.');
    await until(async () => (await ines.heard(lsid)).length === 1, 'the message arrives');
    const { session } = await ines.detail(lsid);
    assert.deepEqual([session.started_from, session.came_from.address], ['invitation', address]);

    await page.goto(link);
    await page.getByRole('heading', { name: 'This invitation was used already' }).waitFor();
    await page.getByRole('link', { name: 'Go back to your session' }).waitFor();
    await phone.check('invite-used-here');
    await ines.end(lsid);
    await phone.close();
  });

  test(`with the app (${words})`, async () => {
    const { link } = await ines.newKey({ name: 'Petra' });
    const phone = await Phone.open(stage.browser, stage.url, { ...look, agent: ANDROID });
    const { page } = phone;
    await page.addInitScript(() => {
      Object.assign(navigator, { getInstalledRelatedApps: async () => [{ platform: 'play', id: 'com.example.support' }] });
    });
    await page.goto(link);
    await page.getByText('Found on this phone').waitFor();
    await phone.check('invite-found');
    await start(phone).tap();
    await page.getByRole('heading', { name: 'Open the support app' }).waitFor();
    const [site, secret] = [encodeURIComponent(stage.url), link.split('/i/')[1]];
    const opens = await page.getByRole('link', { name: 'Open the app' }).getAttribute('href');
    const store = encodeURIComponent(STORE);
    assert.equal(opens, `intent://attach?site=${site}&key=${secret}#Intent;scheme=farhand;package=com.example.support;S.browser_fallback_url=${store};end`);
    await phone.check('invite-app');
    await page.getByRole('button', { name: 'Chat in this browser' }).tap();
    await page.waitForURL('**/begin');
    await phone.close();
  });
}

test('ten programs look at a link first, and then the person', async () => {
  const name = newName();
  const { id, link } = await ines.newKey({ name });
  for (const method of ['GET', 'HEAD', 'GET', 'HEAD']) assert.equal((await fetch(link, { method })).status, 200);
  for (const script of [true, false, true, false, true, true]) {
    const scanner = await Phone.open(stage.browser, stage.url, { script });
    await scanner.page.goto(link, { waitUntil: 'networkidle' });
    await scanner.page.waitForTimeout(script ? 1_300 : 0);
    await scanner.close();
  }
  const before = await ines.key(id);
  assert.deepEqual([before.state.kind, before.opened_at], ['outstanding', null], 'nothing is used, and nobody has it in sight');
  const phone = await Phone.open(stage.browser, stage.url, { person: true });
  await phone.page.goto(link);
  await until(async () => (await ines.key(id)).opened_at !== null, 'a person has it in sight');
  await phone.page.getByRole('radio', { name: /^Chat in this browser/ }).check();
  await start(phone).tap();
  await begin(phone, name);
  const lsid = await ines.accept(name);
  await inChat(phone);
  await ines.say(lsid, 'Hello.');
  await sees(phone, 'Hello.');
  await ines.end(lsid);
  await phone.close();
});

test('of two people at the same moment one starts, and the other reads why not', async () => {
  const { id, link } = await ines.newKey();
  const names = [newName(), newName()];
  const phones = await Promise.all(names.map(() => Phone.open(stage.browser, stage.url)));
  for (const phone of phones) {
    await phone.page.goto(link);
    await phone.page.getByRole('radio', { name: /^Chat in this browser/ }).check();
    await start(phone).tap();
    await phone.page.waitForURL('**/begin');
  }
  await Promise.all(
    phones.map(async ({ page }, at) => {
      await page.getByLabel('Your name').fill(names[at]);
      await page.getByRole('radio', { name: 'Do not record' }).check();
    }),
  );
  await Promise.all(phones.map(({ page }) => page.getByRole('button', { name: /start chat/ }).tap()));
  const used = ({ page }) => page.getByRole('heading', { name: 'This key was used already' });
  const waits = ({ page }) => page.getByRole('heading', { name: /You’re in line/ });
  for (const phone of phones) await used(phone).or(waits(phone)).waitFor();
  const counts = await Promise.all(phones.map(async (phone) => [await used(phone).count(), await waits(phone).count()]));
  assert.deepEqual(counts.map(String).sort(), ['0,1', '1,0']);
  const loser = phones[counts.findIndex(([lost]) => lost)];
  await loser.check('invite-lost-race');
  const winner = names[counts.findIndex(([lost]) => !lost)];
  assert.equal((await ines.key(id)).state.name, winner);
  await ines.end(await ines.accept(winner));
  for (const phone of phones) await phone.close();
});

test('what is over or never was has a page of its own, by link and by digits', async () => {
  const used = await ines.newKey();
  const name = newName();
  const other = await Phone.open(stage.browser, stage.url);
  await other.page.goto(used.link);
  await other.page.getByRole('radio', { name: /^Chat in this browser/ }).check();
  await start(other).tap();
  await begin(other, name);
  const revoked = await ines.newKey();
  await ines.revoke(revoked.id);
  const expired = await ines.newKey();
  stage.appliance.change('UPDATE session_key SET expires_at = 1 WHERE id = ?', expired.id);
  const pages = [
    ['used', used, 410, 'This invitation was used already', 'This key was used already'],
    ['revoked', revoked, 410, 'This invitation was taken back', 'This key was taken back'],
    ['expired', expired, 410, 'This invitation has run out', 'This key has run out'],
  ];
  for (const dark of [false, true]) {
    const phone = await Phone.open(stage.browser, stage.url, { dark });
    const { page } = phone;
    for (const [what, { key, link }, status, title, keyTitle] of pages) {
      assert.equal((await page.goto(link))?.status(), status);
      await page.getByRole('heading', { name: title }).waitFor();
      const text = await page.locator('body').innerText();
      for (const secret of [ines.me.name, key, grouped(key)]) assert.ok(!text.includes(secret), `${what} names ${secret}`);
      await phone.check(`invite-${what}`);
      if (dark) continue;
      await page.goto(`/k/${key}`);
      await page.getByRole('button', { name: 'Continue with this key' }).tap();
      await page.getByRole('heading', { name: keyTitle }).waitFor();
      await phone.check(`key-${what}`);
    }
    assert.equal((await page.goto(`/i/${'A'.repeat(32)}`))?.status(), 404);
    await page.getByRole('heading', { name: 'This link does not work' }).waitFor();
    await phone.check('invite-none');
    await phone.close();
  }
  await ines.end(await ines.accept(name));
  await other.close();
});

test('mistyped digits are told at the field', async () => {
  const phone = await Phone.open(stage.browser, stage.url);
  await phone.page.goto('/');
  await phone.page.getByLabel('I have a session key').fill('000 000 000');
  await phone.page.getByRole('button', { name: 'Continue with this key' }).tap();
  await phone.page.getByText(/There is no session key with these digits|Too many keys were tried/).waitFor();
  await phone.check('key-mistyped');
  await phone.close();
});

test('without script, from the link to the line', async () => {
  const name = newName();
  const { id, link } = await ines.newKey({ name, starts_as: 'browser' });
  const phone = await Phone.open(stage.browser, stage.url, { script: false });
  await phone.page.goto(link);
  await phone.page.getByText('works once for another 60 minutes').or(phone.page.getByText('works once for another 59 minutes')).waitFor();
  await phone.check('invite-plain');
  await start(phone).click();
  await begin(phone, name);
  assert.ok(phone.page.url().endsWith('/waiting'));
  assert.equal(typeof (await ines.key(id)).opened_at, 'number', 'the button tells that a person was there');
  await phone.page.getByRole('button', { name: 'Leave the line' }).click();
  await phone.close();
});

test('the real client begins the session by a link, with the name that it was given', async () => {
  const desktop = await Desktop.start();
  for (const to of [(/** @type {string} */ link) => link, (/** @type {string} */ link) => deepLink(link)]) {
    const name = newName();
    const { id, link } = await ines.newKey({ name });
    desktop.open(to(link));
    const lsid = await ines.accept(name);
    const { session } = await ines.detail(lsid);
    assert.deepEqual([session.channel, session.started_from, session.device.kind.kind], ['client_desktop', 'key', 'client']);
    assert.equal((await ines.key(id)).state.lsid, lsid);
    assert.equal((await fetch(link)).status, 410, 'the link is used');
    await ines.end(lsid);
    await desktop.left();
  }
  await desktop.close();
});

/** What the page makes of a link. @param {string} link */
const deepLink = (link) => `farhand://attach?site=${encodeURIComponent(stage.url)}&key=${link.split('/i/')[1]}`;

test('on a computer the app is opened at once, where a person has asked for it', async () => {
  const { link } = await ines.newKey({ starts_as: 'client' });
  const phone = await Phone.open(stage.browser, stage.url, { person: true, touch: false, size: { width: 1024, height: 768 } });
  const { page } = phone;
  await page.goto(link);
  assert.equal(await page.getByRole('radio').count(), 0, 'there is nothing to choose');
  const [asked] = await Promise.all([
    page.waitForEvent('request', (request) => request.url().startsWith('farhand:')),
    start(phone).click(),
  ]);
  assert.equal(asked.url(), deepLink(link));
  await page.getByRole('heading', { name: 'Open the support app' }).waitFor();
  await phone.close();
});

test('on a computer: the download of its system first, with its SHA-256', async () => {
  const folder = join(stage.appliance.data, 'clients');
  mkdirSync(folder, { recursive: true });
  const files = { 'farhand-client-linux-x86_64': 'the one', 'farhand-client-windows-x86_64.exe': 'the other' };
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  const { link } = await ines.newKey();
  for (const [agent, first] of [
    [undefined, 'farhand-client-linux-x86_64'],
    ['Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0', 'farhand-client-windows-x86_64.exe'],
  ]) {
    const phone = await Phone.open(stage.browser, stage.url, { agent });
    const { page } = phone;
    await page.goto(link);
    assert.equal(await page.getByRole('radio', { name: /^Support app/ }).isChecked(), true, 'the app is here to be had');
    await start(phone).tap();
    await page.getByRole('heading', { name: 'Open the support app' }).waitFor();
    await phone.check(agent ? 'invite-app-windows' : 'invite-app-linux');
    assert.match((await page.getByRole('link', { name: 'Open the app' }).getAttribute('href')) ?? '', /^farhand:\/\/attach\?site=.*&key=[\w-]{32}$/);
    assert.equal(await page.locator('#downloads a').first().getAttribute('href'), `/client/download/${first}`);
    for (const [file, text] of Object.entries(files)) {
      const sum = createHash('sha256').update(text).digest('hex');
      await page.locator('#downloads li', { has: page.locator(`[href$="${file}"]`) }).getByText(sum).waitFor();
    }
    const [saved] = await Promise.all([page.waitForEvent('download'), page.locator('#downloads a').first().tap()]);
    assert.equal(saved.suggestedFilename(), first);
    await phone.close();
  }
  rmSync(folder, { recursive: true });
});
