import { afterEach, expect, it } from 'vitest'
import type { Entry } from '../../gen/Entry'
import type { SessionEvent } from '../../gen/SessionEvent'
import type { SessionState } from '../../gen/SessionState'
import { shared } from '../../state/teamTestData'
import { lsid } from '../../state/testData'
import { click, openWindow, publishSession, settled, type, type TestWindow } from '../testStage'

let window_: TestWindow
afterEach(() => window_.close())

const bram = { kind: 'representative', id: 9, name: 'Bram' } as const
const event = (number: number, event: SessionEvent): Entry => ({
  lsid: lsid(9), number, at: number, author: bram, client_id: null, body: { kind: 'event', event },
})
const over: SessionState = { kind: 'ended', at: 1, reason: 'representative' }
const text = (selector: string) => document.querySelector(selector)?.textContent?.replace(/\s+/g, ' ').trim()

it('keeps in sight what was written and not sent when the session is over, to copy or to discard', async () => {
  window_ = await openWindow(shared(9), [event(1, { kind: 'session_end', reason: 'representative' })])
  document.querySelector<HTMLElement>('.composer textarea')?.focus()
  await type('one more thing')
  publishSession(window_.transport, shared(9, {}, { state: over }))
  await settled()
  expect(text('.unsent-words')).toBe('one more thing')
  expect(text('.wrap')).toContain('ended by Bram')
  await click('Copy')
  expect(window_.transport.sent('copy_text').map((command) => command.text)).toEqual(['one more thing'])
  await click('Discard')
  expect(text('.unsent-words')).toBeUndefined()
})

it('says for whom a session waits in somebody’s personal queue, and in which queue else', async () => {
  const waits = (queue: 'rep:9' | 'rep:7' | 'team:1', queue_name: string) =>
    shared(9, { mine: false, part: 'participant', queue_name }, { state: { kind: 'waiting', queue, since: 0 } })
  window_ = await openWindow(waits('rep:9', 'Bram'))
  const said = () => [text('.banner b'), text('.side .kv')?.includes('Waits for'), text('.side .kv')?.includes('Queue')]
  expect(said()).toEqual(['Waiting for Bram', true, false])
  publishSession(window_.transport, waits('rep:7', 'Personal'))
  await settled()
  expect(said()).toEqual(['Waiting for you', true, false])
  publishSession(window_.transport, waits('team:1', 'Mobile Support'))
  await settled()
  expect(said()).toEqual(['Waiting in Mobile Support', false, true])
})

it('shows the latest events, says how many there are before them, and shows those as well', async () => {
  const events = Array.from({ length: 9 }, (_, at) => event(at + 1, { kind: at % 2 ? 'customer_returned' : 'customer_away' }))
  window_ = await openWindow(shared(9), events)
  const lines = () => document.querySelectorAll('.tl li').length
  expect(lines()).toBe(6)
  await click('Show 3 earlier')
  expect(lines()).toBe(9)
  await click('Show the latest only')
  expect(lines()).toBe(6)
})
