import { afterEach, expect, it } from 'vitest'
import type { SessionView } from '../../gen/SessionView'
import { ofBram, participant, shared } from '../../state/teamTestData'
import { lsid } from '../../state/testData'
import { button, click, openWindow, publishSession, settled, type TestWindow } from '../testStage'

let window_: TestWindow
afterEach(() => window_.close())

const open = async (view: SessionView) => void (window_ = await openWindow(view))
const people = () => [...document.querySelectorAll('.people .person')].map((one) => one.textContent?.replace(/\s+/g, ' ').trim())
const menuItem = (label: string) => {
  const found = [...document.querySelectorAll<HTMLElement>('[role=menu] [role=menuitem]')].find((one) => one.textContent?.includes(label))
  if (!found) throw new Error(`no entry ${label}`)
  return found
}
const share = { id: 5, with: { kind: 'representative' as const, id: 10 }, name: 'Kenji', by: 9, by_name: 'Bram', at: 0, note: null }
const helper = { name: 'Otto', invited_by: 'Ines', invited_at: 0 }

it('lists who owns, takes part, helps, is invited and watches', async () => {
  const helpers = [
    { ...helper, id: 1, standing: { kind: 'here' as const } },
    { ...helper, id: 2, name: 'Lea', standing: { kind: 'invited' as const, until: Date.now() - 1 } },
  ]
  await open(shared(9, {}, { shares: [share], helpers, monitors: [participant(12, 'Priya')] }))
  expect(people()).toEqual([
    'TV Tobias Vane Customer', 'IN Ines (you) Owner', 'BR Bram Bram: what to do', 'OT Otto Helper',
    'LE Lea The link has expired', 'KE Kenji Invited', 'PR Priya Watching',
  ])
})

it('hands over, removes, and writes to a participant', async () => {
  await open(shared(9))
  for (const label of ['Hand over ownership', 'Remove from the session', 'Write to Bram']) {
    await click('Bram: what to do')
    menuItem(label).click()
    await settled()
  }
  expect(window_.transport.sent('hand_over')).toEqual([{ type: 'hand_over', lsid: lsid(9), to: 9 }])
  expect(window_.transport.sent('remove_participant')).toEqual([{ type: 'remove_participant', lsid: lsid(9), who: 9 }])
  expect(window_.console.page).toBe('talk')
  expect(window_.transport.sent('open_talk')).toEqual([{ type: 'open_talk', with: { kind: 'representative', id: 9 } }])
})

it('lets nobody but the owner hand over and remove, and leaves the session', async () => {
  await open(ofBram(9, 'participant', { participants: [participant(9, 'Bram'), participant(7, 'Ines')] }))
  await click('Bram: what to do')
  expect(menuItem('Remove from the session').title).toBe('Only the owner can do this')
  menuItem('Remove from the session').click()
  expect(window_.transport.sent('remove_participant')).toEqual([])
  await click('Add or leave')
  menuItem('Leave session').click()
  await settled()
  expect(window_.transport.sent('leave_session')).toHaveLength(1)
})

it('takes back invitations and helpers, by whom it may be done', async () => {
  await open(shared(9, {}, { shares: [share], helpers: [{ ...helper, id: 3, standing: { kind: 'here' } }] }))
  await click('Take back the invitation of Kenji')
  await click('Remove Otto')
  expect(window_.transport.sent('cancel_share')).toEqual([{ type: 'cancel_share', lsid: lsid(9), share: 5 }])
  expect(window_.transport.sent('remove_helper')).toEqual([{ type: 'remove_helper', lsid: lsid(9), helper: 3 }])
  const participants = [participant(9, 'Bram'), participant(7, 'Ines')]
  publishSession(window_.transport, ofBram(9, 'participant', { participants, shares: [share] }))
  await settled()
  expect(button('Take back the invitation of Kenji').title).toContain('Only Bram or the owner can do this')
})

it('says that somebody watches, and to nobody else than those who are watched', async () => {
  const monitors = [participant(12, 'Priya')]
  await open(shared(9, {}, { monitors }))
  expect(document.querySelector('.watched')?.textContent).toBe('Priya watches')
  publishSession(window_.transport, ofBram(9, 'monitor', { monitors }))
  await settled()
  expect(document.querySelector('.watched')).toBeNull()
})

it('is read-only for who watches: look, join, take over, stop', async () => {
  await open(ofBram(9, 'monitor'))
  const banner = () => document.querySelector('.banner') as HTMLElement
  expect(banner().textContent).toContain('Nobody in it sees that')
  expect(document.querySelector('.composer')).toBeNull()
  expect(document.querySelector('.sec-notes textarea')).toBeNull()
  const acts = [...document.querySelectorAll('.acts5 button')]
  expect(acts.every((one) => one.getAttribute('aria-disabled') === 'true')).toBe(true)
  const { transport } = window_
  for (const [name, title] of [['Join', 'Join Tobias Vane’s session?'], ['Take over', 'Take over Tobias Vane’s session?']] as const) {
    await click(name, banner())
    const dialog = document.querySelector('dialog') as HTMLElement
    expect(dialog.querySelector('h2')?.textContent).toBe(title)
    expect([transport.sent('take_over'), transport.sent('join_session').length]).toEqual([[], name === 'Join' ? 0 : 1])
    await click(name, dialog)
    expect(document.querySelector('dialog')).toBeNull()
  }
  await click('Stop watching', banner())
  expect(transport.sent('join_session')).toHaveLength(1)
  expect(transport.sent('take_over')).toEqual([{ type: 'take_over', lsid: lsid(9), from: 9 }])
  expect(transport.sent('leave_session')).toHaveLength(1)
  publishSession(transport, ofBram(9, 'monitor', { monitors: [participant(7, 'Ines')] }))
  await settled()
  expect(banner().textContent).toContain('The representatives in it see that')
})

it('asks who is invited, and shows what was said with it', async () => {
  const own = { ...share, id: 6, with: { kind: 'representative' as const, id: 7 }, name: 'Ines', note: 'You know this one.' }
  await open(ofBram(9, 'invited', { shares: [share, own] }))
  const banner = document.querySelector('.banner') as HTMLElement
  expect(banner.textContent).toContain('Bram invites you into this session. You know this one.')
  await click('Decline', banner)
  await click('Accept', banner)
  expect(window_.transport.sent('answer_share').map(({ share, accept }) => [share, accept])).toEqual([[6, false], [6, true]])
})

it('shows who watches as oneself, and no heading above no notes', async () => {
  await open(ofBram(9, 'monitor', { monitors: [participant(7, 'Ines')] }))
  expect(people().at(-1)).toBe('IN Ines (you) Watching')
  expect(document.querySelector('.sec-notes')).toBeNull()
})

it('gives the chat the focus where there is nothing to write, also where that is not known at once', async () => {
  await open(ofBram(9, 'monitor'))
  const { transport, console } = window_
  transport.publish(`session/${lsid(9)}`, { kind: 'session', value: null })
  console.focus.ask('composer')
  await settled()
  publishSession(transport, ofBram(9, 'monitor'))
  await settled()
  expect(document.activeElement?.getAttribute('aria-label')).toBe('Chat with Tobias Vane')
})
