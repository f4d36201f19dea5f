// @ts-check
// The few things that every script of the session's page needs of the document.
import { parts } from './text.js';

/** The element with this id, which the page has. @param {string} id @returns {any} */
export const byId = (id) => {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found;
};

/**
 * A new element with text or other elements in it. Never markup.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {string} [className]
 * @param {...(string | Node)} inside
 * @returns {HTMLElementTagNameMap[K]}
 */
export function make(tag, className = '', ...inside) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...inside);
  return made;
}

/** One of the page's icons. @param {string} name */
export function icon(name) {
  const space = 'http://www.w3.org/2000/svg';
  const made = document.createElementNS(space, 'svg');
  made.setAttribute('class', 'i');
  made.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(space, 'use');
  use.setAttribute('href', `#${name}`);
  made.append(use);
  return made;
}

/** Sets text only where it differs, so that screen readers hear changes only. @param {HTMLElement} at @param {string} text */
export function put(at, text) {
  if (at.textContent !== text) at.textContent = text;
}

/** What somebody wrote, with its web addresses as links. @param {string} text @returns {(string | Node)[]} */
export const written = (text) =>
  parts(text).map((part) => {
    if (!part.href) return part.text;
    const link = make('a', '', part.text, make('span', 'unseen', ' (opens a new page)'));
    link.href = part.href;
    link.rel = 'noopener noreferrer nofollow';
    link.target = '_blank';
    return link;
  });

/** A clock time as people here write it. @param {number} at */
export const timeOf = (at) => new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', hour12: false });

/**
 * Says something to screen readers, at most once in ten seconds; later words replace earlier ones
 * that were not said yet.
 */
export class Announcer {
  #last = -Infinity;
  /** @type {number | undefined} */ #timer;

  /** @param {HTMLElement} at */
  constructor(at) {
    this.at = at;
  }

  /** @param {string} words @param {boolean} [atOnce] */
  say(words, atOnce = false) {
    clearTimeout(this.#timer);
    const wait = atOnce ? 0 : Math.max(0, this.#last + 10_000 - performance.now());
    this.#timer = setTimeout(() => {
      this.#last = performance.now();
      put(this.at, words);
    }, wait);
  }
}
