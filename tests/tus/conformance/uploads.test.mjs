// tus 1.0.0 as a client understands it that was not made for this appliance.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import * as tus from 'tus-js-client';
import { Scene } from '../harness/scene.mjs';
import { offset, plain, purpose, refused, send, sending, stopped } from '../harness/sending.mjs';

const CHUNK = 64 * 1024;
/** Two chunks and a part of a third. */
const BYTES = randomBytes(2 * CHUNK + 12_345);
const DAY_MS = 24 * 60 * 60 * 1000;

/** @type {Scene} */ let scene;
before(async () => {
  scene = await Scene.open();
});
after(() => scene?.close());

/** The checksum of the bytes that a request is about to bring. @param {string} algorithm @param {import('tus-js-client').HttpRequest} request */
function sumOf(algorithm, request) {
  const from = Number(request.getHeader('Upload-Offset'));
  const part = BYTES.subarray(from, Math.min(from + CHUNK, BYTES.length));
  return `${algorithm} ${createHash(algorithm).update(part).digest('base64')}`;
}

test('OPTIONS says what is spoken', async () => {
  for (const who of [scene.console, scene.device, scene.page]) {
    const answer = await fetch(who.at, { method: 'OPTIONS', headers: who.headers });
    assert.equal(answer.status, 204);
    assert.equal(answer.headers.get('tus-version'), '1.0.0');
    assert.equal(answer.headers.get('tus-extension'), 'creation,checksum,expiration,termination');
    assert.equal(answer.headers.get('tus-checksum-algorithm'), 'sha1,sha256');
    assert.ok(Number(answer.headers.get('tus-max-size')) > 0);
  }
});

for (const who of /** @type {const} */ (['console', 'page'])) {
  test(`a file for the chat is sent by the ${who}, whole and in chunks`, async () => {
    for (const options of [{}, { chunkSize: CHUNK }]) {
      const { url, seen } = await send(scene[who], BYTES, options);
      assert.deepEqual(await scene.read(scene.console, url.replace(scene[who].at, scene.console.at)), BYTES);
      const offsets = seen.filter(({ method }) => method === 'PATCH').map(({ offset }) => Number(offset));
      assert.deepEqual(offsets, options.chunkSize ? [0, CHUNK, 2 * CHUNK] : [0]);
    }
    assert.ok((await scene.chat()).every(({ size }) => size === BYTES.length));
  });
}

test('a file without any bytes needs no PATCH', async () => {
  const { url, seen } = await send(scene.page, Buffer.alloc(0));
  assert.deepEqual(seen.map(({ method, status }) => [method, status]), [['POST', 201]]);
  assert.equal((await scene.read(scene.console, url.replace(scene.page.at, scene.console.at))).length, 0);
});

test('a stream goes to the device, which reads it', async () => {
  const { id, metadata } = purpose('to_device');
  const { url } = await send(scene.console, BYTES, { metadata, chunkSize: CHUNK });
  assert.equal(url, `${scene.console.at}/${id}`);
  assert.deepEqual(await scene.read(scene.device, `${scene.device.at}/${id}`), BYTES);
});

test('a stream comes from the device, where it was asked for', async () => {
  const { id, metadata } = purpose('from_device');
  const early = await refused(send(scene.device, BYTES, { metadata }));
  assert.equal(early.status, 403, 'nobody has asked');
  await scene.ask(id);
  await send(scene.device, BYTES, { metadata, chunkSize: CHUNK });
  assert.deepEqual(await scene.read(scene.console, `${scene.console.at}/${id}`), BYTES);
});

test('an upload that was aborted in its middle is found again and goes on from there', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'farhand-tus-'));
  const urlStorage = new tus.FileUrlStorage(join(folder, 'uploads.json'));
  const options = { urlStorage, chunkSize: CHUNK, storeFingerprintForResuming: true, fingerprint: async () => 'photo' };
  await stopped(scene.page, BYTES, options);
  const second = sending(scene.page, BYTES, options);
  const [known, ...more] = await second.upload.findPreviousUploads();
  assert.deepEqual([known.size, more], [BYTES.length, []]);
  const there = await offset(scene.page, known.uploadUrl);
  assert.equal(there, CHUNK);
  second.upload.resumeFromPreviousUpload(known);
  second.upload.start();
  assert.equal(await second.done, known.uploadUrl);
  assert.deepEqual(second.seen.slice(0, 2).map(({ method }) => method), ['HEAD', 'PATCH']);
  assert.equal(Number(second.seen[1].offset), there, 'nothing is sent twice');
  assert.deepEqual(await scene.read(scene.console, known.uploadUrl.replace(scene.page.at, scene.console.at)), BYTES);
  rmSync(folder, { recursive: true });
});

test('a restart of the appliance in the middle costs a retry', async () => {
  let restarted;
  const onChunkComplete = () => {
    restarted ??= scene.appliance.stop().then(() => scene.appliance.serve());
  };
  const { url, seen } = await send(scene.console, BYTES, { chunkSize: CHUNK, retryDelays: Array(50).fill(100), onChunkComplete });
  await restarted;
  assert.ok(seen.some(({ method }) => method === 'HEAD'), 'it was gone on with');
  assert.deepEqual(await scene.read(scene.console, url), BYTES);
  await scene.ines.connect();
});

