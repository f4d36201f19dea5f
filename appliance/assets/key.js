// @ts-check
// Shows the digits of a session key in groups of three while they are typed.
import { grouped } from './text.js';

const field = /** @type {HTMLInputElement} */ (document.getElementById('key'));

/** How many digits stand before the caret. */
const digitsBefore = () => field.value.slice(0, field.selectionStart ?? 0).replace(/\D/g, '').length;

/** Where the caret belongs so that `digits` digits stand before it. @param {number} digits */
function caretAfter(digits) {
  let place = 0;
  for (let seen = 0; seen < digits && place < field.value.length; place += 1) {
    if (/\d/.test(field.value[place])) seen += 1;
  }
  return place;
}

function regroup() {
  const shown = grouped(field.value);
  if (shown === field.value) return;
  const digits = digitsBefore();
  field.value = shown;
  if (document.activeElement === field) {
    const place = caretAfter(digits);
    field.setSelectionRange(place, place);
  }
}

field.addEventListener('input', regroup);
regroup();
if (field.getAttribute('aria-invalid') === 'true') {
  field.focus();
  field.select();
}
