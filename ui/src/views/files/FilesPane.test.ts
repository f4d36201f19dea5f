import { flushSync } from 'svelte'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { commandLines } from '../../state/commands'
import { allowing, withFiles } from '../../state/filesTestData'
import { activeSession, withDevice } from '../../state/testData'
import {
  button, chosen, click, close, console, find, grid, here, HERE, names, open, pick, press, rowOf, session, settled, show, text,
  there, THERE, toast, transport,
} from './testStage'

beforeEach(open)
afterEach(() => {
  close()
  vi.useRealTimers()
})

it('shows this computer at once, and of the device only what is allowed', async () => {
  await show(withDevice())
  expect(names(HERE)).toEqual(['Logs', 'a.txt', 'b.zip', 'c.log'])
  expect(text('.state h2')).toBe('Tobias Vane’s files are not shown')
  expect(there.asked).toEqual([])
  await session(allowing())
  expect(names(THERE)).toEqual(['Documents', 'caf\uFFFD.txt', 'x.log'])
  expect(text(`${THERE} .crumbs`)).toContain('Internal storage')
  expect(text(`${THERE} .cfree`)).toBe('41.6 GB free')
  await session(withFiles({ kind: 'stopped', at: 0, by: 'customer' }))
  expect(text('.state h2')).toBe('Tobias Vane stopped access to files')
  expect(console.sessions.pane?.files.there.path).toBeUndefined()
})

it('asks for what is chosen, and takes the question back', async () => {
  await show(withDevice())
  await click('.state', 'Ask for files')
  expect(document.activeElement?.textContent).toBe('Both ways')
  await click('.askfiles', 'Copy only')
  const area = find('.askfiles select') as HTMLSelectElement
  area.value = 'downloads'
  area.dispatchEvent(new Event('change', { bubbles: true }))
  await click('.askfiles', 'Ask Tobias Vane')
  const scope = { to_device: false, from_device: true, change: false, area: { kind: 'place', place: 'downloads' } } as const
  expect(transport.sent('ask_for_files').map((command) => command.scope)).toEqual([scope])
  await session(withFiles({ kind: 'requested', ask: 1, by: 7, name: 'Ines', at: 0, until: 0 }, scope))
  expect(text('.state p')).toContain('Asked for: the Downloads folder, from the computer only, no changes.')
  await click('.state', 'Take back')
  expect(transport.sent('take_back_ask').map((command) => command.what)).toEqual(['files'])
})

it('leaves the question with Escape, and comes to it from the chip', async () => {
  await session(withDevice())
  await click('.consent', 'Files: not asked')
  await click('.consent [role=menu]', 'Ask for files')
  expect(find('.askfiles')).not.toBeNull()
  await press(document.activeElement, 'Escape')
  expect(find('.askfiles')).toBeNull()
  button('.state', 'Ask for files')?.focus()
  await click('.state', 'Ask for files')
  await press(document.activeElement, 'Escape')
  expect(document.activeElement?.textContent?.trim()).toBe('Ask for files')
  expect(transport.sent('ask_for_files')).toEqual([])
})

it.each([
  [withFiles({ kind: 'unavailable', reason: 'needs_support_plus' }), 'Files need the Support+ client on this computer', 'Send link to chat'],
  [withFiles({ kind: 'unavailable', reason: 'device_away' }), 'Tobias Vane’s computer is reconnecting', undefined],
  [withFiles({ kind: 'denied', at: 0, ask_again_at: null }), 'Tobias Vane denied access to files', 'Ask again'],
  [withFiles({ kind: 'unavailable', reason: 'not_allowed_here' }), 'This site’s rules forbid it', 'Ask for one file in chat'],
])('says why the device’s files do not show, and what to do', async (value, title, next) => {
  await show(value)
  expect(text('.state h2')).toBe(title)
  expect(text('.state .btn')).toBe(next)
  expect(button(HERE, 'Send to computer')?.getAttribute('aria-disabled')).toBe('true')
})

it('stays shut while a browser alone takes part, and says why, as the screen does', async () => {
  await show(activeSession(9))
  expect(find('.filespane')).toBeNull()
  const views = [...document.querySelectorAll<HTMLElement>('.views [role=tab]')].map((tab) => [tab.getAttribute('aria-disabled'), tab.title])
  expect(views.slice(1)).toEqual([1, 2, 3].map(() => ['true', 'Needs the client app']))
  await session(withDevice())
  await show(withDevice())
  expect(find('.filespane')).not.toBeNull()
})

