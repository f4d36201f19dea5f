import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { fakeHost, type FakeTransport } from '../host/fake'
import { reportActivity } from './activity'

let transport: FakeTransport
let stop: () => void

beforeEach(() => {
  vi.useFakeTimers()
  const fake = fakeHost()
  transport = fake.transport
  stop = reportActivity(fake.host)
})
afterEach(() => {
  stop()
  vi.useRealTimers()
})

const told = () => transport.sent('active').length
const press = () => window.dispatchEvent(new KeyboardEvent('keydown', { key: 'a' }))
const move = (screenX: number, screenY = 0) => window.dispatchEvent(new PointerEvent('pointermove', { screenX, screenY }))

it('tells of keys at most once in 10 s', () => {
  press()
  press()
  vi.advanceTimersByTime(9999)
  press()
  expect(told()).toBe(1)
  vi.advanceTimersByTime(1)
  press()
  expect(told()).toBe(2)
})

it('tells of a pointer that moves some pixels, not of one that trembles', () => {
  move(100)
  move(102)
  move(101)
  expect(told()).toBe(0)
  move(104)
  expect(told()).toBe(1)
})

it('tells again at once where it could not be taken up', async () => {
  transport.refuse = { code: 'internal', message: 'x', retryable: true, retry_after_s: null, attempts_left: null }
  press()
  await vi.advanceTimersByTimeAsync(0)
  press()
  expect(told()).toBe(2)
})

it('tells nothing when it has stopped', () => {
  stop()
  press()
  expect(told()).toBe(0)
})
