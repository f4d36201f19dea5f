// @ts-check
// The page before the start: tells the server that scripts run, sends the form once, moves to the
// first field that needs another look, and counts down the last minute for the agreement. The
// time-out itself is a Refresh header of the page, so it holds without this script too.
const form = /** @type {HTMLFormElement} */ (document.getElementById('begin'));
const script = /** @type {HTMLInputElement} */ (document.getElementById('script'));
const limit = document.getElementById('limit');
const opened = performance.now();
let sent = false;

script.value = '1';

form.addEventListener('submit', (event) => {
  if (sent) {
    event.preventDefault();
    return;
  }
  sent = true;
  event.submitter?.setAttribute('aria-disabled', 'true');
});

// A choice that was missing is not any more.
form.querySelector('fieldset')?.addEventListener('change', (event) => {
  /** @type {HTMLElement} */ (event.currentTarget).querySelector('.wrong')?.remove();
});

// Back in history brings the page as it was left: it can be sent again.
addEventListener('pageshow', (event) => {
  if (!event.persisted) return;
  sent = false;
  for (const button of form.querySelectorAll('[aria-disabled]')) button.removeAttribute('aria-disabled');
});

/** @type {HTMLElement | null} */ (form.querySelector('[aria-invalid="true"], fieldset[aria-describedby] input'))?.focus();

if (limit) {
  const seconds = Number(limit.dataset.seconds);
  limit.setAttribute('role', 'status');
  const told = setInterval(() => {
    const left = Math.ceil(seconds - (performance.now() - opened) / 1000);
    if (left > 60) return;
    clearInterval(told);
    limit.textContent = `Please answer within ${left === 60 ? 'a minute' : `${Math.max(left, 1)} seconds`}, or start again afterwards.`;
  }, 1000);
}