it('says that a VNC agent has no files', async () => {
  const value = withFiles({ kind: 'unavailable', reason: 'not_supported' })
  const device = value.session.device && { ...value.session.device, kind: { kind: 'vnc_agent' as const } }
  await show({ ...value, session: { ...value.session, device } })
  expect(text('.state h2')).toBe('A VNC agent has no files')
})

it('asks in the chat without losing what is being typed', async () => {
  await show(withFiles({ kind: 'denied', at: 0, ask_again_at: null }))
  const pane = console.sessions.pane
  if (!pane) throw new Error('no pane')
  pane.message.text = 'One moment.'
  await click('.state', 'Ask for one file in chat')
  expect(pane.message.text).toBe('One moment. Could you attach the file here in the chat?')
})

it('goes to the chat to write where there is no room for it beside the files', async () => {
  console.layout.fit(1100)
  await show(allowing())
  expect(find('.composer')).toBeNull()
  await press(window, 'j', { ctrlKey: true })
  expect(console.sessions.pane?.tool).toBe('chat')
  expect(document.activeElement?.tagName).toBe('TEXTAREA')
})

it('selects by click, Ctrl and Shift, and by keyboard', async () => {
  await show(allowing())
  await pick(HERE, 'a.txt')
  expect(chosen(HERE)).toEqual(['a.txt'])
  await pick(HERE, 'c.log', { ctrlKey: true })
  expect(chosen(HERE)).toEqual(['a.txt', 'c.log'])
  await pick(HERE, 'a.txt')
  await pick(HERE, 'c.log', { shiftKey: true })
  expect(chosen(HERE)).toEqual(['a.txt', 'b.zip', 'c.log'])
  expect(text(`${HERE} .ffoot`)).toContain('3 selected, 38.2 MB')
  expect(document.activeElement).toBe(grid(HERE))
  await press(grid(HERE), 'Escape')
  expect(chosen(HERE)).toEqual([])
  await press(grid(HERE), 'Home')
  await press(grid(HERE), ' ')
  await press(grid(HERE), 'ArrowDown')
  await press(grid(HERE), ' ')
  expect(chosen(HERE)).toEqual(['Logs', 'a.txt'])
  await press(grid(HERE), 'ArrowDown', { shiftKey: true })
  expect(chosen(HERE)).toEqual(['a.txt', 'b.zip'])
  await press(grid(HERE), 'a', { ctrlKey: true })
  expect(chosen(HERE)).toEqual(['Logs', 'a.txt', 'b.zip', 'c.log'])
  expect(grid(HERE).getAttribute('aria-activedescendant')).toBe(rowOf(HERE, 'b.zip').id)
})

it('goes in with Enter, up with Backspace, and to the other side with Tab', async () => {
  await show(allowing())
  grid(THERE).focus()
  await press(grid(THERE), 'Enter')
  expect(names(THERE)).toEqual(['old.cfg'])
  expect(document.activeElement).toBe(grid(THERE))
  expect(find(`${THERE} [aria-current=location]`)?.textContent).toBe('Documents')
  await press(grid(THERE), 'Backspace')
  expect(names(THERE)[0]).toBe('Documents')
  await press(grid(THERE), 'Tab')
  expect(document.activeElement).toBe(grid(HERE))
})

it('leaves Backspace and Delete to whoever writes', async () => {
  await show(allowing())
  await pick(THERE, 'x.log')
  const field = find('.composer textarea')
  for (const key of ['Backspace', 'Delete', 'F5', 'Tab', ' ']) {
    const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })
    field?.dispatchEvent(event)
    expect(event.defaultPrevented).toBe(false)
  }
  expect(there.asked.some((request) => request.kind === 'delete')).toBe(false)
})

it('sends and copies by button and by key, with the names as they came', async () => {
  await show(allowing())
  await pick(HERE, 'a.txt')
  await click(HERE, 'Send to computer')
  await pick(THERE, 'caf\uFFFD.txt')
  await press(grid(THERE), 'ArrowLeft', { ctrlKey: true })
  await press(grid(THERE), 'ArrowRight', { ctrlKey: true })
  const sent = transport.sent('transfer').map(({ way, paths, folder }) => ({ way, paths, folder }))
  const path = (name?: string) => ({ root: 'home', names: name === undefined ? [] : [name] })
  expect(sent).toEqual([
    { way: 'to_device', paths: [path('a.txt')], folder: path() },
    { way: 'from_device', paths: [path('caf\uF7E9.txt')], folder: path() },
    { way: 'to_device', paths: [path('a.txt')], folder: path() },
  ])
  expect(new Set(transport.sent('transfer').map((command) => command.id)).size).toBe(3)
})

