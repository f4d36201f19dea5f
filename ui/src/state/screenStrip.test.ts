import { expect, it } from 'vitest'
import type { CapabilityState } from '../gen/CapabilityState'
import type { ScreenView } from '../gen/ScreenView'
import type { Session } from '../gen/Session'
import { timeOfDay } from './dates'
import { cardOf, type CardKind } from './screenCard'
import type { Shown } from './screenShown'
import { stripOf, type Strip } from './screenStrip'
import { computer, liveScreen, withDevice } from './testData'

const now = Date.UTC(2026, 4, 4, 12, 0)
const clock = timeOfDay(now - 60_000)
const at = now - 60_000
const granted: CapabilityState = { kind: 'granted', at }
const available: CapabilityState = { kind: 'available' }
const asked: CapabilityState = { kind: 'requested', ask: 1, by: 7, name: 'Ines', at: now - 12_000, until: now }
const denied: CapabilityState = { kind: 'denied', at, ask_again_at: null }
const stopped: CapabilityState = { kind: 'stopped', at, by: 'customer' }
const closed: ScreenView = { ...liveScreen, status: { kind: 'closed' }, facts: null, stats: null }
const reason = { code: 'unreachable', message: 'nobody answers', retryable: true, retry_after_s: null, attempts_left: null } as const

interface Case {
  view?: CapabilityState
  control?: CapabilityState
  screen?: Partial<ScreenView>
  session?: Partial<Session>
  captured?: boolean
}

function shown({ view = granted, control = available, screen = {}, session = {}, captured = false }: Case): Shown {
  const whole = withDevice({ view, control }, session).session
  const base = view.kind === 'granted' ? liveScreen : closed
  return {
    session: whole, screen: { ...base, ...screen }, name: 'Mara', noun: 'computer', me: 7, captured,
    times: { now, local: (moment) => moment },
  }
}

const away = { device: { ...computer, presence: { kind: 'away' as const, since: at } } }
const bram = { driver: 9, participants: [{ id: 7, name: 'Ines', joined_at: 0 }, { id: 9, name: 'Bram', joined_at: 0 }] }

it.each<[string, Case, Strip['tone'], string, string?]>([
  ['not asked', { view: available }, 'plain', 'Not viewing. Mara has not been asked.', 'Ask to view'],
  ['asked', { view: asked }, 'ask', 'Asked to view', 'Take back'],
  ['asked for both', { view: available, control: asked }, 'ask', 'Asked to view and control', 'Take back'],
  ['denied', { view: denied }, 'denied', `View denied ${clock}. The chat goes on.`, 'Ask again'],
  ['stopped', { view: stopped }, 'no', `Sharing stopped ${clock}. Mara took it back.`, 'Ask to view'],
  ['viewing', {}, 'plain', 'Viewing only. Mara has not been asked for control.', 'Ask for control'],
  ['control asked', { control: asked }, 'ask', 'Asked for control', 'Take back'],
  ['control denied', { control: denied }, 'denied', `Control denied ${clock}. You can still view.`, 'Ask again'],
  ['control stopped', { control: stopped }, 'no', `Control stopped ${clock}. Mara took it back. You can still see the screen.`, 'Ask again'],
  ['nobody drives', { control: granted }, 'plain', 'Control is allowed. Nobody uses it now.', 'Take control'],
  ['in control', { control: granted, screen: { driving: true } }, 'on', 'You are in control. Mara can stop this at any time.', 'Release'],
  ['captured', { control: granted, screen: { driving: true }, captured: true }, 'on', 'You are in control. Keys go to the computer. F8 to leave.', 'Release'],
  ['someone else', { control: granted, session: bram }, 'plain', 'Bram is in control. You are viewing.', 'Take over'],
  ['lost', { screen: { status: { kind: 'lost', since: at, reason, close: null, next_try_at: null } } }, 'ask', 'No signal from the computer. Input is held back.'],
  ['device away', { session: away, screen: { status: { kind: 'closed' } } }, 'ask', 'No signal from the computer. Input is held back.'],
  ['password', { screen: { status: { kind: 'password_needed', wrong: false } } }, 'plain', 'Viewing is allowed. The VNC agent asks for its password.'],
  ['hold', { session: { state: { kind: 'held', queue: 'general', by: 7, since: at } } }, 'plain', 'On hold. View and control are paused.'],
  ['needs the client', { view: { kind: 'unavailable', reason: 'needs_client' } }, 'plain', 'Mara takes part with a browser alone. Ask Mara to open the client app.', 'Ask to open the app'],
])('says above the picture: %s', (_, given, tone, words, offer) => {
  const strip = stripOf(shown(given))
  expect([strip.tone, `${strip.lead} ${strip.rest}`.trim(), strip.offer?.label]).toEqual([tone, words, offer])
})

