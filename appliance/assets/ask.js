// @ts-check
// A question before something that cannot be taken back.
import { byId, put } from './dom.js';

/**
 * @param {{title: string, words: string, yes: string, no: string}} question
 * @returns {Promise<boolean>}
 */
export function ask(question) {
  const dialog = /** @type {HTMLDialogElement} */ (byId('ask'));
  put(byId('ask-title'), question.title);
  put(byId('ask-words'), question.words);
  put(byId('ask-yes'), question.yes);
  put(byId('ask-no'), question.no);
  dialog.returnValue = '';
  byId('ask-yes').onclick = () => dialog.close('yes');
  byId('ask-no').onclick = () => dialog.close('');
  dialog.showModal();
  byId('ask-no').focus();
  return new Promise((answer) => {
    dialog.addEventListener('close', () => answer(dialog.returnValue === 'yes'), { once: true });
  });
}
