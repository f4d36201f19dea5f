/**
 * Reads batches: the layout stands in `crates/engine/src/screen/batch`. Pixels go straight into a
 * picture's memory; nothing is allocated for a tile.
 */

/** Pixels of a tile's side. */
export const TILE = 64

/** A rectangle of pixels. */
export interface Area {
  x: number
  y: number
  width: number
  height: number
}

/** The shape of a pointer; `rgba` holds its pixels row by row. */
export interface Shape {
  width: number
  height: number
  hotX: number
  hotY: number
  rgba: Uint8ClampedArray<ArrayBuffer>
}

/** A picture of a video, still encoded. */
export interface VideoUnit {
  area: Area
  /** Its decoder begins anew. */
  reset: boolean
  /** All decoders begin anew. */
  resetAll: boolean
  /** Its area lies in what comes, not in the device's picture. */
  here: boolean
  data: Uint8Array<ArrayBuffer>
}

/** What takes the records of a batch. */
export interface Records {
  /** What comes has another size and shows this part of the device's picture. Answers its memory. */
  size(width: number, height: number, part: Area): void
  /** The memory of the picture: each pixel as the bytes red, green, blue, alpha. */
  readonly pixels: Uint32Array
  readonly width: number
  readonly height: number
  /** The pixels of this tile are new. */
  changed(x: number, y: number, width: number, height: number): void
  /** These pixels have this colour now (0xRRGGBB); the memory need not hold it. */
  fill(area: Area, colour: number): void
  cursor(shape: Shape | undefined): void
  cursorAt(x: number, y: number): void
  video(unit: VideoUnit): void
}

const OPAQUE = 0xff000000
const numbers = new Uint32Array(256)

/** Reads a batch; answers its number. Throws a `RangeError` where it is broken. */
export function readBatch(buffer: ArrayBuffer, to: Records): number {
  const bytes = new Reader(buffer)
  const number = bytes.u32()
  while (!bytes.atEnd()) readRecord(bytes, to)
  return number
}

function readRecord(bytes: Reader, to: Records) {
  const kind = bytes.u8()
  switch (kind) {
    case 1:
      to.size(bytes.u16(), bytes.u16(), bytes.area())
      break
    case 2:
      to.cursor(readShape(bytes))
      break
    case 3:
      to.cursorAt(bytes.u16(), bytes.u16())
      break
    case 4:
      for (let count = bytes.u16(); count > 0; count--) readTile(bytes, to)
      break
    case 5:
      to.video(readVideo(bytes))
      break
    case 6:
      readFill(bytes, to)
      break
    default:
      throw new RangeError(`a batch has a record of kind ${kind}`)
  }
}

function readShape(bytes: Reader): Shape | undefined {
  const [width, height, hotX, hotY] = [bytes.u16(), bytes.u16(), bytes.u16(), bytes.u16()]
  const rgba = new Uint8ClampedArray(bytes.slice(width * height * 4))
  return width > 0 && height > 0 ? { width, height, hotX, hotY, rgba } : undefined
}

function readVideo(bytes: Reader): VideoUnit {
  const area = bytes.area()
  const flags = bytes.u8()
  const [reset, resetAll, here] = [(flags & 1) !== 0, (flags & 2) !== 0, (flags & 4) !== 0]
  return { area, reset, resetAll, here, data: bytes.slice(bytes.u32()) }
}

function readFill(bytes: Reader, to: Records) {
  const area = bytes.area()
  if (area.x + area.width > to.width || area.y + area.height > to.height) throw new RangeError('a fill leaves its picture')
  const at = bytes.pass(3)
  to.fill(area, (bytes.bytes[at]! << 16) | (bytes.bytes[at + 1]! << 8) | bytes.bytes[at + 2]!)
}

function readTile(bytes: Reader, to: Records) {
  const [x, y] = [bytes.u16() * TILE, bytes.u16() * TILE]
  const [width, height] = [Math.min(TILE, to.width - x), Math.min(TILE, to.height - y)]
  if (width <= 0 || height <= 0) throw new RangeError('a tile lies outside of its picture')
  const start = y * to.width + x
  const form = bytes.u8()
  switch (form) {
    case 1:
      packed(bytes, to.pixels, start, to.width, width, height)
      break
    case 2:
      runs(bytes, to.pixels, start, to.width, width, height)
      break
    case 3:
      indexed(bytes, to.pixels, start, to.width, width, height)
      break
    case 4:
      plain(bytes, to.pixels, start, to.width, width, height)
      break
    case 5:
      rough(bytes, to.pixels, start, to.width, width, height)
      break
    default:
      throw new RangeError(`a tile has the form ${form}`)
  }
  to.changed(x, y, width, height)
}

function packed(bytes: Reader, to: Uint32Array, start: number, stride: number, width: number, height: number) {
  const count = bytes.u8()
  bytes.colours(count)
  const bits = count <= 2 ? 1 : count <= 4 ? 2 : 4
  const mask = (1 << bits) - 1
  const from = bytes.bytes
  for (let row = 0; row < height; row++) {
    let at = bytes.pass(Math.ceil((width * bits) / 8))
    let shift = 8
    for (let i = start + row * stride, end = i + width; i < end; i++) {
      shift -= bits
      to[i] = numbers[(from[at]! >> shift) & mask]!
      if (shift === 0) {
        shift = 8
        at += 1
      }
    }
  }
}

