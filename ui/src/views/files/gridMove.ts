/** Where a key leads in a list of `count` rows, `page` of them in sight; undefined for other keys. */
export function gridMove(key: string, here: number, count: number, page: number): number | undefined {
  if (count === 0) return undefined
  const last = count - 1
  switch (key) {
    case 'ArrowDown':
      return Math.min(last, here + 1)
    case 'ArrowUp':
      return Math.max(0, here - 1)
    case 'PageDown':
      return Math.min(last, here + page)
    case 'PageUp':
      return Math.max(0, here - page)
    case 'Home':
      return 0
    case 'End':
      return last
    default:
      return undefined
  }
}
