// @ts-check
// The wish that the client be opened: who asks, what for, and what becomes of it. Opening goes by a
// form into a tab of its own, so that the chat stays; the appliance takes that as a yes. Like questions,
// it is announced and takes no focus.
import { request } from './api.js';
import { byId, put } from './dom.js';
import { forDisplay } from './text.js';
import { elevationWords } from './words.js';

/** @typedef {import('./wire.js').ElevationOffer} Offer */

export class Elevation {
  /** @type {Offer | null} */ #offer = null;
  /** What was put aside here, by its mark. */ #aside = '';
  /** What was announced last. */ #said = '';

  /** @param {{doubt: () => void, say: (words: string) => void}} on */
  constructor(on) {
    this.on = on;
    byId('elevation-no').addEventListener('click', () => this.#decline());
  }

  /** @param {import('./wire.js').CustomerView} view */
  show(view) {
    this.#offer = view.state.kind === 'active' && !view.device ? view.elevation : null;
    const offer = this.#offer;
    const open = !!offer && offer.stage.kind !== 'declined' && mark(offer) !== this.#aside;
    const box = byId('elevation');
    const within = box.contains(document.activeElement);
    if (open && offer) this.#write(offer);
    box.hidden = !open;
    if (!open) {
      this.#said = '';
      if (within) byId('helper').focus({ preventScroll: true });
    }
  }

  /** @param {Offer} offer */
  #write(offer) {
    const { title, words, yes, no } = elevationWords(offer, forDisplay(offer.name));
    put(byId('elevation-title'), title);
    put(byId('elevation-words'), words);
    put(byId('elevation-yes'), yes);
    put(byId('elevation-no'), no);
    byId('elevation-yes').hidden = !yes;
    byId('elevation-ticks').hidden = offer.stage.kind !== 'asked';
    if (this.#said === title) return;
    this.#said = title;
    byId('elevation-error').hidden = true;
    this.on.say(`${title}. ${words}`);
  }

  /** Not now; or, where it is over, it was read. */
  async #decline() {
    const offer = this.#offer;
    if (!offer) return;
    this.#aside = mark(offer);
    byId('elevation').hidden = true;
    byId('message').focus();
    if (offer.stage.kind === 'timed_out') return;
    try {
      await request('POST', '/elevation', { accept: false });
    } catch {
      this.#aside = '';
      byId('elevation').hidden = false;
      put(byId('elevation-error'), 'Your answer was not sent. Please try again.');
      byId('elevation-error').hidden = false;
      this.on.doubt();
    }
  }
}

/** What tells one wish, and its being over, from the next. @param {Offer} offer */
const mark = ({ expires_at, stage }) => `${expires_at} ${stage.kind === 'timed_out'}`;
