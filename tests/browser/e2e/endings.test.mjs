// Every way out: declining, running out of time, leaving, ending, losing the way.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Phone, SMALL } from '../harness/phone.mjs';
import { newName, Stage } from '../harness/stage.mjs';
import { begin, inChat, pickIssue } from '../harness/steps.mjs';

/** @type {Stage} */ let stage;
/** @type {import('../harness/representative.mjs').Representative} */ let ines;

before(async () => {
  stage = await Stage.open();
  ines = await stage.representative();
});
after(() => stage?.close());

const heading = (/** @type {Phone} */ phone, /** @type {string} */ name) => phone.page.getByRole('heading', { name }).waitFor();

for (const dark of [false, true]) {
  test(`pages of words and of errors (${dark ? 'dark' : 'light'})`, async () => {
    const phone = await Phone.open(stage.browser, stage.url, { size: SMALL, dark });
    for (const path of ['agreement', 'privacy', 'accessibility', 'nothing-here', 'issue/none', 'session', 'begin']) {
      await phone.page.goto(`/${path}`);
      await phone.check(`page-${path.replace('/', '-')}`);
    }
    await phone.page.goto('/');
    await phone.page.getByLabel('I have a session key').fill('604 28');
    await phone.page.getByRole('button', { name: 'Continue with this key' }).tap();
    await phone.page.getByText('A session key has 9 digits.').waitFor();
    assert.equal(await phone.page.getByLabel('I have a session key').inputValue(), '604 28');
    await phone.check('key-short');
    await phone.close();
  });
}

test('what is missing is said at its field, and what was typed stays', async () => {
  const phone = await Phone.open(stage.browser, stage.url, { size: SMALL });
  const { page } = phone;
  await pickIssue(phone, /Wi-Fi/);
  const company = page.getByLabel(/Company/);
  if (await company.count()) await company.fill('Example Bakery');
  await page.getByRole('button', { name: /start chat/ }).tap();
  await page.getByText('Please tell us your name.').waitFor();
  if (await company.count()) assert.equal(await company.inputValue(), 'Example Bakery');
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'name');
  await phone.check('begin-wrong');
  await phone.close();
});

test('declining the agreement ends the attempt', async () => {
  const phone = await Phone.open(stage.browser, stage.url);
  await pickIssue(phone, /Wi-Fi/);
  await phone.page.getByText('Read the full agreement').tap();
  await phone.check('agreement-open');
  await phone.page.getByRole('button', { name: 'I do not agree' }).tap();
  await heading(phone, 'You did not agree');
  await phone.check('declined');
  await phone.page.goto('/begin');
  await heading(phone, 'Please start again');
  await phone.page.getByRole('link', { name: 'Back to the start' }).tap();
  await heading(phone, 'How can we help?');
  await phone.close();
});

test('an agreement that is not answered in time ends the attempt', async () => {
  await stage.setSite({ 'agreement-time-out-s': 3 });
  const phone = await Phone.open(stage.browser, stage.url);
  await pickIssue(phone, /Wi-Fi/);
  await heading(phone, 'That took too long');
  await phone.check('timed-out');
  await stage.setSite({ 'agreement-time-out-s': 600 });
  await phone.close();
});

test('leaving the line asks first', async () => {
  const phone = await Phone.open(stage.browser, stage.url);
  await pickIssue(phone, /Wi-Fi/);
  await begin(phone, newName());
  await phone.page.getByRole('button', { name: 'Leave the line' }).tap();
  await heading(phone, 'Leave the line?');
  await phone.check('leave-ask');
  await phone.page.getByRole('button', { name: 'Keep my place' }).tap();
  await phone.page.getByRole('button', { name: 'Leave the line' }).tap();
  await phone.page.locator('#ask-yes').tap();
  await heading(phone, 'You left the line');
  await phone.check('left');
  await phone.close();
});

test('the customer ends the session', async () => {
  const name = newName();
  const phone = await Phone.open(stage.browser, stage.url);
  await pickIssue(phone, /Wi-Fi/);
  await begin(phone, name);
  const lsid = await ines.accept(name);
  await inChat(phone);
  await phone.page.getByRole('button', { name: 'End', exact: true }).tap();
  await heading(phone, 'End the session?');
  await phone.check('end-ask');
  await phone.page.locator('#ask-yes').tap();
  await heading(phone, 'The session has ended');
  const { session } = await ines.detail(lsid);
  assert.deepEqual([session.state.kind, session.state.reason], ['ended', 'customer']);
  await phone.close();
});

test('sending the form twice begins one session', async () => {
  const name = newName();
  const phone = await Phone.open(stage.browser, stage.url);
  const { page } = phone;
  await pickIssue(phone, /Wi-Fi/);
  await page.getByLabel('Your name').fill(name);
  const refuse = page.getByRole('radio', { name: 'Do not record' });
  if (await refuse.count()) await refuse.check();
  await page.getByRole('button', { name: /start chat/ }).dblclick();
  await page.waitForURL('**/session');
  const { sessions } = await ines.ask('GET', '/snapshot');
  assert.equal(sessions.filter((/** @type {any} */ session) => session.customer.name === name).length, 1);
  await phone.close();
});
