// @ts-check
// The page of an invitation: tells that a person has it in sight, says until when the key works in the
// time of this place, says which apps are here, and sends the form once.
import { untilWords } from './text.js';

/** How long the page is in sight before it counts as seen. */
const SEEN_MS = 1_000;

const form = /** @type {HTMLFormElement} */ (document.getElementById('start'));
const until = /** @type {HTMLElement} */ (document.getElementById('until'));
let sent = false;
/** @type {number | undefined} */ let sight;

until.textContent = untilWords(Number(until.dataset.until), Date.now());

/** Programs that look at links in mails run scripts too; browsers that are driven by one say so. */
function watch() {
  clearTimeout(sight);
  if (document.visibilityState === 'visible' && !navigator.webdriver) sight = setTimeout(seen, SEEN_MS);
}

function seen() {
  document.removeEventListener('visibilitychange', watch);
  // A page in sight that this does not tell of is no fault of the customer's.
  fetch(`${form.action}/opened`, { method: 'POST', body: new URLSearchParams(), keepalive: true }).catch(() => {});
}

document.addEventListener('visibilitychange', watch);
watch();

form.addEventListener('submit', (event) => {
  if (sent) event.preventDefault();
  sent = true;
  event.submitter?.setAttribute('aria-disabled', 'true');
});

// Back in history brings the page as it was left: it can be sent again.
addEventListener('pageshow', (event) => {
  if (!event.persisted) return;
  sent = false;
  for (const button of form.querySelectorAll('[aria-disabled]')) button.removeAttribute('aria-disabled');
});

/** @type {(() => Promise<{id?: string}[]>) | undefined} */
const related = /** @type {any} */ (navigator).getInstalledRelatedApps?.bind(navigator);
related?.().then((apps) => {
  for (const words of document.querySelectorAll('[data-package]')) {
    const here = words instanceof HTMLElement && apps.some(({ id }) => id === words.dataset.package);
    if (here && words.closest('label')?.querySelector('[value="app"]')) words.textContent = 'Found on this phone';
  }
}, () => {});
