import { afterEach, beforeEach, expect, it } from 'vitest'
import type { TalkLine } from '../../gen/TalkLine'
import type { TalkSending } from '../../gen/TalkSending'
import type { TalkWith } from '../../gen/TalkWith'
import { shared } from '../../state/teamTestData'
import { button, click, openWindow, press, settled, type, type TestWindow } from '../testStage'

let window_: TestWindow
const team: TalkWith = { kind: 'team', id: 1 }
const bram: TalkWith = { kind: 'representative', id: 9 }
const line = (number: number, from: number, name: string, text: string, broadcast = false): TalkLine => ({
  number, at: Date.now() - 60_000 + number, from, name, mine: from === 7, text, broadcast,
})
async function publish(lines: TalkLine[], sending: TalkSending[] = [], open: TalkWith = team) {
  const talks = [
    { with: team, name: 'Mobile Support', presence: null, newest: 'Hello', at: Date.now(), unread: 2 },
    { with: bram, name: 'Bram', presence: 'busy' as const, newest: null, at: null, unread: 0 },
  ]
  window_.transport.publish('talk', { kind: 'talk', value: { talks, unread: 2, open: { with: open, lines, has_earlier: false, loading: false, sending, draft: '' } } })
  await settled()
}
const field = () => document.querySelector('.talk-pane textarea') as HTMLTextAreaElement
const rows = () => [...document.querySelectorAll('.talk-row')].map((row) => ['.trunc', '.badge', 'svg[aria-label]'].map((one) => row.querySelector(one)).map((one) => one?.getAttribute('aria-label') ?? one?.textContent))

beforeEach(async () => {
  window_ = await openWindow(shared(9))
  await publish([line(1, 12, 'Priya', 'Build 8.2 is bad', true), line(2, 9, 'Bram', 'Seen it')])
})
afterEach(() => window_.close())

it('counts what is unread in the rail, and opens by its keys', async () => {
  expect(button('Team chat, 2 unread').textContent).toContain('2')
  expect(window_.transport.sent('open_talk')).toEqual([])
  await press('Ctrl+Shift+5')
  expect(rows()).toEqual([['Mobile Support', '2', undefined], ['Bram', undefined, 'Busy']])
  expect(window_.transport.sent('open_talk')).toEqual([{ type: 'open_talk', with: team }])
  await press('Ctrl+Shift+1')
  expect(window_.transport.sent('close_talk')).toHaveLength(1)
})

it('marks what was told to the whole team', async () => {
  await press('Ctrl+Shift+5')
  const bubbles = [...document.querySelectorAll('.talk-pane .m')]
  expect(bubbles.map((one) => [one.classList.contains('broadcast'), one.querySelector('.by b')?.textContent])).toEqual([
    [true, 'Priya, to the whole team'], [false, 'Bram'],
  ])
})

it('sends with Enter, and sends again or deletes what failed', async () => {
  await press('Ctrl+Shift+5')
  field().focus()
  await type(' hello ')
  await press('Shift+Enter')
  expect(window_.transport.sent('send_talk')).toEqual([])
  await press('Enter')
  expect(window_.transport.sent('send_talk')).toMatchObject([{ to: team, text: 'hello' }])
  expect(field().value).toBe('')
  const error = { code: 'internal', message: 'x', retryable: true, retry_after_s: null, attempts_left: null } as const
  await publish([], [{ client_id: 'abc', text: 'hello', state: { kind: 'failed', error } }])
  await click('Retry')
  await click('Delete')
  expect(window_.transport.sent('retry_talk')).toEqual([{ type: 'retry_talk', client_id: 'abc' }])
  expect(window_.transport.sent('delete_talk')).toEqual([{ type: 'delete_talk', client_id: 'abc' }])
})

it('changes the conversation with the arrows, and keeps each draft', async () => {
  await press('Ctrl+Shift+5')
  field().focus()
  await type('for all')
  document.querySelector<HTMLElement>('.talk-rows')?.focus()
  await press('ArrowDown')
  await publish([], [], bram)
  expect(document.querySelector('#talk-name')?.textContent).toBe('Bram')
  expect(field().value).toBe('')
  await press('ArrowUp')
  expect(field().value).toBe('for all')
  expect(window_.transport.sent('save_talk_draft')).toEqual([{ type: 'save_talk_draft', to: team, text: 'for all' }])
})

it('begins a conversation with a colleague by searching, by keyboard alone', async () => {
  await press('Ctrl+Shift+5')
  document.querySelector<HTMLElement>('.talk-search input')?.focus()
  await type('kenj')
  expect(rows()).toEqual([['Kenji', undefined, 'Available']])
  await press('Enter')
  expect(document.activeElement).toBe(field())
  expect(document.activeElement?.getAttribute('aria-label')).toBe('Message to Kenji')
  await type('hi')
  await press('Enter')
  expect(window_.transport.sent('send_talk')).toMatchObject([{ to: { kind: 'representative', id: 10 }, text: 'hi' }])
})

it('reads out what others write while it is open, not what was there before', async () => {
  await press('Ctrl+Shift+5')
  const spoken = () => document.querySelector('[role=log]')?.textContent
  expect(spoken()).toBe('')
  await publish([line(2, 9, 'Bram', 'Seen it'), line(3, 7, 'Ines', 'me too')])
  expect(spoken()).toBe('')
  await publish([line(2, 9, 'Bram', 'Seen it'), line(4, 9, 'Bram', 'Fixed')])
  expect(spoken()).toBe('Bram: Fixed')
})

it('writes to nobody but the one that the search has found: by Down and Enter, and never where it has found none', async () => {
  await press('Ctrl+Shift+5')
  expect(document.activeElement?.getAttribute('aria-label')).toBe('Message to Mobile Support')
  const search = document.querySelector<HTMLElement>('.talk-search input')
  search?.focus()
  await type('bra')
  await press('ArrowDown')
  await press('Enter')
  expect(document.activeElement?.getAttribute('aria-label')).toBe('Message to Bram')
  search?.focus()
  await type('zzz')
  await press('ArrowDown')
  await press('Enter')
  expect(document.activeElement?.classList).toContain('talk-rows')
  search?.focus()
  await press('Enter')
  expect(document.activeElement).toBe(search)
})

it('says where nothing was said yet', async () => {
  await press('Ctrl+Shift+5')
  await publish([])
  expect(document.querySelector('.talk-pane .empty b')?.textContent).toBe('Nothing said yet')
})
