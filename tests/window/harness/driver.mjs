// The part of WebDriver (W3C) that these tests use.
import { writeFileSync } from 'node:fs';
import { until } from './until.mjs';

/** The key under which WebDriver hands out elements. */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

/** Keys that are not characters. */
export const KEYS = { down: '\uE015', enter: '\uE007', escape: '\uE00C', tab: '\uE004', backspace: '\uE003', control: '\uE009' };

/** An element of the page. */
class Found {
  /** @param {Driver} driver @param {string} id */
  constructor(driver, id) {
    this.driver = driver;
    this.path = `/element/${id}`;
  }

  click() {
    return this.driver.ask('POST', `${this.path}/click`, {});
  }

  /** @param {string} text */
  type(text) {
    return this.driver.ask('POST', `${this.path}/value`, { text });
  }

  /** Empties a field. */
  clear() {
    return this.driver.ask('POST', `${this.path}/clear`, {});
  }

  /** @returns {Promise<string>} */
  text() {
    return this.driver.ask('GET', `${this.path}/text`);
  }

  /** @param {string} name @returns {Promise<unknown>} */
  property(name) {
    return this.driver.ask('GET', `${this.path}/property/${name}`);
  }
}

/** A session with the program's window. */
export class Driver {
  /** @param {string} server @param {string} session */
  constructor(server, session) {
    this.base = `${server}/session/${session}`;
  }

  /**
   * Has the driver start the program.
   * @param {string} server
   * @param {{binary: string, args: string[]}} program
   */
  static async start(server, program) {
    const capabilities = { alwaysMatch: { 'webkitgtk:browserOptions': program } };
    const { sessionId } = await call('POST', `${server}/session`, { capabilities });
    return new Driver(server, sessionId);
  }

  /** @param {'GET' | 'POST' | 'DELETE'} method @param {string} path @param {unknown} [body] */
  ask(method, path, body) {
    return call(method, this.base + path, body);
  }

  /** The element that an XPath finds, as soon as it does. @param {string} xpath */
  find(xpath) {
    return until(`the window has ${xpath}`, async () => {
      const found = await this.ask('POST', '/element', { using: 'xpath', value: xpath });
      return new Found(this, found[ELEMENT]);
    });
  }

  /** @param {string} xpath */
  async has(xpath) {
    const found = await this.ask('POST', '/elements', { using: 'xpath', value: xpath });
    return found.length > 0;
  }

  /** Waits until nothing is found. @param {string} xpath */
  gone(xpath) {
    return until(`the window has no ${xpath}`, async () => !(await this.has(xpath)));
  }

  /** Clicks as soon as there is something to click. @param {string} xpath */
  async click(xpath) {
    await until(`a click on ${xpath}`, async () => {
      await (await this.find(xpath)).click();
      return true;
    });
  }

  /** Types into a field. @param {string} xpath @param {string} text */
  async type(xpath, text) {
    await (await this.find(xpath)).type(text);
  }

  /** What a function answers in the page. @param {string} body @param {unknown[]} [args] */
  run(body, args = []) {
    return this.ask('POST', '/execute/sync', { script: body, args });
  }

  /** The same with a function that calls `done`, its last argument. @param {string} body @param {unknown[]} [args] */
  runAsync(body, args = []) {
    return this.ask('POST', '/execute/async', { script: body, args });
  }

  /** @param {string} file */
  async shoot(file) {
    writeFileSync(file, Buffer.from(await this.ask('GET', '/screenshot'), 'base64'));
  }

  /** Ends the program. */
  end() {
    return this.ask('DELETE', '');
  }
}

/**
 * @param {string} method
 * @param {string} url
 * @param {unknown} [body]
 * @returns {Promise<any>}
 */
async function call(method, url, body) {
  const headers = { 'Content-Type': 'application/json' };
  const answer = await fetch(url, { method, headers, body: body === undefined ? null : JSON.stringify(body) });
  const { value } = /** @type {{value: any}} */ (await answer.json());
  if (!answer.ok) throw new Error(`${value?.error}: ${value?.message}`);
  return value;
}
