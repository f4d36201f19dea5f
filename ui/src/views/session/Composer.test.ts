import { flushSync, mount, tick, unmount } from 'svelte'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { fakeHost, type FakeTransport } from '../../host/fake'
import { Console } from '../../state/console.svelte'
import { activeSession, app, lsid, quiet, signedIn } from '../../state/testData'
import ComposerStage from './ComposerStage.test.svelte'

let transport: FakeTransport
let console: Console
let view: Record<string, unknown>

beforeEach(async () => {
  localStorage.clear()
  const fake = fakeHost()
  transport = fake.transport
  console = new Console(fake.host)
  transport.publish(`session/${lsid(1)}`, { kind: 'session', value: activeSession(1) })
  transport.publish(`chat/${lsid(1)}`, { kind: 'chat', value: { entries: [], state: quiet, draft: 'kept', whispering: false, note_draft: '' } })
  transport.publish('canned', {
    kind: 'canned',
    value: {
      categories: [{ id: 1, parent: null, name: 'Greetings' }],
      messages: [
        { id: 1, category: 1, title: 'Hello', shortcut: 'hi', text: 'Hello {customer.first}.' },
        { id: 2, category: 1, title: 'Goodbye', shortcut: 'bye', text: 'Goodbye {customer.first}.' },
      ],
    },
  })
  transport.publish('app', { kind: 'app', value: app(signedIn) })
  console.app.start()
  console.library.start()
  console.sessions.bringToFront(lsid(1))
  const pane = console.sessions.pane
  if (!pane) throw new Error('no pane')
  view = mount(ComposerStage, { target: document.body, props: { console, pane } })
  await tick()
})
afterEach(() => {
  void unmount(view)
})

const field = () => document.querySelector('textarea') as HTMLTextAreaElement
const search = () => document.querySelector('[role=combobox]') as HTMLInputElement
const press = (target: Element, key: string, more: KeyboardEventInit = {}) => {
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }))
  flushSync()
}
const type = (target: HTMLInputElement | HTMLTextAreaElement, text: string) => {
  target.value = text
  target.dispatchEvent(new Event('input', { bubbles: true }))
  flushSync()
}
const sent = () => transport.sent('send_message').map((command) => command.text)

it('starts with the kept draft', () => expect(field().value).toBe('kept'))

it('sends with Enter, not with Shift+Enter nor while a character is composed', () => {
  type(field(), ' Hello there ')
  press(field(), 'Enter', { shiftKey: true })
  press(field(), 'Enter', { isComposing: true })
  expect(sent()).toEqual([])
  press(field(), 'Enter')
  expect(sent()).toEqual(['Hello there'])
  expect(field().value).toBe('')
})

it('sends nothing of blanks, and nothing too long', () => {
  type(field(), '  ')
  press(field(), 'Enter')
  type(field(), 'é'.repeat(8193))
  press(field(), 'Enter')
  expect(sent()).toEqual([])
  expect(field().value.length).toBe(8193)
})

it('opens the canned messages with / only at the start', () => {
  press(field(), '/')
  expect(search()).toBeNull()
  type(field(), '')
  press(field(), '/')
  expect(search()).not.toBeNull()
})

it('chooses with the arrows and inserts as editable text with macros filled', () => {
  type(field(), '')
  press(field(), '/')
  press(search(), 'ArrowDown')
  press(search(), 'Enter')
  expect(field().value).toBe('Goodbye Tobias.')
  expect(sent()).toEqual([])
  expect(document.activeElement).toBe(field())
  expect(search()).toBeNull()
})

it('searches, sends at once with Ctrl+Enter, and leaves with Escape', () => {
  type(field(), '')
  press(field(), '/')
  type(search(), 'bye')
  press(search(), 'Enter', { ctrlKey: true })
  expect(sent()).toEqual(['Goodbye Tobias.'])
  press(field(), '/')
  press(search(), 'Escape')
  expect(search()).toBeNull()
  expect(document.activeElement).toBe(field())
})

