import type { SecretStore } from '../gen/SecretStore'
import type { UiError } from '../gen/UiError'
import { sentence } from './toasts.svelte'
import { formatSpan } from './waiting'

/** What the sign-in page says of an error, and how loud. */
export interface SignInWords {
  text: string
  /** What to do, where that changes with time. */
  advice?: string
  tone: 'danger' | 'warn'
}

/** The words for an error. `leftMs` is what is left of a pause after too many wrong passwords. */
export function signInWords(error: UiError, leftMs: number): SignInWords {
  if (error.code === 'account_locked' && error.retry_after_s !== null) {
    const advice = leftMs > 0 ? `Try again in ${formatSpan(leftMs)}.` : 'You can try again now.'
    return { text: 'Too many wrong passwords, so this account pauses.', advice, tone: 'danger' }
  }
  // An ended sign-in is no fault of anybody; everything else stands in the way.
  return { text: sentence(error.message), tone: error.code === 'signed_out' ? 'warn' : 'danger' }
}

/** Where a sign-in that is to be kept goes, where that is not the keychain that one expects. */
export const keepWords: Record<SecretStore, string | undefined> = {
  keychain: undefined,
  file: 'This computer offers no keychain. The sign-in goes to a file that only you can read.',
  memory: 'This computer offers no keychain. You stay signed in until Farhand closes.',
}
