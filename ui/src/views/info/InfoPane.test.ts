import { flushSync, mount, tick, unmount } from 'svelte'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Capabilities } from '../../gen/Capabilities'
import type { InfoPoint } from '../../gen/InfoPoint'
import type { InfoState } from '../../gen/InfoState'
import type { Reading } from '../../gen/Reading'
import type { SessionView } from '../../gen/SessionView'
import { fakeHost, type FakeTransport } from '../../host/fake'
import { Console } from '../../state/console.svelte'
import { browser, bytes, infoState, point, processes, reading, readingOf, text as textValue, workbench } from '../../state/infoTestData'
import { activeSession, app, lsid, quiet, signedIn, withDevice } from '../../state/testData'
import App from '../App.svelte'

let transport: FakeTransport
let console: Console
let view: Record<string, unknown>
const allowed: Partial<Capabilities> = { info: { kind: 'granted', at: 0 }, info_scope: { location: false, log: false } }

const settled = async () => {
  for (let n = 0; n < 12; n++) await tick()
  flushSync()
}
const session = async (value: SessionView) => {
  transport.publish(`session/${lsid(9)}`, { kind: 'session', value })
  await settled()
}
const tell = async (readings: readonly Reading[], more: Partial<InfoState> = {}, points: InfoPoint[] = []) => {
  for (const reading of readings) transport.readings.set(reading.head.number, reading)
  transport.publish(`info/${lsid(9)}`, { kind: 'info', value: { state: infoState(readings, more), points } })
  await settled()
}
const find = (selector: string) => document.querySelector<HTMLElement>(selector)
const all = (selector: string) => [...document.querySelectorAll<HTMLElement>(selector)]
const text = (selector: string) => find(selector)?.textContent?.replace(/\s+/g, ' ').trim()
const press = async (target: EventTarget | null, key: string, more: KeyboardEventInit = {}) => {
  target?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }))
  await settled()
}
const click = async (within: string, name: string) => {
  const found = all(`${within} button, ${within} [role=treeitem], ${within} [role^=menuitem]`).find(
    (one) => one.getAttribute('aria-label') === name || one.textContent?.replace(/\s+/g, ' ').trim().startsWith(name),
  )
  if (!found) throw new Error(`nothing named ${name}`)
  found.click()
  await settled()
}
const show = async (value: SessionView) => {
  await session(value)
  await press(window, '4', { code: 'Digit4', altKey: true })
}
const rows = () => all('.igrid [data-info-row]').map((row) => [...row.querySelectorAll('[role=gridcell]')].slice(0, 2).map((cell) => cell.textContent?.trim()))
const type = async (words: string) => {
  const field = find('[aria-label="Search properties"]') as HTMLInputElement
  field.value = words
  field.dispatchEvent(new Event('input', { bubbles: true }))
  await settled()
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
  // Rows are drawn as far as there is room; nothing has a size here.
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(2000)
  await settled()
})
afterEach(() => {
  void unmount(view)
  document.body.replaceChildren()
  vi.restoreAllMocks()
  vi.useRealTimers()
})

it('asks for what is not allowed yet, and says how it stands', async () => {
  await show(withDevice())
  expect(text('.state h2')).toBe('Nothing is known of Tobias Vane’s computer yet')
  await click('.state', 'Ask for system information')
  expect(transport.sent('ask_for_info').map(({ scope }) => scope)).toEqual([{ location: false, log: false }])
  await session(withDevice({ info: { kind: 'requested', ask: 1, by: 7, name: 'Ines', at: 0, until: 0 } }))
  expect(text('.state h2')).toBe('Tobias Vane is deciding')
  await click('.state', 'Take back')
  expect(transport.sent('take_back_ask').map(({ what }) => what)).toEqual(['info'])
  await session(withDevice({ info: { kind: 'denied', at: 0, ask_again_at: null } }))
  expect(text('.state h2')).toBe('Tobias Vane did not allow reading system information')
  await session(withDevice({ info: { kind: 'unavailable', reason: 'needs_client' } }))
  expect(text('.state .btn')).toBe('Ask to open the app')
})

it('can be given back where it is looked at', async () => {
  await show(withDevice(allowed))
  await tell(workbench())
  expect(text('.iside p')).toMatch(/^Allowed at \d\d:\d\d Stop reading$/)
  await click('.iside', 'Stop reading')
  expect(transport.sent('stop_capability').map(({ what }) => what)).toEqual(['info'])
})

