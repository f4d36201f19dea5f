// Files and photos in the chat, and the question about the device's files.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { Device } from '../harness/device.mjs';
import { Phone } from '../harness/phone.mjs';
import { LOOKS, newName, Stage } from '../harness/stage.mjs';
import { begin, inChat, pickIssue, until } from '../harness/steps.mjs';

/** @type {Stage} */ let stage;
/** @type {import('../harness/representative.mjs').Representative} */ let ines;

before(async () => {
  stage = await Stage.open();
  ines = await stage.representative();
});
after(() => stage?.close());

/** A phone that is in a chat. @param {object} [look] */
async function chatting(look = {}) {
  const name = newName();
  const phone = await Phone.open(stage.browser, stage.url, look);
  await pickIssue(phone, /Wi-Fi/);
  await begin(phone, name);
  const lsid = await ines.accept(name);
  await inChat(phone);
  return { phone, page: phone.page, lsid };
}

/** The files in the chat. @param {string} lsid */
async function files(lsid) {
  const { entries } = await ines.detail(lsid);
  return entries.filter(({ body }) => body.kind === 'file').map(({ body }) => body.file);
}

/** A file's bytes as the representative gets them. @param {string} lsid @param {string} upload */
async function saved(lsid, upload) {
  const answer = await fetch(`${stage.url}/api/v1/sessions/${lsid}/uploads/${upload}`, { headers: { authorization: `Bearer ${ines.token}` } });
  return Buffer.from(await answer.arrayBuffer());
}

/** Sends a file as a console does. @param {string} lsid @param {string} name @param {string | Buffer} bytes */
async function sends(lsid, name, bytes) {
  const [id, at] = [`file-${randomBytes(8).toString('hex')}`, `${stage.url}/api/v1/sessions/${lsid}/uploads`];
  const purpose = JSON.stringify({ kind: 'chat', id, name, media_type: null });
  const headers = { authorization: `Bearer ${ines.token}`, 'tus-resumable': '1.0.0' };
  const metadata = `purpose ${Buffer.from(purpose).toString('base64')}`;
  await fetch(at, { method: 'POST', headers: { ...headers, 'upload-length': String(bytes.length), 'upload-metadata': metadata } });
  const more = { 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' };
  const answer = await fetch(`${at}/${id}`, { method: 'PATCH', headers: { ...headers, ...more }, body: bytes });
  assert.equal(answer.status, 204);
}

/** Chooses files as the picker would. @param {import('playwright-core').Page} page @param {{name: string, mimeType: string, buffer: Buffer}[]} chosen */
async function choose(page, chosen) {
  const picker = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Send files or photos' }).click();
  const chooser = await picker;
  assert.ok(chooser.isMultiple());
  await chooser.setFiles(chosen);
}

/** @param {string} name @param {Buffer} buffer */
const photo = (name, buffer) => ({ name, mimeType: 'image/jpeg', buffer });

for (const look of LOOKS) {
  test(`photos are sent and files are saved (${look.dark ? 'dark' : 'light'}, ${look.size.width} px)`, async () => {
    const { phone, page, lsid } = await chatting(look);
    const [one, two] = [randomBytes(300_000), randomBytes(10)];
    await choose(page, [photo('holiday <b>.jpg', one), photo('b.jpg', two)]);
    await until(async () => (await files(lsid)).length === 2, 'both photos arrive');
    const there = await files(lsid);
    assert.deepEqual(there.map(({ name }) => name), ['holiday <b>.jpg', 'b.jpg']);
    assert.deepEqual(await saved(lsid, there[0].upload), one);
    await page.locator('#log').getByText('holiday <b>.jpg').first().waitFor();
    await until(async () => (await page.locator('#sending .m').count()) === 0, 'nothing is shown as being sent');
    await sends(lsid, 'update.exe', 'run me');
    await page.getByText('This file can run a program').waitFor();
    await phone.check('files');
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Save update.exe' }).click()]);
    assert.equal(download.suggestedFilename(), 'update.exe');
    await ines.end(lsid);
    await phone.close();
  });

  test(`the use of files is asked, allowed and stopped (${look.dark ? 'dark' : 'light'}, ${look.size.width} px)`, async () => {
    const { phone, page, lsid } = await chatting(look);
    const device = await Device.attach(stage.url, (await ines.elevate(lsid)).code);
    await until(async () => (await ines.detail(lsid)).session.device !== null, 'the device is part of the session');
    const scope = { to_device: true, from_device: true, change: true, area: { kind: 'place', place: 'downloads' } };
    await ines.ask('POST', `/sessions/${lsid}/ask`, { what: 'files', files: scope });
    await page.getByRole('heading', { name: `${ines.me.name} asks to use your files` }).waitFor();
    await phone.check('ask-files');
    await page.getByRole('button', { name: 'Allow without changes' }).tap();
    await page.locator('#sharing').getByText(`${ines.me.name} can send files to and copy files from your downloads folder`).waitFor();
    const { capabilities } = (await ines.detail(lsid)).session;
    assert.deepEqual(capabilities.files_scope, { ...scope, change: false });
    await phone.check('files-allowed');
    await page.getByRole('button', { name: 'Stop files' }).tap();
    await page.locator('#sharing').waitFor({ state: 'hidden' });
    assert.equal((await ines.detail(lsid)).session.capabilities.files.kind, 'stopped');
    await ines.end(lsid);
    await device.close();
    await phone.close();
  });
}

test('a photo shows how far it is while it goes, and what is saved is what was sent', async () => {
  const { phone, page, lsid } = await chatting(LOOKS[0]);
  const [theirs, ours] = [randomBytes(3_000_000), randomBytes(1_000_000)];
  const network = await phone.context.newCDPSession(page);
  const uploading = (/** @type {number} */ uploadThroughput) =>
    network.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput });
  await uploading(500_000);
  await choose(page, [photo('IMG_0482.jpg', theirs)]);
  await page.locator('#sending').getByText(/^Sending, [1-9]\d? %$/).waitFor();
  const bar = page.getByRole('progressbar', { name: 'Sending IMG_0482.jpg' });
  const sent = await bar.evaluate((/** @type {HTMLProgressElement} */ { value }) => value);
  assert.ok(sent > 0 && sent < theirs.length, `${sent} bytes`);
  await phone.check('file-on-its-way');
  await uploading(-1);
  await until(async () => (await files(lsid)).length === 1, 'it arrives');
  assert.deepEqual(await saved(lsid, (await files(lsid))[0].upload), theirs);
  await sends(lsid, 'map.png', ours);
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Save map.png' }).click()]);
  assert.deepEqual(readFileSync(await download.path()), ours);
  // The browser tells how far a download is by its length.
  const head = await page.evaluate(async (at) => Object.fromEntries((await fetch(at)).headers), download.url());
  assert.deepEqual([head['content-length'], head['content-disposition']?.split(';')[0]], [String(ours.length), 'attachment']);
  await ines.end(lsid);
  await phone.close();
});

