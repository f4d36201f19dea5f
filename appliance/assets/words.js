// @ts-check
// The sentences that depend on what the appliance says. The server writes the same ones into the
// page's first state (src/portal/words.rs).
import { forDisplay } from './text.js';

/** @param {number} before */
export const placeWords = (before) =>
  before === 0 ? 'You are next' : before === 1 ? '1 person before you' : `${before} people before you`;

/** @param {number | null} seconds */
export function waitWords(seconds) {
  if (seconds === null) return '';
  const minutes = Math.ceil(seconds / 60);
  return minutes <= 1 ? 'About a minute.' : `About ${minutes} minutes.`;
}

/** @param {import('./wire.js').EndReason} reason */
export const overTitle = (reason) => (reason === 'left_queue' ? 'You left the line' : 'The session has ended');

/** @param {import('./wire.js').EndReason} reason @param {string} helper */
export function overWords(reason, helper) {
  switch (reason) {
    case 'representative':
      return `${helper || 'The person who helped you'} ended the session. Nobody can see what you write here any more.`;
    case 'customer':
      return 'You ended the session. Nobody can see what you write here any more.';
    case 'left_queue':
      return 'Nothing was started. You can come back whenever you like.';
    case 'customer_gone':
      return 'Your connection was lost for too long, so the session was closed. You can start a new one.';
    case 'nobody_available':
      return 'Nobody is there to help you at the moment, so the session was closed. Please try again later.';
  }
}

/**
 * The line for something that happened; none for what customers need not read.
 * @param {import('./wire.js').SessionEvent} event
 */
export function eventWords(event) {
  const name = forDisplay(event.name ?? '');
  switch (event.kind) {
    case 'conference_member_added':
      return `${name} joined`;
    case 'conference_member_departed':
      return `${name} left`;
    case 'conference_owner_changed':
      return `${name} is helping you now`;
    case 'session_held':
      return 'Your session was put aside for a moment. You keep your place.';
    case 'session_end':
      return 'The session has ended';
    default:
      return '';
  }
}