test('a wrong offset is refused and changes nothing; the client finds the right one', async () => {
  const wrong = (/** @type {import('tus-js-client').HttpRequest} */ request) => {
    if (request.getHeader('Upload-Offset') === String(CHUNK)) request.setHeader('Upload-Offset', String(CHUNK + 1));
  };
  const one = sending(scene.console, BYTES, { chunkSize: CHUNK, onBeforeRequest: wrong });
  one.upload.start();
  assert.equal((await refused(one.done)).status, 409);
  assert.equal(await offset(scene.console, one.upload.url), CHUNK);
  let times = 0;
  const once = (/** @type {import('tus-js-client').HttpRequest} */ request) => {
    if (request.getMethod() === 'PATCH' && (times += 1) === 2) request.setHeader('Upload-Offset', '7');
  };
  const { url, seen } = await send(scene.console, BYTES, { chunkSize: CHUNK, onBeforeRequest: once, retryDelays: [0] });
  assert.deepEqual(seen.map(({ status }) => status), [201, 204, 409, 200, 204, 204]);
  assert.deepEqual(await scene.read(scene.console, url), BYTES);
});

for (const algorithm of ['sha1', 'sha256']) {
  test(`checksums are held to: ${algorithm}`, async () => {
    const right = (/** @type {import('tus-js-client').HttpRequest} */ request) => {
      if (request.getMethod() === 'PATCH') request.setHeader('Upload-Checksum', sumOf(algorithm, request));
    };
    const { url } = await send(scene.console, BYTES, { chunkSize: CHUNK, onBeforeRequest: right });
    assert.deepEqual(await scene.read(scene.console, url), BYTES);
    const wrong = (/** @type {import('tus-js-client').HttpRequest} */ request) => {
      right(request);
      if (request.getHeader('Upload-Offset') === String(CHUNK)) {
        request.setHeader('Upload-Checksum', `${algorithm} ${createHash(algorithm).update('another').digest('base64')}`);
      }
    };
    const one = sending(scene.console, BYTES, { chunkSize: CHUNK, onBeforeRequest: wrong });
    one.upload.start();
    assert.equal((await refused(one.done)).status, 460);
    assert.equal(await offset(scene.console, one.upload.url), CHUNK, 'nothing of it is kept');
  });
}

test('an unknown checksum is refused', async () => {
  const unknown = (/** @type {import('tus-js-client').HttpRequest} */ request) =>
    request.getMethod() === 'PATCH' && request.setHeader('Upload-Checksum', 'md5 kAFQmDzST7DWlj99KOF/cg==');
  assert.equal((await refused(send(scene.console, BYTES, { onBeforeRequest: unknown }))).status, 400);
});

test('an upload is terminated in its middle, and is gone', async () => {
  const one = await stopped(scene.page, BYTES, { chunkSize: CHUNK, terminate: true });
  assert.ok(one.seen.some(({ method, status }) => method === 'DELETE' && status === 204));
  assert.equal((await plain(scene.page, 'HEAD', one.upload.url)).status, 410);
  const more = { 'Upload-Offset': String(CHUNK), 'Content-Type': 'application/offset+octet-stream' };
  assert.equal((await plain(scene.page, 'PATCH', one.upload.url, more, 'more')).status, 410);
  assert.ok(!(await scene.chat()).some(({ upload }) => one.upload.url.endsWith(upload)));
});

test('each answer says when an upload that nobody goes on with ends', async () => {
  const one = await stopped(scene.console, BYTES, { chunkSize: CHUNK });
  const head = await plain(scene.console, 'HEAD', one.upload.url);
  const said = [...one.seen.map(({ header }) => header('Upload-Expires')), head.headers.get('upload-expires')];
  for (const expires of said) {
    assert.match(expires, / GMT$/);
    const left = Date.parse(expires) - Date.now();
    assert.ok(left > DAY_MS - 60_000 && left <= DAY_MS + 1000, `${expires} is about a day from now`);
  }
});

test('what is not offered is refused', async () => {
  const create = (/** @type {Record<string, string>} */ headers) => plain(scene.console, 'POST', scene.console.at, headers);
  const name = { 'Upload-Metadata': 'filename YS50eHQ=' };
  assert.equal((await create({ ...name, 'Upload-Defer-Length': '1' })).status, 400);
  const largest = (await fetch(scene.console.at, { method: 'OPTIONS', headers: scene.console.headers })).headers.get('tus-max-size');
  const larger = await create({ ...name, 'Upload-Length': String(BigInt(largest ?? 0) + 1n) });
  assert.equal(larger.status, 413);
  const version = await create({ ...name, 'Upload-Length': '5', 'Tus-Resumable': '0.2.2' });
  assert.deepEqual([version.status, version.headers.get('tus-version')], [412, '1.0.0']);
  const nobody = await plain({ headers: {} }, 'POST', scene.console.at, { ...name, 'Upload-Length': '5' });
  assert.equal(nobody.status, 401);
});