it('takes a double click on Send for one', async () => {
  await show(allowing())
  await pick(HERE, 'a.txt')
  button(HERE, 'Send to computer')?.click()
  button(HERE, 'Send to computer')?.click()
  await settled()
  expect(transport.sent('transfer')).toHaveLength(1)
})

it('sends nothing where the customer has not allowed it, and says so', async () => {
  await show(allowing({ to_device: false, change: false }))
  await pick(HERE, 'a.txt')
  expect(button(HERE, 'Send to computer')?.title).toBe('Tobias Vane has not allowed sending to the computer')
  await press(grid(HERE), 'ArrowRight', { ctrlKey: true })
  await pick(THERE, 'x.log')
  await press(grid(THERE), 'Delete')
  await press(grid(THERE), 'F2')
  await press(grid(THERE), 'F7')
  expect(transport.sent('transfer')).toEqual([])
  expect(there.asked.every((request) => request.kind === 'roots' || request.kind === 'list')).toBe(true)
  expect(find('.namefield')).toBeNull()
  expect(text(`${THERE} .tag`)).toBe('Whole computer, from the computer only, no changes')
})

it('renames in place: the stem is marked, a bad name is refused, Escape leaves it', async () => {
  await show(allowing())
  await pick(THERE, 'x.log')
  await press(grid(THERE), 'F2')
  const field = () => find('.namefield input') as HTMLInputElement
  expect([field().selectionStart, field().selectionEnd]).toEqual([0, 1])
  const type = (name: string) => {
    field().value = name
    field().dispatchEvent(new Event('input', { bubbles: true }))
    flushSync()
  }
  type('a/b')
  await press(field(), 'Enter')
  expect(text('.namefault')).toBe('A name cannot have a slash in it')
  await press(field(), 'Escape')
  expect(field()).toBeNull()
  await press(grid(THERE), 'F2')
  type('y.log')
  await press(field(), 'Enter')
  expect(there.asked).toContainEqual({ kind: 'rename', path: { root: 'home', names: ['x.log'] }, name: 'y.log' })
  expect(names(THERE)).toContain('y.log')
  expect(document.activeElement).toBe(grid(THERE))
})

it('makes a folder, and tells when that fails', async () => {
  await show(allowing())
  await press(grid(THERE), 'F7')
  await press(find('.namefield input'), 'Enter')
  expect(names(THERE)).toContain('New folder')
  await click(THERE, 'New folder')
  await press(find('.namefield input'), 'Enter')
  expect(toast()).toContain('The folder was not made')
  expect(toast()).toContain('New folder already exists.')
})

it('deletes into the trash at once, and brings back on undo', async () => {
  await show(allowing())
  await pick(THERE, 'x.log')
  await press(grid(THERE), 'Delete')
  expect(names(THERE)).not.toContain('x.log')
  expect(toast()).toContain('Deleted x.log')
  await press(window, 'Z', { ctrlKey: true, shiftKey: true })
  expect(names(THERE)).toContain('x.log')
  expect(toast()).toBeUndefined()
})

it('asks first where nothing brings it back', async () => {
  const value = allowing()
  const device = value.session.device && { ...value.session.device, platform: 'android' as const }
  await show({ ...value, session: { ...value.session, device } })
  const phone = '.fp[aria-label="Tobias Vane’s phone"]'
  await pick(phone, 'Documents')
  await press(grid(phone), 'Delete')
  expect(text('.dlg p')).toBe('Documents will be deleted from Tobias Vane’s phone, with everything in it. This cannot be undone.')
  await click('.dlg footer', 'Cancel')
  expect(names(phone)).toContain('Documents')
  await press(grid(phone), 'Delete')
  await click('.dlg footer', 'Delete')
  expect(there.asked).toContainEqual({ kind: 'delete', paths: [{ root: 'home', names: ['Documents'] }], for_good: true })
  expect(names(phone)).not.toContain('Documents')
})

it('searches a folder, and ends the search', async () => {
  vi.useFakeTimers()
  await show(allowing())
  await press(grid(HERE), 'f', { ctrlKey: true })
  const field = find(`${HERE} .fsearch input`) as HTMLInputElement
  field.value = '.zip'
  field.dispatchEvent(new Event('input', { bubbles: true }))
  await vi.advanceTimersByTimeAsync(250)
  await settled()
  expect(names(HERE)).toEqual(['b.zip'])
  expect(text(`${HERE} .ffoot span`)).toBe('1 item found')
  await press(field, 'Escape')
  expect(names(HERE)).toHaveLength(4)
})

