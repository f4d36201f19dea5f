import { flushSync, mount, tick, unmount } from 'svelte'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { KeysView } from '../../gen/KeysView'
import { fakeHost, type FakeTransport } from '../../host/fake'
import { Console } from '../../state/console.svelte'
import { email, form, inviteView, key as madeKey, keysView, setup } from '../../state/keyTestData'
import { app, general, lsid, signedIn, waiting } from '../../state/testData'
import App from '../App.svelte'

let transport: FakeTransport
let console: Console
let view: Record<string, unknown>

const settled = async () => {
  for (let n = 0; n < 10; n++) await tick()
  flushSync()
}
const later = async (milliseconds = 300) => {
  await vi.advanceTimersByTimeAsync(milliseconds)
  await settled()
}
const tell = async (more: Partial<KeysView> = {}) => {
  transport.publish('keys', { kind: 'keys', value: keysView(more) })
  await later(0)
}
const find = <T extends HTMLElement>(selector: string) => document.querySelector<T>(selector)
const all = (selector: string) => [...document.querySelectorAll<HTMLElement>(selector)]
const text = (selector: string) => find(selector)?.textContent?.replace(/\s+/g, ' ').trim()
const button = (name: string) =>
  all('.dlg button').find((one) => one.getAttribute('aria-label') === name || one.textContent?.replace(/\s+/g, ' ').trim().startsWith(name))
const click = async (name: string) => {
  const found = button(name)
  if (!found) throw new Error(`no button ${name}`)
  found.click()
  await settled()
}
const press = async (target: EventTarget, key: string, more: KeyboardEventInit = {}) => {
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }))
  await settled()
}
const recipients = () => find<HTMLInputElement>('[role=combobox]') as HTMLInputElement
const type = async (field: HTMLInputElement | HTMLTextAreaElement, value: string) => {
  field.value = value
  field.dispatchEvent(new Event('input', { bubbles: true }))
  await settled()
}

beforeEach(async () => {
  vi.useFakeTimers()
  localStorage.clear()
  const fake = fakeHost()
  transport = fake.transport
  transport.answerPreview = () => ({ from: 'Example Support', subject: 'Ines invites you', text: 'Hello in text', html: '<p>Hello in <a href="https://x.example">HTML</a></p>' })
  console = new Console(fake.host)
  transport.publish('app', { kind: 'app', value: app(signedIn) })
  transport.publish('connection', { kind: 'connection', value: { link: { kind: 'online' }, clock_offset_ms: 0, latency_ms: null } })
  transport.publish('queues', { kind: 'queues', value: { loaded: true, queues: [{ ...general(0), id: 'rep:7', name: 'Personal' }, general(0)], waiting: [] } })
  transport.publish('keys', { kind: 'keys', value: keysView({ invite: null, keys: [] }) })
  vi.setSystemTime(madeKey(1).made_at + 60_000)
  view = mount(App, { target: document.body, props: { console } })
  await later(1000)
})
afterEach(() => {
  void unmount(view)
  document.body.replaceChildren()
  vi.useRealTimers()
})

it('opens by its keys, has its key made, and reads it out by its digits', async () => {
  await press(window, 'n', { code: 'KeyN', ctrlKey: true })
  expect(transport.sent('open_invite')).toHaveLength(1)
  await tell({ keys: [], invite: inviteView({ key: null, busy: 'making' }) })
  expect(text('.keynote')).toBe('Making the key…')
  await tell()
  expect([text('.invite-key [aria-hidden]'), text('.invite-key .vh')]).toEqual(['100 000 001', '1 0 0, 0 0 0, 0 0 1'])
  expect(document.activeElement).toBe(recipients())
  // A second press opens nothing anew.
  await press(window, 'n', { code: 'KeyN', ctrlKey: true })
  expect(transport.sent('open_invite')).toHaveLength(1)
})

const open = async (more: Partial<KeysView> = {}) => {
  console.invite()
  await tell(more)
}

