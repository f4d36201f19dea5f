import type { Viewport } from '../host/screens'
import type { Area } from './batch'
import type { Place } from './place'

/** How large the picture is: as the room allows, pixel by pixel, or each pixel as a square of `factor`. */
export type Mode = { kind: 'fit' } | { kind: 'actual' } | { kind: 'zoom'; factor: number }

/** The room for a picture: CSS pixels, and device pixels in one of them. */
export interface Room {
  width: number
  height: number
  ratio: number
}

/** Below this a picture is not enlarged to fit: a few pixels of room are not worth its sharpness. */
const WORTH = 1.25

/** What of a picture is to come: the box that it has to fit into. */
export function boxOf(mode: Mode, room: Room): Viewport['fit'] {
  if (mode.kind !== 'fit') return null
  const side = (length: number) => Math.min(65535, Math.max(1, Math.floor(length * room.ratio)))
  return { width: side(room.width), height: side(room.height) }
}

/** How many CSS pixels a pixel that came takes. */
export function scaleOf(mode: Mode, room: Room, came: { width: number; height: number }, part: Area): number {
  const one = 1 / room.ratio
  if (mode.kind === 'zoom') return one * Math.max(1, Math.floor(mode.factor))
  if (mode.kind === 'actual' || came.width !== part.width || came.height !== part.height) return one
  const enlarged = Math.min(room.width / came.width, room.height / came.height) / one
  return enlarged >= WORTH ? one * enlarged : one
}

/** Whether enlarged pixels stay squares. */
export const isPixelated = (mode: Mode) => mode.kind !== 'fit'

/** Where a side of a picture begins in its room, on a whole device pixel; 0 where it is larger. */
export function startOf(room: number, length: number, ratio: number): number {
  return Math.max(0, Math.floor(((room - length) / 2) * ratio) / ratio)
}

/**
 * The remote pixel under a point, which counts in CSS pixels from the corner of a picture of this
 * width and height; outside of it the nearest one.
 */
export function placeAt(x: number, y: number, width: number, height: number, part: Area): Place {
  const pixel = (at: number, length: number, count: number) =>
    Math.min(count - 1, Math.max(0, Math.floor((at / length) * count)))
  return { x: part.x + pixel(x, width, part.width), y: part.y + pixel(y, height, part.height) }
}

/** What is seen of a picture whose corner lies at -x, -y of its room, in pixels that came. */
export function visibleOf(x: number, y: number, room: Room, scale: number): Area {
  const [left, top] = [Math.max(0, Math.floor(x / scale)), Math.max(0, Math.floor(y / scale))]
  const end = (from: number, length: number) => Math.min(65535, Math.ceil((from + length) / scale))
  return { x: left, y: top, width: end(x, room.width) - left, height: end(y, room.height) - top }
}
