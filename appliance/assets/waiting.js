// @ts-check
// The place in the line and how long it has been.
import { byId, put } from './dom.js';
import { clock } from './text.js';
import { placeWords, waitWords } from './words.js';

const ROUND = 440;

export class Waiting {
  /** @type {{since: number, estimate: number | null} | undefined} */ #now;
  /** How far the appliance's clock is ahead of this browser's. */
  #ahead = 0;
  #said = '';

  /** @param {import('./dom.js').Announcer} announcer */
  constructor(announcer) {
    this.announcer = announcer;
    setInterval(() => this.#tick(), 1_000);
  }

  /** @param {import('./wire.js').CustomerView} view @param {{before: number, since: number, estimate_s: number | null}} state */
  show(view, state) {
    this.#ahead = view.now - Date.now();
    this.#now = { since: state.since, estimate: state.estimate_s };
    const place = placeWords(state.before);
    const wait = waitWords(state.estimate_s);
    byId('ring').setAttribute('aria-label', place);
    byId('before').classList.toggle('word', state.before === 0);
    put(byId('before'), state.before === 0 ? 'Next' : String(state.before));
    put(byId('before-word'), state.before === 0 ? 'in line' : 'before you');
    put(byId('estimate'), `${wait} Please keep this page open.`.trim());
    const words = `${place}. ${wait}`.trim();
    if (this.#said && this.#said !== words) this.announcer.say(words);
    this.#said = words;
    this.#tick();
  }

  hide() {
    this.#now = undefined;
    this.#said = '';
  }

  #tick() {
    if (!this.#now) return;
    const waited = Math.max(0, (Date.now() + this.#ahead - this.#now.since) / 1_000);
    put(byId('waited'), clock(waited));
    byId('ring-done').setAttribute('stroke-dasharray', `${arc(waited, this.#now.estimate)} 440`);
  }
}

/** How much of the ring is drawn: the part of the whole wait that is over. @param {number} waited @param {number | null} left */
function arc(waited, left) {
  if (left === null) return 0;
  return Math.round(ROUND * Math.min(0.95, Math.max(0.04, waited / Math.max(1, waited + left))));
}
