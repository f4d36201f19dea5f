// @ts-check
// Requests to the appliance. An answer that is not a success becomes a `Refusal`.

/** What the appliance says no to. */
export class Refusal extends Error {
  /** @param {number} status @param {string} code @param {string} message */
  constructor(status, code, message) {
    super(message);
    this.status = status;
    this.code = code;
  }

  /** Whether the same request may succeed later. */
  get later() {
    return this.status === 429 || this.status >= 500;
  }
}

/**
 * @param {'GET' | 'POST'} method
 * @param {string} path below `/portal/api`
 * @param {unknown} [body]
 * @param {Record<string, string>} [headers]
 * @returns {Promise<any>}
 */
export async function request(method, path, body, headers = {}) {
  const answer = await fetch(`/portal/api${path}`, {
    method,
    headers: body === undefined ? headers : { 'content-type': 'application/json', ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: AbortSignal.timeout(10_000),
    credentials: 'same-origin',
    cache: 'no-store',
  });
  const text = await answer.text();
  if (!answer.ok) throw refusal(answer.status, text);
  return text ? JSON.parse(text) : undefined;
}

/** @param {number} status @param {string} text */
function refusal(status, text) {
  try {
    const { code, message } = JSON.parse(text);
    return new Refusal(status, code, message);
  } catch {
    return new Refusal(status, 'unknown', text);
  }
}
