import { flushSync, mount, tick, unmount } from 'svelte'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { CapabilityState } from '../../gen/CapabilityState'
import type { ScreenView } from '../../gen/ScreenView'
import type { SessionView } from '../../gen/SessionView'
import { fakeHost, type FakeTransport } from '../../host/fake'
import { commandLines } from '../../state/commands'
import { Console } from '../../state/console.svelte'
import { activeSession, app, computer, liveScreen, lsid, quiet, signedIn, withDevice } from '../../state/testData'
import App from '../App.svelte'

const granted: CapabilityState = { kind: 'granted', at: 0 }
const asked: CapabilityState = { kind: 'requested', ask: 1, by: 7, name: 'Ines', at: 0, until: 0 }
const stopped: CapabilityState = { kind: 'stopped', at: 0, by: 'customer' }
const both = { view: granted, control: granted }

let transport: FakeTransport
let console: Console
let view: Record<string, unknown>

const settled = async () => {
  for (let n = 0; n < 6; n++) await tick()
  flushSync()
}
const session = async (value: SessionView) => {
  transport.publish(`session/${lsid(9)}`, { kind: 'session', value })
  await settled()
}
const screen = async (value: Partial<ScreenView>) => {
  transport.publish(`screen/${lsid(9)}`, { kind: 'screen', value: { ...liveScreen, ...value } })
  await settled()
}
const find = (selector: string) => document.querySelector<HTMLElement>(selector)
const text = (selector: string) => find(selector)?.textContent?.replace(/\s+/g, ' ').trim()
const button = (within: string, name: string) =>
  [...document.querySelectorAll<HTMLElement>(`${within} button`)].find(
    (one) => one.getAttribute('aria-label') === name || one.textContent?.replace(/\s+/g, ' ').trim().startsWith(name),
  )
const click = async (within: string, name: string) => {
  const found = button(within, name)
  if (!found) throw new Error(`no button ${name}`)
  found.click()
  await settled()
}
const press = async (keys: Partial<KeyboardEventInit>) => {
  window.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...keys }))
  await settled()
}
const show = async (value: SessionView, stream: Partial<ScreenView> = {}) => {
  await session(value)
  await press({ key: '2', code: 'Digit2', altKey: true })
  await screen(stream)
}

beforeEach(async () => {
  localStorage.clear()
  const fake = fakeHost()
  transport = fake.transport
  console = new Console(fake.host)
  console.layout.fit(1600)
  transport.publish('app', { kind: 'app', value: app(signedIn) })
  transport.publish('connection', { kind: 'connection', value: { link: { kind: 'online' }, clock_offset_ms: 0, latency_ms: null } })
  transport.publish('queues', { kind: 'queues', value: { loaded: true, queues: [], waiting: [] } })
  transport.publish(`session/${lsid(9)}`, { kind: 'session', value: activeSession(9) })
  transport.publish(`chat/${lsid(9)}`, { kind: 'chat', value: { entries: [], state: quiet, draft: '', whispering: false, note_draft: '' } })
  const tab = { lsid: lsid(9), name: 'Tobias Vane', channel: 'browser_desktop', since: 0, held: false, ended: false, asking: false, unread: 0, customer: { kind: 'here' }, part: 'owner' } as const
  transport.publish('sessions', { kind: 'sessions', value: { tabs: [tab], show: null, show_serial: 0 } })
  view = mount(App, { target: document.body, props: { console } })
  await settled()
})
afterEach(() => {
  void unmount(view)
  document.body.replaceChildren()
})

it('keeps the screen shut while a browser alone takes part, and says why', async () => {
  const tab = button('.views', 'Screen')
  expect(tab?.getAttribute('aria-disabled')).toBe('true')
  expect(tab?.title).toBe('Needs the client app')
  await press({ key: '2', code: 'Digit2', altKey: true })
  expect(find('.screen')).toBeNull()
  const line = commandLines(console).find((one) => one.id === 'screen-view')
  expect(line?.reason).toBe('Needs the client app')
})

it('opens the stream when the screen comes in sight, and asks to view from its card', async () => {
  await show(withDevice(), { status: { kind: 'closed' } })
  expect(transport.sent('open_screen')).toHaveLength(1)
  expect(text('.cstrip-words')).toBe('Not viewing. Tobias Vane has not been asked.')
  await click('.ss', 'Ask to view and control')
  await click('.cstrip', 'Ask to view')
  expect(transport.sent('ask_for').map((command) => command.what)).toEqual(['control', 'view'])
})

it('takes a question back, from the strip and from the chip', async () => {
  await show(withDevice({ view: asked }), { status: { kind: 'closed' } })
  expect(text('.ss b')).toBe('Tobias Vane is deciding')
  await click('.cstrip', 'Take back')
  await click('.consent', 'View: asked')
  await click('.consent [role=menu]', 'Take back the question')
  expect(transport.sent('take_back_ask').map((command) => command.what)).toEqual(['view', 'view'])
})

