import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { fakeHost, type FakeTransport } from '../host/fake'
import { Clock } from './clock.svelte'
import { Connection } from './connection.svelte'
import { Queues } from './queues.svelte'
import { general, lsid, waiting } from './testData'

let transport: FakeTransport
let queues: Queues
let clock: Clock

beforeEach(() => {
  vi.useFakeTimers({ now: 50_000_000 })
  const fake = fakeHost()
  transport = fake.transport
  clock = new Clock()
  queues = new Queues(fake.host, clock, new Connection(fake.host))
  const now = Date.now()
  transport.publish('queues', {
    kind: 'queues',
    value: { loaded: true, queues: [general(3, now - 200_000)], waiting: [waiting(1, now, 200), waiting(2, now, 100), waiting(3, now, 50)] },
  })
  queues.start()
})
afterEach(() => vi.useRealTimers())

const order = () => queues.lines.map((line) => Number.parseInt(line.row.lsid, 16))
const patch = (upsert: ReturnType<typeof waiting>[], remove: { lsid: string; taken_by: string | null }[] = []) =>
  transport.publish('queues', { kind: 'queues_patch', value: { loaded: true, queues: [general(3)], upsert, remove } })

it('puts a more urgent session in front', () => {
  patch([waiting(4, Date.now(), 400)])
  expect(order()).toEqual([4, 1, 2, 3])
})

it('holds the order while the pointer or the focus is in the list, and sorts afterwards', () => {
  expect(order()).toEqual([1, 2, 3])
  queues.held = true
  patch([waiting(4, Date.now(), 400)])
  expect(order()).toEqual([1, 2, 3, 4])
  queues.held = false
  expect(order()).toEqual([4, 1, 2, 3])
})

it('keeps a row that a colleague took for 3 s, saying who', () => {
  patch([], [{ lsid: lsid(2), taken_by: 'Bram' }])
  expect(queues.lines.find((line) => line.row.lsid === lsid(2))?.takenBy).toBe('Bram')
  vi.advanceTimersByTime(2999)
  expect(order()).toEqual([1, 2, 3])
  vi.advanceTimersByTime(1)
  expect(order()).toEqual([1, 3])
})

it('drops a row that nobody took at once', () => {
  patch([], [{ lsid: lsid(2), taken_by: null }])
  expect(order()).toEqual([1, 3])
})

it('shows only the chosen queue, and only what the filter finds', () => {
  patch([waiting(5, Date.now(), 10, 300, { queue: 'team:1', name: 'Rasmus' })])
  queues.chosen = 'team:1'
  expect(order()).toEqual([5])
  queues.chosen = undefined
  queues.filter = ' customer 2 '
  expect(order()).toEqual([2])
})

it('counts waits by the clock of the appliance', () => {
  const row = waiting(9, Date.now(), 250)
  expect(queues.waited(row)).toBe(250_000)
  expect(queues.urgencyOf(row)).toBe('due')
  expect(queues.urgencyOf({ ...row, held_by: 'Ines' })).toBe('calm')
})

it('announces what changed once, merged', () => {
  patch([waiting(6, Date.now(), 0)])
  patch([waiting(7, Date.now(), 0)])
  vi.advanceTimersByTime(500)
  expect(queues.announcer.text).toBe('2 new sessions')
  patch([waiting(8, Date.now(), 0)])
  vi.advanceTimersByTime(9000)
  expect(queues.announcer.text).toBe('2 new sessions')
  vi.advanceTimersByTime(1000)
  expect(queues.announcer.text).toBe('1 new session')
})
