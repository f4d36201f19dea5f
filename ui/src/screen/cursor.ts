import type { Shape } from './batch'

/** Browsers show no larger cursors. */
const LARGEST = 128

/** A cursor that shows where the pointer is while the device hides its own. */
export const DOT: Shape = dot()

function dot(): Shape {
  const side = 5
  const rgba = new Uint8ClampedArray(side * side * 4)
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const inner = Math.max(Math.abs(x - 2), Math.abs(y - 2)) < 2
      rgba.set(inner ? [0, 0, 0, 255] : [255, 255, 255, 200], (y * side + x) * 4)
    }
  }
  return { width: side, height: side, hotX: 2, hotY: 2, rgba }
}

/** Whether nothing of a cursor can be seen. */
export function isHidden(shape: Shape): boolean {
  for (let i = 3; i < shape.rgba.length; i += 4) if (shape.rgba[i]! > 0) return false
  return true
}

/** How large a cursor is drawn whose pixels take so many CSS pixels. */
export function sizeOf(shape: Shape, scale: number): { width: number; height: number; scale: number } {
  const most = LARGEST / Math.max(shape.width, shape.height)
  const used = Math.min(scale, most)
  const side = (length: number) => Math.max(1, Math.round(length * used))
  return { width: side(shape.width), height: side(shape.height), scale: used }
}

/** Draws a cursor into a canvas of its own. */
export function drawn(shape: Shape, scale: number): HTMLCanvasElement {
  const exact = document.createElement('canvas')
  exact.width = shape.width
  exact.height = shape.height
  exact.getContext('2d')?.putImageData(new ImageData(shape.rgba, shape.width, shape.height), 0, 0)
  const size = sizeOf(shape, scale)
  if (size.width === shape.width && size.height === shape.height) return exact
  const scaled = document.createElement('canvas')
  scaled.width = size.width
  scaled.height = size.height
  scaled.getContext('2d')?.drawImage(exact, 0, 0, size.width, size.height)
  return scaled
}

/** The value of the CSS property `cursor`. */
export function cssCursor(shape: Shape, scale: number): string {
  const { scale: used, width, height } = sizeOf(shape, scale)
  const spot = (at: number, length: number) => Math.min(length - 1, Math.floor(at * used))
  const url = drawn(shape, scale).toDataURL('image/png')
  return `url(${url}) ${spot(shape.hotX, width)} ${spot(shape.hotY, height)}, default`
}
