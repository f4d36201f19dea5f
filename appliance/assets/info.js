// @ts-check
// System information of this browser and its device. What the customer does not allow is not read, also
// when the appliance asks for it; and it stops at once when the customer stops it.
import { request } from './api.js';
import { aboutBrowser, aboutDevice, aboutSystem, hints } from './about-browser.js';
import { aboutBattery, aboutDisplay, aboutMemory, aboutNetwork, aboutPermissions, aboutPlace, aboutProcessor, power } from './about-hardware.js';
import { guarded, NOT_SUPPORTED } from './values.js';

/** @typedef {import('./wire.js').InfoScope} InfoScope */

/** Between two measurements of the round trip, at least. */
const ROUND_TRIP_MS = 1_000;
/** For how long a category is waited for; what is not there then is unknown. */
const PATIENCE_MS = 20_000;
/** For how long what the browser says of itself is waited for. */
const HINTS_MS = 2_000;

export class Info {
  /** What may be read now. @type {InfoScope | null} */ #allowed = null;
  /** How often somebody looks. @type {number | null} */ #every = null;
  /** How often live values are told now. @type {number | null} */ #pace = null;
  /** @type {number | undefined} */ #timer;
  #telling = false;
  #measuredAt = -Infinity;
  /** @type {number | undefined} */ #latency;

  /** @param {(frame: object) => void} say */
  constructor(say) {
    this.say = say;
  }

  /** @param {import('./wire.js').CustomerView} view */
  show(view) {
    this.#allowed = view.sharing.info;
    this.#follow();
  }

  /** Somebody looks at live values this often, or nobody does. @param {number | null} every */
  watch(every) {
    this.#every = every;
    this.#follow();
  }

  /** Tells what is asked for, each as soon as it is known. @param {string[]} categories */
  read(categories) {
    if (!this.#allowed) return;
    const measured = measure();
    // Who does not need it must not see it fail.
    measured.catch(() => undefined);
    const silent = new Promise((done) => setTimeout(() => done({}), HINTS_MS));
    const said = Promise.race([hints(), silent]).catch(() => ({}));
    for (const category of categories) void this.#tell(category, said, measured);
  }

  /** @param {string} category @param {Promise<import('./about-browser.js').Hints>} said @param {Promise<Measured>} measured */
  async #tell(category, said, measured) {
    if (category === 'location' && !this.#allowed?.location) return;
    const body = await guarded(async () => /** @type {any} */ (about(category, await said, measured)), PATIENCE_MS);
    if (!this.#allowed) return;
    // What does not arrive is asked for again by whoever misses it.
    await request('POST', '/info', { source: { kind: 'browser' }, category, body }).catch(() => undefined);
  }

  #follow() {
    const pace = this.#allowed ? this.#every : null;
    if (pace === this.#pace) return;
    this.#pace = pace;
    clearInterval(this.#timer);
    if (pace === null) return;
    this.#timer = setInterval(() => void this.#live(), pace);
    void this.#live();
  }

  /** Tells live values; of one moment at a time. */
  async #live() {
    if (this.#telling) return;
    this.#telling = true;
    try {
      const [now] = await Promise.all([power().catch(() => undefined), this.#roundTrip()]);
      if (this.#pace === null) return;
      const sample = { battery_per_mille: whole(now?.level, 1000), charging: now?.charging, latency_ms: whole(this.#latency, 1) };
      this.say({ type: 'info_sample', sample });
    } finally {
      this.#telling = false;
    }
  }

  async #roundTrip() {
    if (performance.now() - this.#measuredAt < ROUND_TRIP_MS) return;
    this.#measuredAt = performance.now();
    this.#latency = await roundTrip('/api/v1/health').then(({ ms }) => ms, () => undefined);
  }
}

/** @typedef {{offset: number, latency: number}} Measured */

/** The round trip to the appliance, and how far this clock is ahead of the appliance's. @returns {Promise<Measured>} */
async function measure() {
  const { said, at, ms } = await roundTrip('/api/v1/health');
  return { offset: at + ms / 2 - said.now, latency: ms };
}

/** @param {string} path */
async function roundTrip(path) {
  const [at, start] = [Date.now(), performance.now()];
  const answer = await fetch(path, { cache: 'no-store', credentials: 'omit', signal: AbortSignal.timeout(5_000) });
  const ms = performance.now() - start;
  return { said: await answer.json(), at, ms };
}

/** @param {number | undefined} told @param {number} times */
const whole = (told, times) => (told === undefined ? undefined : Math.round(told * times));

/** What this browser tells of a category. @param {string} category @param {import('./about-browser.js').Hints} said @param {Promise<Measured>} measured @returns {Promise<object>} */
async function about(category, said, measured) {
  switch (category) {
    case 'device':
      return aboutDevice(said);
    case 'system':
      return aboutSystem(said, measured);
    case 'battery':
      return aboutBattery();
    case 'memory':
      return aboutMemory();
    case 'processor':
      return aboutProcessor(said);
    case 'display':
      return aboutDisplay();
    case 'network':
      return aboutNetwork(measured);
    case 'location':
      return aboutPlace();
    case 'permissions':
      return aboutPermissions();
    case 'browser':
      return aboutBrowser(said);
    default:
      return NOT_SUPPORTED;
  }
}
