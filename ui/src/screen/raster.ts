import { TILE, type Area, type Records, type Shape, type VideoUnit } from './batch'

/** What a raster tells besides pixels. */
export interface RasterEvents {
  size(part: Area): void
  cursor(shape: Shape | undefined): void
  cursorAt(x: number, y: number): void
  video(unit: VideoUnit): void
}

/**
 * The pixels of a picture, and the canvas that shows them. Tiles are decoded into memory; what
 * changed goes to the canvas once per batch, as few rectangles. Rectangles of one colour are drawn
 * at once, and the memory under them is old: nothing is ever taken from it but tiles that just came.
 */
export class Raster implements Records {
  width = 0
  height = 0
  /** The part of the device's picture that is shown. */
  part: Area = { x: 0, y: 0, width: 0, height: 0 }
  pixels = new Uint32Array(0)
  readonly canvas: HTMLCanvasElement
  readonly #context: CanvasRenderingContext2D | null
  readonly #events: RasterEvents
  #image: ImageData | undefined
  #dirty: Area[] = []
  #fills: [Area, string][] = []

  constructor(canvas: HTMLCanvasElement, events: RasterEvents) {
    this.canvas = canvas
    this.#context = canvas.getContext('2d', { alpha: false, desynchronized: true })
    this.#events = events
  }

  size(width: number, height: number, part: Area) {
    this.part = part
    if (width !== this.width || height !== this.height) {
      this.width = width
      this.height = height
      // Setting a size clears a canvas, so the old picture stays until the first tiles are there.
      this.canvas.width = width
      this.canvas.height = height
      this.#image = new ImageData(width, height)
      this.pixels = new Uint32Array(this.#image.data.buffer)
      this.#dirty = []
      this.#fills = []
    }
    this.#events.size(part)
  }

  changed(x: number, y: number, width: number, height: number) {
    const last = this.#dirty.at(-1)
    if (last && last.y === y && last.height === height && last.x + last.width === x) last.width += width
    else this.#dirty.push({ x, y, width, height })
  }

  fill(area: Area, colour: number) {
    this.#fills.push([area, `#${colour.toString(16).padStart(6, '0')}`])
  }

  cursor(shape: Shape | undefined) {
    this.#events.cursor(shape)
  }

  cursorAt(x: number, y: number) {
    this.#events.cursorAt(x, y)
  }

  video(unit: VideoUnit) {
    this.#events.video(unit)
  }

  /** Draws a picture of a video over its area. */
  draw(frame: VideoFrame, { area, here }: Pick<VideoUnit, 'area' | 'here'>) {
    const [across, down] = here ? [1, 1] : [this.width / this.part.width, this.height / this.part.height]
    const from = here ? { x: 0, y: 0 } : this.part
    const [x, y] = [(area.x - from.x) * across, (area.y - from.y) * down]
    // The frame may be larger than its area: coded sizes are even.
    const [width, height] = [Math.min(frame.displayWidth, area.width), Math.min(frame.displayHeight, area.height)]
    this.#context?.drawImage(frame, 0, 0, width, height, x, y, width * across, height * down)
  }

  /** Shows what has changed. */
  paint() {
    const [image, context] = [this.#image, this.#context]
    if (!image || !context) return
    for (const [{ x, y, width, height }, colour] of this.#fills) {
      context.fillStyle = colour
      context.fillRect(x, y, width, height)
    }
    for (const { x, y, width, height } of joined(this.#dirty)) {
      context.putImageData(image, 0, 0, x, y, width, height)
    }
    this.#fills = []
    this.#dirty = []
  }
}

/** Rows of tiles that lie under each other and are alike, as one rectangle. */
export function joined(rows: readonly Area[]): Area[] {
  const result: Area[] = []
  const open = new Map<number, Area>()
  for (const row of rows) {
    const above = open.get(row.x)
    if (above && above.width === row.width && above.y + above.height === row.y && above.height % TILE === 0) {
      above.height += row.height
      continue
    }
    const area = { ...row }
    open.set(row.x, area)
    result.push(area)
  }
  return result
}
