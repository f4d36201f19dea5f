import { afterEach, beforeEach, expect, it } from 'vitest'
import { colleague, colleagues, ofBram, shared } from '../../state/teamTestData'
import { lsid } from '../../state/testData'
import { button, click, openWindow, press, publishSession, settled, type, type TestWindow } from '../testStage'

let window_: TestWindow

beforeEach(async () => void (window_ = await openWindow(shared(9))))
afterEach(() => window_.close())

const dialog = () => document.querySelector('dialog.dlg')
const title = () => dialog()?.querySelector('h2')?.textContent
const options = () => [...(dialog()?.querySelectorAll('[role=option]') ?? [])]
const words = (option: Element) => option.textContent?.replace(/\s+/g, ' ').trim()
const sent = () => window_.transport.sent('transfer_session')

it('passes a session on by keyboard alone, with a note, and gives the focus back', async () => {
  document.querySelector('textarea')?.focus()
  await press('Ctrl+Shift+T')
  expect(title()).toBe('Transfer Tobias Vane')
  expect(document.activeElement?.getAttribute('role')).toBe('combobox')
  await type('ken')
  await press('Enter')
  const note = dialog()?.querySelector('textarea')
  note?.focus()
  await type(' knows the printer ')
  await press('Ctrl+Enter')
  expect(sent()).toEqual([{ type: 'transfer_session', lsid: lsid(9), to: 'rep:10', note: 'knows the printer', stay: false }])
  expect(dialog()).toBeNull()
  expect(document.activeElement?.tagName).toBe('TEXTAREA')
})

it('shows who is away or busy, says why, and does not let them be chosen', async () => {
  await press('Ctrl+Shift+T')
  expect(options().map(words)).toContain('Lior Away (idle)')
  const bram = options().find((one) => words(one) === 'Bram Busy (at the limit)') as HTMLElement
  expect(bram.getAttribute('aria-disabled')).toBe('true')
  bram.click()
  await settled()
  expect(dialog()?.querySelector('[role=alert]')?.textContent).toBe('Bram is busy (at the limit). Sessions can be passed only to people who are available.')
  expect(button('Transfer', dialog() ?? document).title).toBe('Choose where to')
  await press('Ctrl+Enter')
  expect(sent()).toEqual([])
})

it('says so where the one that was chosen goes away meanwhile', async () => {
  await press('Ctrl+Shift+T')
  await type('kenji')
  await press('Enter')
  expect(button('Transfer', dialog() ?? document).getAttribute('aria-disabled')).toBeNull()
  const people = [...colleagues.people.filter(({ id }) => id !== 10), colleague(10, 'Kenji', { presence: 'away' })]
  window_.transport.publish('colleagues', { kind: 'colleagues', value: { ...colleagues, people } })
  await settled()
  expect(dialog()?.querySelector('[role=alert]')?.textContent).toContain('Kenji is away. Sessions can be passed only to people who are available.')
  await press('Ctrl+Enter')
  expect(sent()).toEqual([])
})

it('has everything again where the transfer was undone, and begins anew once it was done', async () => {
  const filled = async () => {
    await press('Ctrl+Shift+T')
    const checked = dialog()?.querySelector('[role=switch]')?.getAttribute('aria-checked')
    return [dialog()?.querySelector('textarea')?.value, options().filter((one) => one.getAttribute('aria-selected') === 'true').map(words), checked]
  }
  await press('Ctrl+Shift+T')
  await type('kenji')
  await press('Enter')
  dialog()?.querySelector('textarea')?.focus()
  await type('knows the printer')
  await click('Keep taking part')
  await press('Ctrl+Enter')
  const pending = { id: 1, kind: 'transfer' as const, to: { to: 'rep:10' as const, name: 'Kenji' }, due_at: 0 }
  publishSession(window_.transport, shared(9, { pending }))
  publishSession(window_.transport, shared(9))
  await settled()
  expect(await filled()).toEqual(['knows the printer', ['Kenji Available'], 'true'])
  await press('Escape')
  publishSession(window_.transport, shared(9, { pending }))
  // The time for undoing is over, and the appliance is asked.
  publishSession(window_.transport, shared(9))
  publishSession(window_.transport, shared(9, { mine: false }, { state: { kind: 'waiting', queue: 'rep:10', since: 0 } }))
  publishSession(window_.transport, shared(9))
  await settled()
  expect(await filled()).toEqual(['', [], 'false'])
})

