// The whole way from the start page to the survey, in every look.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Phone } from '../harness/phone.mjs';
import { LOOKS, newName, Stage } from '../harness/stage.mjs';
import { begin, inChat, messages, pickIssue, say, sees, until } from '../harness/steps.mjs';

/** @type {Stage} */ let stage;
/** @type {import('../harness/representative.mjs').Representative} */ let ines;

before(async () => {
  stage = await Stage.open();
  ines = await stage.representative();
});
after(() => stage?.close());

for (const look of LOOKS) {
  const words = `${look.dark ? 'dark' : 'light'}, ${look.size.width} px`;

  test(`by issue: wait, chat, hold, end, survey (${words})`, async () => {
    const name = newName();
    const phone = await Phone.open(stage.browser, stage.url, look);
    const { page } = phone;
    await page.goto('/');
    await page.getByText('Or choose a person').waitFor();
    await phone.check('start');
    await pickIssue(phone, /Wi-Fi/);
    await phone.check('begin');
    await begin(phone, name);
    await page.getByRole('heading', { name: `You’re in line, ${name}` }).waitFor();
    await until(async () => (await page.locator('#waited').textContent()) !== '0:00', 'the wait is counted');
    await phone.check('waiting');

    const lsid = await ines.accept(name);
    await inChat(phone);
    await page.getByRole('heading', { name: ines.me.name }).waitFor();
    await ines.say(lsid, 'Good morning. Please try https://help.example.com/guest-wifi.');
    await sees(phone, 'Good morning');
    await say(phone, 'I did that, same error.');
    await until(async () => (await ines.heard(lsid)).length === 1, 'the message arrives');
    ines.types(lsid);
    await page.getByText(`${ines.me.name} is typing`).waitFor();
    await phone.check('chat');
    assert.deepEqual(await ines.heard(lsid), ['I did that, same error.']);
    await until(async () => (await ines.detail(lsid)).customer_read >= 3, 'the page tells what was read');

    await ines.hold(lsid);
    await page.locator('#note', { hasText: 'put your session aside' }).waitFor();
    await phone.check('held');
    await ines.ask('POST', `/sessions/${lsid}/accept`, {});
    await page.locator('#note').waitFor({ state: 'hidden' });

    await ines.end(lsid);
    await page.getByRole('heading', { name: 'The session has ended' }).waitFor();
    await phone.check('ended');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('Please choose a number from 1 to 5.').waitFor();
    await phone.check('survey-wrong');
    await page.getByRole('radio', { name: '4' }).check();
    await page.getByLabel(/Anything to add/).fill('Quick and kind.');
    await page.getByText('Read the chat again').click();
    await phone.check('survey');
    assert.equal((await messages(phone)).length, 2);
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByRole('heading', { name: 'Thank you' }).waitFor();
    await phone.check('thanks');
    const { entries } = await ines.detail(lsid);
    const survey = entries.at(-1).body.event;
    assert.deepEqual([survey.kind, survey.rating, survey.comment], ['customer_exit_survey_completed', 4, 'Quick and kind.']);

    await page.reload();
    await page.getByRole('heading', { name: 'The session has ended' }).waitFor();
    await page.getByText('Read the chat again').waitFor();
    assert.equal(await page.locator('#survey').isVisible(), false, 'the survey is asked once');
    await page.goto('/');
    assert.equal(await page.getByText('Go back to your session').count(), 0);
    await phone.close();
  });
}

test('by key: typed in groups of three, used once', async () => {
  const { key } = await ines.newKey();
  const name = newName();
  const phone = await Phone.open(stage.browser, stage.url);
  const { page } = phone;
  await page.addInitScript(() => {
    const { start } = AudioBufferSourceNode.prototype;
    globalThis.sounds = 0;
    AudioBufferSourceNode.prototype.start = function (...args) {
      globalThis.sounds += 1;
      start.apply(this, args);
    };
  });
  await page.goto('/');
  await page.getByLabel('I have a session key').pressSequentially(key);
  assert.equal(await page.getByLabel('I have a session key').inputValue(), key.replace(/(\d{3})(?=\d)/g, '$1 '));
  await page.getByRole('button', { name: 'Continue with this key' }).tap();
  await begin(phone, name);
  await page.getByText('We will make a sound when someone joins.').waitFor();
  const lsid = await ines.accept(name);
  await inChat(phone);
  await until(async () => (await page.evaluate(() => globalThis.sounds)) > 0, 'a sound tells that somebody joined');
  assert.equal((await ines.detail(lsid)).session.started_from, 'key');
  assert.equal(await page.evaluate(() => globalThis.sounds), 1, 'it is one sound');
  await phone.close();

  const second = await Phone.open(stage.browser, stage.url);
  await second.page.goto(`/k/${key}`);
  await second.check('key-link');
  await second.page.getByRole('button', { name: 'Continue with this key' }).tap();
  await second.page.getByRole('heading', { name: 'This key was used already' }).waitFor();
  await second.check('key-used');
  await second.close();
  await ines.end(lsid);
});

test('an address with a key does not use it up', async () => {
  const { key } = await ines.newKey();
  for (let looks = 0; looks < 5; looks += 1) assert.equal((await fetch(`${stage.url}/k/${key}`)).status, 200);
  const name = newName();
  const phone = await Phone.open(stage.browser, stage.url);
  await phone.page.goto(`/k/${key}`);
  await phone.page.getByRole('button', { name: 'Continue with this key' }).tap();
  await begin(phone, name);
  await ines.end(await ines.accept(name));
  await phone.page.getByRole('heading', { name: 'The session has ended' }).waitFor();
  await phone.close();
});

test('by representative: only who is available is offered', async () => {
  const name = newName();
  const phone = await Phone.open(stage.browser, stage.url);
  const { page } = phone;
  await page.goto('/');
  await page.getByRole('link', { name: ines.me.name }).tap();
  await page.getByText(ines.me.name).waitFor();
  await begin(phone, name);
  const lsid = await ines.accept(name);
  await inChat(phone);
  assert.equal((await ines.detail(lsid)).session.started_from, 'representative');
  await ines.ask('PUT', '/me/presence', { presence: 'away' });
  const other = await Phone.open(stage.browser, stage.url);
  await other.page.goto('/');
  assert.equal(await other.page.getByRole('link', { name: ines.me.name }).count(), 0);
  await other.page.goto(`/representative/${ines.me.id}`);
  await other.page.getByRole('heading', { name: 'Not available right now' }).waitFor();
  await other.check('nobody');
  await ines.ask('PUT', '/me/presence', { presence: 'available' });
  await other.close();
  await phone.close();
  await ines.end(lsid);
});
