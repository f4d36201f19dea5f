// @ts-check
// What the customer is asked, and what is allowed: the question, and the line that says all the time who
// sees or drives. Nothing here takes the focus: questions are announced, and what goes away while it has
// the focus passes it on.
import { request, Refusal } from './api.js';
import { byId, put } from './dom.js';
import { forDisplay } from './text.js';
import { besides, filesCan, infoBesides, infoLess, peopleAfter } from './words.js';

/** @typedef {import('./wire.js').CustomerView} View */
/** @typedef {import('./wire.js').Capability} Capability */

export class Sharing {
  /** @type {View | undefined} */ #view;
  /** Who takes part. @type {readonly string[]} */ #people = [];
  /** The question that was answered here, until the appliance has heard it. */ #answered = 0;

  /** @param {{doubt: () => void, say: (words: string) => void}} on */
  constructor(on) {
    this.on = on;
    byId('allow-control').addEventListener('click', () => this.#answer('control'));
    byId('allow-view').addEventListener('click', () => this.#answer('view'));
    byId('allow-clipboard').addEventListener('click', () => this.#answer('clipboard'));
    byId('allow-files').addEventListener('click', () => this.#answer('files'));
    byId('allow-files-kept').addEventListener('click', () => this.#answer('files', { change: false }));
    byId('allow-info').addEventListener('click', () => this.#answer('info'));
    byId('allow-info-plain').addEventListener('click', () => this.#answer('info', {}, { location: false, log: false }));
    byId('refuse').addEventListener('click', () => this.#answer(null));
    byId('stop-view').addEventListener('click', () => this.#stop('view'));
    byId('stop-control').addEventListener('click', () => this.#stop('control'));
    byId('stop-files').addEventListener('click', () => this.#stop('files'));
    byId('stop-info').addEventListener('click', () => this.#stop('info'));
  }

  /** @param {View} view */
  show(view) {
    this.#view = view;
    const talking = view.state.kind === 'active';
    this.#line(view);
    this.#question(talking ? view.question : null);
  }

  /** What happened, in its order: whoever takes part may watch. Outside helpers have the chat alone. @param {import('./wire.js').Entry[]} entries */
  hear(entries) {
    for (const { body, author } of entries) if (body.kind === 'event' && author.kind !== 'helper') this.#people = peopleAfter(this.#people, body.event);
    if (this.#view) this.#line(this.#view);
  }

  /** Who sees and who drives, all the time. @param {View} view */
  #line({ sharing, state }) {
    const { view, control, clipboard, driver, files, info } = sharing;
    const who = forDisplay(driver ?? (state.kind === 'active' ? state.representative : ''));
    const any = view || !!files || !!info;
    byId('scope').hidden = any || state.kind === 'waiting' || state.kind === 'ended';
    const does = control ? (driver ? 'sees and controls your screen' : 'sees your screen, and may control it') : 'sees your screen';
    const others = besides(this.#people, who);
    const watch = others ? `. ${others} can see it too` : '';
    const name = who || 'Your helper';
    const screen = view ? `${name} ${does}${clipboard ? ', copied texts pass' : ''}${watch}` : '';
    const shared = files ? `${name} can ${filesCan(files)}` : '';
    const more = info && infoBesides(info);
    const told = info ? `${name} can read your browser’s and device’s information${more ? `, ${more}` : ''}` : '';
    put(byId('sharing-words'), [screen, shared, told].filter(Boolean).join('. '));
    const at = document.activeElement;
    byId('sharing').hidden = !any;
    byId('stop-view').hidden = !view;
    byId('stop-control').hidden = !control;
    byId('stop-files').hidden = !files;
    byId('stop-info').hidden = !info;
    const gone = at instanceof HTMLElement && byId('sharing').contains(at) && (!any || at.hidden);
    if (gone) byId(view ? 'stop-view' : files ? 'stop-files' : info ? 'stop-info' : 'helper').focus({ preventScroll: true });
  }

  /** @param {import('./wire.js').Question | null} question */
  #question(question) {
    const open = !!question && question.ask !== this.#answered;
    const box = byId('question');
    if (!open || !question) {
      box.hidden = true;
      return;
    }
    const name = forDisplay(question.name);
    const { title, words, icon } = asked(question, name, this.#view?.sharing.view ?? false);
    put(byId('question-title'), title);
    put(byId('question-words'), words);
    byId('question-icon').setAttribute('href', icon);
    const [screen, files] = [question.what === 'view' || question.what === 'control', question.files];
    byId('allow-clipboard').hidden = question.what !== 'clipboard';
    byId('allow-files').hidden = question.what !== 'files';
    byId('allow-files-kept').hidden = !(files?.change && (files.to_device || files.from_device));
    byId('allow-info').hidden = question.what !== 'info';
    const less = question.info && infoLess(question.info);
    byId('allow-info-plain').hidden = !less;
    put(byId('allow-info-plain'), `Allow without ${less}`);
    byId('allow-control').hidden = !screen;
    byId('allow-view').hidden = !screen || (this.#view?.sharing.view ?? false);
    put(byId('allow-control'), this.#view?.sharing.view ? 'Allow control' : 'Allow viewing and control');
    // What is asked for stands first and strong; more or less than that is offered beside it.
    byId('allow-control').classList.toggle('primary', question.what === 'control');
    byId('allow-view').classList.toggle('primary', question.what === 'view');
    box.classList.toggle('view-first', question.what === 'view');
    if (!box.hidden) return;
    byId('question-error').hidden = true;
    box.hidden = false;
    this.on.say(`${title}. ${words} Your answer is asked above the message field.`);
  }

  /** @param {Capability | null} allow @param {Partial<import('./wire.js').FilesScope>} [less] of the files @param {import('./wire.js').InfoScope} [info] less of the system information */
  async #answer(allow, less, info) {
    const question = this.#view?.question;
    if (!question) return;
    const within = byId('question').contains(document.activeElement);
    this.#answered = question.ask;
    byId('question').hidden = true;
    if (within) byId('helper').focus({ preventScroll: true });
    try {
      const files = less && question.files ? { files: { ...question.files, ...less } } : {};
      await request('POST', '/answer', { ask: question.ask, allow, ...files, info });
    } catch (error) {
      this.#failed(error);
    }
  }

  /** The answer did not arrive: the question stands again, unless it is over. @param {unknown} error */
  #failed(error) {
    this.#answered = 0;
    this.on.doubt();
    const gone = error instanceof Refusal && !error.later;
    if (gone || !this.#view?.question) return;
    this.#question(this.#view.question);
    put(byId('question-error'), 'Your answer was not sent. Please try again.');
    byId('question-error').hidden = false;
  }

  /** @param {Capability} what */
  async #stop(what) {
    const buttons = ['stop-view', 'stop-control', 'stop-files', 'stop-info'].map(byId);
    // Not disabled: that would lose the focus.
    if (buttons.some((button) => button.hasAttribute('aria-disabled'))) return;
    for (const button of buttons) button.setAttribute('aria-disabled', 'true');
    try {
      await request('POST', '/withdraw', { what });
    } catch {
      put(byId('sharing-words'), 'Not stopped yet. Please try again, or close the support app.');
      this.on.doubt();
    } finally {
      for (const button of buttons) button.removeAttribute('aria-disabled');
    }
  }
}

/** @param {import('./wire.js').Question} question @param {string} name @param {boolean} sees */
function asked({ what, files, info }, name, sees) {
  if (info) return { title: `${name} asks to read your system information`, words: infoWords(name, info), icon: '#monitor' };
  if (files) return { title: `${name} asks to use your files`, words: `${name} wants to ${filesCan(files)}. Everything that is done is listed in this chat. You can stop at any moment.`, icon: '#folder' };
  if (what === 'view') return { title: `${name} asks to see your screen`, words: `${name} sees what you see. You can stop at any moment.`, icon: '#eye' };
  if (what === 'clipboard') return { title: `${name} asks to share copied texts`, words: 'What either of you copies can be pasted on the other side. Do not copy passwords meanwhile.', icon: '#clipboard' };
  const words = `${name} ${sees ? '' : 'sees what you see, '}can move the pointer and type on your device, and can pass copied texts to and from it with a button. You can stop at any moment.`;
  return { title: `${name} asks to ${sees ? '' : 'see and '}control your screen`, words, icon: '#mouse-pointer-2' };
}

/** What is read, and what is not. @param {string} name @param {import('./wire.js').InfoScope} info */
function infoWords(name, info) {
  const more = infoBesides(info);
  const ordinary = `${name} sees which device, system and browser you use, its battery, memory, storage and network, and with the support app which apps it has`;
  // Programs write into the log what they like.
  const never = info.log ? '' : ' Not your files, messages or passwords.';
  return `${ordinary}${more ? `; also ${more}` : ''}.${never} You can stop at any moment.`;
}
