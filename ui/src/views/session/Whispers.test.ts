import { afterEach, expect, it } from 'vitest'
import type { Author } from '../../gen/Author'
import type { Body } from '../../gen/Body'
import type { Entry } from '../../gen/Entry'
import { shared } from '../../state/teamTestData'
import { lsid, quiet } from '../../state/testData'
import { openWindow, press, settled, type TestWindow } from '../testStage'

let window_: TestWindow
afterEach(() => window_.close())

const entry = (number: number, author: Author, body: Body): Entry => ({ lsid: lsid(9), number, at: number * 1000, author, client_id: null, body })
const ines: Author = { kind: 'representative', id: 7, name: 'Ines' }
const bram: Author = { kind: 'representative', id: 9, name: 'Bram' }
const otto: Author = { kind: 'helper', id: 1, name: 'Otto' }
const message = (text: string): Body => ({ kind: 'message', text })
const whisper = (text: string): Body => ({ kind: 'whisper', text })
const log = [
  entry(1, bram, message('Hello')), entry(2, bram, whisper('Build 8.2 again')), entry(3, bram, whisper('Clear the cache')),
  entry(4, ines, whisper('Thanks')), entry(5, otto, message('The fix is in the store')),
]
const bubbles = () => [...document.querySelectorAll('.log .m')].map((one) => [one.classList.contains('priv'), one.querySelector('.by b')?.textContent ?? null, one.querySelector('.bub')?.textContent])
const patch = (entries: Entry[], outbox = quiet.outbox) =>
  window_.transport.publish(`chat/${lsid(9)}`, { kind: 'chat_patch', value: { entries, state: { ...quiet, outbox } } })

it('marks what is private, and where it begins and ends within one author', async () => {
  window_ = await openWindow(shared(9), log)
  expect(bubbles()).toEqual([
    [false, 'Bram', 'Hello'], [true, 'Bram, private', 'Build 8.2 again'], [true, null, 'Clear the cache'],
    [true, 'Private', 'Thanks'], [false, 'Otto, outside helper', 'The fix is in the store'],
  ])
})

it('shows what is on its way as private, also where it failed', async () => {
  window_ = await openWindow(shared(9), log)
  const error = { code: 'internal', message: 'x', retryable: true, retry_after_s: null, attempts_left: null } as const
  patch([], [{ client_id: 'a', kind: 'whisper', text: 'Trying that', at: 6000, state: { kind: 'failed', error } }])
  await settled()
  const last = [...document.querySelectorAll('.log .m')].at(-1)
  expect(last?.classList).toContain('priv')
  expect(last?.textContent).toContain('Not sent.')
})

it('reads out what colleagues say in private, and helpers, but not the own words', async () => {
  window_ = await openWindow(shared(9), log)
  const spoken = () => document.querySelector('[role=log]')?.textContent
  patch([entry(6, ines, whisper('Done'))])
  await settled()
  expect(spoken()).toBe('')
  patch([entry(7, bram, whisper('Good'))])
  await settled()
  expect(spoken()).toBe('Bram, private: Good')
  patch([entry(8, otto, message('Bye'))])
  await settled()
  expect(spoken()).toBe('Otto: Bye')
})

it('switches by keys, from anywhere in the session, to the field', async () => {
  window_ = await openWindow(shared(9))
  await press('Ctrl+Shift+P')
  expect(document.activeElement?.getAttribute('aria-label')).toBe('Message to representatives only')
  await press('Ctrl+Shift+P')
  expect(document.activeElement?.getAttribute('aria-label')).toBe('Message')
})