it('copies key and link, which keeps the key when the dialog closes', async () => {
  await open()
  expect(text('.keynote')).toContain('Closing takes it back')
  await click('Copy key')
  await later(0)
  await click('Copy link')
  await later(0)
  expect(transport.sent('copy_text').map((command) => command.text)).toEqual(['100 000 001', 'https://support.example.com/i/secret-1'])
  expect(transport.sent('keep_key').length).toBeGreaterThan(0)
  expect(text('.keynote')).toContain('It stays good')
  await click('Close')
  expect(transport.commands.at(-1)).toEqual({ type: 'close_invite' })
  expect(find('.dlg')).toBeNull()
})

it('makes addresses of what is typed, and says what is wrong with one', async () => {
  await open()
  expect(button('Send invitation')?.title).toBe('Add an email address first')
  await type(recipients(), 'petra@example.com,')
  expect(all('.chip').map((chip) => chip.textContent?.trim())).toEqual(['petra@example.com'])
  await type(recipients(), 'levin@example')
  expect(find('.recipients .hint.bad')).toBeNull()
  recipients().dispatchEvent(new FocusEvent('blur'))
  await settled()
  expect(text('.recipients .hint.bad')).toBe('levin@example is not complete after the @.')
  expect(recipients().getAttribute('aria-invalid')).toBe('true')
  await press(recipients(), 'Enter', { ctrlKey: true })
  expect(transport.sent('send_invitation')).toEqual([])
  await type(recipients(), 'levin@example.com')
  await press(recipients(), 'Enter')
  expect(all('.chip')).toHaveLength(2)
  await press(recipients(), 'Backspace')
  expect([all('.chip').length, recipients().value]).toEqual([1, 'levin@example.com'])
  await click('Remove petra@example.com')
  expect(all('.chip')).toHaveLength(0)
})

it('completes from those who were invited lately, by the keyboard', async () => {
  await open({ recent: [{ address: 'petra@example.com', name: 'Petra Hahn', at: 2 }, { address: 'paul@example.com', name: '', at: 1 }] })
  expect(recipients().getAttribute('aria-expanded')).toBe('false')
  await type(recipients(), 'p')
  expect(all('.suggestions [role=option]')).toHaveLength(2)
  await press(recipients(), 'Escape')
  expect(recipients().getAttribute('aria-expanded')).toBe('false')
  expect(find('.dlg')).not.toBeNull()
  await press(recipients(), 'ArrowDown')
  await press(recipients(), 'ArrowDown')
  expect(recipients().getAttribute('aria-activedescendant')).toBe(find('.suggestions [aria-selected=true]')?.id)
  await press(recipients(), 'Enter')
  expect(text('.chip')).toBe('petra@example.com')
  expect(console.keys.invite?.fields.name).toBe('Petra Hahn')
})

it('sends by Ctrl+Enter, tells what the site refuses, and closes once it is sent', async () => {
  await open()
  await type(recipients(), 'petra@example.com')
  await type(find<HTMLTextAreaElement>('.dlg textarea') as HTMLTextAreaElement, 'About the mail.')
  await press(recipients(), 'Enter', { ctrlKey: true })
  const sent = transport.sent('send_invitation')
  expect(sent.map((command) => command.form)).toEqual([{ ...form, recipients: ['petra@example.com'], line: 'About the mail.' }])
  // Kept before it is sent, so that nothing is lost where sending fails.
  expect(transport.commands.findIndex(({ type }) => type === 'save_invite')).toBeLessThan(transport.commands.findIndex(({ type }) => type === 'send_invitation'))
  const error = { code: 'invalid_field', message: 'that address is not taken', retryable: false, retry_after_s: null, attempts_left: null } as const
  await tell({ invite: inviteView({ error }) })
  expect(text('.dlg footer [role=alert]')).toBe('That address is not taken.')
  await tell({ invite: inviteView({ busy: 'sending' }) })
  expect(button('Sending')?.ariaBusy ?? button('Sending')?.getAttribute('aria-busy')).toBe('true')
  await tell({ invite: inviteView({ sent: ['petra@example.com'] }) })
  expect(find('.dlg')).toBeNull()
  expect(transport.commands.at(-1)).toEqual({ type: 'close_invite' })
  expect(text('.toast')).toContain('Invitation on its way To petra@example.com.')
})