it('sorts by a column and shows hidden files from the menu', async () => {
  Object.assign(here.roots['home'] ?? {}, { '.hidden': 1 })
  await show(allowing())
  await click(`${HERE} .fhead`, 'Size')
  expect(find(`${HERE} [aria-sort=descending]`)?.textContent?.trim()).toBe('Size')
  expect(names(HERE)).toEqual(['Logs', 'b.zip', 'a.txt', 'c.log'])
  await click(HERE, 'How This computer shows')
  await click(`${HERE} [role=menu]`, 'Show hidden files')
  expect(names(HERE)).toContain('.hidden')
})

it('tells why a folder cannot be read', async () => {
  there.answer = (request) =>
    request.kind === 'roots'
      ? { kind: 'roots', roots: [{ id: 'home', place: 'home', name: 'h', free: null, total: null }] }
      : { kind: 'failed', code: 'not_permitted', names: [], message: 'the system does not let this account read h' }
  await show(allowing())
  expect(text(`${THERE} .empty b`)).toBe('This folder cannot be read')
  expect(text(`${THERE} .empty p`)).toBe('The system does not let this account read h.')
})

it('keeps what shows, dimmed, while the device is away', async () => {
  await show(allowing())
  const value = allowing()
  const device = value.session.device && { ...value.session.device, presence: { kind: 'away' as const, since: Date.now() } }
  await session({ ...value, session: { ...value.session, device } })
  expect(names(THERE)).toHaveLength(3)
  expect(find(`${THERE} .stale`)).not.toBeNull()
  expect(text(`${THERE} .fnote`)).toBe('The computer lost the connection 0:00 ago. It comes back by itself.')
  Object.assign(there.roots['home'] ?? {}, { 'new.log': 1 })
  await session(allowing())
  expect(names(THERE)).toContain('new.log')
})

it('opens a menu on what is under the pointer', async () => {
  await show(allowing())
  rowOf(THERE, 'x.log').dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true, clientX: 10, clientY: 10 }))
  await settled()
  expect(chosen(THERE)).toEqual(['x.log'])
  await click('.ctxmenu', 'Copy to this computer')
  expect(transport.sent('transfer').map((command) => command.way)).toEqual(['from_device'])
  expect(find('.ctxmenu')).toBeNull()
  expect(document.activeElement).toBe(grid(THERE))
})

it('drags to the other side, into a folder, and within a side', async () => {
  await show(allowing())
  const drag = async (from: HTMLElement, to: Element | null) => {
    document.elementFromPoint = () => to
    from.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, button: 0, clientX: 0, clientY: 0 }))
    window.dispatchEvent(new PointerEvent('pointermove', { clientX: 50, clientY: 50 }))
    await settled()
    const words = text('.dropmsg')
    window.dispatchEvent(new PointerEvent('pointerup', { clientX: 50, clientY: 50 }))
    // Browsers make a click of it where both ends have one element in common.
    find('.fsplit')?.dispatchEvent(new MouseEvent('click', { bubbles: true }))
    await settled()
    return words
  }
  await pick(HERE, 'a.txt')
  await pick(HERE, 'b.zip', { ctrlKey: true })
  expect(await drag(rowOf(HERE, 'b.zip'), rowOf(THERE, 'Documents'))).toBe('Drop to send 2 files to Documents')
  expect(await drag(rowOf(THERE, 'x.log'), grid(HERE))).toBe('Drop to copy 1 file to home')
  expect(transport.sent('transfer').map(({ way, folder }) => [way, folder?.names])).toEqual([['to_device', ['Documents']], ['from_device', []]])
  expect(await drag(rowOf(THERE, 'x.log'), rowOf(THERE, 'Documents'))).toBe('Drop to move 1 file to Documents')
  expect(names(THERE)).toEqual(['Documents', 'caf\uFFFD.txt'])
  expect(await drag(rowOf(HERE, 'c.log'), find('[data-files-zone=chat]'))).toBe('Drop to send 1 file to the chat')
  expect(transport.sent('transfer').at(-1)).toMatchObject({ way: 'to_chat', paths: [{ root: 'home', names: ['c.log'] }], folder: null })
  expect(find('.dropmsg')).toBeNull()
})

