// What people type stays text, and what comes from elsewhere is refused.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import WebSocket from 'ws';
import { Phone } from '../harness/phone.mjs';
import { Stage } from '../harness/stage.mjs';
import { begin, inChat, messages, pickIssue, say, sees, until } from '../harness/steps.mjs';

/** @type {Stage} */ let stage;
/** @type {import('../harness/representative.mjs').Representative} */ let ines;

before(async () => {
  stage = await Stage.open();
  ines = await stage.representative();
});
after(() => stage?.close());

const PROBES = [
  '<img src=x onerror="document.title=1">',
  '"><script>document.title=1</script>',
  '{{constructor.constructor("document.title=1")()}}',
  'javascript:document.title=1',
  'https://example.com/"onmouseover="document.title=1',
  '\u202egnp.exe',
];

test('markup in names and messages stays text', async () => {
  const name = PROBES[0];
  const phone = await Phone.open(stage.browser, stage.url);
  await pickIssue(phone, /Wi-Fi/);
  await begin(phone, name);
  await phone.page.getByRole('heading', { name: `You’re in line, ${name}` }).waitFor();
  const lsid = await ines.accept(name);
  await inChat(phone);
  for (const probe of PROBES) {
    await say(phone, probe);
    await ines.say(lsid, `says ${probe}`);
    await sees(phone, `says ${probe.replace('\u202e', '\ufffd')}`);
  }
  await until(async () => (await messages(phone)).length === 2 * PROBES.length, 'all are shown');
  assert.deepEqual(await ines.heard(lsid), PROBES);
  assert.ok(!(await messages(phone)).join('').includes('\u202e'), 'overrides are neutralised');
  assert.equal(await phone.page.locator('#log img, #log script').count(), 0);
  assert.notEqual(await phone.page.title(), '1');
  for (const link of await phone.page.locator('#log a').all()) {
    assert.match((await link.getAttribute('href')) ?? '', /^https:\/\/example\.com\/$/);
    assert.equal(await link.getAttribute('rel'), 'noopener noreferrer nofollow');
  }
  await phone.check('probes');
  await ines.end(lsid);
  await phone.close();
});

test('markup in an invitation stays text', async () => {
  const { link } = await ines.newKey({ name: PROBES[0] });
  const phone = await Phone.open(stage.browser, stage.url);
  await phone.page.goto(link);
  await phone.page.getByRole('heading', { name: `Ready to start your session, ${PROBES[0]}?` }).waitFor();
  assert.equal(await phone.page.locator('main img').count(), 0);
  await phone.check('invite-probe');
  await phone.page.getByRole('radio', { name: /^Chat in this browser/ }).check();
  await phone.page.getByRole('button', { name: 'Start session' }).tap();
  await phone.page.waitForURL('**/begin');
  assert.equal(await phone.page.getByLabel('Your name').inputValue(), PROBES[0]);
  await phone.check('begin-probe');
  await phone.close();
});

/** What a session's own page could do, as plain requests. */
async function customer() {
  const form = (/** @type {Record<string, string>} */ fields) => new URLSearchParams(fields);
  const cookies = (/** @type {Response} */ answer) => answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0]).join('; ');
  const start = await fetch(`${stage.url}/issue/wifi-or-network`, { redirect: 'manual' });
  const name = `Plain ${randomUUID()}`;
  const begun = await fetch(`${stage.url}/begin`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie: cookies(start), origin: stage.url },
    body: form({ name, recording: 'refuse', agreement: 'accept' }),
  });
  assert.equal(begun.status, 303);
  return { name, cookie: cookies(begun), given: begun.headers.getSetCookie() };
}

test('cookies are out of reach of scripts and other sites', async () => {
  const { given } = await customer();
  for (const cookie of given) assert.match(cookie, /; Path=\/; HttpOnly; SameSite=(Strict|Lax); /);
});

test('every form and request from another origin is refused', async () => {
  const { cookie } = await customer();
  const send = (/** @type {string} */ path, /** @type {Record<string, string>} */ headers) =>
    fetch(`${stage.url}${path}`, { method: 'POST', redirect: 'manual', headers: { cookie, ...headers } });
  const { link } = await ines.newKey();
  const invited = new URL(link).pathname;
  const pages = ['/key', '/begin', '/decline', '/leave', '/client', invited, `${invited}/opened`];
  const paths = [...pages, ...['messages', 'end', 'survey', 'elevation'].map((name) => `/portal/api/${name}`)];
  for (const path of paths) {
    for (const origin of [{ origin: 'https://evil.example' }, { origin: 'null' }, {}]) {
      assert.equal((await send(path, origin)).status, 403, `${path} from ${JSON.stringify(origin)}`);
    }
  }
  const view = await (await fetch(`${stage.url}/portal/api/session`, { headers: { cookie } })).json();
  assert.equal(view.state.kind, 'waiting', 'nothing has happened');
});