it('shows what will arrive as HTML without anything to click, and as text', async () => {
  await open()
  await later()
  const paper = find('.paper')?.shadowRoot
  expect(paper?.textContent).toBe('Hello in HTML')
  expect(paper?.querySelector('a')).toBeNull()
  expect(text('.mail dl')).toContain('Ines invites you')
  await click('Text only')
  expect(text('.mail-text')).toBe('Hello in text')
})

it('counts the personal line and does not send one that is too long', async () => {
  await open()
  await type(recipients(), 'petra@example.com,')
  await type(find<HTMLTextAreaElement>('.dlg textarea') as HTMLTextAreaElement, 'x'.repeat(501))
  expect(text('.dlg [id$=count]')).toBe('Too long: 501 / 500')
  expect(button('Send invitation')?.title).toBe('The personal line is too long')
})

it('says that the site sends no mail, and hands the invitation to the own mail program', async () => {
  await open({ setup: { ...setup, from: null } })
  await later()
  expect(text('.prev .note-box')).toContain('This site sends no mail yet')
  expect(button('Send invitation')).toBeUndefined()
  await type(recipients(), 'petra@example.com')
  await press(recipients(), 'Enter', { ctrlKey: true })
  expect(transport.sent('send_invitation')).toEqual([])
  await click('Open in my mail program')
  await later(0)
  expect(transport.written.map((one) => one.recipients)).toEqual([['petra@example.com']])
  expect(transport.sent('keep_key')).toHaveLength(1)
})

it('offers the lives that the site allows, portals only where there are several, and keeps the choice', async () => {
  await open()
  const labels = () => all('.ifields label').map((label) => label.textContent?.trim())
  expect(labels()).not.toContain('Portal')
  const labelled = all('.ifields label').find((label) => label.textContent === 'Expires after') as HTMLLabelElement
  const life = document.getElementById(labelled.htmlFor) as HTMLSelectElement
  expect([...life.options].map((option) => option.textContent)).toEqual(['15 minutes', '1 hour', '4 hours', '1 day', '3 days'])
  life.value = '14400'
  life.dispatchEvent(new Event('change', { bubbles: true }))
  await later()
  expect(transport.sent('save_invite').at(-1)?.form.life_s).toBe(14_400)
  await tell({ setup: { ...setup, portals: [...setup.portals, { name: 'Partners', address: 'https://partners.example.com' }] } })
  expect(labels()).toContain('Portal')
})

it('opens by a link without a key, and makes one when it is asked to', async () => {
  const linked = inviteView({ number: 4, key: null, form: { ...form, recipients: ['petra@example.com'], external_reference: 'INC-20418' } })
  await tell({ keys: [], invite: linked })
  expect(find('.dlg')).toBeNull()
  transport.publish('app', { kind: 'app', value: { ...app(signedIn), go_to: { number: 1, place: { kind: 'invite' } } } })
  await later(0)
  expect(transport.sent('open_invite')).toEqual([])
  expect(text('.chip')).toBe('petra@example.com')
  expect(text('.more summary')).toBe('Reference and attributes, 1 set')
  expect(text('.keynote')).toBe('No key is made until you ask for one, or send.')
  expect(transport.sent('make_key')).toEqual([])
  await click('Make key')
  expect(transport.sent('make_key').map((command) => command.form.external_reference)).toEqual(['INC-20418'])
  // The same link is gone to once.
  await click('Cancel')
  transport.publish('app', { kind: 'app', value: { ...app(signedIn), go_to: { number: 1, place: { kind: 'invite' } } } })
  await later(0)
  expect(find('.dlg')).toBeNull()
})

