import { beforeEach, expect, it } from 'vitest'
import type { TabRow } from '../gen/TabRow'
import { fakeHost, type FakeTransport } from '../host/fake'
import { Sessions } from './sessions.svelte'
import { lsid } from './testData'

let transport: FakeTransport
let sessions: Sessions

beforeEach(() => {
  const fake = fakeHost()
  transport = fake.transport
  sessions = new Sessions(fake.host)
  sessions.start()
})

const tab = (n: number): TabRow => ({
  lsid: lsid(n), name: `Customer ${n}`, channel: 'browser_desktop', since: 0, held: false, ended: false, asking: false,
  unread: 0, customer: { kind: 'here' }, part: 'owner',
})
const publish = async (tabs: number[], show: number | null = null, serial = 0) => {
  await Promise.resolve()
  transport.publish('sessions', {
    kind: 'sessions',
    value: { tabs: tabs.map(tab), show: show === null ? null : lsid(show), show_serial: serial },
  })
}

it('brings a session to the front when asked to, and only once per asking', async () => {
  await publish([1, 2], 2, 1)
  expect(sessions.front).toBe(lsid(2))
  sessions.bringToFront(lsid(1))
  await publish([1, 2, 3], 2, 1)
  expect(sessions.front).toBe(lsid(1))
  await publish([1, 2, 3], 2, 2)
  expect(sessions.front).toBe(lsid(2))
})

it('waits for the tab when it is asked to show it before it is there', async () => {
  await publish([1], 2, 1)
  expect(sessions.front).toBe(lsid(1))
  await publish([1, 2], 2, 1)
  expect(sessions.front).toBe(lsid(2))
})

it('begins anew for whoever signs in next, also where the same session is open again', async () => {
  const end = sessions.start()
  await publish([1])
  const before = sessions.pane
  end()
  expect([sessions.tabs, sessions.front, sessions.pane]).toEqual([[], undefined, undefined])
  sessions.start()
  await publish([1])
  expect(sessions.pane).toBeDefined()
  expect(sessions.pane).not.toBe(before)
})

it('never switches tabs because a session came', async () => {
  await publish([1])
  await publish([3, 1, 2])
  expect(sessions.front).toBe(lsid(1))
})

it('keeps what is typed in a tab while others are looked at, and keeps it when the tab goes', async () => {
  await publish([1, 2])
  const pane = sessions.pane
  if (!pane) throw new Error('no pane')
  pane.message.text = 'half a sentence'
  sessions.cycle(1)
  expect(sessions.front).toBe(lsid(2))
  sessions.cycle(1)
  expect(sessions.pane?.message.text).toBe('half a sentence')
  await publish([2])
  expect(transport.sent('save_draft').map((command) => command.text)).toEqual(['half a sentence'])
  expect(sessions.front).toBe(lsid(2))
})
