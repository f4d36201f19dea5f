import { flushSync, mount, tick, unmount } from 'svelte'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { SecretStore } from '../gen/SecretStore'
import type { SessionsView } from '../gen/SessionsView'
import { fakeHost, type FakeTransport } from '../host/fake'
import { Console } from '../state/console.svelte'
import { activeSession, app, general, lsid, quiet, signedIn, waiting } from '../state/testData'
import App from './App.svelte'

let transport: FakeTransport
let console: Console
let view: Record<string, unknown>

const tab: SessionsView['tabs'][number] = {
  lsid: lsid(9), name: 'Tobias Vane', channel: 'browser_desktop', since: 0, held: false, ended: false, asking: false, unread: 0,
  customer: { kind: 'here' }, part: 'owner',
}
const sessions = (show: number | null, serial: number) =>
  transport.publish('sessions', {
    kind: 'sessions',
    value: { tabs: [tab], show: show === null ? null : lsid(show), show_serial: serial },
  })
const settled = async () => {
  for (let n = 0; n < 4; n++) await tick()
  flushSync()
}

beforeEach(async () => {
  localStorage.clear()
  const fake = fakeHost()
  transport = fake.transport
  console = new Console(fake.host)
  console.layout.fit(1600)
  const now = Date.now()
  transport.publish('app', { kind: 'app', value: app(signedIn) })
  transport.publish('connection', {
    kind: 'connection', value: { link: { kind: 'online' }, clock_offset_ms: 0, latency_ms: null },
  })
  transport.publish('queues', {
    kind: 'queues', value: { loaded: true, queues: [general(3)], waiting: [1, 2, 3].map((n) => waiting(n, now, 100 - n)) },
  })
  transport.publish(`session/${lsid(9)}`, { kind: 'session', value: activeSession(9) })
  transport.publish(`chat/${lsid(9)}`, { kind: 'chat', value: { entries: [], state: quiet, draft: '', whispering: false, note_draft: '' } })
  sessions(null, 0)
  view = mount(App, { target: document.body, props: { console } })
  await settled()
})
afterEach(() => {
  void unmount(view)
  document.body.replaceChildren()
})

const marked = () => document.querySelector('.wlist [aria-selected=true]')?.getAttribute('aria-label')

it('shows a session that waits where it waits, with the focus there', async () => {
  console.layout.toggle('queues')
  console.page = 'settings'
  console.queues.filter = 'nobody'
  await settled()
  sessions(2, 1)
  await settled()
  expect(console.page).toBe('sessions')
  expect(console.layout.queuesDocked).toBe(true)
  expect(marked()).toContain('Customer 2')
  expect(document.activeElement?.classList).toContain('wlist')
  // It was seen: another update that still names it moves nothing.
  console.page = 'settings'
  sessions(2, 1)
  await settled()
  expect(console.page).toBe('settings')
})

it('leaves the settings for a session that has a tab', async () => {
  console.page = 'settings'
  await settled()
  sessions(9, 1)
  await settled()
  expect(console.page).toBe('sessions')
  expect(console.sessions.front).toBe(lsid(9))
  expect(marked()).toBeUndefined()
})

it('keeps what is typed when the page is hidden, and when another tab comes to the front', async () => {
  const saved = () => transport.sent('save_draft').map((command) => command.text)
  const pane = console.sessions.pane
  if (!pane) throw new Error('no pane')
  for (const [text, leave] of [
    ['hidden', () => document.dispatchEvent(new Event('visibilitychange'))],
    ['unloaded', () => window.dispatchEvent(new Event('pagehide'))],
    ['in the back', () => window.dispatchEvent(new Event('blur'))],
    ['another tab', () => console.sessions.bringToFront(lsid(8))],
  ] as const) {
    pane.message.text = text
    leave()
    expect(saved().at(-1)).toBe(text)
  }
})

it('says how long the appliance takes to answer, as long as it can be reached', async () => {
  const foot = () => document.querySelector('.queues footer .right')?.textContent
  const link = { kind: 'reconnecting', since: 0, next_try_at: null, reason: { code: 'unreachable', message: 'x', retryable: true, retry_after_s: null, attempts_left: null } } as const
  expect(foot()).toBe('Connected')
  transport.publish('connection', { kind: 'connection', value: { link: { kind: 'online' }, clock_offset_ms: 0, latency_ms: 38 } })
  flushSync()
  expect(foot()).toBe('38 ms')
  transport.publish('connection', { kind: 'connection', value: { link, clock_offset_ms: 0, latency_ms: 38 } })
  flushSync()
  expect(foot()).toBe('Reconnecting')
})

it('offers to undo an end in one place only', async () => {
  const pending = { id: 4, kind: 'end', to: null, due_at: Date.now() + 5000 } as const
  transport.publish(`session/${lsid(9)}`, { kind: 'session', value: { ...activeSession(9), pending } })
  transport.publish('notices', {
    kind: 'notices',
    value: { notices: [{ id: 1, kind: 'info', text: 'Ending the session with Tobias.', lsid: lsid(9), undo: 4, until: pending.due_at }] },
  })
  await settled()
  const undo = [...document.querySelectorAll('button')].filter((button) => button.textContent?.includes('Undo'))
  expect(undo.map((button) => button.closest('.toast') !== null)).toEqual([true])
})

it.each<[SecretStore, string | undefined]>([
  ['keychain', undefined],
  ['file', 'This computer offers no keychain. The sign-in goes to a file that only you can read.'],
  ['memory', 'This computer offers no keychain. You stay signed in until Farhand closes.'],
])('says before signing in where the sign-in is kept: %s', async (store, words) => {
  transport.publish('app', {
    kind: 'app',
    value: app({
      kind: 'signed_out', sites: [], site: 'https://support.example.com', user_name: '', step: 'password',
      busy: false, error: null, demo_offered: false, secret_store: store,
    }),
  })
  await settled()
  expect(document.querySelector('.keep .hint')?.textContent).toBe(words)
})

it('begins at the queues after signing in, where a second Enter accepts nobody', () => {
  expect(document.activeElement?.classList).toContain('qlist')
})

it('gives the focus back to where it was when a status was set by keys', async () => {
  const field = document.querySelector<HTMLElement>('textarea[aria-label=Message]')
  field?.focus()
  window.dispatchEvent(new KeyboardEvent('keydown', { key: 'A', ctrlKey: true, shiftKey: true, bubbles: true, cancelable: true }))
  await settled()
  const busy = [...document.querySelectorAll<HTMLElement>('[role=menuitemradio]')].find((one) => one.textContent?.trim() === 'Busy')
  expect(busy).toBeDefined()
  busy?.click()
  await settled()
  expect(transport.sent('set_presence')).toHaveLength(1)
  expect(document.activeElement).toBe(field)
})
