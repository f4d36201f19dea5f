import { beforeEach, expect, it } from 'vitest'
import type { OfferRow } from '../gen/OfferRow'
import { fakeHost, type FakeTransport } from '../host/fake'
import { Offers } from './offers.svelte'
import { canDecline, offerTitle, timeLeft } from './offerWords'
import { offerOf } from './teamTestData'

let transport: FakeTransport
let offers: Offers

beforeEach(() => {
  const fake = fakeHost()
  transport = fake.transport
  offers = new Offers(fake.host)
  publish([])
  offers.start()
})

const publish = (all: OfferRow[]) => transport.publish('offers', { kind: 'offers', value: { offers: all } })
const assigned = offerOf(1, { kind: 'assigned', since: 0, until: 30_000, by: null })
const invited = offerOf(2, { kind: 'shared', share: 3, by: 'Bram', team: null, note: null })
const toTeam = offerOf(3, { kind: 'shared', share: 4, by: 'Bram', team: 'Mobile Support', note: null })
const passed = offerOf(4, { kind: 'passed', by: 'Bram', note: 'call back' })

it('says at once what is assigned, and the others when there is time', () => {
  publish([assigned, invited])
  expect(offers.urgent).toBe('Customer 1 is assigned to you: Wi-Fi. Ctrl+Shift+Y accepts, Ctrl+Shift+X declines.')
  expect(offers.polite).toBe('Bram asks you to join the session with Customer 2: Wi-Fi. Ctrl+Shift+Y accepts, Ctrl+Shift+X declines.')
})

it('says nothing again of what was there before', () => {
  publish([assigned])
  offers.urgent = ''
  publish([{ ...assigned, busy: true }, passed])
  expect(offers.urgent).toBe('')
  expect(offers.polite).toContain('Bram passes Customer 4 to you')
})

it('puts off what it cannot decline, until it is offered anew', () => {
  publish([invited, passed])
  offers.putOff(passed)
  expect(offers.shown).toEqual([invited])
  publish([invited, { ...passed, busy: true }])
  expect(offers.shown).toEqual([invited])
  publish([invited])
  publish([invited, passed])
  expect(offers.shown).toEqual([invited, passed])
})

it('shows nothing any more when it stops', () => {
  const stop = offers.start()
  publish([assigned])
  expect(offers.shown).toEqual([assigned])
  stop()
  expect([offers.shown, offers.urgent]).toEqual([[], ''])
})

it.each([
  [assigned, 'Customer 1 is assigned to you', true],
  [{ ...assigned, kind: { ...assigned.kind, by: 'Priya' } } as OfferRow, 'Priya assigns Customer 1 to you', true],
  [invited, 'Bram asks you to join the session with Customer 2', true],
  [toTeam, 'Bram asks Mobile Support to join the session with Customer 3', true],
  [passed, 'Bram passes Customer 4 to you', false],
])('%# says what it is, and whether one alone can decline', (offer, title, decline) => {
  expect(offerTitle(offer)).toBe(title)
  expect(canDecline(offer)).toBe(decline)
})

it.each([
  [0, 30_000, 0, 30, 1],
  [0, 30_000, 29_001, 1, 999 / 30_000],
  [0, 30_000, 31_000, 0, 0],
  [0, 30_000, -5000, 35, 1],
])('counts from %d to %d at %d', (since, until, now, seconds, share) => {
  expect(timeLeft(since, until, now)).toEqual({ seconds, share })
})
