/** How far an arrow key moves a panel's edge, in pixels. */
export const GRIP_STEP = 16

/** `value`, kept between `min` and `max`. */
export const clamp = (value: number, min: number, max: number) => Math.min(max, Math.max(min, value))

/** The width a key asks for, or undefined where the key means nothing to a grip. */
export function gripStep(
  key: string,
  at: { width: number; min: number; max: number; side: 'left' | 'right' },
): number | undefined {
  const wider = at.side === 'right' ? 'ArrowRight' : 'ArrowLeft'
  const narrower = at.side === 'right' ? 'ArrowLeft' : 'ArrowRight'
  if (key === wider) return at.width + GRIP_STEP
  if (key === narrower) return at.width - GRIP_STEP
  if (key === 'Home') return at.min
  if (key === 'End') return at.max
  return undefined
}