it('keeps the dialog, and what was written in it, where the appliance refuses', async () => {
  await press('Ctrl+Shift+T')
  await press('Enter')
  await click('Keep taking part')
  window_.transport.refuse = { code: 'wrong_state', message: 'nobody is there', retryable: false, retry_after_s: null, attempts_left: null }
  await press('Ctrl+Enter')
  expect(sent()).toMatchObject([{ to: 'general', stay: true, note: null }])
  expect(title()).toBe('Transfer Tobias Vane')
  expect(document.querySelector('.toast')?.textContent).toContain('The session was not passed on to General')
})

it('invites several with one note, and keeps those who were refused', async () => {
  await press('Ctrl+Shift+S')
  for (const name of ['lior', 'mobile']) {
    await type(name)
    await press('Enter')
  }
  expect(button('Invite 2', dialog() ?? document)).toBeTruthy()
  await press('Ctrl+Enter')
  expect(window_.transport.sent('share_session')).toEqual([
    { type: 'share_session', lsid: lsid(9), with: { kind: 'representative', id: 11 }, note: null },
    { type: 'share_session', lsid: lsid(9), with: { kind: 'team', id: 1 }, note: null },
  ])
  expect(dialog()).toBeNull()
  await press('Ctrl+Shift+S')
  await type('lior')
  await press('Enter')
  window_.transport.refuse = { code: 'invalid_field', message: 'too many invitations', retryable: false, retry_after_s: null, attempts_left: null }
  await press('Ctrl+Enter')
  expect(dialog()?.querySelector('[role=alert]')?.textContent).toContain('Lior was not invited. Too many invitations.')
})

it('does not open for who does not own the session, or does not take part', async () => {
  publishSession(window_.transport, ofBram(9, 'monitor'))
  await settled()
  await press('Ctrl+Shift+T')
  await press('Ctrl+Shift+S')
  expect(dialog()).toBeNull()
})

it('makes a link for an outside helper, shows it once and copies it', async () => {
  await click('Add or leave')
  document.querySelector<HTMLElement>('[role=menu] [role=menuitem]:nth-of-type(2)')?.click()
  await settled()
  await type('Otto')
  await press('Enter')
  expect(window_.transport.sent('invite_helper')).toEqual([{ type: 'invite_helper', lsid: lsid(9), name: 'Otto' }])
  const helper = { id: 1, name: 'Otto', invited_by: 'Ines', invited_at: 0, standing: { kind: 'invited' as const, until: Date.now() + 60_000 } }
  const helper_link = { id: 1, link: 'https://support.example.com/helper/abc', expires_at: Date.now() + 60_000 }
  publishSession(window_.transport, shared(9, { helper_link }, { helpers: [helper] }))
  await settled()
  expect(dialog()?.querySelector('input')?.value).toBe(helper_link.link)
  await click('Copy link')
  expect(window_.transport.sent('copy_text').map(({ text }) => text)).toEqual([helper_link.link])
  await click('Close', dialog() ?? document)
  expect(window_.transport.sent('dismiss_helper_link')).toEqual([])
  await click('Show link')
  await click('Done')
  expect(window_.transport.sent('dismiss_helper_link')).toHaveLength(1)
})

it('says that the helper has come, where the link was opened meanwhile', async () => {
  const helper = { id: 1, name: 'Otto', invited_by: 'Ines', invited_at: 0, standing: { kind: 'invited' as const, until: Date.now() + 60_000 } }
  const helper_link = { id: 1, link: 'https://support.example.com/helper/abc', expires_at: Date.now() + 60_000 }
  publishSession(window_.transport, shared(9, { helper_link }, { helpers: [helper] }))
  await settled()
  await click('Show link')
  publishSession(window_.transport, shared(9, {}, { helpers: [{ ...helper, standing: { kind: 'here' } }] }))
  await settled()
  expect(dialog()?.textContent).toContain('Otto has opened the link and takes part.')
})
