import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { fakeHost, type FakeTransport } from '../host/fake'
import { GRACE, Screen } from './screen.svelte'
import { clipboardWords, rateWords, readoutOf, signalOf } from './screenWords'
import { alertOf } from './screenAlerts'
import { computer, liveScreen, lsid, withDevice } from './testData'

let transport: FakeTransport
let screen: Screen
const told = () => transport.commands.map((command) => command.type)

beforeEach(() => {
  vi.useFakeTimers()
  const fake = fakeHost()
  transport = fake.transport
  screen = new Screen(fake.host, lsid(1))
})
afterEach(() => {
  screen.close()
  vi.useRealTimers()
})

it('opens while it is looked at, and closes when nobody has come back for a while', () => {
  screen.look()
  screen.leave()
  vi.advanceTimersByTime(GRACE - 1)
  expect(told()).toEqual(['open_screen'])
  vi.advanceTimersByTime(1)
  expect(told()).toEqual(['open_screen', 'close_screen'])
})

it('stays open for a quick return, and opens anew after a slow one', () => {
  screen.look()
  screen.leave()
  vi.advanceTimersByTime(GRACE / 2)
  screen.look()
  vi.advanceTimersByTime(GRACE * 2)
  expect(told()).toEqual(['open_screen'])
  screen.leave()
  vi.advanceTimersByTime(GRACE)
  screen.look()
  expect(told()).toEqual(['open_screen', 'close_screen', 'open_screen'])
})

it('closes at once with its tab, and says nothing for one that was never opened', () => {
  screen.close()
  expect(told()).toEqual([])
  screen.look()
  screen.close()
  vi.advanceTimersByTime(GRACE * 2)
  expect(told()).toEqual(['open_screen', 'close_screen'])
})

it('puts away what the device cannot do', async () => {
  screen.look()
  screen.take('draw')
  screen.keyboard = 'position'
  await vi.advanceTimersByTimeAsync(0)
  const facts = liveScreen.facts && { ...liveScreen.facts, annotations: false, positions: false }
  transport.publish(`screen/${lsid(1)}`, { kind: 'screen', value: { ...liveScreen, facts } })
  expect([screen.tool, screen.keyboard]).toEqual(['point', 'character'])
})

it('goes from fit to 1:1 and back, and takes a tool or puts it back', () => {
  screen.toggleFit()
  expect(screen.zoom.kind).toBe('actual')
  screen.zoom = { kind: 'zoom', factor: 3 }
  screen.toggleFit()
  expect(screen.zoom.kind).toBe('fit')
  screen.take('laser')
  screen.take('laser')
  expect(screen.tool).toBe('point')
})

it.each([
  [40, 'high'],
  [121, 'medium'],
  [301, 'low'],
] as const)('a round trip of %d ms is %s', (latency, signal) => expect(signalOf(latency)).toBe(signal))

it('reads out the stream, with what is not known left out', () => {
  expect([rateWords(640), rateWords(1400), rateWords(12_400)]).toEqual(['640 kbit/s', '1.4 Mbit/s', '12 Mbit/s'])
  expect(readoutOf({ latency_ms: 62, frames: 24, kbit: 1400, codec: 'Tight' })).toMatchObject({
    short: '62 ms · 24 fps',
    title: 'Round trip 62 ms, 24 pictures a second, 1.4 Mbit/s, Tight',
  })
  expect(readoutOf({ latency_ms: null, frames: 1, kbit: 0, codec: '' })).toMatchObject({
    short: '1 fps',
    title: '1 picture a second, 0 kbit/s',
  })
})

it('says what passed through the clipboards', () => {
  expect(clipboardWords({ to_device: true, at: 0, characters: 1 })).toMatch(/^Sent 1 character at /)
  expect(clipboardWords({ to_device: false, at: 0, characters: 42 })).toMatch(/^Fetched 42 characters at /)
  expect(clipboardWords({ to_device: false, at: 0, characters: null })).toBe('Asking for their clipboard')
})

const granted = { kind: 'granted', at: 0 } as const
const before = withDevice({ view: granted, control: granted })
const stopped = (by: 'customer' | 'representative' | 'device') => ({ kind: 'stopped', at: 1, by }) as const

it.each([
  ['control stopped', withDevice({ view: granted, control: stopped('customer') }), 'Tobias Vane stopped control'],
  ['sharing stopped', withDevice({ view: stopped('customer'), control: stopped('customer') }), 'Tobias Vane stopped sharing'],
  ['device left', withDevice({ view: stopped('device'), control: granted }), 'The computer has left, sharing stopped'],
  ['given back', withDevice({ view: granted, control: stopped('representative') }), undefined],
  ['nothing', before, undefined],
  [
    'connection lost',
    withDevice({ view: granted, control: granted }, { device: { ...computer, presence: { kind: 'away', since: 1 } } }),
    'Tobias Vane’s computer lost the connection',
  ],
])('says at once: %s', (_, after, words) => expect(alertOf(before, after)).toBe(words))