it('says what could not be fetched, once, and tries again when told', async () => {
  await show(withDevice(allowed))
  const there = reading('device', { model: textValue('a') })
  const missing = reading('memory', { total: bytes(8e9) })
  transport.readings.set(there.head.number, there)
  const fetched = vi.spyOn(transport, 'infoReading')
  for (let n = 0; n < 3; n++) {
    transport.publish(`info/${lsid(9)}`, { kind: 'info', value: { state: infoState([there, missing]), points: [] } })
    await settled()
  }
  expect(fetched.mock.calls.map(([, number]) => number)).toEqual([there.head.number, missing.head.number])
  expect(text('.infopane .fnote')).toBe('Not everything is up to date. There is no such reading. Try again')
  transport.readings.set(missing.head.number, missing)
  await click('.infopane .fnote', 'Try again')
  expect(find('.infopane .fnote')).toBeNull()
  expect(all('.icard .big')[3]?.textContent).toBe('8.0 GB')
})

it('takes its keys where nothing has the focus', async () => {
  await show(withDevice(allowed))
  await tell(workbench())
  ;(document.activeElement as HTMLElement | null)?.blur()
  await press(document.body, '/')
  expect(document.activeElement?.getAttribute('aria-label')).toBe('Search properties')
})

it('is open only while it is in sight', async () => {
  await show(withDevice(allowed))
  expect(transport.sent('open_info').length).toBe(1)
  expect(transport.sent('close_info').length).toBe(0)
  await press(window, '1', { code: 'Digit1', altKey: true })
  expect(transport.sent('close_info').length).toBe(1)
  await press(window, '4', { code: 'Digit4', altKey: true })
  expect([transport.sent('open_info').length, transport.opened.filter((topic) => topic.startsWith('info/')).length]).toEqual([2, 1])
})

it('shows cards, the tree with counts, and the values of a category', async () => {
  await show(withDevice(allowed))
  await tell(workbench())
  expect(all('.icard .big').map((big) => big.textContent)).toEqual(['Workbench 3', '68%', '86.4 of 128 GB', '5.1 of 8 GB', 'depot-north Wi-Fi'])
  expect(all('[role=treeitem]').map((line) => line.textContent?.replace(/\s+/g, ' ').trim())).toEqual([
    'Live', 'Device 4', 'System 6', 'Battery and power 4', 'Storage 5', 'Memory 4', 'Network 7', 'Location', 'Processes 43', 'System log',
  ])
  expect(rows()).toEqual([['Maker', 'Fablab'], ['Model', 'Workbench 3'], ['Name', 'bench'], ['Serial number', 'Not permitted']])
  await click('[role=tree]', 'Network')
  expect(find('[role=treeitem][aria-selected=true]')?.getAttribute('aria-expanded')).toBe('true')
  expect(rows()).toContainEqual(['Signal', '−58 dBm, good'])
  expect(rows()).toContainEqual(['wlan0'])
  await press(find('[role=tree]'), 'ArrowDown')
  await press(find('[role=tree]'), 'ArrowDown')
  expect(rows()).toEqual([['IPv4 address', '10.20.4.117/22'], ['Hardware address', 'Not supported']])
})

it('searches all properties, leads there by /, and back to the rows by Escape', async () => {
  await show(withDevice(allowed))
  await tell(workbench())
  await press(find('.igrid'), '/')
  expect(document.activeElement?.getAttribute('aria-label')).toBe('Search properties')
  await type('wifi')
  expect(rows()).toEqual([['Network'], ['Connection', 'Wi-Fi'], ['Network name', 'depot-north']])
  await type('no such thing')
  expect(text('.igrid .empty b')).toBe('No property matches')
  await press(document.activeElement, 'Escape')
  expect(console.sessions.pane?.info.query).toBe('')
  await press(document.activeElement, 'Escape')
  expect(document.activeElement?.getAttribute('role')).toBe('grid')
})

it('marks what changed since it was read before, and shows that alone', async () => {
  await show(withDevice(allowed))
  const before = reading('network', { wifi_name: textValue('depot-north'), vpn: { kind: 'flag', on: false } })
  await tell([before])
  await tell([reading('network', { wifi_name: textValue('depot-south'), vpn: { kind: 'flag', on: false } })])
  expect(text('.isbar [role=status]')).toMatch(/^Read \d\d:\d\d:\d\d, 1 value changed$/)
  expect(text('.irow .tag')).toMatch(/^Was depot-north at \d\d:\d\d$/)
  await click('.isbar', 'Refresh')
  const box = find('.isbar input[type=checkbox]') as HTMLInputElement
  box.click()
  await settled()
  expect(rows().slice(1)).toEqual([['Network name', 'depot-south']])
})

