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
 * Names of all who take part besides one of them, who is named already.
 * @param {readonly string[]} people @param {string} who
 */
export function besides(people, who) {
  const at = people.indexOf(who);
  const others = people.filter((_, i) => i !== at);
  return others.length > 1 ? `${others.slice(0, -1).join(', ')} and ${others.at(-1)}` : (others[0] ?? '');
}

/**
 * Who takes part after something that happened: names, which may be the same.
 * @param {readonly string[]} people @param {import('./wire.js').SessionEvent} event
 */
export function peopleAfter(people, event) {
  const name = forDisplay(event.name ?? '');
  if (event.kind === 'conference_member_added') return [...people, name];
  if (event.kind !== 'conference_member_departed' && event.kind !== 'conference_member_removed') return people;
  const at = people.indexOf(name);
  return people.filter((_, i) => i !== at);
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
    case 'conference_member_removed':
      return `${name} left`;
    case 'conference_owner_changed':
      return `${name} is helping you now`;
    case 'session_held':
      return 'Your session was put aside for a moment. You keep your place.';
    case 'elevation_requested':
      return author.kind === 'representative' ? `${forDisplay(author.name)} asks you to open the support app` : '';
    case 'elevation_accepted':
      return 'You chose to open the support app';
    case 'elevation_declined':
      return 'You did not want to open the support app. This chat goes on.';
    case 'elevation_timed_out':
      return 'The support app has not joined in time';
    case 'device_joined':
      return `${name} has joined the session`;
    case 'device_away':
      return 'Your device is reconnecting';
    case 'device_returned':
      return 'Your device is back';
    case 'device_left':
      return 'Your device has left the session. Nobody sees its screen.';
    case 'capability_granted':
      return author.kind === 'customer' ? `You allowed ${what(event.what)}` : `${capital(what(event.what))} is allowed by the rules of this site`;
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
    case 'system_information_retrieved':
      return `${name} reads your system information`;
    case 'system_information_kept':
      return `${name} kept a copy of your system information`;
    case 'file_upload':
    case 'file_upload_failed':
    case 'file_download':
    case 'file_download_failed':
    case 'file_moved':
    case 'file_deleted':
    case 'file_restored':
    case 'directory_created':
      return filesWords(event, author.kind === 'representative' ? forDisplay(author.name) : '');
    case 'session_end':
      return 'The session has ended';
    default:
      return '';
  }
}

/** What was done with the device's files. @param {import('./wire.js').SessionEvent} event @param {string} who */
function filesWords({ kind, name, files = 0, failed = 0, from, to, path, count = 1, trash }, who) {
  const helper = who || 'Your helper';
  const at = forDisplay(path ?? '');
  const many = (/** @type {number} */ n) => (n === 1 ? `“${forDisplay(name ?? '')}”` : `${n} files`);
  switch (kind) {
    case 'file_upload':
      return `${helper} sent ${many(files)} to your device`;
    case 'file_download':
      return `${helper} copied ${many(files)} from your device`;
    case 'file_upload_failed':
      return `Sending ${many(files + failed)} to your device did not finish`;
    case 'file_download_failed':
      return `Copying ${many(files + failed)} from your device did not finish`;
    case 'file_moved':
      return `${helper} moved or renamed “${forDisplay(from ?? '')}” to “${forDisplay(to ?? '')}”`;
    case 'file_deleted':
      return `${helper} ${trash ? 'moved' : 'deleted'} ${count === 1 ? `“${at}”` : `${count} files (“${at}”)`}${trash ? ' to the trash' : ''}`;
    case 'file_restored':
      return `${helper} restored “${at}”`;
    default:
      return `${helper} made the folder “${at}”`;
  }
}

const PLACES = /** @type {Record<string, string>} */ ({
  home: 'your own folder',
  desktop: 'your desktop folder',
  documents: 'your documents folder',
  downloads: 'your downloads folder',
  pictures: 'your pictures folder',
  internal_storage: 'your internal storage',
  sd_card: 'your SD card',
});

/** What somebody may do with files, as it goes on after a name. @param {import('./wire.js').FilesScope} scope */
export function filesCan({ to_device, from_device, change, area }) {
  const where = area.kind === 'place' ? (PLACES[area.place] ?? 'one folder') : area.kind === 'chosen' ? `the folder “${forDisplay(area.name)}”` : 'your device';
  const ways = to_device && from_device ? 'send files to and copy files from' : to_device ? 'send files to' : from_device ? 'copy files from' : '';
  if (!ways) return `rename, move and delete files on ${where}`;
  return `${ways} ${where}${change ? ', and rename, move, replace and delete files there' : ''}`;
}

/** What is read beyond the ordinary, as it goes on after a verb. @param {import('./wire.js').InfoScope} scope */
export const infoBesides = ({ location, log }) => [location && 'where it is', log && 'the system’s log'].filter(Boolean).join(' and ');

/** The same, as it goes on after "Allow without". @param {import('./wire.js').InfoScope} scope */
export const infoLess = ({ location, log }) => [location && 'location', log && 'system log'].filter(Boolean).join(' and ');

const WHAT = /** @type {Record<string, string>} */ ({
  view: 'viewing',
  control: 'control',
  clipboard: 'sharing copied texts',
  files: 'the use of your files',
  info: 'the reading of your system information',
});

/** @param {import('./wire.js').Capability | undefined} capability */
const what = (capability) => WHAT[capability ?? ''] ?? 'something else';

/** @param {string} text */
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

const PURPOSES = /** @type {Record<string, string>} */ ({
  view: 'see your screen',
  control: 'see and control your screen',
  clipboard: 'share copied texts with you',
  files: 'send you files or copy files from your device',
  info: 'look at your device’s system information',
});

/**
 * What stands on the wish that the app be opened; no words where there is no such button.
 * @param {import('./wire.js').ElevationOffer} offer @param {string} name
 */
export function elevationWords({ purpose, stage }, name) {
  if (stage.kind === 'opening') {
    const words = 'If nothing has opened, press the button once more. The page behind it also has the app to download, and a code to type in it.';
    return { title: 'The support app is being opened', words, yes: 'Open the app again', no: 'Not now, stay in chat' };
  }
  if (stage.kind === 'timed_out') {
    const words = stage.accepted
      ? `If you still want to open it, ask ${name} here to ask you again. Then start the app first, and type the code that the page shows.`
      : `Nothing has happened. If you want to open it, ask ${name} here to ask you again.`;
    return { title: 'The support app has not joined in time', words, yes: '', no: 'All right' };
  }
  const can = PURPOSES[purpose ?? ''];
  const words = can ? `So that ${name} can ${can}, if you allow it.` : 'So you can look at your screen together, if you allow it.';
  return { title: `${name} asks you to open the support app`, words, yes: 'Open the app', no: 'Not now, stay in chat' };
}
