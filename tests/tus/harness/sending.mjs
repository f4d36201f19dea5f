// Uploads by tus-js-client, and what passed while they were sent.
import { randomUUID } from 'node:crypto';
import * as tus from 'tus-js-client';

/**
 * One upload, and what was asked and answered for it.
 * @param {{at: string, headers: Record<string, string>}} who
 * @param {Buffer} bytes
 * @param {Partial<import('tus-js-client').UploadOptions>} options
 */
export function sending(who, bytes, options = {}) {
  const seen = [];
  const { onBeforeRequest, onChunkComplete, ...others } = options;
  const one = { seen };
  one.done = new Promise((resolve, reject) => {
    one.upload = new tus.Upload(bytes, {
      endpoint: who.at,
      headers: who.headers,
      metadata: { filename: 'photo.jpg', filetype: 'image/jpeg' },
      retryDelays: null,
      onSuccess: () => resolve(one.upload.url),
      onError: reject,
      onBeforeRequest,
      onChunkComplete: (size, accepted, total) => onChunkComplete?.(one.upload, accepted, total),
      onAfterResponse: (request, response) => {
        seen.push({
          method: request.getMethod(),
          offset: request.getHeader('Upload-Offset'),
          status: response.getStatus(),
          header: (/** @type {string} */ name) => response.getHeader(name),
        });
      },
      ...others,
    });
  });
  // Who stops an upload waits for something else than its end.
  one.done.catch(() => undefined);
  return one;
}

/** Sends one from its beginning; answers its address. @param {Parameters<typeof sending>} what */
export async function send(...what) {
  const one = sending(...what);
  one.upload.start();
  return { url: await one.done, seen: one.seen };
}

/** One that is aborted after its first chunk. @param {Parameters<typeof sending>[2] & {terminate?: boolean}} options */
export async function stopped(who, bytes, { terminate = false, ...options }) {
  let stop;
  const reached = new Promise((resolve) => {
    stop = resolve;
  });
  const one = sending(who, bytes, { ...options, onChunkComplete: (upload) => stop(upload.abort(terminate)) });
  one.upload.start();
  await reached;
  return one;
}

/** The answer with which an upload was refused. @param {Promise<unknown>} done */
export async function refused(done) {
  try {
    await done;
  } catch (error) {
    return { status: error.originalResponse?.getStatus(), body: error.originalResponse?.getBody() };
  }
  throw new Error('it was not refused');
}

/** Asks for something by tus beside the client. @param {{headers: Record<string, string>}} who */
export function plain(who, method, url, headers = {}, body = undefined) {
  return fetch(url, { method, headers: { ...who.headers, 'Tus-Resumable': '1.0.0', ...headers }, body });
}

/** How far an upload has come. */
export async function offset(who, url) {
  return Number((await plain(who, 'HEAD', url)).headers.get('upload-offset'));
}

/** What an upload is for, as consoles and devices say it. @param {'to_device' | 'from_device'} kind */
export function purpose(kind, id = `transfer-${randomUUID()}`) {
  const files = { files: 1, bytes: 10, name: 'log.txt' };
  const to = { folder: { root: 'home', names: [] }, taken: [], if_taken: 'keep_both' };
  return { id, metadata: { purpose: JSON.stringify({ kind, id, ...files, ...(kind === 'to_device' && to) }) } };
}
