/** How far each arrow goes in a radio group. */
const steps: Record<string, number> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }

/**
 * What an arrow does in a radio group with one tab stop: it chooses the next option, round the ends,
 * and the focus goes along. Other keys are left alone.
 */
export function radioKeys<T>(event: KeyboardEvent, group: HTMLElement, options: readonly { value: T }[], value: T, choose: (value: T) => void) {
  const step = steps[event.key]
  if (step === undefined) return
  event.preventDefault()
  const here = options.findIndex((option) => option.value === value)
  const next = (here + step + options.length) % options.length
  const option = options[next]
  if (!option) return
  choose(option.value)
  group.querySelectorAll<HTMLElement>('[role=radio]')[next]?.focus()
}