function runs(bytes: Reader, to: Uint32Array, start: number, stride: number, width: number, height: number) {
  bytes.colours(bytes.u8())
  let [x, row] = [0, start]
  for (let left = width * height; left > 0; ) {
    const number = bytes.u8()
    const colour = numbers[number & 127]!
    let length = 1
    if (number > 127) {
      let more = bytes.u8()
      length += more
      while (more === 255) length += more = bytes.u8()
    }
    left -= length
    if (left < 0) throw new RangeError('a run leaves its tile')
    while (length > 0) {
      const part = Math.min(length, width - x)
      if (part === 1) to[row + x] = colour
      else to.fill(colour, row + x, row + x + part)
      length -= part
      x += part
      if (x === width) {
        x = 0
        row += stride
      }
    }
  }
}

function indexed(bytes: Reader, to: Uint32Array, start: number, stride: number, width: number, height: number) {
  bytes.colours(bytes.u8() + 1)
  const from = bytes.bytes
  for (let row = 0; row < height; row++) {
    let at = bytes.pass(width)
    for (let i = start + row * stride, end = i + width; i < end; i++) to[i] = numbers[from[at++]!]!
  }
}

function plain(bytes: Reader, to: Uint32Array, start: number, stride: number, width: number, height: number) {
  const from = bytes.bytes
  for (let row = 0; row < height; row++) {
    let at = bytes.pass(width * 3)
    for (let i = start + row * stride, end = i + width; i < end; i++, at += 3) {
      to[i] = OPAQUE | (from[at + 2]! << 16) | (from[at + 1]! << 8) | from[at]!
    }
  }
}

const clamped = new Uint8ClampedArray(1)
/** `clamp[256 + n]` is n between 0 and 255. */
const clamp = Uint8Array.from({ length: 768 }, (_, i) => ((clamped[0] = i - 256), clamped[0]))

/** The eight colours of a block whose first byte is at `at`, into `numbers`. */
function shades(from: Uint8Array, at: number) {
  const [low, range] = [from[at]!, from[at + 1]! - from[at]!]
  const [cb, cr] = [from[at + 2]! - 128, from[at + 3]! - 128]
  const red = 256 + ((359 * cr + 128) >> 8)
  const green = 256 + ((-88 * cb - 183 * cr + 128) >> 8)
  const blue = 256 + ((454 * cb + 128) >> 8)
  for (let i = 0; i < 8; i++) {
    const y = low + (((range * i + 3) / 7) | 0)
    numbers[i] = OPAQUE | (clamp[y + blue]! << 16) | (clamp[y + green]! << 8) | clamp[y + red]!
  }
}

function rough(bytes: Reader, to: Uint32Array, start: number, stride: number, width: number, height: number) {
  const from = bytes.bytes
  for (let y = 0; y < height; y += 4) {
    const rows = Math.min(4, height - y)
    for (let x = 0; x < width; x += 4) {
      const at = bytes.pass(10)
      shades(from, at)
      const columns = Math.min(4, width - x)
      for (let row = 0; row < rows; row++) {
        // Four pixels of three bits, twelve bits a row: rows begin in the middle of a byte.
        const word = at + 4 + (row * 3 >> 1)
        let bits = ((from[word]! | (from[word + 1]! << 8)) >> (row & 1 ? 4 : 0)) & 0xfff
        for (let i = start + (y + row) * stride + x, end = i + columns; i < end; i++, bits >>= 3) {
          to[i] = numbers[bits & 7]!
        }
      }
    }
  }
}

class Reader {
  readonly bytes: Uint8Array<ArrayBuffer>
  #at = 0

  constructor(buffer: ArrayBuffer) {
    this.bytes = new Uint8Array(buffer)
  }

  atEnd() {
    return this.#at >= this.bytes.length
  }

  /** Where the next `length` bytes begin. */
  pass(length: number) {
    const at = this.#at
    this.#at += length
    if (this.#at > this.bytes.length) throw new RangeError('a batch is cut off')
    return at
  }

  u8() {
    return this.bytes[this.pass(1)]!
  }

  u16() {
    const at = this.pass(2)
    return this.bytes[at]! | (this.bytes[at + 1]! << 8)
  }

  u32() {
    return (this.u16() | (this.u16() << 16)) >>> 0
  }

  area(): Area {
    return { x: this.u16(), y: this.u16(), width: this.u16(), height: this.u16() }
  }

  slice(length: number) {
    const at = this.pass(length)
    return this.bytes.slice(at, at + length)
  }

  colour() {
    const at = this.pass(3)
    return (OPAQUE | (this.bytes[at + 2]! << 16) | (this.bytes[at + 1]! << 8) | this.bytes[at]!) >>> 0
  }

  /** Reads colours into the table of numbers. */
  colours(count: number) {
    for (let i = 0; i < count; i++) numbers[i] = this.colour()
  }
}
