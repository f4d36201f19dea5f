import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { TalkRow } from '../gen/TalkRow'
import type { TalkWith } from '../gen/TalkWith'
import { fakeHost, type FakeTransport } from '../host/fake'
import { Talk } from './talk.svelte'
import { placeOfTalk, talkLines } from './talkLines'
import { talkChoices } from './talkRows'
import { colleagues } from './teamTestData'

let transport: FakeTransport
let talk: Talk
const team: TalkWith = { kind: 'team', id: 1 }
const bram: TalkWith = { kind: 'representative', id: 9 }
const row = (with_: TalkWith, name: string): TalkRow => ({ with: with_, name, presence: null, newest: 'hello', at: 1000, unread: 0 })
const rows = [row(team, 'Mobile Support'), row(bram, 'Bram')]
const refused = { code: 'internal', message: 'x', retryable: true, retry_after_s: null, attempts_left: null } as const

beforeEach(() => {
  vi.useFakeTimers()
  const fake = fakeHost()
  transport = fake.transport
  talk = new Talk(fake.host)
  publish(team, 'kept')
  talk.start()
})
afterEach(() => vi.useRealTimers())

const publish = (open: TalkWith, draft = '') =>
  transport.publish('talk', { kind: 'talk', value: { talks: rows, unread: 2, open: { with: open, lines: [], has_earlier: true, loading: false, sending: [], draft } } })

it('opens the latest conversation, with what was being typed there', () => {
  expect(talk.chosen).toEqual(team)
  expect(talk.draft?.text).toBe('kept')
  expect(talk.open?.with).toEqual(team)
})

it('opens whichever is the latest when it is first looked at, and stays there', () => {
  const order = (talks: TalkRow[]) => transport.publish('talk', { kind: 'talk', value: { talks, unread: 1, open: null } })
  order([...rows].reverse())
  expect(talk.chosen).toEqual(bram)
  talk.look()
  order(rows)
  expect(talk.chosen).toEqual(bram)
})

it('keeps a draft for each conversation', () => {
  if (talk.draft) talk.draft.text = 'for all'
  talk.choose(bram)
  expect(transport.sent('save_talk_draft')).toEqual([{ type: 'save_talk_draft', to: team, text: 'for all' }])
  expect(talk.draft?.text).toBe('')
  expect(talk.open).toBeFalsy()
  talk.choose(team)
  expect(talk.draft?.text).toBe('for all')
})

it('counts as read only what is in sight', () => {
  const leave = talk.look()
  expect(transport.sent('open_talk')).toEqual([{ type: 'open_talk', with: team }])
  leave()
  expect(transport.sent('close_talk')).toHaveLength(1)
})

it('sends what is typed, and keeps it typed where that cannot even be taken up', async () => {
  if (talk.draft) talk.draft.text = ' hello '
  await talk.send(() => undefined)
  expect(transport.sent('send_talk').map(({ to, text }) => [to, text])).toEqual([[team, 'hello']])
  expect(talk.draft?.text).toBe('')
  if (talk.draft) talk.draft.text = 'again'
  transport.refuse = refused
  const told = vi.fn()
  await talk.send(told)
  expect(talk.draft?.text).toBe('again')
  expect(told).toHaveBeenCalledExactlyOnceWith(refused)
})

it('asks for earlier lines, and after a failure only when told to', async () => {
  transport.refuse = refused
  await talk.loadEarlier()
  await talk.loadEarlier()
  expect(transport.sent('load_earlier_talk')).toHaveLength(1)
  expect(talk.earlierFailed).toBe(true)
  transport.refuse = undefined
  await talk.loadAgain()
  expect(talk.earlierFailed).toBe(false)
})

it('leaves nothing behind for the next one who signs in', () => {
  const other = new Talk(fakeHost().host)
  const stop = other.start()
  other.choose(bram)
  if (other.draft) other.draft.text = 'secret'
  stop()
  expect([other.chosen, other.talks, other.unread]).toEqual([undefined, [], 0])
  other.choose(bram)
  expect(other.draft?.text).toBe('')
})

it('lists conversations, and whom to write to while something is searched', () => {
  const names = (query: string, chosen?: TalkWith) => talkChoices(rows, colleagues, chosen, query).map(({ row, fresh }) => [row.name, fresh])
  expect(names('')).toEqual([['Mobile Support', false], ['Bram', false]])
  expect(names('ken')).toEqual([['Kenji', true]])
  // Only the own teams can be written to.
  expect(names('field')).toEqual([])
  expect(names('', { kind: 'representative', id: 10 })).toEqual([['Mobile Support', false], ['Bram', false], ['Kenji', true]])
})

it('joins lines of one writer, but not what was told to the whole team', () => {
  const line = (number: number, from: number, broadcast = false) => ({ number, at: number * 1000, from, name: 'x', mine: from === 7, text: 'x', broadcast })
  const sending = [{ client_id: 'a', text: 'x', state: { kind: 'sending' as const } }]
  const lines = talkLines({ with: team, lines: [line(1, 9, true), line(2, 9), line(3, 9), line(4, 7)], has_earlier: false, loading: false, sending, draft: '' })
  expect(lines.map((one, index) => placeOfTalk(one, lines[index - 1]).continued)).toEqual([false, false, true, false, true])
})
