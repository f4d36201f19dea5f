import { beforeEach, expect, it } from 'vitest'
import type { CapabilityState } from '../gen/CapabilityState'
import { fakeHost, type FakeTransport } from '../host/fake'
import { actions } from './actions'
import { Console } from './console.svelte'
import { app, liveScreen, lsid, signedIn, withDevice } from './testData'

const granted: CapabilityState = { kind: 'granted', at: 0 }
let console: Console
let transport: FakeTransport

beforeEach(async () => {
  const fake = fakeHost()
  transport = fake.transport
  console = new Console(fake.host)
  console.app.start()
  transport.publish('app', { kind: 'app', value: app(signedIn) })
  console.sessions.bringToFront(lsid(9))
  await Promise.resolve()
})

const pane = () => {
  const { pane } = console.sessions
  if (!pane) throw new Error('no pane')
  return pane
}
const action = (id: string) => actions(console).find((one) => one.id === id)

it('says of each action on the screen why it cannot be done', () => {
  pane().view = withDevice({ view: granted })
  expect(action('screenshot')?.reason).toBe('Open the screen first')
  pane().tool = 'screen'
  expect(action('screenshot')?.reason).toBe('There is no live picture')
  expect(action('send-clipboard')?.reason).toBe('Needs control')
  expect(action('ctrl-alt-delete')?.reason).toBe('Needs control')
  pane().screen.view = liveScreen
  expect(action('screenshot')?.reason).toBeUndefined()
  pane().view = withDevice({ view: granted, control: granted })
  expect(action('ctrl-alt-delete')?.reason).toBe('Take control first')
  pane().screen.view = { ...liveScreen, driving: true, facts: liveScreen.facts && { ...liveScreen.facts, annotations: false } }
  expect(action('ctrl-alt-delete')?.reason).toBeUndefined()
  expect(action('annotate')?.reason).toBe('The computer does not show drawings')
})

it.each<[CapabilityState, string, string]>([
  [{ kind: 'available' }, 'Ask for control', 'ask_for'],
  [{ kind: 'requested', ask: 1, by: 7, name: 'Ines', at: 0, until: 0 }, 'Take back the question for control', 'take_back_ask'],
  [granted, 'Take control', 'drive'],
  [{ kind: 'stopped', at: 0, by: 'customer' }, 'Ask for control', 'ask_for'],
])('does the one thing that control needs when it is %o', (control, label, sent) => {
  pane().view = withDevice({ view: granted, control })
  expect(action('control')?.label).toBe(label)
  action('control')?.run()
  expect(transport.commands.at(-1)?.type).toBe(sent)
})

it('leads to the screen when it asks to see, and stays where it is for the clipboard', () => {
  pane().view = withDevice()
  action('ask-clipboard')?.run()
  expect(pane().tool).toBe('chat')
  action('ask-view')?.run()
  expect(pane().tool).toBe('screen')
})

it('does not ask while asking pauses, and says until when', () => {
  pane().view = withDevice({ view: { kind: 'denied', at: Date.now(), ask_again_at: Date.now() + 60_000 } })
  expect(action('ask-view')?.reason).toMatch(/^Paused after two refusals, until /)
})