test('a cut costs nothing that has arrived, and a file can be cancelled', async () => {
  const { phone, page, lsid } = await chatting();
  const bytes = randomBytes(2_000_000);
  let cuts = 0;
  /** @type {string[]} */ const offsets = [];
  await page.route('**/portal/api/uploads/*', async (route) => {
    const request = route.request();
    if (request.method() !== 'PATCH') return route.continue();
    offsets.push((await request.headerValue('upload-offset')) ?? '');
    cuts += 1;
    return cuts <= 2 ? route.abort('connectionreset') : route.continue();
  });
  await choose(page, [photo('large.jpg', bytes)]);
  await page.getByText('Interrupted, goes on by itself').waitFor();
  await phone.check('file-interrupted');
  await page.getByRole('button', { name: 'Retry large.jpg' }).click();
  await until(async () => (await files(lsid)).length === 1, 'it arrives in the end');
  assert.deepEqual(await saved(lsid, (await files(lsid))[0].upload), bytes);
  assert.equal(offsets.length, 3);

  cuts = -Infinity;
  await page.unroute('**/portal/api/uploads/*');
  await page.route('**/portal/api/uploads/*', (route) => (route.request().method() === 'PATCH' ? undefined : route.continue()));
  await choose(page, [photo('wrong.jpg', bytes)]);
  await page.getByRole('button', { name: 'Cancel wrong.jpg' }).click();
  await until(async () => (await page.locator('#sending .m').count()) === 0, 'it is gone');
  assert.equal((await files(lsid)).length, 1);
  await ines.end(lsid);
  await phone.close();
});

test('a file whose upload has ended meanwhile begins anew by itself', async () => {
  const { phone, page, lsid } = await chatting();
  const ended = { code: 'wrong_state', message: 'nobody went on with the transfer for too long', retryable: false };
  let asked = 0;
  await page.route('**/portal/api/uploads', (route) =>
    route.request().method() === 'POST' && asked++ === 0 ? route.fulfill({ status: 410, json: ended }) : route.continue(),
  );
  await choose(page, [photo('slept.jpg', randomBytes(1000))]);
  await until(async () => (await files(lsid)).length === 1, 'it arrives');
  await ines.end(lsid);
  await phone.close();
});

test('what is too large is told before it is sent, and others go on', async () => {
  await stage.setSite({ 'chat-file-mib': 1 });
  const { phone, page, lsid } = await chatting();
  await choose(page, [photo('huge.jpg', randomBytes((1 << 20) + 1)), photo('small.jpg', randomBytes(5))]);
  await page.locator('#sending').getByText('Not sent, a file can have at most 1 MB').waitFor();
  await until(async () => (await files(lsid)).length === 1, 'the other one arrives');
  await phone.check('file-refused');
  await page.getByRole('button', { name: 'Remove huge.jpg' }).tap();
  assert.equal(await page.locator('#sending .m').count(), 0);
  await ines.end(lsid);
  await phone.close();
  await stage.setSite({ 'chat-file-mib': 0 });
  const without = await chatting();
  assert.equal(await without.page.getByRole('button', { name: 'Send files or photos' }).isVisible(), false);
  await ines.end(without.lsid);
  await without.phone.close();
  await stage.setSite({ 'chat-file-mib': 256 });
});

test('files are dropped and pasted on a desktop', async () => {
  const { phone, page, lsid } = await chatting({ touch: false });
  const carries = (/** @type {string} */ name) =>
    page.evaluateHandle((name) => {
      const carried = new DataTransfer();
      carried.items.add(new File(['dropped'], name, { type: 'text/plain' }));
      return carried;
    }, name);
  await page.locator('#talk').dispatchEvent('dragover', { dataTransfer: await carries('dropped.txt') });
  await page.getByText('Drop files to send them').waitFor();
  await page.locator('#talk').dispatchEvent('drop', { dataTransfer: await carries('dropped.txt') });
  await until(async () => (await files(lsid)).length === 1, 'it arrives');
  const pasted = await carries('pasted.png');
  await page.locator('#message').evaluate((field, clipboardData) => {
    field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, pasted);
  await until(async () => (await files(lsid)).length === 2, 'the pasted one arrives, too');
  assert.equal(await page.getByText('Drop files to send them').isVisible(), false);
  await ines.end(lsid);
  await phone.close();
});
