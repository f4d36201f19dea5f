import { beforeEach, expect, it } from 'vitest'
import type { ChatState } from '../gen/ChatState'
import type { Entry } from '../gen/Entry'
import type { UiError } from '../gen/UiError'
import { fakeHost, type FakeTransport } from '../host/fake'
import { Chat } from './chat.svelte'
import { lsid, message, quiet } from './testData'

const TOPIC = `chat/${lsid(1)}`
const refusal: UiError = { code: 'storage', message: 'disk full', retryable: false, retry_after_s: null, attempts_left: null }
let transport: FakeTransport
let chat: Chat

beforeEach(() => {
  const fake = fakeHost()
  transport = fake.transport
  chat = new Chat(fake.host, lsid(1))
  const value = { entries: [message(5, 'five'), message(6, 'six')], state: quiet, draft: '', whispering: false, note_draft: '' }
  transport.publish(TOPIC, { kind: 'chat', value })
  chat.start(() => undefined)
})

const patch = (entries: Entry[], state: Partial<ChatState> = {}) =>
  transport.publish(TOPIC, { kind: 'chat_patch', value: { entries, state: { ...quiet, ...state } } })
const shown = () =>
  chat.lines.map((line) =>
    line.kind === 'outgoing'
      ? `${line.row.text} (${line.row.state.kind})`
      : line.entry.body.kind === 'message'
        ? line.entry.body.text
        : line.entry.body.kind,
  )
const lastSent = () => transport.sent('send_message').at(-1)

it('shows a message as sending in the same frame, then in the outbox, then in the log, once', () => {
  void chat.send('message', 'hello')
  expect(shown()).toEqual(['five', 'six', 'hello (sending)'])
  const clientId = lastSent()?.client_id ?? ''
  const row = { client_id: clientId, kind: 'message' as const, text: 'hello', at: 1, state: { kind: 'offline' as const } }
  patch([], { outbox: [row] })
  expect(shown()).toEqual(['five', 'six', 'hello (offline)'])
  patch([message(7, 'hello', clientId)])
  expect(shown()).toEqual(['five', 'six', 'hello'])
})

it('keeps a message that could not be taken up as failed, to send again or delete', async () => {
  transport.refuse = refusal
  await chat.send('message', 'hello')
  expect(shown()).toEqual(['five', 'six', 'hello (failed)'])
  const first = lastSent()?.client_id
  transport.refuse = undefined
  const row = chat.outgoing[0]
  if (!row) throw new Error('the failed message is gone')
  await chat.retry(row)
  expect(lastSent()?.client_id).toBe(first)
  expect(shown().at(-1)).toBe('hello (sending)')
})

it('deletes a failed message of its own without asking the backend', async () => {
  transport.refuse = refusal
  await chat.send('message', 'hello')
  for (const row of chat.outgoing) await chat.delete(row)
  expect(shown()).toEqual(['five', 'six'])
  expect(transport.sent('delete_message')).toEqual([])
})

it('asks the backend about a message that failed in its outbox', async () => {
  const row = { client_id: 'client-id-1', kind: 'message' as const, text: 'x', at: 1, state: { kind: 'failed' as const, error: refusal } }
  patch([], { outbox: [row] })
  await chat.retry(row)
  await chat.delete(row)
  expect(transport.commands.map((command) => command.type)).toEqual(['retry_message', 'delete_message'])
})

it('puts earlier entries in front, replaces by number, and keeps notes beside the chat', () => {
  patch([message(3, 'three'), message(4, 'four')])
  patch([message(6, 'six, mended')])
  patch([{ ...message(7, ''), body: { kind: 'note', text: 'mind the gap' } }])
  expect(shown()).toEqual(['three', 'four', 'five', 'six, mended'])
  expect(chat.notes.length).toBe(1)
})

it('asks for earlier entries only when there are any and none are coming', async () => {
  await chat.loadEarlier()
  patch([], { loading_earlier: true, has_earlier: true })
  await chat.loadEarlier()
  expect(transport.sent('load_earlier')).toEqual([])
  patch([message(4, 'four')], { has_earlier: true })
  patch([], { has_earlier: true })
  await chat.loadEarlier()
  await chat.loadEarlier()
  expect(transport.sent('load_earlier').length).toBe(1)
})

it('says that earlier entries could not be loaded, and asks again only when told to', async () => {
  patch([], { has_earlier: true })
  await chat.loadEarlier()
  patch([], { has_earlier: true, loading_earlier: true })
  patch([], { has_earlier: true })
  expect(chat.earlierFailed).toBe(true)
  patch([message(7, 'seven')], { has_earlier: true })
  await chat.loadEarlier()
  expect([chat.earlierFailed, transport.sent('load_earlier').length]).toEqual([true, 1])
  await chat.loadAgain()
  patch([message(4, 'four')], { has_earlier: true })
  expect(chat.earlierFailed).toBe(false)
  await chat.loadEarlier()
  expect(transport.sent('load_earlier').length).toBe(3)
})

it('says in one line that somebody has come in and owns the session, also where that comes in two parts', () => {
  const ines = { kind: 'representative', id: 7, name: 'Ines' } as const
  const event = (number: number, kind: 'conference_member_added' | 'conference_owner_changed', name = 'Ines'): Entry => ({
    ...message(number, ''), author: ines, body: { kind: 'event', event: kind === 'conference_owner_changed' ? { kind, name, from: null } : { kind, name } },
  })
  const events = () => chat.lines.flatMap((line) => (line.kind === 'entry' && line.entry.body.kind === 'event' ? [line.entry.body.event] : []))
  patch([event(7, 'conference_member_added'), event(8, 'conference_owner_changed')])
  expect(events()).toEqual([{ kind: 'conference_owner_changed', name: 'Ines', from: null }])
  patch([event(9, 'conference_member_added', 'Bram')])
  patch([event(10, 'conference_owner_changed', 'Bram')])
  expect(events().map((one) => 'name' in one && one.name)).toEqual(['Ines', 'Bram'])
  patch([event(11, 'conference_member_added', 'Priya'), event(12, 'conference_owner_changed', 'Ines')])
  expect(events().map(({ kind }) => kind).slice(2)).toEqual(['conference_member_added', 'conference_owner_changed'])
  const gone = { kind: 'session_fell_back', from: 'Bram', to: { kind: 'owner', name: 'Ines' } } as const
  patch([{ ...message(13, ''), author: { kind: 'appliance' }, body: { kind: 'event', event: gone } }])
  expect(events().slice(2).map(({ kind }) => kind)).toEqual(['conference_member_added', 'session_fell_back'])
})
