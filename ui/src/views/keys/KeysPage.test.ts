import { flushSync, mount, tick, unmount } from 'svelte'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { KeysView } from '../../gen/KeysView'
import type { LinkState } from '../../gen/LinkState'
import { fakeHost, type FakeTransport } from '../../host/fake'
import { commandLines, findCommands } from '../../state/commands'
import { Console } from '../../state/console.svelte'
import { key, keysView, setup } from '../../state/keyTestData'
import { activeSession, app, lsid, quiet, signedIn, waiting } from '../../state/testData'
import App from '../App.svelte'

let transport: FakeTransport
let console: Console
let view: Record<string, unknown>
const lost: LinkState = { kind: 'reconnecting', since: 0, next_try_at: null, reason: { code: 'unreachable', message: 'x', retryable: true, retry_after_s: null, attempts_left: null } }
const living = { made_at: Date.now(), expires_at: Date.now() + 3_600_000 }

const settled = async () => {
  for (let n = 0; n < 8; n++) await tick()
  flushSync()
}
const tell = async (more: Partial<KeysView> = {}) => {
  transport.publish('keys', { kind: 'keys', value: keysView({ invite: null, ...more }) })
  await settled()
}
const link = async (state: LinkState) => {
  transport.publish('connection', { kind: 'connection', value: { link: state, clock_offset_ms: 0, latency_ms: null } })
  await settled()
}
const text = (selector: string) => document.querySelector(selector)?.textContent?.replace(/\s+/g, ' ').trim()
const rows = () => [...document.querySelectorAll('.kpage tbody th [aria-hidden]')].map((one) => one.textContent)
const click = async (name: string) => {
  const found = [...document.querySelectorAll<HTMLElement>('.kpage button')].find((one) => (one.getAttribute('aria-label') ?? one.textContent)?.trim().startsWith(name))
  if (!found) throw new Error(`no button ${name}`)
  found.click()
  await settled()
}

beforeEach(async () => {
  localStorage.clear()
  const fake = fakeHost()
  transport = fake.transport
  console = new Console(fake.host)
  transport.publish('app', { kind: 'app', value: app(signedIn) })
  transport.publish(`session/${lsid(9)}`, { kind: 'session', value: activeSession(9) })
  transport.publish(`chat/${lsid(9)}`, { kind: 'chat', value: { entries: [], state: quiet, draft: '', whispering: false, note_draft: '' } })
  await link({ kind: 'online' })
  view = mount(App, { target: document.body, props: { console } })
  await settled()
  window.dispatchEvent(new KeyboardEvent('keydown', { key: '#', code: 'Digit3', ctrlKey: true, shiftKey: true }))
  await settled()
})
afterEach(() => {
  void unmount(view)
  document.body.replaceChildren()
})

it('is a workplace of the rail', async () => {
  expect(document.querySelector('.rail [aria-current]')?.getAttribute('aria-label')).toBe('Keys and invitations')
  expect(text('.kpage h1')).toBe('Keys and invitations')
})

it('says that there are none, and offers a new one', async () => {
  await tell({ keys: [] })
  expect(text('.kplist .empty b')).toBe('No keys in use')
  await click('New key')
  expect(transport.sent('open_invite')).toHaveLength(1)
})

it('tells what could not be loaded, and shows what it had before as old', async () => {
  await link(lost)
  expect(text('.kplist .empty b')).toBe('Keys could not be loaded')
  await click('Try again')
  expect(transport.sent('try_now')).toHaveLength(1)
  await tell({ keys: [key(1, living)] })
  expect(rows()).toEqual(['100 000 001'])
  expect(document.querySelector('.kplist')?.classList).toContain('stale')
  expect(text('.kpbar [role=status]')).toMatch(/^As of \d\d:\d\d\.$/)
})

it('finds keys by words, by whose they are, and by whether they are over', async () => {
  const bram = { ...living, queue: 'team:1', made_by: { kind: 'representative', id: 8, name: 'Bram' } as const }
  await tell({ keys: [key(1, { ...living, name: 'Petra' }), key(2, bram), key(3, { ...living, state: { kind: 'revoked', at: 0, by: 'Ines' } })] })
  expect([rows(), text('.kpbar [role=status]')]).toEqual([['100 000 001'], '1 key'])
  await click('Mine and teams’')
  expect(rows()).toEqual(['100 000 001', '100 000 002'])
  console.keys.filter.query = 'bram'
  await settled()
  expect(rows()).toEqual(['100 000 002'])
  console.keys.filter.query = 'nobody'
  await settled()
  expect(text('.kplist .empty b')).toBe('No key matches “nobody”')
  await click('Search in all')
  await click('Over')
  expect(rows()).toEqual(['100 000 003'])
})

it('extends a key that has expired, and opens the session that one has started', async () => {
  const started = key(2, { ...living, state: { kind: 'started', lsid: lsid(9), at: 0, name: 'Tobias' } })
  await tell({ keys: [key(1, { ...living, state: { kind: 'expired', at: 0 } }), started] })
  const tab = { lsid: lsid(9), name: 'Tobias', channel: 'browser_desktop', since: 0, held: false, ended: false, asking: false, unread: 0, customer: { kind: 'here' }, part: 'owner' } as const
  transport.publish('sessions', { kind: 'sessions', value: { tabs: [tab], show: null, show_serial: 0 } })
  await settled()
  await click('Over')
  await click('Extend 100 000 001')
  expect(transport.sent('extend_key')).toEqual([{ type: 'extend_key', id: 1, life_s: null }])
  await click('Open the session of 100 000 002')
  expect([console.page, console.sessions.front]).toEqual(['sessions', lsid(9)])
})

it('has its keys in Commands once something is typed, and says in the queue who was invited', async () => {
  await tell({ setup, keys: [key(1, { ...living, name: 'Petra' })] })
  expect(findCommands(commandLines(console), '').some((line) => line.group === 'Keys')).toBe(false)
  const [line] = findCommands(commandLines(console), '100 000 001 petra')
  expect(line?.note).toBe('Not used')
  console.page = 'sessions'
  line?.run()
  await settled()
  expect([console.page, rows()]).toEqual(['keys', ['100 000 001']])
  transport.publish('queues', { kind: 'queues', value: { loaded: true, queues: [], waiting: [waiting(3, Date.now(), 1, 300, { started_from: 'invitation' })] } })
  const invitations = [{ number: 1, address: 'petra@example.com', state: { kind: 'sent' } as const, since: 0, opened_at: 1 }]
  await tell({ keys: [key(1, { invitations, state: { kind: 'started', lsid: lsid(3), at: 0, name: 'Petra' } })] })
  console.layout.fit(1600)
  console.page = 'sessions'
  await settled()
  expect(text('.wlist .is')).toBe('Invited at petra@example.com')
})