test('the live connection wants the own origin and the cookie', async () => {
  const { cookie } = await customer();
  const status = (/** @type {Record<string, string>} */ headers) =>
    new Promise((answer) => {
      const socket = new WebSocket(`${stage.url.replace('http', 'ws')}/portal/api/live?after=0`, { headers });
      socket.on('unexpected-response', (_, { statusCode }) => answer(statusCode));
      socket.on('open', () => {
        socket.close();
        answer(101);
      });
      socket.on('error', () => {});
    });
  assert.equal(await status({ cookie, origin: 'https://evil.example' }), 403);
  assert.equal(await status({ cookie }), 403);
  assert.equal(await status({ origin: stage.url }), 401);
  assert.equal(await status({ cookie, origin: stage.url }), 101);
});

test('frames that are too large or not of the protocol end the connection only', async () => {
  const { cookie } = await customer();
  const closed = (/** @type {string | Buffer} */ frame) =>
    new Promise((answer) => {
      const socket = new WebSocket(`${stage.url.replace('http', 'ws')}/portal/api/live?after=0`, { headers: { cookie, origin: stage.url } });
      socket.once('message', () => socket.send(frame));
      socket.on('close', answer);
      socket.on('error', () => {});
    });
  assert.equal(await closed('{"type":"nonsense"}'), 1008);
  assert.equal(await closed('not json'), 1008);
  assert.equal(await closed(Buffer.from([1, 2, 3])), 1003);
  assert.notEqual(await closed('x'.repeat(5000)), 1000);
  const view = await (await fetch(`${stage.url}/portal/api/session`, { headers: { cookie } })).json();
  assert.equal(view.state.kind, 'waiting');
});

test('messages have their limits, and a repeated one is one', async () => {
  const { cookie } = await customer();
  const send = (/** @type {unknown} */ body, /** @type {string} */ key = '') =>
    fetch(`${stage.url}/portal/api/messages`, {
      method: 'POST',
      headers: { cookie, origin: stage.url, 'content-type': 'application/json', ...(key && { 'idempotency-key': key }) },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const client_id = randomUUID();
  const first = await (await send({ client_id, text: 'x' }, client_id)).json();
  const second = await (await send({ client_id, text: 'x' }, client_id)).json();
  assert.equal(first.number, second.number);
  assert.equal((await send({ client_id, text: 'other' }, client_id)).status, 409);
  assert.equal((await send({ client_id, text: 'x' }, randomUUID())).status, 400);
  assert.equal((await send({ client_id: randomUUID(), text: '' })).status, 422);
  assert.equal((await send({ client_id: randomUUID(), text: 'é'.repeat(8193) })).status, 422);
  assert.equal((await send({ client_id: randomUUID(), text: 'x', more: 1 })).status, 400);
  assert.equal((await send('{')).status, 400);
  assert.equal((await send({ client_id: randomUUID(), text: 'x'.repeat(70_000) })).status, 413);
});

test('pages carry the strict policy', async () => {
  const pages = ['/', '/k/604281937', `/i/${'A'.repeat(32)}`, '/begin', '/session', '/waiting', '/agreement', '/privacy', '/accessibility', '/nothing', '/issue/nothing'];
  for (const path of pages) {
    const { headers } = await fetch(stage.url + path);
    const policy = headers.get('content-security-policy') ?? '';
    assert.match(policy, /default-src 'none'; script-src 'self'; style-src 'self'/, path);
    assert.match(policy, /frame-ancestors 'none'; base-uri 'none'/, path);
    assert.equal(headers.get('x-content-type-options'), 'nosniff', path);
    assert.equal(headers.get('cache-control'), 'no-store', path);
  }
});

test('a guessed key soon has to wait', async () => {
  const phone = await Phone.open(stage.browser, stage.url);
  const { page } = phone;
  for (let guess = 0; guess < 10; guess += 1) {
    await page.goto('/');
    await page.getByLabel('I have a session key').fill(`00000000${guess}`);
    await page.getByRole('button', { name: 'Continue with this key' }).tap();
    await page.locator('#key-error').waitFor();
    if ((await page.locator('#key-error').textContent())?.includes('Too many keys')) break;
  }
  await page.getByText(/Too many keys were tried. Please wait .* and try again/).waitFor();
  await phone.check('key-too-many');
  await phone.close();
});
