import { expect, it, vi } from 'vitest'
import type { Payload } from '../gen/Payload'
import { fakeHost } from './fake'

const queues = (loaded: boolean): Payload => ({ kind: 'queues', value: { loaded, queues: [], waiting: [] } })
const settled = () => vi.waitFor(() => undefined)

it('passes updates on in order', async () => {
  const { host, transport } = fakeHost()
  const heard = vi.fn()
  transport.publish('queues', queues(false))
  host.subscribe('queues', heard)
  transport.publish('queues', queues(true))
  expect(heard.mock.calls.map(([payload]) => payload.value.loaded)).toEqual([false, true])
  expect(transport.opened).toEqual(['queues'])
})

it('subscribes again when a revision is missing, and goes on from the whole value', async () => {
  const { host, transport } = fakeHost()
  const heard = vi.fn()
  transport.publish('queues', queues(false))
  host.subscribe('queues', heard)
  await settled()
  transport.lose('queues')
  transport.publish('queues', queues(true))
  expect(transport.opened).toEqual(['queues', 'queues'])
  expect(heard.mock.calls.map(([payload]) => payload.value.loaded)).toEqual([false, true])
  transport.publish('queues', queues(false))
  expect(heard).toHaveBeenCalledTimes(3)
})

it('hears nothing after it ended, not even a subscription that opened late', async () => {
  const { host, transport } = fakeHost()
  const heard = vi.fn()
  host.subscribe('queues', heard)()
  await settled()
  transport.publish('queues', queues(true))
  expect(heard).not.toHaveBeenCalled()
})

it('tries a refused subscription again', async () => {
  vi.useFakeTimers()
  const { host, transport } = fakeHost()
  const open = vi.spyOn(transport, 'open').mockRejectedValueOnce(new Error('not yet'))
  const end = host.subscribe('queues', vi.fn())
  await vi.advanceTimersByTimeAsync(1500)
  expect(open).toHaveBeenCalledTimes(2)
  end()
  vi.useRealTimers()
})

it('rejects with what the backend says, whatever shape it has', async () => {
  const { host, transport } = fakeHost()
  transport.dispatch = () => Promise.reject(new Error('no such command'))
  await expect(host.dispatch({ type: 'try_now' })).rejects.toMatchObject({ code: 'internal', message: 'no such command' })
})
