import { beforeEach, expect, it, vi } from 'vitest'
import type { Notice } from '../gen/Notice'
import { fakeHost, type FakeTransport } from '../host/fake'
import { Toasts, sentence } from './toasts.svelte'

let transport: FakeTransport
let toasts: Toasts

beforeEach(() => {
  const fake = fakeHost()
  transport = fake.transport
  toasts = new Toasts(fake.host)
  publish([])
  toasts.start()
})

const notice = (id: number, more: Partial<Notice> = {}): Notice => ({
  id, kind: 'info', text: `Notice ${id}`, lsid: null, undo: null, until: null, ...more,
})
const publish = (notices: Notice[]) => transport.publish('notices', { kind: 'notices', value: { notices } })
const titles = () => toasts.list.map((toast) => toast.title)

it('shows the newest three', () => {
  publish([1, 2, 3, 4].map((id) => notice(id)))
  expect(titles()).toEqual(['Notice 2', 'Notice 3', 'Notice 4'])
})

it('keeps a toast under the pointer after its notice has gone, with nothing left to undo', () => {
  publish([notice(1, { undo: 7 })])
  expect(toasts.list[0]?.action?.label).toBe('Undo')
  toasts.hold(1, true)
  publish([])
  expect(titles()).toEqual(['Notice 1'])
  expect(toasts.list[0]?.action).toBeUndefined()
  toasts.hold(1, false)
  expect(titles()).toEqual([])
})

it('undoes the newest action that can be undone', () => {
  publish([notice(1, { undo: 7 }), notice(2, { undo: 8 }), notice(3)])
  toasts.undoLast()
  expect(transport.sent('undo').map((command) => command.id)).toEqual([8])
})

it('shows what was refused until it is closed, and asks the backend to close its own', () => {
  toasts.refused('Not accepted', { code: 'forbidden', message: 'not your queue', retryable: false, retry_after_s: null, attempts_left: null })
  publish([notice(5)])
  expect(toasts.list.map((toast) => [toast.title, toast.text])).toEqual([['Notice 5', undefined], ['Not accepted', 'Not your queue.']])
  for (const toast of toasts.list) toasts.dismiss(toast.id)
  expect(titles()).toEqual(['Notice 5'])
  expect(transport.sent('dismiss_notice').map((command) => command.id)).toEqual([5])
})

it.each([
  ['not your queue', 'Not your queue.'],
  ['Disk full.', 'Disk full.'],
  ['again?', 'Again?'],
])('writes %s as a sentence', (message, expected) => expect(sentence(message)).toBe(expected))

it('offers to undo for five seconds, by its button or by the keys', () => {
  vi.useFakeTimers()
  const undo = vi.fn()
  toasts.offer('Deleted a.txt', undo)
  vi.advanceTimersByTime(4900)
  expect(titles()).toEqual(['Deleted a.txt'])
  toasts.undoLast()
  expect(undo).toHaveBeenCalledOnce()
  expect(titles()).toEqual([])
  toasts.offer('Deleted b.txt', undo)
  vi.advanceTimersByTime(5000)
  expect(titles()).toEqual([])
  toasts.undoLast()
  expect(undo).toHaveBeenCalledOnce()
  vi.useRealTimers()
})

it('leaves what failed until it is closed, and other words for a while', () => {
  vi.useFakeTimers()
  toasts.tell('danger', 'Not renamed', 'the name is taken')
  toasts.tell('info', 'Deleted for good', 'there is no trash')
  vi.advanceTimersByTime(8000)
  expect(toasts.list).toMatchObject([{ title: 'Not renamed', text: 'The name is taken.' }])
  vi.useRealTimers()
})

it('has what is said below who has said it', () => {
  publish([notice(1, { text: 'Ines to Mobile Support\nPrinters are down.\nUse the third floor.' })])
  expect(toasts.list[0]).toMatchObject({ title: 'Ines to Mobile Support', text: 'Printers are down.\nUse the third floor.' })
})
