// Somebody from outside who is let into a session by a link: the chat, and nothing else.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { Phone } from '../harness/phone.mjs';
import { newName, Stage } from '../harness/stage.mjs';
import { begin, inChat, messages, pickIssue, say, sees, until } from '../harness/steps.mjs';

/** @type {Stage} */ let stage;
/** @type {import('../harness/representative.mjs').Representative} */ let ines;

before(async () => {
  stage = await Stage.open();
  ines = await stage.representative();
});
after(() => stage?.close());

/** A customer in a chat, and the path of a helper's link. */
async function invited() {
  const name = newName();
  const customer = await Phone.open(stage.browser, stage.url);
  await pickIssue(customer, /Wi-Fi/);
  await begin(customer, name);
  const lsid = await ines.accept(name);
  await inChat(customer);
  const { link } = await ines.ask('POST', `/sessions/${lsid}/helpers`, { name: 'Wanda of the depot' });
  return { customer, lsid, path: new URL(link).pathname };
}

test('a helper reads the chat, writes in it, and sees neither notes nor whispers', async () => {
  const { customer, lsid, path } = await invited();
  await ines.say(lsid, 'A colleague of the depot joins us.');
  for (const kind of ['notes', 'whispers']) {
    await ines.ask('POST', `/sessions/${lsid}/${kind}`, { client_id: randomUUID(), text: `secret in ${kind}` });
  }
  const helper = await Phone.open(stage.browser, stage.url);
  await helper.page.goto(path);
  await helper.check('helper-invited');
  await helper.page.getByRole('button', { name: 'Join the conversation' }).tap();
  await inChat(helper);
  await sees(helper, 'A colleague of the depot joins us.');
  await helper.check('helper-chat');
  await say(helper, 'Hello, <b>I</b> know this scanner.');
  await sees(customer, 'Hello, <b>I</b> know this scanner.');
  await say(customer, 'Good to have you here.');
  await sees(helper, 'Good to have you here.');
  const shown = (await helper.page.content()) + (await messages(helper)).join();
  assert.ok(!shown.includes('secret in'), 'what representatives say among themselves');
  const second = await Phone.open(stage.browser, stage.url);
  await second.page.goto(path);
  await second.check('helper-link-used');
  assert.equal(await second.page.getByRole('button', { name: 'Join the conversation' }).count(), 0, 'the link is for one');
  await second.close();
  await ines.end(lsid);
  await helper.page.locator('#over').waitFor({ state: 'visible' });
  await helper.check('helper-over');
  await helper.close();
  await customer.close();
});

test('a helper who is taken out is out at once, and one who leaves is gone', async () => {
  const { customer, lsid, path } = await invited();
  const helper = await Phone.open(stage.browser, stage.url);
  await helper.page.goto(path);
  await helper.page.getByRole('button', { name: 'Join the conversation' }).tap();
  await inChat(helper);
  const helpers = async () => (await ines.detail(lsid)).session.helpers;
  await until(async () => (await helpers()).some(({ standing }) => standing.kind === 'here'), 'the helper is here');
  const [{ id }] = await helpers();
  await ines.ask('POST', `/sessions/${lsid}/helpers/${id}/remove`, {});
  await helper.page.locator('#over').waitFor({ state: 'visible' });
  assert.deepEqual(await helpers(), []);
  await ines.say(lsid, 'Only we two again.');
  await sees(customer, 'Only we two again.');
  assert.ok(!(await messages(helper)).some((text) => text?.includes('Only we two')), 'nothing comes after that');
  await ines.end(lsid);
  await helper.close();
  await customer.close();
});