it('copies a value, a view, and takes a value into notes and chat', async () => {
  await show(withDevice(allowed))
  await tell(workbench())
  const grid = find('.igrid')
  await press(grid, 'ArrowDown')
  await press(grid, 'c', { ctrlKey: true })
  await click('.isbar', 'Copy')
  expect(transport.sent('copy_text').map((command) => command.text)).toEqual(['Workbench 3', 'Maker: Fablab\nModel: Workbench 3\nName: bench\nSerial number: Not permitted'])
  await press(grid, 'Enter')
  await click('.ctxmenu', 'Add to notes')
  await press(grid, 'Enter')
  await click('.ctxmenu', 'Quote in chat')
  const pane = console.sessions.pane
  expect([pane?.note.text, pane?.message.text]).toEqual(['Model: Workbench 3', 'Model: Workbench 3'])
})

it('reads anew by F5, and not what has to be asked for by itself', async () => {
  await show(withDevice(allowed))
  await tell(workbench())
  await press(find('.igrid'), 'F5')
  const [read] = transport.sent('read_info')
  expect(read?.categories.length).toBe(14)
  expect(read?.categories).not.toContain('log')
  await click('[role=tree]', 'Location')
  await click('.ibody', 'Ask for location')
  expect(transport.sent('ask_for_info').map(({ scope }) => scope)).toEqual([{ location: true, log: false }])
})

it('orders a table of thousands of rows and draws only those in sight', async () => {
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(640)
  await show(withDevice(allowed))
  await tell([readingOf('processes', { kind: 'processes', processes: processes(2000), left_out: 48_000 })])
  expect(find('.igrid')?.getAttribute('aria-rowcount')).toBe('2001')
  expect(all('[data-info-row]').length).toBeLessThan(60)
  expect(text('.ifoot')).toBe('48,000 more were not told.')
  await click('.ihead', 'Memory')
  expect(rows()[0]?.[0]).toBe('process 2000')
  expect(find('[aria-sort=descending]')?.textContent?.trim()).toBe('Memory')
  await click('.ihead', 'Memory')
  expect(rows()[0]?.[0]).toBe('process 1')
})

it('reads processes again while they are in sight and reading is allowed', async () => {
  await show(withDevice(allowed))
  vi.useFakeTimers()
  await tell([readingOf('processes', { kind: 'processes', processes: processes(3), left_out: 0 })])
  vi.advanceTimersByTime(6500)
  expect(transport.sent('read_info').map(({ categories }) => categories)).toEqual([['processes'], ['processes']])
  await session(withDevice({ info: { kind: 'stopped', at: 0, by: 'customer' } }))
  vi.advanceTimersByTime(6500)
  expect(transport.sent('read_info').length).toBe(2)
})

it('shows who tells, and goes from one to the other', async () => {
  await show(withDevice(allowed))
  const phone = (model: string, serial: string) => reading('device', { model: textValue(model) }, {}, { kind: 'adb', serial })
  await tell([...workbench(), phone('Orbit 7', 'R58'), reading('browser', { name: textValue('Firefox') }, {}, browser)])
  const select = find('[aria-label="Who tells"]') as HTMLSelectElement
  expect([...select.options].map(({ label, text }) => label || text)).toEqual(['Client app', 'Orbit 7', 'Browser'])
  select.value = 'browser'
  select.dispatchEvent(new Event('change', { bubbles: true }))
  await settled()
  expect(rows()).toEqual([['Name', 'Firefox']])
})

it('warns in words, and leads to where it comes from', async () => {
  await show(withDevice(allowed))
  await tell([reading('device', {}), reading('storage', {}, { '/': { total: bytes(100e9), free: bytes(2e9) } })])
  await click('.iwarn', 'Storage nearly full: 2.0 GB of 100 GB free')
  expect(rows()).toContainEqual(['Free', '2.0 GB'])
})

it('draws live values for as long as they come', async () => {
  await show(withDevice(allowed))
  await tell(workbench(), {}, [point(1000, { cpu_per_mille: 100, memory_used_bytes: 4e9, memory_bytes: 8e9 }), point(2000, { cpu_per_mille: 230, memory_used_bytes: 4e9, memory_bytes: 8e9 })])
  await click('[role=tree]', 'Live')
  expect(all('.ilive figcaption').map((caption) => caption.textContent)).toEqual(['Processor23%', 'Memory4 of 8 GB'])
  const patch = { state: infoState(workbench()), points: [point(3000, { cpu_per_mille: 999 })] }
  transport.publish(`info/${lsid(9)}`, { kind: 'info_patch', value: patch })
  await settled()
  expect(text('.ilive figcaption span')).toBe('100%')
})

