import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { fakeHost, type FakeTransport } from '../host/fake'
import { Draft } from './draft.svelte'
import { lsid } from './testData'

let transport: FakeTransport
let draft: Draft

beforeEach(() => {
  vi.useFakeTimers()
  const fake = fakeHost()
  transport = fake.transport
  draft = new Draft((text) => fake.host.dispatch({ type: 'save_draft', lsid: lsid(1), field: 'message', text }))
})
afterEach(() => vi.useRealTimers())

const saved = () => transport.sent('save_draft').map((command) => command.text)

it('is kept once after a pause of 300 ms, with its last text', () => {
  draft.text = 'H'
  vi.advanceTimersByTime(299)
  draft.text = 'He'
  vi.advanceTimersByTime(299)
  expect(saved()).toEqual([])
  vi.advanceTimersByTime(1)
  expect(saved()).toEqual(['He'])
  vi.advanceTimersByTime(1000)
  expect(saved()).toEqual(['He'])
})

it('is kept every two seconds while somebody types without a pause', () => {
  for (let n = 1; n <= 25; n++) {
    draft.text = 'x'.repeat(n)
    vi.advanceTimersByTime(200)
  }
  expect(saved().map((text) => text.length)).toEqual([10, 20])
  vi.advanceTimersByTime(100)
  expect(saved().at(-1)).toBe(draft.text)
  vi.advanceTimersByTime(5000)
  expect(saved()).toHaveLength(3)
})

it('is kept at once when its field is left', () => {
  draft.text = 'Hello'
  draft.keep()
  expect(saved()).toEqual(['Hello'])
})

it('takes over what was kept, but never over something typed', () => {
  draft.restore('from before')
  expect(draft.text).toBe('from before')
  draft.text = 'typed since'
  draft.restore('from before')
  expect(draft.text).toBe('typed since')
})

it('stays empty after sending, and nothing old is saved later', () => {
  draft.text = 'Hello'
  expect(draft.sent()).toBe('Hello')
  draft.restore('Hello')
  vi.advanceTimersByTime(1000)
  expect(draft.text).toBe('')
  expect(saved()).toEqual([])
})

it('is saved again on the next pause or leaving when saving was refused', async () => {
  transport.refuse = { code: 'storage', message: 'disk full', retryable: false, retry_after_s: null, attempts_left: null }
  draft.text = 'Hello'
  draft.keep()
  await vi.advanceTimersByTimeAsync(0)
  transport.refuse = undefined
  draft.keep()
  expect(saved()).toEqual(['Hello', 'Hello'])
})