it('has the focus when the user asked to see its session', async () => {
  console.sessions.start()
  const row = { name: 'Rosa', channel: 'browser_phone', since: 0, held: false, ended: false, asking: false, unread: 0, part: 'owner' } as const
  const tabs = [{ lsid: lsid(1), customer: { kind: 'here' } as const, ...row }]
  transport.publish('sessions', { kind: 'sessions', value: { tabs, show: null, show_serial: 0 } })
  await tick()
  expect(document.activeElement?.tagName).not.toBe('TEXTAREA')
  transport.publish('sessions', { kind: 'sessions', value: { tabs, show: lsid(1), show_serial: 1 } })
  await tick()
  expect(document.activeElement?.tagName).toBe('TEXTAREA')
})

const whispered = () => transport.sent('send_whisper').map((command) => command.text)
const audience = () => document.querySelector('.composer-to [aria-checked=true]') as HTMLElement

it('writes to everyone unless somebody switches, and the draft stays when they do', () => {
  expect(audience().textContent).toBe('Everyone')
  type(field(), 'for Bram')
  press(audience(), 'ArrowRight')
  expect(audience().textContent).toBe('Representatives only')
  expect(field().value).toBe('for Bram')
  expect(document.querySelector('.composer')?.classList).toContain('priv')
  expect(field().getAttribute('aria-label')).toBe('Message to representatives only')
  press(field(), 'Enter')
  expect(whispered()).toEqual(['for Bram'])
  expect(sent()).toEqual([])
})

it('stays private after sending, also for canned messages, and says so', () => {
  press(audience(), 'ArrowRight')
  type(field(), 'one')
  press(field(), 'Enter')
  type(field(), 'two')
  press(field(), 'Enter')
  press(field(), '/')
  press(search(), 'Enter', { ctrlKey: true })
  expect(whispered()).toEqual(['one', 'two', 'Hello Tobias.'])
  expect(sent()).toEqual([])
  expect(document.querySelector('.composer .btn.primary')?.textContent).toContain('Send privately')
  press(audience(), 'ArrowLeft')
  type(field(), 'three')
  press(field(), 'Enter')
  expect(sent()).toEqual(['three'])
})

it('tells the customer of no typing, and sends no files, while it is private', () => {
  press(audience(), 'ArrowRight')
  type(field(), 'secret')
  expect(transport.sent('typing')).toEqual([])
  expect(document.querySelector('[aria-label="Attach files"]')?.getAttribute('title')).toContain('Files go to everyone')
})

const kept = () => transport.sent('save_draft').map(({ field, text }) => [field, text])

it('keeps with a draft to whom it goes, at once when that changes', () => {
  press(audience(), 'ArrowRight')
  expect(kept()).toEqual([['whisper', 'kept']])
  type(field(), 'for Bram')
  field().dispatchEvent(new FocusEvent('blur'))
  expect(kept().at(-1)).toEqual(['whisper', 'for Bram'])
  press(audience(), 'ArrowLeft')
  expect(kept().at(-1)).toEqual(['message', 'for Bram'])
  expect(Object.keys(localStorage).filter((key) => key.includes('private'))).toEqual([])
})

/** Another start of the console, of which the backend has kept this. */
async function restart(draft: string, whispering: boolean) {
  void unmount(view)
  transport.publish(`chat/${lsid(1)}`, { kind: 'chat', value: { entries: [], state: quiet, draft, whispering, note_draft: '' } })
  console = new Console(console.host)
  console.sessions.bringToFront(lsid(1))
  const pane = console.sessions.pane
  if (!pane) throw new Error('no pane')
  view = mount(ComposerStage, { target: document.body, props: { console, pane } })
  await tick()
}

it('is private again after a restart where a draft for representatives was kept', async () => {
  await restart('for Bram', true)
  expect([field().value, audience().textContent]).toEqual(['for Bram', 'Representatives only'])
  press(field(), 'Enter')
  expect([whispered(), sent()]).toEqual([['for Bram'], []])
})

it('writes to everyone after a restart where that was kept, or nothing', async () => {
  press(audience(), 'ArrowRight')
  await restart('for Tobias', false)
  expect([field().value, audience().textContent]).toEqual(['for Tobias', 'Everyone'])
})
