import { expect, it } from 'vitest'
import type { UnavailableReason } from '../gen/UnavailableReason'
import { filesCardOf } from './filesCard'
import { allowing, withFiles } from './filesTestData'
import { rightsOf } from './filesGrant'
import { withDevice } from './testData'

const times = { now: 600_000, local: (at: number) => at }
const card = (reason: UnavailableReason) => filesCardOf(withFiles({ kind: 'unavailable', reason }).session, times)

const reasons: Record<UnavailableReason, string[]> = {
  needs_client: ['elevate', 'ask-in-chat'],
  device_away: [],
  not_active: ['resume'],
  nobody_to_ask: ['ask-in-chat'],
  no_screen: ['ask-in-chat'],
  accessibility_off: ['ask-in-chat'],
  needs_support_plus: ['send-link', 'copy-link'],
  not_supported: ['ask-in-chat'],
  not_allowed_here: ['ask-in-chat'],
}
it.each(Object.entries(reasons))('says what is the case and what is next: %s', (reason, offers) => {
  const shown = card(reason as UnavailableReason)
  expect(shown?.title).toMatch(/^[A-Z].*[^.]$/)
  expect(shown?.text).toMatch(/\.$/)
  expect(shown?.offers.map((offer) => offer.kind)).toEqual(offers)
})

it('pauses asking after two refusals', () => {
  const session = withFiles({ kind: 'denied', at: 0, ask_again_at: 900_000 }).session
  const shown = filesCardOf(session, times)
  expect(shown?.offers[0]?.reason).toMatch(/^Paused after two refusals, until /)
  expect(filesCardOf(session, { ...times, now: 900_000 })?.offers[0]?.reason).toBeUndefined()
})

it('speaks of the session’s state first', () => {
  const held = withDevice({}, { state: { kind: 'held', queue: 'general', by: 7, since: 0 } }).session
  expect(filesCardOf(held, times)?.offers.map((offer) => offer.kind)).toEqual(['resume'])
  expect(filesCardOf({ ...held, state: { kind: 'ended', at: 0, reason: 'customer' } }, times)?.kind).toBe('ended')
})

it('allows what the customer allows while the device is here, and nothing else', () => {
  const { session } = allowing({ from_device: false, change: false })
  const name = 'Tobias Vane has not allowed'
  expect(rightsOf(session, undefined)).toMatchObject({ send: undefined, copy: `${name} copying from the computer`, change: `${name} changes` })
  expect(rightsOf(session, 'The session is not active').send).toBe('The session is not active')
  const device = session.device && { ...session.device, presence: { kind: 'away' as const, since: 0 } }
  expect(rightsOf({ ...session, device }, undefined).send).toBe('The computer lost the connection')
  expect(rightsOf(withDevice().session, undefined)).toMatchObject({ scope: null, send: `${name} access to files` })
})