it('asks what becomes of names that are taken before it moves anything', async () => {
  Object.assign(there.roots['home'] ?? {}, { Documents: { 'x.log': 1, 'y.log': 2 }, 'y.log': 9, 'z.log': 9 })
  await show(allowing())
  const drop = async () => {
    document.elementFromPoint = () => rowOf(THERE, 'Documents')
    rowOf(THERE, 'x.log').dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, button: 0, clientX: 0, clientY: 0 }))
    window.dispatchEvent(new PointerEvent('pointermove', { clientX: 50, clientY: 50 }))
    await settled()
    window.dispatchEvent(new PointerEvent('pointerup', { clientX: 50, clientY: 50 }))
    find('.fsplit')?.dispatchEvent(new MouseEvent('click', { bubbles: true }))
    await settled()
  }
  const moves = () => there.asked.flatMap((request) => (request.kind === 'move' ? [[request.if_taken, request.paths.map((path) => path.names.at(-1))]] : []))
  await pick(THERE, 'x.log')
  await pick(THERE, 'y.log', { ctrlKey: true })
  await pick(THERE, 'z.log', { ctrlKey: true })
  await drop()
  expect(text('dialog h2')).toBe('2 names already exist')
  await click('dialog', 'Cancel')
  expect([moves(), find('dialog')]).toEqual([[], null])
  await drop()
  await click('dialog', 'Skip y.log')
  expect(moves()).toEqual([])
  await click('dialog', 'Replace x.log')
  expect(moves()).toEqual([['replace', ['x.log']], ['keep_both', ['z.log']]])
  expect(there.roots['home']?.['Documents']).toEqual({ 'x.log': 284_000, 'y.log': 2, 'z.log': 9 })
  expect(names(THERE)).toContain('y.log')
  expect(find('dialog')).toBeNull()
})

it('says why something cannot be dropped, and does nothing then', async () => {
  await show(allowing({ to_device: false }))
  document.elementFromPoint = () => grid(THERE)
  rowOf(HERE, 'a.txt').dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, button: 0 }))
  window.dispatchEvent(new PointerEvent('pointermove', { clientX: 50 }))
  await settled()
  expect(text('.dropmsg.not')).toBe('Tobias Vane has not allowed sending to the computer')
  await press(window, 'Escape')
  expect(find('.dropmsg')).toBeNull()
  window.dispatchEvent(new PointerEvent('pointerup', { clientX: 50 }))
  expect(transport.sent('transfer')).toEqual([])
})

it('takes what the system drops, on the device and on the chat', async () => {
  await show(allowing())
  const paths = Array.from({ length: 501 }, (_, n) => ({ root: 'v', names: ['home', `f${n}`] }))
  document.elementFromPoint = () => grid(THERE)
  transport.drag({ kind: 'over', x: 1, y: 1 })
  await settled()
  expect(text('.dropmsg')).toBe('Drop to send files to Internal storage')
  expect(find(THERE)?.classList).toContain('drop')
  transport.drag({ kind: 'dropped', x: 1, y: 1, paths })
  await settled()
  expect(transport.sent('transfer').map((command) => command.paths.length)).toEqual([500, 1])
  expect(find('.dropmsg')).toBeNull()
  document.elementFromPoint = () => find('[data-files-zone=chat]')
  transport.drag({ kind: 'dropped', x: 1, y: 1, paths: paths.slice(0, 1) })
  await settled()
  expect(transport.sent('transfer').at(-1)?.way).toBe('to_chat')
  document.elementFromPoint = () => grid(HERE)
  transport.drag({ kind: 'dropped', x: 1, y: 1, paths })
  await settled()
  expect(transport.sent('transfer')).toHaveLength(3)
})

it('offers in Commands what can be done, and says why not', async () => {
  const line = (id: string) => commandLines(console).find((one) => one.id === id)
  await session(withDevice())
  expect(line('files-view')?.reason).toBeUndefined()
  expect(line('files-rename')).toBeUndefined()
  await show(allowing({ change: false }))
  grid(THERE).focus()
  await settled()
  expect(line('files-delete')?.reason).toBe('Tobias Vane has not allowed changes')
  expect(line('files-copy')?.reason).toBe('Nothing is selected on the computer')
  expect(line('stop-files')?.label).toBe('Stop files')
  line('stop-files')?.run()
  expect(transport.sent('stop_capability').map((command) => command.what)).toEqual(['files'])
})

it('shows how much is allowed on the chip', async () => {
  await session(allowing({ change: false }))
  await click('.consent', 'Files: allowed')
  expect(text('.consent [role=menu]')).toContain('The whole computer, both ways, no changes')
})
