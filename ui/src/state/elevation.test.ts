import { expect, it } from 'vitest'
import type { ElevationStage } from '../gen/ElevationStage'
import { elevationPhase, elevationSteps, timedOutAdvice, type ElevationPhase } from './elevation'
import { activeSession, computer } from './testData'

const { session } = activeSession(9)
const elevating = (stage: ElevationStage) => ({ at: 0, expires_at: 100, purpose: 'view', stage }) as const

it.each<[ElevationStage, boolean, ElevationPhase, string[]]>([
  [{ kind: 'asked' }, false, 'asked', ['Asked to open the client app to show the screen', 'Waiting for Tobias Vane to answer', 'The client app opens and joins']],
  [{ kind: 'opening', since: 5 }, false, 'opening', ['Asked to open the client app to show the screen', 'Tobias Vane accepted', 'The client app is being opened']],
  [{ kind: 'declined', at: 5 }, false, 'declined', ['Asked to open the client app to show the screen', 'Tobias Vane declined']],
  [{ kind: 'timed_out', at: 100, accepted: false }, true, 'timed-out', ['Asked to open the client app to show the screen', 'No answer in time']],
  [{ kind: 'timed_out', at: 100, accepted: true }, true, 'timed-out', ['Asked to open the client app to show the screen', 'Tobias Vane accepted', 'No client app has joined in time']],
  // The clock knows before the appliance has said so.
  [{ kind: 'asked' }, true, 'timed-out', ['Asked to open the client app to show the screen', 'No answer in time']],
  [{ kind: 'opening', since: 5 }, true, 'timed-out', ['Asked to open the client app to show the screen', 'Tobias Vane accepted', 'No client app has joined in time']],
])('tells of %o', (stage, expired, phase, texts) => {
  const asked = { ...session, elevating: elevating(stage) }
  expect(elevationPhase(asked, () => expired)).toBe(phase)
  expect(elevationSteps(asked, phase).map((step) => step.text)).toEqual(texts)
})

it('is over once a device is here', () => {
  expect(elevationPhase({ device: computer, elevating: elevating({ kind: 'asked' }) }, () => true)).toBe('joined')
  expect(elevationPhase({ device: null, elevating: null }, () => true)).toBe('none')
})

it('advises by what the customer has done', () => {
  expect(timedOutAdvice(elevating({ kind: 'timed_out', at: 1, accepted: true }), 'Mara').join(' ')).toContain('install it')
  expect(timedOutAdvice(elevating({ kind: 'timed_out', at: 1, accepted: false }), 'Mara').join(' ')).toContain('Write in the chat')
})
