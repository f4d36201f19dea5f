import type { Area, VideoUnit } from './batch'

/** A red picture of 64 by 64 pixels, baseline profile, Annex B. */
const SAMPLE =
  'AAAAAWdCwArcQmwEQAAAAwBAAAADAIPEieAAAAABaM4PLIAAAAFliIQEvEYoAAqLxwABKNjgAC+tJycnXXXXXXXXXXXXgA=='
/** Milliseconds within which a decoder has to answer. */
const PATIENCE = 2000
/** Microseconds between two pictures; only their order counts. */
const STEP = 1000

/** A decoder's name for a stream: the three bytes behind the head of its first sequence parameter set. */
export function codecOf(unit: Uint8Array): string | undefined {
  for (let i = 0; i + 6 < unit.length; i++) {
    const starts = unit[i] === 0 && unit[i + 1] === 0 && unit[i + 2] === 1
    if (!starts || (unit[i + 3]! & 31) !== 7) continue
    const hex = (byte: number | undefined) => (byte ?? 0).toString(16).padStart(2, '0')
    return `avc1.${hex(unit[i + 4])}${hex(unit[i + 5])}${hex(unit[i + 6])}`
  }
  return undefined
}

let known: Promise<boolean> | undefined

/** Whether this web view decodes H.264: asked with a real picture, because its word is not to be trusted. */
export function decodesVideo(): Promise<boolean> {
  known ??= probe().catch(() => false)
  return known
}

async function probe(): Promise<boolean> {
  if (typeof VideoDecoder === 'undefined') return false
  const data = Uint8Array.from(atob(SAMPLE), (letter) => letter.charCodeAt(0))
  const stream = new Stream()
  try {
    const frame = await stream.decode({ area: nowhere, reset: true, resetAll: false, here: false, data })
    const right = frame?.displayWidth === 64 && frame.displayHeight === 64
    frame?.close()
    return right
  } finally {
    stream.end()
  }
}

const nowhere: Area = { x: 0, y: 0, width: 0, height: 0 }

/** One video: a decoder, and who waits for its next picture. */
class Stream {
  #decoder: VideoDecoder | undefined
  #waiting: ((frame: VideoFrame | undefined) => void)[] = []
  #time = 0

  /** The picture of a unit; undefined where there is none. */
  decode(unit: VideoUnit): Promise<VideoFrame | undefined> {
    const codec = codecOf(unit.data)
    if (codec !== undefined && (unit.reset || !this.#decoder)) this.#begin(codec)
    const decoder = this.#decoder
    if (!decoder || decoder.state !== 'configured') return Promise.resolve(undefined)
    const type = codec === undefined ? 'delta' : 'key'
    return new Promise((resolve) => {
      const late = setTimeout(() => this.end(), PATIENCE)
      this.#waiting.push((frame) => {
        clearTimeout(late)
        resolve(frame)
      })
      decoder.decode(new EncodedVideoChunk({ type, timestamp: (this.#time += STEP), data: unit.data }))
    })
  }

  end() {
    if (this.#decoder && this.#decoder.state !== 'closed') this.#decoder.close()
    this.#decoder = undefined
    for (const resolve of this.#waiting.splice(0)) resolve(undefined)
  }

  #begin(codec: string) {
    this.end()
    this.#decoder = new VideoDecoder({
      output: (frame) => {
        const resolve = this.#waiting.shift()
        if (resolve) resolve(frame)
        else frame.close()
      },
      error: () => this.end(),
    })
    this.#decoder.configure({ codec, optimizeForLatency: true })
  }
}

/** Videos at a time: more than a device has, and some that were areas of earlier motion. */
const MOST = 20

/** The videos of a screen, each by its place. */
export class Videos {
  /** Those that were used last are last. */
  #streams = new Map<string, Stream>()

  /** The picture of a unit, to be drawn at its area and then closed. */
  decode(unit: VideoUnit): Promise<VideoFrame | undefined> {
    if (unit.resetAll) this.end()
    const { x, y, width, height } = unit.area
    const place = `${width}x${height}+${x}+${y}${unit.here ? ' here' : ''}`
    const stream = this.#streams.get(place) ?? new Stream()
    this.#streams.delete(place)
    this.#streams.set(place, stream)
    this.#forget()
    return stream.decode(unit)
  }

  #forget() {
    const [oldest] = this.#streams
    if (!oldest || this.#streams.size <= MOST) return
    oldest[1].end()
    this.#streams.delete(oldest[0])
  }

  end() {
    for (const stream of this.#streams.values()) stream.end()
    this.#streams.clear()
  }
}
