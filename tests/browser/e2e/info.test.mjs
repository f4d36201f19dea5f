// System information that the browser tells: asked for, read, looked at live, and stopped.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Phone } from '../harness/phone.mjs';
import { LOOKS, newName, Stage } from '../harness/stage.mjs';
import { begin, inChat, pickIssue, until } from '../harness/steps.mjs';

/** @type {Stage} */ let stage;
/** @type {import('../harness/representative.mjs').Representative} */ let ines;

const ALL = ['device', 'system', 'battery', 'memory', 'storage', 'processor', 'display', 'network', 'security', 'location', 'permissions', 'browser', 'apps', 'processes', 'services', 'log'];
const PLAIN = { location: false, log: false };

before(async () => {
  stage = await Stage.open();
  ines = await stage.representative();
});
after(() => stage?.close());

/** A chat that a representative has accepted. @param {object} [look] @param {(phone: Phone) => Promise<unknown>} [prepare] */
async function chatting(look = {}, prepare = async () => {}) {
  const name = newName();
  const phone = await Phone.open(stage.browser, stage.url, look);
  await prepare(phone);
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

/** @param {string} lsid @param {{location: boolean, log: boolean}} [info] */
const asks = (lsid, info = PLAIN) => ines.ask('POST', `/sessions/${lsid}/ask`, { what: 'info', info });

/** @param {string} lsid @param {string[]} categories */
const reads = (lsid, categories) => ines.ask('POST', `/sessions/${lsid}/info/read`, { categories });

/** What was read, by category; waits until there is so much. @param {string} lsid @param {number} many @returns {Promise<Record<string, any>>} */
async function told(lsid, many) {
  const heads = async () => (await ines.ask('GET', `/sessions/${lsid}/info`)).readings;
  await until(async () => (await heads()).length >= many, `${many} readings`);
  const all = (await heads()).map((/** @type {any} */ head) => ines.ask('GET', `/sessions/${lsid}/info/readings/${head.number}`));
  const readings = await Promise.all(all);
  for (const { head } of readings) assert.deepEqual(head.source, { kind: 'browser' });
  return Object.fromEntries(readings.map(({ head, body }) => [head.category, body]));
}

/** A value of a reading's first group. @param {any} body @param {string} key */
const value = (body, key) => body.groups[0].properties.find((/** @type {any} */ one) => one.key === key)?.value;

/** What the console hears of live values from now on. */
function listening() {
  /** @type {any[]} */ const heard = [];
  const hear = (/** @type {Buffer} */ data) => {
    const frame = JSON.parse(data.toString());
    if (frame.type === 'info_sample') heard.push(frame);
  };
  ines.live.on('message', hear);
  return { heard, close: () => ines.live.off('message', hear) };
}

/** @param {string} lsid @param {number | null} every_ms */
const looks = (lsid, every_ms) => ines.live.send(JSON.stringify({ type: 'watch_info', lsid, every_ms }));

for (const look of LOOKS) {
  const words = `${look.dark ? 'dark' : 'light'}, ${look.size.width} px`;

  test(`asked, allowed, read and stopped on the page (${words})`, async () => {
    await stage.setSite({ 'asks-info': 'on' });
    const { phone, page, lsid, close } = await chatting(look);
    await asks(lsid, { location: true, log: false });
    await page.getByRole('heading', { name: `${ines.me.name} asks to read your system information` }).waitFor();
    await phone.check('ask-info');
    await button(page, 'Allow without location').tap();
    const line = page.locator('#sharing');
    await line.getByText(`${ines.me.name} can read your browser’s and device’s information`, { exact: true }).waitFor();
    await reads(lsid, ALL);
    const readings = await told(lsid, ALL.length - 2);
    assert.deepEqual(Object.keys(readings).sort(), ALL.filter((one) => one !== 'location' && one !== 'log').sort());
    await page.getByText(`${ines.me.name} reads your system information`).waitFor();
    await phone.check('info-read');
    await button(page, 'Stop reading').tap();
    await line.waitFor({ state: 'hidden' });
    await assert.rejects(reads(lsid, ['battery']), /409/);
    const status = await page.evaluate(async () => {
      const told = { source: { kind: 'browser' }, category: 'battery', body: { kind: 'unknown' } };
      const headers = { 'content-type': 'application/json' };
      return (await fetch('/portal/api/info', { method: 'POST', headers, body: JSON.stringify(told) })).status;
    });
    assert.equal(status, 409, 'what is told after that is refused');
    await phone.check('info-stopped');
    await close();
    await stage.setSite({ 'asks-info': 'off' });
  });
}

test('what the page tells is what the browser knows', async () => {
  const { phone, page, lsid, close } = await chatting();
  await asks(lsid);
  await page.locator('#sharing').waitFor();
  await reads(lsid, ALL);
  const readings = await told(lsid, ALL.length - 2);
  const own = await page.evaluate(() => ({
    agent: navigator.userAgent,
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    language: navigator.language,
    threads: navigator.hardwareConcurrency,
    width: screen.width * devicePixelRatio,
    scale: devicePixelRatio * 100,
    orientation: screen.orientation.type.split('-')[0],
    touch: navigator.maxTouchPoints,
  }));
  const { browser, system, processor, display, network, battery, memory } = readings;
  const text = (/** @type {string} */ one) => ({ kind: 'text', text: one });
  assert.deepEqual(value(browser, 'user_agent'), text(own.agent));
  assert.deepEqual(value(browser, 'engine'), text('Blink'));
  assert.deepEqual(value(browser, 'version').text.split('.')[0], stage.browser.version().split('.')[0]);
  assert.deepEqual(value(browser, 'touch_points'), { kind: 'count', count: own.touch });
  assert.deepEqual(value(browser, 'color_scheme'), text('light'));
  assert.deepEqual(value(browser, 'reduced_motion'), { kind: 'flag', on: true });
  for (const key of ['storage_quota', 'storage_used']) assert.equal(value(browser, key).kind, 'bytes', key);
  assert.deepEqual([value(system, 'time_zone'), value(system, 'language')], [text(own.zone), text(own.language)]);
  assert.ok(Math.abs(value(system, 'clock_offset').ms) < 1_000, 'both clocks are this computer’s');
  assert.ok(Math.abs(value(system, 'clock').at - Date.now()) < 60_000);
  assert.deepEqual(value(processor, 'threads'), { kind: 'count', count: own.threads });
  assert.deepEqual(value(display, 'width'), { kind: 'measure', milli: own.width * 1_000, unit: 'pixel' });
  assert.deepEqual(value(display, 'scale'), { kind: 'measure', milli: own.scale * 1_000, unit: 'percent' });
  assert.deepEqual(value(display, 'orientation'), text(own.orientation));
  assert.ok(value(network, 'latency').ms < 5_000);
  assert.equal(value(memory, 'used').kind, 'not_supported', 'what the script uses is not what the device uses');
  assert.ok(['properties', 'not_supported'].includes(battery.kind));
  for (const one of ['apps', 'processes', 'services', 'security', 'storage']) assert.deepEqual(readings[one], { kind: 'not_supported' }, one);
  assert.deepEqual(phone.complaints, []);
  await close();
});

test('where it is, only with a word for it, and only if the browser lets it', async () => {
  const { phone, page, lsid, close } = await chatting({}, (phone) => phone.context.setGeolocation({ latitude: 52.5, longitude: -13.25, accuracy: 20 }));
  await phone.context.grantPermissions(['geolocation'], { origin: stage.url });
  await asks(lsid, { location: true, log: false });
  await button(page, 'Allow').tap();
  await page.locator('#sharing').getByText('information, where it is').waitFor();
  await reads(lsid, ['location']);
  const { location } = await told(lsid, 1);
  const degree = (/** @type {number} */ milli) => ({ kind: 'measure', milli, unit: 'degree' });
  assert.deepEqual([value(location, 'latitude'), value(location, 'longitude')], [degree(52_500), degree(-13_250)]);
  await phone.context.clearPermissions();
  await reads(lsid, ['location']);
  const refused = async () => JSON.stringify((await told(lsid, 1)).location) === '{"kind":"not_permitted"}';
  await until(refused, 'what the browser refuses is not permitted');
  assert.deepEqual(phone.complaints, []);
  await close();
});

test('refused, nothing is told', async () => {
  await stage.setSite({ 'asks-info': 'on' });
  const { phone, page, lsid, close } = await chatting();
  /** @type {string[]} */ const sent = [];
  page.on('request', (request) => sent.push(new URL(request.url()).pathname));
  await asks(lsid);
  await button(page, 'Refuse').tap();
  await until(async () => (await ines.detail(lsid)).session.capabilities.info.kind === 'denied', 'the refusal arrives');
  await assert.rejects(reads(lsid, ['battery']), /409/);
  assert.equal(await page.locator('#sharing').isVisible(), false);
  assert.ok(!sent.includes('/portal/api/info'));
  assert.deepEqual(phone.complaints, []);
  await close();
  await stage.setSite({ 'asks-info': 'off' });
});

test('live values come while somebody looks, and stop with it', async () => {
  const { page, lsid, close } = await chatting({}, ({ page }) => page.clock.install());
  await asks(lsid);
  await page.locator('#sharing').waitFor();
  const { heard, close: quiet } = listening();
  const more = (/** @type {string} */ what) => {
    const before = heard.length;
    return until(async () => heard.length > before + 1, what);
  };
  looks(lsid, 500);
  await more('samples arrive');
  const { source, sample, lsid: where } = heard.at(-1);
  assert.deepEqual([source, where], [{ kind: 'browser' }, lsid]);
  assert.ok(sample.latency_ms < 5_000 && sample.cpu_per_mille === null && sample.memory_used_bytes === null);

  /** @type {string[]} */ const said = [];
  await page.exposeFunction('noteFrame', (/** @type {string} */ frame) => said.push(frame));
  await page.evaluate(() => {
    const send = WebSocket.prototype.send;
    WebSocket.prototype.send = function (data) {
      if (String(data).includes('info_sample')) globalThis.noteFrame(data);
      return send.call(this, data);
    };
  });
  await until(async () => said.length > 0, 'what is sent is noted');
  await button(page, 'Stop reading').tap();
  await page.locator('#sharing').waitFor({ state: 'hidden' });
  // What was under way when it was stopped has passed once the page answers.
  await page.clock.fastForward(2_000);
  const stopped = said.length;
  await page.clock.fastForward(20_000);
  await page.clock.fastForward(20_000);
  assert.equal(said.length, stopped, 'nothing is told any more');

  await asks(lsid);
  await button(page, 'Allow').tap();
  await more('who still looks hears it again');
  await page.reload();
  await inChat({ page });
  await more('a page that was loaded again is told to go on');
  looks(lsid, null);
  quiet();
  await close();
});
