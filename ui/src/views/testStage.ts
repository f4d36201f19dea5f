import { flushSync, mount, tick, unmount } from 'svelte'
import type { Entry } from '../gen/Entry'
import type { SessionView } from '../gen/SessionView'
import type { TabRow } from '../gen/TabRow'
import { fakeHost, type FakeTransport } from '../host/fake'
import { Console } from '../state/console.svelte'
import { colleagues } from '../state/teamTestData'
import { app, lsid, quiet, signedIn } from '../state/testData'
import App from './App.svelte'

/** A whole window over a fake host, with one session in front. For tests only. */
export interface TestWindow {
  transport: FakeTransport
  console: Console
  close: () => void
}

/** Lets everything that was set in motion come to rest. */
export async function settled() {
  for (let n = 0; n < 6; n++) await tick()
  flushSync()
}

/** Opens a window with a session in front. */
export async function openWindow(view: SessionView, entries: Entry[] = []): Promise<TestWindow> {
  localStorage.clear()
  const { host, transport } = fakeHost()
  const console = new Console(host)
  console.layout.fit(1600)
  transport.publish('app', { kind: 'app', value: app(signedIn) })
  transport.publish('connection', { kind: 'connection', value: { link: { kind: 'online' }, clock_offset_ms: 0, latency_ms: null } })
  transport.publish('colleagues', { kind: 'colleagues', value: colleagues })
  transport.publish('queues', { kind: 'queues', value: { loaded: true, queues: [], waiting: [] } })
  transport.publish(`chat/${lsid(9)}`, { kind: 'chat', value: { entries, state: quiet, draft: '', whispering: false, note_draft: '' } })
  publishSession(transport, view)
  const mounted = mount(App, { target: document.body, props: { console } })
  await settled()
  const close = () => {
    void unmount(mounted)
    document.body.replaceChildren()
  }
  return { transport, console, close }
}

/** Tells the window of the session in front anew. */
export function publishSession(transport: FakeTransport, view: SessionView) {
  const tab: TabRow = {
    lsid: lsid(9), name: 'Tobias Vane', channel: 'browser_desktop', since: 0, held: false, ended: false, asking: false, unread: 0,
    customer: { kind: 'here' }, part: view.part,
  }
  transport.publish(`session/${lsid(9)}`, { kind: 'session', value: view })
  transport.publish('sessions', { kind: 'sessions', value: { tabs: [tab], show: null, show_serial: 0 } })
}

/** Presses keys, written as on caps ("Ctrl+Shift+T"), where the focus is. */
export async function press(keys: string) {
  const parts = keys.split('+')
  const key = parts.at(-1) ?? ''
  const target = document.activeElement ?? document.body
  const code = /^\d$/.test(key) ? `Digit${key}` : ''
  const event = { key, code, ctrlKey: parts.includes('Ctrl'), shiftKey: parts.includes('Shift'), altKey: parts.includes('Alt'), bubbles: true, cancelable: true }
  const down = new KeyboardEvent('keydown', event)
  target.dispatchEvent(down)
  // What the browser does by itself: a button acts on Enter.
  if (!down.defaultPrevented && key === 'Enter' && target instanceof HTMLButtonElement) target.click()
  await settled()
}

/** Types a text into the field that has the focus. */
export async function type(text: string) {
  const field = document.activeElement as HTMLInputElement | HTMLTextAreaElement
  field.value = text
  field.dispatchEvent(new Event('input', { bubbles: true }))
  await settled()
}

/** The button with this name: its label where it has one, or its words without its keys. */
export function button(name: string, within: ParentNode = document): HTMLButtonElement {
  const found = [...within.querySelectorAll('button')].find((one) => nameOf(one) === name)
  if (!found) throw new Error(`no button ${name} among ${[...within.querySelectorAll('button')].map(nameOf).join(' | ')}`)
  return found
}

function nameOf(button: HTMLButtonElement): string {
  const label = button.getAttribute('aria-label')
  if (label) return label
  const copy = button.cloneNode(true) as HTMLElement
  for (const other of copy.querySelectorAll('kbd, .menu-face')) other.remove()
  return copy.textContent?.trim() ?? ''
}

/** Clicks the button with this name. */
export async function click(name: string, within: ParentNode = document) {
  button(name, within).click()
  await settled()
}
