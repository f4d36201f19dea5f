/** Sizes of the whole page, in percent. */
const sizes = [80, 90, 100, 110, 125, 150, 175, 200] as const

const STORED = 'zoom'

/** Where the page's size is kept. */
type Kept = Pick<Storage, 'getItem' | 'setItem'>

/** What a key press asks for: larger, smaller, the ordinary size, or nothing of that. */
export function zoomOf({ key, code, ctrlKey, metaKey, altKey }: Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey'>) {
  if (altKey || ctrlKey === metaKey) return undefined
  if (key === '+' || key === '=') return 1
  if (key === '-' || key === '_') return -1
  return code === 'Digit0' || code === 'Numpad0' ? 0 : undefined
}

/** The size that comes next in a direction; the ordinary one without one. */
export function zoomed(size: number, direction: 1 | -1 | 0): number {
  if (direction === 0) return 100
  const further = direction > 0 ? sizes.find((one) => one > size) : sizes.findLast((one) => one < size)
  return further ?? size
}

/** Whatever was kept, as a size that the page can have. */
export const sizeOf = (kept: string | null): number => sizes.find((one) => String(one) === kept) ?? 100

/** Gives the page the size that it had, and from now on the one that keys or the wheel ask for. */
export function hearZoom(apply: (factor: number) => Promise<void>, kept: Kept = localStorage) {
  let size = sizeOf(kept.getItem(STORED))
  const show = () => void apply(size / 100).catch(() => undefined)
  const turn = (event: Event, direction: 1 | -1 | 0) => {
    event.preventDefault()
    size = zoomed(size, direction)
    kept.setItem(STORED, String(size))
    show()
  }
  if (size !== 100) show()
  addEventListener('keydown', (event) => {
    const direction = event.defaultPrevented ? undefined : zoomOf(event)
    if (direction !== undefined) turn(event, direction)
  })
  const wheel = (event: WheelEvent) => {
    if (event.ctrlKey && !event.defaultPrevented && event.deltaY !== 0) turn(event, event.deltaY < 0 ? 1 : -1)
  }
  addEventListener('wheel', wheel, { passive: false })
}
