// @ts-check
// The end of a session: why, the survey, thanks.
import { request, Refusal } from './api.js';
import { byId, put } from './dom.js';
import { bytes } from './text.js';
import { overTitle, overWords } from './words.js';

const COMMENT_BYTES = 2048;

export class Ended {
  #form = /** @type {HTMLFormElement} */ (byId('survey'));
  #thanked = false;
  #busy = false;

  constructor() {
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#send();
    });
    this.#form.addEventListener('change', () => this.#wrong('rating', ''));
  }

  /** @param {import('./wire.js').EndReason} reason @param {boolean} survey @param {string} helper */
  show(reason, survey, helper) {
    if (this.#thanked) return;
    put(byId('over'), overTitle(reason));
    put(byId('over-words'), overWords(reason, helper));
    // Who left the line or found nobody was not helped yet.
    const asked = survey && reason !== 'left_queue' && reason !== 'nobody_available';
    this.#form.hidden = !asked;
    byId('again').className = asked ? 'big quiet' : 'big primary';
    const past = byId('past');
    if (!past.contains(byId('scroll'))) past.append(byId('scroll'));
    this.offerPast();
  }

  /** Offers the chat for reading again, if anything was said. */
  offerPast() {
    byId('past').hidden = !byId('scroll').querySelector('.m');
  }

  async #send() {
    const rating = Number(new FormData(this.#form).get('rating'));
    const comment = byId('comment').value.trim();
    this.#wrong('rating', rating ? '' : 'Please choose a number from 1 to 5.');
    this.#wrong('comment', bytes(comment) > COMMENT_BYTES ? 'This is too long. Please shorten it.' : '');
    if (!rating) return this.#form.querySelector('input')?.focus();
    if (bytes(comment) > COMMENT_BYTES) return byId('comment').focus();
    if (this.#busy) return;
    this.#busy = true;
    try {
      await request('POST', '/survey', { rating, comment: comment || null });
      this.#thanks();
    } catch (error) {
      // Answered in another tab: that is an answer too.
      if (error instanceof Refusal && error.code === 'wrong_state') this.#thanks();
      else this.#wrong('comment', 'This could not be sent. Please try again.');
    } finally {
      this.#busy = false;
    }
  }

  #thanks() {
    this.#thanked = true;
    this.#form.hidden = true;
    byId('tick').hidden = false;
    put(byId('over'), 'Thank you');
    put(byId('over-words'), 'Your answer helps us to help better. You can close this page now.');
    byId('again').className = 'big primary';
    byId('over').focus();
  }

  /** @param {'rating' | 'comment'} field @param {string} words */
  #wrong(field, words) {
    const at = byId(`${field}-error`);
    put(at, words);
    at.hidden = !words;
    if (field === 'comment') byId('comment').setAttribute('aria-invalid', String(Boolean(words)));
  }
}
