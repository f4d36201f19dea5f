import { expect, it } from 'vitest'
import { infoGateOf } from './infoGate'
import { sectionsOf } from './infoRows'
import { browser, client, infoState, reading, text, workbench } from './infoTestData'
import { ANSWER_MS, answering, branches, wider } from './infoTree'
import { withDevice } from './testData'

const sections = sectionsOf(workbench(), () => undefined)
const times = { now: 1_000_000, local: (at: number) => at }

it('shows the groups of the category that is chosen, and of no other', () => {
  const lines = branches(sections, { kind: 'category', category: 'network' }, false, false)
  expect(lines.filter(({ level }) => level === 2).map(({ label, count }) => [label, count])).toEqual([['In general', '5'], ['wlan0', '2']])
  const open = lines.filter((line) => line.open !== undefined).map(({ label, open }) => [label, open])
  expect(open).toEqual([['Network', true]])
  expect(lines.some(({ place }) => place.kind === 'live')).toBe(false)
})

it('offers what is asked for by itself only while something can be asked', () => {
  const labels = (active: boolean) => branches([], { kind: 'live' }, true, active).map(({ label }) => label)
  expect([labels(true), labels(false)]).toEqual([['Live', 'Location', 'System log'], ['Live']])
})

it('tells an answer that is still to come from one that is late', () => {
  const asked = [{ category: 'device' as const, at: 100_000, answered: [] }]
  const state = infoState([reading('device', { model: text('a') })], { asked })
  const at = (ms: number, source = client) => answering(state, source, 'device', 100_000 + ms)
  expect([at(0), at(ANSWER_MS - 1), at(ANSWER_MS)]).toEqual(['waiting', 'waiting', 'late'])
  expect(at(0, browser)).toBe('waiting')
  const answered = { ...state, asked: [{ ...asked[0]!, answered: [client] }] }
  expect(answering(answered, client, 'device', 200_000)).toBeUndefined()
  expect(answering(answered, browser, 'device', 200_000), 'it never told').toBeUndefined()
  expect(answering(state, client, 'memory', 200_000), 'nobody asked').toBeUndefined()
})

it('asks for more than is allowed without losing what is', () => {
  expect(wider({ location: false, log: true }, 'location')).toEqual({ location: true, log: true })
  expect(wider({ location: false, log: true }, 'log')).toBeUndefined()
  expect(wider(null, 'memory')).toBeUndefined()
})

it.each([
  [withDevice({ info: { kind: 'granted', at: 0 } }), undefined, undefined],
  [withDevice({ info: { kind: 'unavailable', reason: 'needs_client' } }), 'unavailable', 'elevate'],
  [withDevice({ info: { kind: 'unavailable', reason: 'device_away' } }), 'away', undefined],
  [withDevice({ info: { kind: 'unavailable', reason: 'not_supported' } }), 'unavailable', undefined],
  [withDevice({ info: { kind: 'stopped', at: 0, by: 'customer' } }), 'stopped', 'ask'],
  [withDevice({}, { state: { kind: 'held', queue: 'general', since: 0, by: 7 } }), 'hold', 'resume'],
  [withDevice({}, { state: { kind: 'ended', at: 0, reason: 'customer' } }), 'ended', undefined],
])('says why nothing can be read, and what to do: %#', (view, kind, offer) => {
  const gate = infoGateOf(view.session, times)
  expect([gate?.kind, gate?.offers[0]?.kind]).toEqual([kind, offer])
})

it('pauses asking after two refusals', () => {
  const gate = infoGateOf(withDevice({ info: { kind: 'denied', at: 0, ask_again_at: 2_000_000 } }).session, times)
  expect(gate?.offers[0]?.reason).toMatch(/^Paused after two refusals, until /)
})
