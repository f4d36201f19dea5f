import type { Area } from './batch'
import type { Place } from './place'

interface Stroke {
  id: number
  colour: string
  points: Place[]
}

/** Remote pixels. */
export const STROKE_WIDTH = 4
const LASER_RADIUS = 7

/**
 * Own drawings and the laser, on a canvas above the picture. They are shown at once. While there are
 * none, the canvas is not displayed: laid over the picture, it costs several ms whenever that changes.
 */
export class Strokes {
  readonly canvas: HTMLCanvasElement
  readonly #context: CanvasRenderingContext2D | null
  #part: Area = { x: 0, y: 0, width: 0, height: 0 }
  #scale = 1
  #strokes: Stroke[] = []
  #laser: Place | undefined
  // Numbers of an earlier surface of this session are not used again.
  #next = Date.now() % 0x7fffffff

  constructor(canvas: HTMLCanvasElement) {
    this.canvas = canvas
    this.#context = canvas.getContext('2d')
    this.draw()
  }

  get count() {
    return this.#strokes.length
  }

  /** Draws over this part of the picture, in a canvas of this size (device pixels). */
  resize(width: number, height: number, part: Area) {
    if (this.canvas.width !== width) this.canvas.width = width
    if (this.canvas.height !== height) this.canvas.height = height
    this.#part = part
    this.#scale = part.width > 0 ? width / part.width : 1
    this.draw()
  }

  /** Begins a stroke; answers its number. */
  begin(colour: string, at: Place): number {
    const id = this.#next++
    this.#strokes.push({ id, colour, points: [at] })
    this.draw()
    return id
  }

  /** Goes on with the last stroke. */
  extend(at: Place) {
    this.#strokes.at(-1)?.points.push(at)
    this.draw()
  }

  /** Takes the last stroke back; answers its number. */
  undo(): number | undefined {
    const id = this.#strokes.pop()?.id
    this.draw()
    return id
  }

  clear() {
    this.#strokes = []
    this.draw()
  }

  laser(at: Place | undefined) {
    this.#laser = at
    this.draw()
  }

  draw() {
    this.canvas.style.display = this.#laser || this.#strokes.length > 0 ? 'block' : 'none'
    const context = this.#context
    if (!context) return
    context.clearRect(0, 0, this.canvas.width, this.canvas.height)
    const [x, y] = [(at: Place) => this.#to(at.x - this.#part.x), (at: Place) => this.#to(at.y - this.#part.y)]
    context.lineCap = context.lineJoin = 'round'
    context.lineWidth = Math.max(1, STROKE_WIDTH * this.#scale)
    for (const { colour, points } of this.#strokes) {
      context.strokeStyle = colour
      context.beginPath()
      points.forEach((at, i) => (i === 0 ? context.moveTo(x(at), y(at)) : context.lineTo(x(at), y(at))))
      // A stroke of one point is a dot.
      if (points.length === 1 && points[0]) context.lineTo(x(points[0]), y(points[0]))
      context.stroke()
    }
    if (this.#laser) {
      context.fillStyle = 'rgb(230 30 40 / 85%)'
      context.beginPath()
      context.arc(x(this.#laser), y(this.#laser), LASER_RADIUS, 0, 2 * Math.PI)
      context.fill()
    }
  }

  #to(pixel: number) {
    return (pixel + 0.5) * this.#scale
  }
}

/** Red, green and blue of `#rrggbb`. */
export function channels(colour: string): [number, number, number] {
  const value = /^#[0-9a-f]{6}$/i.test(colour) ? parseInt(colour.slice(1), 16) : 0xe5484d
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255]
}
