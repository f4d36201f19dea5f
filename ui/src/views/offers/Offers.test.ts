import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { OfferRow } from '../../gen/OfferRow'
import { offerOf, shared } from '../../state/teamTestData'
import { lsid } from '../../state/testData'
import { button, click, openWindow, press, settled, type, type TestWindow } from '../testStage'

let window_: TestWindow

beforeEach(async () => void (window_ = await openWindow(shared(9))))
afterEach(() => window_.close())

const now = Date.now()
const assigned = (n: number, more: Partial<OfferRow> = {}) => offerOf(n, { kind: 'assigned', since: now, until: now + 30_000, by: null }, more)
const invited = offerOf(2, { kind: 'shared', share: 3, by: 'Bram', team: null, note: 'You know this one.' })
const passed = offerOf(3, { kind: 'passed', by: 'Bram', note: null })
async function publish(...offers: OfferRow[]) {
  window_.transport.publish('offers', { kind: 'offers', value: { offers } })
  await settled()
}
const cards = () => [...document.querySelectorAll<HTMLElement>('.offer')]
const seconds = () => document.querySelector('.countdown span')?.textContent

it('shows what is offered without taking the focus or a letter from who is typing', async () => {
  const field = document.querySelector('textarea') as HTMLTextAreaElement
  field.focus()
  await publish(assigned(1, { details: 'The new phone is here.' }))
  expect(document.activeElement).toBe(field)
  await type('yes, x')
  expect(field.value).toBe('yes, x')
  expect(window_.transport.sent('answer_assignment')).toEqual([])
  expect(cards()[0]?.textContent).toContain('The new phone is here.')
})

it('answers the first by keys from anywhere, also in the middle of typing, and says which', async () => {
  document.querySelector('textarea')?.focus()
  await publish(assigned(1), invited)
  expect(cards()[0]?.textContent).toContain('Ctrl Shift Y')
  expect(cards()[1]?.textContent).not.toContain('Ctrl')
  await press('Ctrl+Shift+Y')
  expect(window_.transport.sent('answer_assignment')).toEqual([{ type: 'answer_assignment', lsid: lsid(1), accept: true }])
  await publish(invited)
  await press('Ctrl+Shift+X')
  expect(window_.transport.sent('answer_share')).toEqual([{ type: 'answer_share', lsid: lsid(2), share: 3, accept: false }])
})

it('accepts what was passed on from the own queue, or leaves it there for later', async () => {
  await publish(passed)
  await click('Accept', cards()[0])
  expect(window_.transport.sent('accept_session')).toEqual([{ type: 'accept_session', lsid: lsid(3) }])
  await click('Later', cards()[0])
  expect(cards()).toEqual([])
})

it('counts by the clock of the appliance', async () => {
  const offset = -120_000
  window_.transport.publish('connection', { kind: 'connection', value: { link: { kind: 'online' }, clock_offset_ms: offset, latency_ms: null } })
  const { clock } = window_.console
  await publish(offerOf(1, { kind: 'assigned', since: clock.now + offset, until: clock.now + offset + 30_000, by: 'Priya' }))
  expect(seconds()).toBe('30')
  clock.now += 26_000
  await settled()
  expect(seconds()).toBe('4')
  expect(document.querySelector('.countdown')?.classList).toContain('short')
  clock.now += 5000
  await settled()
  expect(button('Accept', cards()[0]).title).toBe('The time is up')
})

it.each([[900, 3, '2 more'], [700, 2, '3 more']])('in a window of %d px stacks %d and counts the others', async (innerHeight, most, more) => {
  window_.close()
  vi.stubGlobal('innerHeight', innerHeight)
  window_ = await openWindow(shared(9))
  await publish(assigned(1), invited, passed, assigned(4), assigned(5))
  expect(cards()).toHaveLength(most)
  expect(document.querySelector('.offers-more')?.textContent).toBe(more)
  vi.unstubAllGlobals()
})

it('takes one answer at a time', async () => {
  await publish(assigned(1, { busy: true }))
  await press('Ctrl+Shift+Y')
  await press('Ctrl+Shift+X')
  expect(window_.transport.sent('answer_assignment')).toEqual([])
})

it('is reached with F6 and read out as what it is', async () => {
  await publish(assigned(1))
  const card = cards()[0]
  expect(card?.getAttribute('role')).toBe('alertdialog')
  expect(document.getElementById(card?.getAttribute('aria-labelledby') ?? '')?.textContent).toBe('Customer 1 is assigned to you')
  document.body.focus()
  await press('Shift+F6')
  expect(document.querySelector('.offers')?.contains(document.activeElement)).toBe(true)
})

it('has the focus when somebody asked to see it, also where it was put off', async () => {
  await publish(passed)
  await click('Later', cards()[0])
  window_.transport.publish('sessions', { kind: 'sessions', value: { tabs: [], show: lsid(3), show_serial: 1 } })
  await settled()
  expect(cards()[0]?.contains(document.activeElement)).toBe(true)
})
