import { afterEach, beforeEach, expect, it } from 'vitest'
import { shared } from '../../state/teamTestData'
import { general, waiting } from '../../state/testData'
import { openWindow, press, settled, type TestWindow } from '../testStage'

let window_: TestWindow
const passed = { by: 9, name: 'Bram', at: 0, note: 'She prefers a call' }

beforeEach(async () => {
  window_ = await openWindow(shared(9))
  const now = Date.now()
  const rows = [
    waiting(1, now, 200, 300, { offered_to: 'Kenji', issue: 'Wi-Fi' }),
    waiting(2, now, 100, 300, { passed, issue: 'Mail', details: 'Since Monday', company: 'Northwind' }),
  ]
  window_.transport.publish('queues', { kind: 'queues', value: { loaded: true, queues: [general(2)], waiting: rows } })
  await settled()
  document.querySelector<HTMLElement>('.wlist')?.focus()
  await settled()
})
afterEach(() => window_.close())

const rows = () => [...document.querySelectorAll('.wlist .w')]
const line = (row: Element | undefined) => row?.querySelector('.mt')?.textContent?.trim()

it('says to whom a session is offered, and who has passed it on', () => {
  expect(rows().map((row) => line(row)?.replace(/\s+/g, ' '))).toEqual([
    'General · offered to Kenji · Browser chat Accept', 'General · from Bram · Browser chat Accept',
  ])
  expect(rows()[1]?.getAttribute('title')).toBe('Northwind\nSince Monday\nBram: She prefers a call')
})

it('shows with Space all that is known, the note too, and hides it again', async () => {
  const preview = () => [...document.querySelectorAll('.pv span')].map((one) => one.textContent)
  await press('ArrowDown')
  await press(' ')
  expect(preview()).toEqual(['Northwind', 'Since Monday', 'Bram: She prefers a call'])
  expect([...document.querySelectorAll('[role=status]')].map((one) => one.textContent)).toContain('Northwind. Since Monday. Bram: She prefers a call')
  await press(' ')
  expect(preview()).toEqual([])
})

it('goes on with what is known of the next, one at a time, until Escape or leaving', async () => {
  const preview = () => [...document.querySelectorAll('.pv')].map((one) => one.textContent)
  await press(' ')
  expect(preview()).toEqual(['Nothing more is known.'])
  await press('ArrowDown')
  expect(preview()).toEqual(['NorthwindSince MondayBram: She prefers a call'])
  await press('Escape')
  expect(preview()).toEqual([])
  await press(' ')
  document.querySelector<HTMLElement>('.qlist')?.focus()
  await settled()
  expect(preview()).toEqual([])
  document.querySelector<HTMLElement>('.wlist')?.focus()
  await settled()
  expect(preview()).toEqual([])
})

it('stands still and says why while the site cannot be reached', async () => {
  const accept = () => rows()[0]?.querySelector('button')
  expect(document.querySelector('.wlist.dim')).toBeNull()
  const away = { link: { kind: 'reconnecting' as const, since: 0, next_try: 0, attempt: 1, reason: 'gone' }, clock_offset_ms: 0, latency_ms: null }
  window_.transport.publish('connection', { kind: 'connection', value: away as never })
  await settled()
  expect(document.querySelector('.wlist.dim')).not.toBeNull()
  expect(accept()?.getAttribute('aria-disabled')).toBe('true')
  await press('Enter')
  expect(window_.transport.commands.filter((command) => command.type === 'accept_session')).toEqual([])
})
