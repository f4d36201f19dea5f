// Waiting for a condition, never for a time.

/** How long a condition may take unless a test says otherwise, in milliseconds. */
export const PATIENCE = 15_000;
const BETWEEN = 40;

/**
 * Asks again and again until the answer is something.
 * @template T
 * @param {string} what is waited for, in the words of the error
 * @param {() => T | Promise<T>} ask
 * @param {number} [patience] milliseconds
 * @returns {Promise<Exclude<Awaited<T>, undefined | null | false>>}
 */
export async function until(what, ask, patience = PATIENCE) {
  const deadline = Date.now() + patience;
  let last;
  while (Date.now() < deadline) {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== null && answer !== false) {
        return /** @type {Exclude<Awaited<T>, undefined | null | false>} */ (answer);
      }
      last = undefined;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, BETWEEN));
  }
  throw new Error(`${what}: not within ${patience / 1000} s`, { cause: last });
}