it('shows the picture without a card, and releases and takes control', async () => {
  await show(withDevice(both, { driver: 7 }), { driving: true })
  expect(find('.ss')).toBeNull()
  expect(find('.stage')?.classList).toContain('ctl')
  expect(text('.cstrip-words')).toBe('You are in control. Tobias Vane can stop this at any time.')
  await press({ key: 'R', code: 'KeyR', ctrlKey: true, shiftKey: true })
  await session(withDevice(both))
  await screen({ driving: false })
  await click('.ptool', 'Control')
  expect(transport.sent('drive').map((command) => command.drive)).toEqual([false, true])
})

it('says who else drives, and offers to take over', async () => {
  const participants = [{ id: 7, name: 'Ines', joined_at: 0 }, { id: 9, name: 'Bram', joined_at: 0 }]
  await show(withDevice(both, { driver: 9, participants }))
  expect(text('.cstrip-words')).toBe('Bram is in control. You are viewing.')
  await click('.cstrip', 'Take over')
  expect(transport.sent('drive')[0]?.drive).toBe(true)
  expect(text('.person .tag')).toBe('In control')
})

it('tells in an alert when control is stopped, and does not move the focus', async () => {
  await show(withDevice(both, { driver: 7 }), { driving: true })
  const before = document.activeElement
  await session(withDevice({ view: granted, control: stopped }))
  expect([...document.querySelectorAll('[role=alert]')].map((one) => one.textContent)).toContain('Tobias Vane stopped control')
  expect(document.activeElement).toBe(before)
  await click('.cstrip', 'Ask again')
  expect(transport.sent('ask_for')[0]?.what).toBe('control')
})

it('presses the device’s keys only in control, by button and by shortcut', async () => {
  await show(withDevice(both, { device: { ...computer, platform: 'android' } }))
  const back = button('.sfoot', 'Back')
  expect(back?.title).toBe('Back: Take control first')
  back?.click()
  await press({ key: 'ArrowLeft', code: 'ArrowLeft', altKey: true })
  expect(transport.sent('press_device_key')).toHaveLength(0)
  await session(withDevice(both, { device: { ...computer, platform: 'android' }, driver: 7 }))
  await screen({ driving: true })
  await click('.sfoot', 'Home')
  await press({ key: 'ArrowLeft', code: 'ArrowLeft', altKey: true })
  expect(transport.sent('press_device_key').map((command) => command.key)).toEqual(['home', 'back'])
})

it('offers computers their own keys, and a VNC agent both kinds', async () => {
  await show(withDevice(both))
  const names = () => [...document.querySelectorAll('.sfoot-keys button')].map((one) => one.getAttribute('aria-label') ?? one.textContent?.trim())
  expect(names()).toEqual(['Ctrl Alt Del', 'System key'])
  await session(withDevice(both, { device: { ...computer, kind: { kind: 'vnc_agent' }, platform: 'unknown', encrypted: false } }))
  expect(names()).toEqual(['Back', 'Home', 'Recents', 'Volume down', 'Volume up', 'Power', 'Ctrl Alt Del', 'System key'])
  expect(text('.cstrip .tag')).toBe('Not encrypted')
})

it('asks for the agent’s password and sends it once', async () => {
  await show(withDevice(both), { status: { kind: 'password_needed', wrong: true } })
  expect(text('.ss .hint.bad')).toBe('The agent refused this password')
  const field = find('.ss input') as HTMLInputElement
  field.value = 'secret'
  field.dispatchEvent(new Event('input', { bubbles: true }))
  await settled()
  find('.ss form')?.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }))
  await settled()
  expect(transport.sent('screen_password').map((command) => command.password)).toEqual(['secret'])
  expect(field.value).toBe('')
})

it('chooses quality, zoom, display and keyboard, and passes texts and screenshots', async () => {
  const screens = [4, 5].map((id) => ({ id, x: 0, y: 0, width: 1920, height: 1080 }))
  const facts = liveScreen.facts && { ...liveScreen.facts, screens }
  await show(withDevice(both, { driver: 7 }), { driving: true, facts })
  await click('.ptool', 'Quality: Auto')
  await click('.ptool [role=menu]', 'Lossless')
  await click('.ptool', '2')
  await click('.ptool', 'All')
  await click('.ptool', 'Zoom')
  await click('.ptool [role=menu]', '3×')
  await click('.ptool', 'Keyboard')
  await click('.ptool [role=menu]', 'By position')
  await click('.ptool', 'Clipboard')
  await click('.ptool [role=menu]', 'Fetch theirs')
  await press({ key: 'V', code: 'KeyV', ctrlKey: true, shiftKey: true })
  await press({ key: 'G', code: 'KeyG', ctrlKey: true, shiftKey: true })
  const pane = console.sessions.pane
  expect([pane?.screen.zoom, pane?.screen.keyboard]).toEqual([{ kind: 'zoom', factor: 3 }, 'position'])
  expect(transport.sent('set_screen_quality')[0]?.quality).toBe('lossless')
  expect(transport.sent('show_screen_part').map((command) => command.part)).toEqual([5, null])
  expect(transport.sent('fetch_clipboard')).toHaveLength(1)
  expect(transport.sent('send_clipboard')).toHaveLength(1)
  expect(transport.sent('take_screenshot').map((command) => command.to)).toEqual(['file'])
})

