// The window with the file view, as the tests of this folder drive it.
import { flushSync, mount, tick, unmount } from 'svelte'
import type { SessionView } from '../../gen/SessionView'
import { fakeHost, type FakeTransport } from '../../host/fake'
import { FakeFiles } from '../../host/fakeFiles'
import { Console } from '../../state/console.svelte'
import { activeSession, app, lsid, quiet, signedIn } from '../../state/testData'
import type { TransferRow } from '../../gen/TransferRow'
import App from '../App.svelte'

export let transport: FakeTransport
export let console: Console
let view: Record<string, unknown>
export let here: FakeFiles
export let there: FakeFiles

export const settled = async () => {
  for (let n = 0; n < 12; n++) await tick()
  flushSync()
}
export const session = async (value: SessionView) => {
  transport.publish(`session/${lsid(9)}`, { kind: 'session', value })
  await settled()
}
export const transfers = async (...rows: TransferRow[]) => {
  transport.publish('transfers', { kind: 'transfers', value: { transfers: rows } })
  await settled()
}
export const find = (selector: string) => document.querySelector<HTMLElement>(selector)
export const text = (selector: string) => find(selector)?.textContent?.replace(/\s+/g, ' ').trim()
export const button = (within: string, name: string) =>
  [...document.querySelectorAll<HTMLElement>(`${within} button`)].find(
    (one) => one.getAttribute('aria-label') === name || one.textContent?.replace(/\s+/g, ' ').trim().startsWith(name),
  )
export const click = async (within: string, name: string) => {
  const found = button(within, name)
  if (!found) throw new Error(`no button ${name}`)
  found.click()
  await settled()
}
export const HERE = '.fp[aria-label="This computer"]'
export const THERE = '.fp[aria-label="Tobias Vane’s computer"]'
export const grid = (side: string) => find(`${side} [role=grid]`) as HTMLElement
export const names = (side: string) => [...document.querySelectorAll(`${side} [data-files-row] .fname`)].map((cell) => cell.textContent?.trim())
export const chosen = (side: string) => [...document.querySelectorAll(`${side} [aria-selected=true] .fname`)].map((cell) => cell.textContent?.trim())
export const rowOf = (side: string, name: string) =>
  [...document.querySelectorAll<HTMLElement>(`${side} [data-files-row]`)].find((row) => row.textContent?.includes(name)) as HTMLElement
export const press = async (target: EventTarget | null, key: string, more: KeyboardEventInit = {}) => {
  target?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }))
  await settled()
}
export const pick = async (side: string, name: string, more: MouseEventInit = {}) => {
  rowOf(side, name).dispatchEvent(new MouseEvent('click', { bubbles: true, ...more }))
  await settled()
}
export const show = async (value: SessionView) => {
  await session(value)
  await press(window, '3', { code: 'Digit3', altKey: true })
}
export const toast = () => text('.toasts .toast')

/** Opens the window with one session in front, and files on both sides. */
export async function open() {
  localStorage.clear()
  const fake = fakeHost()
  transport = fake.transport
  console = new Console(fake.host)
  console.layout.fit(1600)
  here = new FakeFiles({ home: { Logs: {}, 'a.txt': 6000, 'b.zip': 38_200_000, 'c.log': 1 } })
  there = new FakeFiles({ home: { Documents: { 'old.cfg': 1 }, 'x.log': 284_000, 'caf\uF7E9.txt': 5 } }, { roots: [{ place: 'internal_storage' }] })
  transport.answerFiles = (side, request) => (side === null ? here : there).answer(request)
  transport.publish('app', { kind: 'app', value: app(signedIn) })
  transport.publish('connection', { kind: 'connection', value: { link: { kind: 'online' }, clock_offset_ms: 0, latency_ms: null } })
  transport.publish('queues', { kind: 'queues', value: { loaded: true, queues: [], waiting: [] } })
  transport.publish(`session/${lsid(9)}`, { kind: 'session', value: activeSession(9) })
  transport.publish(`chat/${lsid(9)}`, { kind: 'chat', value: { entries: [], state: quiet, draft: '', whispering: false, note_draft: '' } })
  transport.publish('transfers', { kind: 'transfers', value: { transfers: [] } })
  const tab = { lsid: lsid(9), name: 'Tobias Vane', channel: 'browser_desktop', since: 0, held: false, ended: false, asking: false, unread: 0, customer: { kind: 'here' }, part: 'owner' } as const
  transport.publish('sessions', { kind: 'sessions', value: { tabs: [tab], show: null, show_serial: 0 } })
  view = mount(App, { target: document.body, props: { console } })
  await settled()
}

/** Closes it. */
export function close() {
  void unmount(view)
  document.body.replaceChildren()
}
