import type { Attachment } from 'svelte/attachments'

/** What the arrows go through: the toolbar's own buttons, not the entries of its open menus. */
const STOPS = 'button:not([role^=menuitem])'

/** Where a key leads in a row of `count` stops, from `here`; undefined for other keys. */
export function toolbarMove(key: string, here: number, count: number): number | undefined {
  if (count === 0) return undefined
  if (key === 'ArrowRight') return (here + 1) % count
  if (key === 'ArrowLeft') return (here - 1 + count) % count
  if (key === 'Home') return 0
  if (key === 'End') return count - 1
  return undefined
}

/** Makes an element a toolbar for the keyboard: one tab stop, arrows inside. */
export const toolbar: Attachment<HTMLElement> = (bar) => {
  let current: HTMLElement | undefined
  const stops = () => [...bar.querySelectorAll<HTMLElement>(STOPS)]

  function settle() {
    const all = stops()
    if (!current || !all.includes(current)) current = all[0]
    for (const stop of all) stop.tabIndex = stop === current ? 0 : -1
  }

  function focused(event: FocusEvent) {
    const stop = stops().find((one) => one === event.target)
    if (!stop) return
    current = stop
    settle()
  }

  function key(event: KeyboardEvent) {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return
    const all = stops()
    const here = all.indexOf(event.target as HTMLElement)
    const next = here < 0 ? undefined : toolbarMove(event.key, here, all.length)
    if (next === undefined) return
    event.preventDefault()
    all[next]?.focus()
  }

  settle()
  // Buttons come and go, with the screens of a device for example.
  const watch = new MutationObserver(settle)
  watch.observe(bar, { childList: true, subtree: true })
  bar.addEventListener('focusin', focused)
  bar.addEventListener('keydown', key)
  return () => {
    watch.disconnect()
    bar.removeEventListener('focusin', focused)
    bar.removeEventListener('keydown', key)
  }
}