it('goes where a link has led: to the session that waits, or says that there is none', async () => {
  transport.publish('queues', { kind: 'queues', value: { loaded: true, queues: [general(1)], waiting: [waiting(3, Date.now(), 10)] } })
  console.page = 'settings'
  transport.publish('app', { kind: 'app', value: { ...app(signedIn), go_to: { number: 1, place: { kind: 'session', lsid: lsid(3) } } } })
  await later(0)
  expect([console.page, find('.wlist [aria-selected=true]')?.getAttribute('aria-label')]).toEqual(['sessions', expect.stringContaining('Customer 3')])
  transport.publish('app', { kind: 'app', value: { ...app(signedIn), go_to: { number: 2, place: { kind: 'session', lsid: lsid(4) } } } })
  await later(0)
  // Its tab may be told of a moment after the link.
  expect(text('.toast')).toBeUndefined()
  await later(1000)
  expect(text('.toast')).toContain('That session is not in sight')
  expect(transport.commands.filter(({ type }) => type === 'accept_session')).toEqual([])
})

it('says why no key was made, and tries again', async () => {
  const error = { code: 'unavailable', message: 'the site cannot be reached', retryable: true, retry_after_s: null, attempts_left: null } as const
  await open({ keys: [], invite: inviteView({ key: null, error }) })
  expect(text('.keynote')).toBe('No key was made. The site cannot be reached.')
  await click('Try again')
  expect(transport.sent('make_key')).toHaveLength(1)
})

it('shows a key that was used meanwhile as such, and offers a new one', async () => {
  await open({ keys: [madeKey(1, { state: { kind: 'started', lsid: lsid(9), at: madeKey(1).made_at, name: 'Petra' } })] })
  expect(text('.keynote')).toBe('Used by Petra. It starts no session any more.')
  expect(find('.qr')).toBeNull()
  expect(button('Open in my mail program')?.title).toBe('There is no key yet')
  await click('Make a new key')
  expect(transport.sent('make_key')).toHaveLength(1)
})

it('shows the QR code large, which gives the key away, and comes back by Escape', async () => {
  await open()
  await later()
  await click('Show large')
  expect(transport.sent('keep_key')).toHaveLength(1)
  expect(text('.large-key .vh')).toBe('Session key 1 0 0, 0 0 0, 0 0 1')
  find('dialog')?.dispatchEvent(new Event('cancel', { cancelable: true }))
  await settled()
  expect(find('.large')).toBeNull()
  expect(find('.invite')).not.toBeNull()
})

it('lists the keys of before, and undoes a revoke from within the dialog', async () => {
  const team = madeKey(3, { queue: 'team:1', made_by: { kind: 'representative', id: 8, name: 'Bram' } })
  // What was taken back because nobody was given it is of no interest here.
  const takenBack = madeKey(4, { state: { kind: 'revoked', at: 0, by: 'Ines' } })
  const before = madeKey(2, { name: 'Silke', invitations: [email(1, 'silke@example.com', { kind: 'bounced', words: '552 mailbox full' })] })
  await open({ keys: [madeKey(1), before, team, takenBack] })
  const rows = () => all('.out tbody th').map((head) => head.querySelector('[aria-hidden]')?.textContent)
  expect(rows()).toEqual(['100 000 002'])
  await click('Show team keys')
  expect(rows()).toEqual(['100 000 002', '100 000 003'])
  await click('Send again, 100 000 002')
  expect(transport.sent('send_again')).toEqual([{ type: 'send_again', id: 2, numbers: [1] }])
  await click('Revoke 100 000 002')
  expect(transport.sent('revoke_key')).toEqual([{ type: 'revoke_key', id: 2 }])
  transport.publish('notices', { kind: 'notices', value: { notices: [{ id: 5, kind: 'info', text: 'Revoking 100 000 002', lsid: null, undo: 6, until: null }] } })
  await tell({ keys: [madeKey(1), before], revoking: [2] })
  expect(text('.out .kst')).toBe('Being revoked')
  const undo = all('dialog .toast button').find((one) => one.textContent?.includes('Undo'))
  undo?.click()
  await settled()
  expect(transport.commands.at(-1)).toEqual({ type: 'undo', id: 6 })
})
