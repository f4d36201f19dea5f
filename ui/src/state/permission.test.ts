import { expect, it } from 'vitest'
import type { CapabilityState } from '../gen/CapabilityState'
import { timeOfDay } from './dates'
import { chipOf, recordingChip, stepOf, type ChipLook, type PermissionStep, type Times } from './permission'

const at = Date.UTC(2026, 4, 4, 12, 0)
// The appliance's clock is a minute ahead.
const times: Times = { now: at + 12_000, local: (moment) => moment - 60_000 }
const about = { name: 'Mara', noun: 'phone' } as const
const appliance = at + 60_000
const here = timeOfDay(at)

const asked: CapabilityState = { kind: 'requested', ask: 1, by: 7, name: 'Ines', at: appliance, until: appliance + 60_000 }
const denied = (ask_again_at: number | null): CapabilityState => ({ kind: 'denied', at: appliance, ask_again_at })

it.each<[CapabilityState, ChipLook, string, string]>([
  [{ kind: 'available' }, 'none', 'not asked', 'not asked'],
  [asked, 'ask', 'asked 0:12', 'asked'],
  [{ kind: 'granted', at: appliance }, 'yes', '', 'allowed'],
  [denied(null), 'no', `denied ${here}`, `denied ${here}`],
  [{ kind: 'stopped', at: appliance, by: 'customer' }, 'stop', `stopped ${here}`, `stopped ${here}`],
  [{ kind: 'unavailable', reason: 'needs_client' }, 'off', 'needs the app', 'needs the app'],
])('shows %o', (state, look, word, spoken) => {
  expect(chipOf('control', state, about, times)).toMatchObject({ look, word, spoken })
})

it.each<[CapabilityState, PermissionStep]>([
  [{ kind: 'available' }, { kind: 'ask', label: 'Ask for control' }],
  [asked, { kind: 'take-back', label: 'Take back the question' }],
  [{ kind: 'granted', at: appliance }, { kind: 'stop', label: 'Stop control' }],
  [denied(null), { kind: 'ask', label: 'Ask again' }],
  [denied(appliance + 1000), { kind: 'ask', label: 'Ask again' }],
  [{ kind: 'stopped', at: appliance, by: 'device' }, { kind: 'ask', label: 'Ask again' }],
  [{ kind: 'unavailable', reason: 'no_screen' }, { kind: 'ask', label: 'Ask for control', reason: 'no screen' }],
])('offers for %o', (state, step) => expect(stepOf('control', state, times)).toEqual(step))

it('pauses asking after two refusals, until the time that the appliance names', () => {
  const step = stepOf('view', denied(appliance + 300_000), times)
  expect(step.reason).toBe(`Paused after two refusals, until ${timeOfDay(at + 300_000)}`)
})

it('tells recording from the answer that was given', () => {
  expect(recordingChip('allowed', 'Mara')).toMatchObject({ rec: true, spoken: 'allowed' })
  expect(recordingChip('refused', 'Mara')).toMatchObject({ look: 'no', word: 'refused' })
  expect(recordingChip('not_asked', 'Mara')).toMatchObject({ look: 'off', word: 'not asked' })
})