it('draws the live values of the phone that is chosen, and no others', async () => {
  await show(withDevice(allowed))
  const source = { kind: 'adb', serial: 'R58' } as const
  const phone = reading('device', { model: textValue('Orbit 7') }, {}, source)
  await tell([...workbench(), phone], {}, [point(1000, { cpu_per_mille: 100 }), point(1500, { battery_per_mille: 680, charging: true }, source)])
  const select = find('[aria-label="Who tells"]') as HTMLSelectElement
  select.value = [...select.options].find((option) => (option.label || option.text) === 'Orbit 7')?.value ?? ''
  select.dispatchEvent(new Event('change', { bubbles: true }))
  await settled()
  await click('[role=tree]', 'Live')
  expect(all('.ilive figcaption').map((caption) => caption.textContent)).toEqual(['Battery68%, charging'])
})

it('says when an answer is late, with the time of the last good value', async () => {
  await show(withDevice(allowed))
  const readings = [reading('device', { model: textValue('a') })]
  await tell(readings, { asked: [{ category: 'device', at: Date.now() - 5_000, answered: [] }] })
  expect(find('.ibody .fnote')).toBeNull()
  await tell(readings, { asked: [{ category: 'device', at: Date.now() - 25_000, answered: [] }] })
  expect(text('.ibody .fnote')).toMatch(/^No answer when it was asked again. These are from \d\d:\d\d\. Try again$/)
  await tell(readings, { asked: [{ category: 'device', at: Date.now() - 25_000, answered: [{ kind: 'client' }] }] })
  expect(find('.ibody .fnote')).toBeNull()
})

it('keeps snapshots, compares with one, and shows it', async () => {
  await show(withDevice(allowed))
  const head = { number: 1, name: 'before', by: 'Ines', at: 5000 }
  transport.snapshots.set(1, { head, readings: [reading('device', { model: textValue('old') })] })
  await tell([reading('device', { model: textValue('new') })], { snapshots: [head] })
  await click('.isbar', 'Snapshots')
  await click('.menu', 'Keep a snapshot')
  const field = find('dialog input') as HTMLInputElement
  field.value = ' after '
  field.dispatchEvent(new Event('input', { bubbles: true }))
  find('dialog form')?.dispatchEvent(new SubmitEvent('submit', { bubbles: true, cancelable: true }))
  await settled()
  expect(transport.sent('keep_info').map(({ name }) => name)).toEqual(['after'])
  await click('.isbar', 'Snapshots')
  await click('.menu', 'before')
  expect(text('.icompare [role=status]')).toBe('1 changed')
  expect(all('.icompare [data-info-row] [role=gridcell]').map((cell) => cell.textContent)).toEqual(['Changed', 'Device: Model', 'old', 'new'])
  await press(find('.igrid'), 'Escape')
  expect(find('.icompare')).toBeNull()
  await console.sessions.pane?.info.snapshot(1)
  const pane = console.sessions.pane
  if (pane) pane.info.shown = await pane.info.snapshot(1)
  await settled()
  expect(rows()).toEqual([['Model', 'old']])
  expect(text('.isbar [role=status]')).toMatch(/^Snapshot of/)
})

it('saves a report and a file for programs', async () => {
  await show(withDevice(allowed))
  await tell(workbench())
  await click('.isbar', 'Export')
  await click('.menu', 'Report')
  await click('.isbar', 'Export')
  await click('.menu', 'Everything')
  expect(transport.saved.map(({ name }) => name.replace(/, \d.*(?=\.)/, ''))).toEqual(['Tobias Vane, Workbench 3.html', 'Tobias Vane, Workbench 3.json'])
  expect(transport.saved[0]?.text).toContain('<h1>System information: Tobias Vane</h1>')
  expect(JSON.parse(transport.saved[1]?.text ?? '').readings.length).toBe(8)
  expect(text('.toasts .toast')).toContain('/reports/report')
})

it('keeps showing what was read when the session is over', async () => {
  await show(withDevice(allowed))
  await tell(workbench())
  await session(withDevice({ info: { kind: 'unavailable', reason: 'not_active' } }, { state: { kind: 'ended', at: 0, reason: 'customer' } }))
  expect(text('.infopane .banner b')).toBe('The session is over.')
  expect(rows()[0]).toEqual(['Maker', 'Fablab'])
  const refresh = all('.isbar button').find((one) => one.textContent?.includes('Refresh'))
  expect(refresh?.getAttribute('aria-disabled')).toBe('true')
})

it('shows what a device makes up as the text that it is', async () => {
  await show(withDevice(allowed))
  await tell([reading('device', { model: textValue('<img src=x onerror=alert(1)>'), name: textValue('a'.repeat(1024)) })])
  expect(find('.infopane img')).toBeNull()
  expect(rows()[0]).toEqual(['Model', '<img src=x onerror=alert(1)>'])
})
