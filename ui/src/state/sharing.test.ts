import { beforeEach, expect, it } from 'vitest'
import type { Rights } from '../gen/Rights'
import type { SessionView } from '../gen/SessionView'
import { fakeHost, type FakeTransport } from '../host/fake'
import { ownerReason } from './actions'
import { Console } from './console.svelte'
import { askReason, toolReason, workReason } from './screenReasons'
import { helperReason, leaveReason, rightReason, shareReason, watchingWords } from './sharing'
import { ofBram, participant, shared } from './teamTestData'
import { app, everything, lsid, signedIn, withDevice } from './testData'

let transport: FakeTransport
let console: Console

beforeEach(() => {
  const fake = fakeHost()
  transport = fake.transport
  console = new Console(fake.host)
  may({})
  console.app.start()
})

const may = (some: Partial<Rights>) => {
  if (signedIn.kind !== 'signed_in') throw new Error('not signed in')
  transport.publish('app', { kind: 'app', value: app({ ...signedIn, me: { ...signedIn.me, rights: { ...everything, ...some } } }) })
}
function open(view: SessionView) {
  transport.publish(`session/${lsid(9)}`, { kind: 'session', value: view })
  console.sessions.bringToFront(lsid(9))
  const { pane } = console.sessions
  if (!pane) throw new Error('no pane')
  return pane
}
const reasons = (view: SessionView) => {
  const pane = open(view)
  return { owner: ownerReason(console), share: shareReason(pane), leave: leaveReason(pane), work: workReason(pane) }
}

it('lets the owner do everything, and leave only somebody else in charge', () => {
  expect(reasons(shared(9))).toEqual({ owner: undefined, share: undefined, leave: undefined, work: undefined })
  expect(reasons(shared(9, {}, { participants: [participant(7, 'Ines')] })).leave).toBe('Nobody else takes part: transfer, hold or end it')
})

it('lets a participant work, share and leave, but not pass on, hold or end', () => {
  const participants = [participant(9, 'Bram'), participant(7, 'Ines')]
  expect(reasons(ofBram(9, 'participant', { participants }))).toEqual({ owner: 'Only the owner can do this', share: undefined, leave: undefined, work: undefined })
})

it('lets who watches do nothing but look, and stop', () => {
  const watching = 'You are watching. Join to take part'
  expect(reasons(ofBram(9, 'monitor'))).toEqual({ owner: 'Only the owner can do this', share: watching, leave: undefined, work: watching })
  const pane = open({ ...withDevice(), part: 'monitor' })
  expect((['chat', 'screen', 'files', 'info'] as const).map((tool) => toolReason(console, pane, tool))).toEqual([undefined, undefined, watching, undefined])
})

it('lets who is invited see the chat and nothing else', () => {
  const pane = open({ ...withDevice(), part: 'invited' })
  expect(workReason(pane)).toBe('Accept the invitation first')
  expect((['chat', 'screen', 'files', 'info'] as const).map((tool) => toolReason(console, pane, tool) !== undefined)).toEqual([false, true, true, true])
})

it('leaves the views of a session on hold open', () => {
  const pane = open({ ...withDevice({}, { state: { kind: 'held', queue: 'general', by: 7, since: 0 } }), part: 'none' })
  expect(toolReason(console, pane, 'screen')).toBeUndefined()
})

it.each([
  ['view', 'screen', 'Your account may not see screens'],
  ['files', 'files', 'Your account may not reach files'],
  ['info', 'info', 'Your account may not read system information'],
] as const)('closes a view without the right: %s', (right, tool, words) => {
  may({ [right]: false })
  const pane = open(withDevice())
  expect(toolReason(console, pane, tool)).toBe(words)
  expect(askReason(console, pane, right)).toBe(words)
})

it('asks for control and the clipboard only with the right to control', () => {
  may({ control: false })
  const pane = open(withDevice())
  expect(askReason(console, pane, 'control')).toBe('Your account may not control devices')
  expect(askReason(console, pane, 'clipboard')).toBe('Your account may not control devices')
  expect(askReason(console, pane, 'view')).toBeUndefined()
  expect(rightReason(undefined, 'control')).toBeUndefined()
})

it('lets four helpers in, and only with the right to', () => {
  const helper = { name: 'Otto', invited_by: 'Ines', invited_at: 0, standing: { kind: 'here' as const } }
  const pane = open(shared(9, {}, { helpers: [1, 2, 3, 4].map((id) => ({ ...helper, id })) }))
  expect(helperReason(pane, everything)).toBe('There are 4 outside helpers already')
  expect(helperReason(open(shared(9)), { ...everything, helpers: false })).toBe('Your account may not let outside helpers in')
  expect(helperReason(open(shared(9)), everything)).toBeUndefined()
})

it('says who watches', () => {
  expect(watchingWords([])).toBeUndefined()
  expect(watchingWords([participant(1, 'Priya')])).toBe('Priya watches')
  expect(watchingWords([participant(1, 'Priya'), participant(2, 'Bram')])).toBe('Priya and Bram watch')
})
