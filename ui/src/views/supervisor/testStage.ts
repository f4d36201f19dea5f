// The window of somebody who leads teams, as the tests of this folder drive it.
import { flushSync, mount, tick, unmount } from 'svelte'
import { vi } from 'vitest'
import type { DashboardView } from '../../gen/DashboardView'
import type { MonitorRule } from '../../gen/MonitorRule'
import { fakeHost, type FakeTransport } from '../../host/fake'
import { Console } from '../../state/console.svelte'
import { dashboardChange, dashboardView } from '../../state/dashboardTestData'
import { app, signedIn } from '../../state/testData'
import App from '../App.svelte'

export let transport: FakeTransport
export let console: Console
let view: Record<string, unknown>

export const settled = async () => {
  for (let n = 0; n < 12; n++) await tick()
  flushSync()
}
export const find = (selector: string) => document.querySelector<HTMLElement>(selector)
export const all = (selector: string) => [...document.querySelectorAll<HTMLElement>(selector)]
export const words = (element: Element | null | undefined) => element?.textContent?.replace(/\s+/g, ' ').trim() ?? ''
export const text = (selector: string) => words(find(selector))
export const texts = (selector: string) => all(selector).map(words)
export const button = (within: string, name: string) =>
  all(`${within} :is(button, [role=option], [role=radio])`).find((one) => one.getAttribute('aria-label') === name || words(one).startsWith(name))
export const click = async (within: string, name: string) => {
  const found = button(within, name)
  if (!found) throw new Error(`no ${name} in ${within}`)
  found.click()
  await settled()
}
export const press = async (target: EventTarget | null, key: string, more: KeyboardEventInit = {}) => {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more })
  target?.dispatchEvent(event)
  await settled()
  return event
}
export const type = async (selector: string, value: string) => {
  const field = find(selector) as HTMLInputElement
  field.value = value
  field.dispatchEvent(new Event('input', { bubbles: true }))
  await settled()
}
export const tell = async (more: Partial<DashboardView>) => {
  transport.publish('dashboard', { kind: 'dashboard', value: dashboardView(more) })
  await settled()
}
export const change = async (...args: Parameters<typeof dashboardChange>) => {
  transport.publish('dashboard', { kind: 'dashboard_patch', value: dashboardChange(...args) })
  await settled()
}
/** The site's rule, two teams: 1, Mobile Support, of Ines, Bram and Kenji; 2, Field Devices. */
export const site = async (monitoring: MonitorRule) => {
  const teams = [{ id: 1, name: 'Mobile Support', role: 'lead' as const, members: [7, 8, 9], free: 1 }, { id: 2, name: 'Field Devices', role: 'manager' as const, members: [9], free: 0 }]
  transport.publish('colleagues', { kind: 'colleagues', value: { people: [], teams, rules: { assign_s: 30, away_after_min: null, monitoring, forced_alerts: [] } } })
  await settled()
}
export const connect = async (online: boolean, clock_offset_ms = 0) => {
  const reason = { code: 'unreachable', message: 'x', retryable: true, retry_after_s: null, attempts_left: null } as const
  transport.publish('connection', { kind: 'connection', value: { link: online ? { kind: 'online' } : { kind: 'reconnecting', since: 0, next_try_at: null, reason }, clock_offset_ms, latency_ms: null } })
  await settled()
}

/** Opens the window; the supervisor's workplace is one key press away. */
export async function open() {
  localStorage.clear()
  // Nothing is laid out here: everything that scrolls is as large as this, and has so many rows in sight.
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(500)
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(1000)
  const fake = fakeHost()
  transport = fake.transport
  console = new Console(fake.host)
  console.layout.fit(1600)
  transport.publish('app', { kind: 'app', value: app(signedIn) })
  transport.publish('queues', { kind: 'queues', value: { loaded: true, queues: [], waiting: [] } })
  transport.publish('sessions', { kind: 'sessions', value: { tabs: [], show: null, show_serial: 0 } })
  view = mount(App, { target: document.body, props: { console } })
  await connect(true)
  await site('seen')
}

/** Goes to the supervisor's workplace. */
export const supervise = () => press(window, '@', { code: 'Digit2', ctrlKey: true, shiftKey: true })
/** Goes to the history. */
export const remember = () => press(window, '$', { code: 'Digit4', ctrlKey: true, shiftKey: true })

/** Closes it. */
export function close() {
  void unmount(view)
  document.body.replaceChildren()
}
