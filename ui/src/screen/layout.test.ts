import { expect, it } from 'vitest'
import { boxOf, placeAt, scaleOf, startOf, visibleOf, type Mode } from './layout'

const part = { x: 100, y: 50, width: 400, height: 300 }
const room = { width: 800, height: 500, ratio: 2 }

it('asks for a picture that fits the room in device pixels', () => {
  expect(boxOf({ kind: 'fit' }, room)).toEqual({ width: 1600, height: 1000 })
  expect(boxOf({ kind: 'fit' }, { width: 0, height: 0, ratio: 1 })).toEqual({ width: 1, height: 1 })
  expect(boxOf({ kind: 'actual' }, room)).toBeNull()
  expect(boxOf({ kind: 'zoom', factor: 2 }, room)).toBeNull()
})

it.each<[string, Mode, { width: number; height: number }, number]>([
  ['pixel by pixel', { kind: 'actual' }, { width: 400, height: 300 }, 0.5],
  ['each pixel as three by three', { kind: 'zoom', factor: 3 }, { width: 400, height: 300 }, 1.5],
  ['scaled down already', { kind: 'fit' }, { width: 200, height: 150 }, 0.5],
  ['enlarged to the room', { kind: 'fit' }, { width: 400, height: 300 }, 500 / 300],
])('shows a picture %s', (_, mode, came, scale) => {
  expect(scaleOf(mode, room, came, part)).toBeCloseTo(scale)
})

it('leaves a picture sharp that nearly fills its room', () => {
  const nearly = { width: 420, height: 310, ratio: 1 }
  expect(scaleOf({ kind: 'fit' }, nearly, { width: 400, height: 300 }, part)).toBe(1)
})

it('begins on a whole device pixel', () => {
  expect(startOf(101, 50, 1)).toBe(25)
  expect(startOf(101, 50, 2)).toBe(25.5)
  expect(startOf(100, 300, 1)).toBe(0)
})

it.each([
  [0, 0, 100, 50],
  [-5, 1000, 100, 349],
  [1, 1, 102, 52],
  [199.9, 149.9, 499, 349],
  [0.49, 0.5, 100, 51],
])('finds the pixel under %d, %d', (x, y, placeX, placeY) => {
  expect(placeAt(x, y, 200, 150, part)).toEqual({ x: placeX, y: placeY })
})

it('hits every pixel from its middle at any size', () => {
  for (const width of [37, 200, 400, 900]) {
    for (let x = 0; x < 400; x++) {
      expect(placeAt(((x + 0.5) * width) / 400, 0, width, 150, part).x).toBe(100 + x)
    }
  }
})

it('knows what is seen of a picture that is larger than its room', () => {
  expect(visibleOf(10, 20, { width: 100, height: 50, ratio: 2 }, 0.5)).toEqual({ x: 20, y: 40, width: 200, height: 100 })
  expect(visibleOf(0, 0, { width: 0, height: 0, ratio: 1 }, 1)).toEqual({ x: 0, y: 0, width: 0, height: 0 })
})
