import type { QrCode } from '../gen/QrCode'

/** The dark squares of a QR code as an SVG path, one unit each: neighbours in a row are one rectangle. */
export function qrPath({ size, modules }: QrCode): string {
  let path = ''
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const start = x
      while (x < size && modules[y * size + x]) x++
      if (x > start) path += `M${start} ${y}h${x - start}v1h-${x - start}z`
    }
  }
  return path
}
