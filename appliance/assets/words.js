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
 * @param {import('./wire.js').Author} author
 */
export function eventWords(event, author) {
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
    case 'device_joined':
      return `${name} has joined the session`;
    case 'device_away':
      return 'Your device is reconnecting';
    case 'device_returned':
      return 'Your device is back';
    case 'device_left':
      return 'Your device has left the session. Nobody sees its screen.';
    case 'capability_granted':
      return `You allowed ${what(event.what)}`;
    case 'capability_denied':
      return `You refused ${what(event.what)}`;
    case 'capability_lapsed':
      return author.kind === 'representative' ? `${forDisplay(author.name)} took the question back` : '';
    case 'capability_stopped':
      return event.by === 'customer' ? `You stopped ${what(event.what)}` : `${capital(what(event.what))} has stopped`;
    case 'control_taken':
      return `${name} is in control`;
    case 'control_released':
      return `${name} let go of control`;
    case 'screenshot_taken':
      return `${name} kept a picture of your screen`;
    case 'session_end':
      return 'The session has ended';
    default:
      return '';
  }
}

/** @param {import('./wire.js').Capability | undefined} capability */
const what = (capability) => (capability === 'view' ? 'viewing' : capability === 'control' ? 'control' : 'sharing copied texts');

/** @param {string} text */
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
