import { expect, it, vi } from 'vitest'
import { hearZoom, sizeOf, zoomed, zoomOf } from './zoom'

const press = (over: Partial<KeyboardEvent>) => ({ key: '', code: '', ctrlKey: true, metaKey: false, altKey: false, ...over })

it('reads the keys of zoom, whatever the layout types', () => {
  expect(zoomOf(press({ key: '+' }))).toBe(1)
  expect(zoomOf(press({ key: '=' }))).toBe(1)
  expect(zoomOf(press({ key: '-', ctrlKey: false, metaKey: true }))).toBe(-1)
  expect(zoomOf(press({ key: 'à', code: 'Digit0' }))).toBe(0)
  expect(zoomOf(press({ key: '+', ctrlKey: false }))).toBeUndefined()
  expect(zoomOf(press({ key: '+', altKey: true }))).toBeUndefined()
  expect(zoomOf(press({ key: '1', code: 'Digit1' }))).toBeUndefined()
})

it('goes in steps from 80 to 200 percent and no further', () => {
  expect([100, 110, 175, 200].map((size) => zoomed(size, 1))).toEqual([110, 125, 200, 200])
  expect([100, 90, 80].map((size) => zoomed(size, -1))).toEqual([90, 80, 80])
  expect(zoomed(150, 0)).toBe(100)
  expect(['150', '220', 'x', null].map(sizeOf)).toEqual([150, 100, 100, 100])
})

it('applies and keeps what is asked for, and nothing that somebody else took', () => {
  const kept = new Map([['zoom', '110']])
  const apply = vi.fn(() => Promise.resolve())
  hearZoom(apply, { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value) })
  expect(apply).toHaveBeenLastCalledWith(1.1)
  dispatchEvent(new KeyboardEvent('keydown', { key: '+', ctrlKey: true, cancelable: true }))
  expect(apply).toHaveBeenLastCalledWith(1.25)
  const taken = new KeyboardEvent('keydown', { key: '+', ctrlKey: true, cancelable: true })
  taken.preventDefault()
  dispatchEvent(taken)
  dispatchEvent(new WheelEvent('wheel', { deltaY: 10, cancelable: true }))
  expect(apply).toHaveBeenCalledTimes(2)
  const turned = new WheelEvent('wheel', { deltaY: 10, cancelable: true })
  Object.defineProperty(turned, 'ctrlKey', { value: true })
  dispatchEvent(turned)
  expect(apply).toHaveBeenLastCalledWith(1.1)
  expect(kept.get('zoom')).toBe('110')
})
