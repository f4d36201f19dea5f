import { expect, it } from 'vitest'
import type { UiError } from '../gen/UiError'
import type { UiErrorCode } from '../gen/UiErrorCode'
import { signInWords } from './signInWords'

const error = (code: UiErrorCode, message: string, retryAfter: number | null = null): UiError => ({
  code, message, retryable: false, retry_after_s: retryAfter, attempts_left: null,
})

it.each<[UiError, number, string | undefined]>([
  [error('account_locked', 'x', 900), 872_000, 'Try again in 14:32.'],
  [error('account_locked', 'x', 900), -1, 'You can try again now.'],
  [error('account_locked', 'x'), 0, undefined],
])('counts a pause down: %o', (given, left, advice) => expect(signInWords(given, left).advice).toBe(advice))

it('says what the backend says, as a sentence', () => {
  expect(signInWords(error('forbidden', 'this account is disabled'), 0).text).toBe('This account is disabled.')
  expect(signInWords(error('unreachable', 'No answer.'), 0)).toEqual({ text: 'No answer.', tone: 'danger' })
})

it('is calm about a sign-in that ended', () => {
  expect(signInWords(error('signed_out', 'Your sign-in has ended.'), 0).tone).toBe('warn')
})