it('leaves only the screen, its tools and the strip in focus mode', async () => {
  await show(withDevice(both))
  await press({ key: 'F11', code: 'F11' })
  expect(['.ptool', '.cstrip', '.stage'].every((one) => find(one) !== null)).toBe(true)
  expect(['.rail', '.tabs', '.shead', '.side', '.composer', '.sfoot'].filter((one) => find(one))).toEqual([])
  expect(transport.sent('look_at').at(-1)?.lsid).toBeNull()
  await press({ key: 'F11', code: 'F11' })
  expect(find('.rail')).not.toBeNull()
})

it('counts unread messages on the Chat tab while the chat is hidden', async () => {
  await show(withDevice(both))
  const tab = { lsid: lsid(9), name: 'Tobias Vane', channel: 'browser_desktop', since: 0, held: false, ended: false, asking: false, unread: 3, customer: { kind: 'here' }, part: 'owner' } as const
  transport.publish('sessions', { kind: 'sessions', value: { tabs: [tab], show: null, show_serial: 0 } })
  await settled()
  expect(text('.views .badge')).toBeUndefined()
  await press({ key: 'J', code: 'KeyJ', ctrlKey: true, shiftKey: true })
  expect(find('.composer')).toBeNull()
  expect(text('.views .badge')).toBe('3')
})

it('gives the focus back when the device has no keyboard any more', async () => {
  await show(withDevice(both, { driver: 7 }), { driving: true })
  const composer = find('.composer textarea')
  composer?.focus()
  const pane = console.sessions.pane
  if (!pane) throw new Error('no pane')
  pane.screen.wish = 'capture'
  await settled()
  expect(text('.cstrip-words')).toBe('You are in control. Keys go to the computer. F8 to leave.')
  document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key: 'F8', code: 'F8', bubbles: true, cancelable: true }))
  await settled()
  expect(pane.screen.captured).toBe(false)
  expect(document.activeElement).toBe(composer)
})

it('elevates: asks what for, shows link, code and the way for VNC agents, and says when the device has joined', async () => {
  await press({ key: 'L', code: 'KeyL', ctrlKey: true, shiftKey: true })
  expect(transport.sent('elevate')).toHaveLength(0)
  await click('.opts', 'Files')
  await click('.dlg footer', 'Ask Tobias Vane')
  expect(transport.sent('elevate')).toEqual([{ type: 'elevate', lsid: lsid(9), purpose: 'files' }])
  const elevation = {
    link: 'https://support.example.com/client/abc', code: '482913706', expires_at: Date.now() + 600_000,
    agent: { host: 'support.example.com', repeater_port: 5500, own_port: 41023 },
  }
  await session({ ...activeSession(9), elevation })
  expect(text('.bigkey')).toBe('482 913 706')
  expect(text('.agent')).toContain('support.example.com:5500')
  expect(text('.agent-note')).toContain('This way is not encrypted.')
  await click('.dlg', 'Copy link')
  await click('.dlg footer', 'Copy code')
  expect(transport.sent('copy_text').map((command) => command.text)).toEqual([elevation.link, '482 913 706'])
  await session({ ...withDevice(), elevation })
  expect(text('.elev-state')).toContain('Joined.')
  await click('.dlg footer', 'Close')
  expect(transport.sent('dismiss_elevation')).toHaveLength(1)
})

it('keeps the code when the dialog is closed before anybody joined', async () => {
  await press({ key: 'L', code: 'KeyL', ctrlKey: true, shiftKey: true })
  await session({ ...activeSession(9), elevation: { link: 'https://a.example', code: '482913706', expires_at: Date.now() + 600_000, agent: null } })
  await click('.dlg footer', 'Done')
  await press({ key: 'L', code: 'KeyL', ctrlKey: true, shiftKey: true })
  expect(text('.bigkey')).toBe('482 913 706')
  expect(transport.sent('elevate')).toHaveLength(0)
  expect(transport.sent('dismiss_elevation')).toHaveLength(0)
})
