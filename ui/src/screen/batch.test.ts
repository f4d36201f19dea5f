import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { readBatch, type Area, type Records, type Shape, type VideoUnit } from './batch'
import { joined } from './raster'

class Picture implements Records {
  width = 0
  height = 0
  part: Area | undefined
  pixels = new Uint32Array(0)
  tiles: string[] = []
  shape: Shape | undefined
  at: string | undefined
  units: VideoUnit[] = []

  size(width: number, height: number, part: Area) {
    Object.assign(this, { width, height, part, pixels: new Uint32Array(width * height) })
  }
  changed(x: number, y: number, width: number, height: number) {
    this.tiles.push(`${width}x${height}+${x}+${y}`)
  }
  fill(area: Area, colour: number) {
    this.changed(area.x, area.y, area.width, area.height)
    const pixel = 0xff000000 | ((colour & 255) << 16) | (colour & 0xff00) | (colour >> 16)
    for (let y = area.y; y < area.y + area.height; y++) {
      this.pixels.fill(pixel, y * this.width + area.x, y * this.width + area.x + area.width)
    }
  }
  cursor(shape: Shape | undefined) {
    this.shape = shape
  }
  cursorAt(x: number, y: number) {
    this.at = `${x},${y}`
  }
  video(unit: VideoUnit) {
    this.units.push(unit)
  }
}

const bytes = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (byte) => parseInt(byte, 16)).buffer
/** As in the fixtures: red, green, blue of each pixel. */
const hexOf = (pixels: Uint32Array) =>
  [...new Uint8Array(pixels.buffer)].flatMap((byte, i) => (i % 4 === 3 ? [] : byte.toString(16).padStart(2, '0'))).join('')

// Written by the engine's own tests: both ends are held to the same bytes.
const fixtures = JSON.parse(readFileSync('../tests/fixtures/screen/batches.json', 'utf8')) as {
  name: string
  batch: string
  pixels: string
}[]

it.each(fixtures)('reads $name', ({ name, batch, pixels }) => {
  const picture = new Picture()
  expect(readBatch(bytes(batch), picture)).toBe(0x01020304)
  expect(hexOf(picture.pixels)).toBe(pixels)
  expect(picture.pixels.every((pixel) => pixel >>> 24 === 255)).toBe(true)
  expect(picture.part).toEqual({ x: 1, y: 2, width: 140, height: 18 })
  // Tiles of one colour are joined.
  expect(picture.tiles).toEqual(name === 'one colour' ? ['70x9+0+0'] : ['64x9+0+0', '6x9+64+0'])
  expect(picture.at).toBe('300,4')
  expect(picture.shape).toMatchObject({ width: 2, height: 1, hotX: 1, hotY: 0 })
  expect([...(picture.shape?.rgba ?? [])]).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
})

it('reads a cursor that is hidden, and a picture of a video', () => {
  const picture = new Picture()
  readBatch(bytes('01000000' + '02' + '0000'.repeat(4) + '05' + '0100020003000400' + '03' + '02000000' + 'abcd'), picture)
  expect(picture.shape).toBeUndefined()
  expect(picture.units).toEqual([
    { area: { x: 1, y: 2, width: 3, height: 4 }, reset: true, resetAll: true, here: false, data: Uint8Array.from([0xab, 0xcd]) },
  ])
})

it('reads a picture of a video whose place is in what comes', () => {
  const picture = new Picture()
  readBatch(bytes('01000000' + '05' + '0100020003000400' + '05' + '01000000' + 'ab'), picture)
  expect(picture.units).toMatchObject([{ reset: true, resetAll: false, here: true }])
})

it('refuses what is broken', () => {
  const whole = fixtures[4]?.batch ?? ''
  for (const broken of ['01000000ff', whole.slice(0, 60), '01000000' + '0401000000000000112233', '01000000' + '060000000001000100112233']) {
    expect(() => readBatch(bytes(broken), new Picture())).toThrow(RangeError)
  }
})

it('joins rows that lie under each other', () => {
  const row = (x: number, y: number, width: number, height = 64) => ({ x, y, width, height })
  expect(joined([row(0, 0, 128), row(0, 64, 128), row(0, 128, 128, 10)])).toEqual([row(0, 0, 128, 138)])
  expect(joined([row(0, 0, 128), row(0, 64, 64), row(192, 64, 64)])).toHaveLength(3)
  expect(joined([row(0, 0, 64), row(0, 128, 64)])).toHaveLength(2)
})
