import type { Host } from '../host/host'

/** How often at most the backend hears that somebody is at the keyboard, in milliseconds. */
export const TOLD_EVERY = 10_000
/** A pointer that moves less than this, in pixels, was perhaps only touched. */
export const MOVED = 4

/**
 * Tells the backend that keyboard or pointer are used, so that the status does not become "away".
 * Nothing is told of what was pressed. Returns what stops it.
 */
export function reportActivity(host: Host, target: Window = window): () => void {
  let toldAt = -Infinity
  let last: { x: number; y: number } | undefined

  function used() {
    const now = performance.now()
    if (now - toldAt < TOLD_EVERY) return
    toldAt = now
    host.dispatch({ type: 'active' }).catch(() => (toldAt = -Infinity))
  }

  function moved({ screenX: x, screenY: y }: PointerEvent) {
    const far = last && Math.hypot(x - last.x, y - last.y) >= MOVED
    if (!last || far) last = { x, y }
    if (far) used()
  }

  const quietly = { capture: true, passive: true } as const
  const uses = ['keydown', 'pointerdown', 'wheel'] as const
  for (const use of uses) target.addEventListener(use, used, quietly)
  target.addEventListener('pointermove', moved, quietly)
  return () => {
    for (const use of uses) target.removeEventListener(use, used, quietly)
    target.removeEventListener('pointermove', moved, quietly)
  }
}
