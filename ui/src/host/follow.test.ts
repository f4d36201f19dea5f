import { expect, it, vi } from 'vitest'
import type { Payload } from '../gen/Payload'
import { fakeHost } from './fake'

const keys = (busy: boolean): Payload => ({ kind: 'keys', value: { busy, latest: null, error: null } })
const settled = () => vi.waitFor(() => undefined)

it('passes updates on in order', async () => {
  const { host, transport } = fakeHost()
  const heard = vi.fn()
  transport.publish('keys', keys(false))
  host.subscribe('keys', heard)
  transport.publish('keys', keys(true))
  expect(heard.mock.calls.map(([payload]) => payload.value.busy)).toEqual([false, true])
  expect(transport.opened).toEqual(['keys'])
})

it('subscribes again when a revision is missing, and goes on from the whole value', async () => {
  const { host, transport } = fakeHost()
  const heard = vi.fn()
  transport.publish('keys', keys(false))
  host.subscribe('keys', heard)
  await settled()
  transport.lose('keys')
  transport.publish('keys', keys(true))
  expect(transport.opened).toEqual(['keys', 'keys'])
  expect(heard.mock.calls.map(([payload]) => payload.value.busy)).toEqual([false, true])
  transport.publish('keys', keys(false))
  expect(heard).toHaveBeenCalledTimes(3)
})

it('hears nothing after it ended, not even a subscription that opened late', async () => {
  const { host, transport } = fakeHost()
  const heard = vi.fn()
  host.subscribe('keys', heard)()
  await settled()
  transport.publish('keys', keys(true))
  expect(heard).not.toHaveBeenCalled()
})

it('tries a refused subscription again', async () => {
  vi.useFakeTimers()
  const { host, transport } = fakeHost()
  const open = vi.spyOn(transport, 'open').mockRejectedValueOnce(new Error('not yet'))
  const end = host.subscribe('keys', vi.fn())
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