it('counts the time of a question, and keeps it apart from what is read out', () => {
  expect(stripOf(shown({ view: asked }))).toMatchObject({ lead: 'Asked to view', count: '0:12 ago', rest: '' })
})

it('pauses asking again after two refusals, on the strip and on the card', () => {
  const paused = shown({ view: { kind: 'denied', at, ask_again_at: now + 240_000 } })
  const words = `Paused after two refusals, until ${timeOfDay(now + 240_000)}`
  expect(stripOf(paused).offer?.reason).toBe(words)
  expect(cardOf(paused)?.offers[0]?.reason).toBe(words)
})

const facts = liveScreen.facts
const picture = (shownAs: 'protected' | 'locked' | 'paused') => ({ screen: { facts: facts && { ...facts, shown: shownAs } } })

it.each<[string, Case, CardKind | undefined, string?]>([
  ['live', {}, undefined],
  ['not asked', { view: available }, 'not-asked', 'Mara’s screen is not shown'],
  ['asked', { view: asked }, 'asked', 'Mara is deciding'],
  ['denied', { view: denied }, 'denied', 'Mara said no to viewing'],
  ['stopped', { view: stopped }, 'stopped', 'Mara stopped sharing'],
  ['stopped by the device', { view: { ...stopped, by: 'device' } }, 'stopped', 'The screen is not shared any more'],
  ['unavailable', { view: { kind: 'unavailable', reason: 'no_screen' } }, 'unavailable', 'The computer has no screen that can be shown'],
  ['opening', { screen: closed }, 'opening', 'Waiting for the first picture'],
  ['lost', { screen: { status: { kind: 'lost', since: at, reason, close: null, next_try_at: null } } }, 'lost', 'The picture broke off'],
  ['broken for good', { screen: { status: { kind: 'lost', since: at, reason: { ...reason, retryable: false }, close: null, next_try_at: null } } }, 'broken', 'The picture broke off'],
  ['reconnecting', { session: away, screen: { status: { kind: 'lost', since: at, reason, close: null, next_try_at: null } } }, 'lost', 'Mara’s computer is reconnecting'],
  ['just lost', { screen: { status: { kind: 'lost', since: at, reason, close: 4001, next_try_at: 0 } } }, 'lost', 'Mara’s computer is reconnecting'],
  ['away', { view: { kind: 'unavailable', reason: 'device_away' }, session: away }, 'lost', 'Mara’s computer is reconnecting'],
  ['password', { screen: { status: { kind: 'password_needed', wrong: true } } }, 'password', 'The computer asks for its VNC password'],
  ['protected', picture('protected'), 'protected', 'The computer hides this picture'],
  ['locked', picture('locked'), 'locked', 'The computer is locked'],
  ['paused', picture('paused'), 'paused', 'Mara has paused the picture'],
  ['hold', { session: { state: { kind: 'held', queue: 'general', by: 7, since: at } } }, 'hold', 'On hold'],
])('stands in the place of the picture: %s', (_, given, kind, title) => {
  const card = cardOf(shown(given))
  expect([card?.kind, card?.title]).toEqual([kind, title])
})

it('dates the last picture', () => {
  const lost = { kind: 'lost', since: at, reason, close: null, next_try_at: null } as const
  expect(cardOf(shown({ screen: { status: lost } }))?.count).toBe(`Picture from ${clock}, 1:00 ago`)
})

it.each([
  [4000, 'phone', 'The screen is not shared any more.'],
  [4002, 'computer', 'The computer closed its screen, or it cannot be read.'],
  [4003, 'computer', 'The session is not yours any more, or is over.'],
  [4004, 'computer', 'The appliance did not understand this console.'],
  // It has several reasons: the appliance's sentence says which.
  [4006, 'phone', 'Nobody answers.'],
  [null, 'phone', 'Nobody answers.'],
  [4999, 'phone', 'Nobody answers.'],
] as const)('says why a stream was closed with %s', (close, noun, text) => {
  const status = { kind: 'lost', since: at, reason, close, next_try_at: null } as const
  expect(cardOf({ ...shown({ screen: { status } }), noun })?.text).toBe(text)
})

it('says that an app hides its screen only of phones', () => {
  expect(cardOf({ ...shown(picture('protected')), noun: 'phone' })?.title).toBe('This app hides its screen')
})
