import type { FileEntry } from '../../gen/FileEntry'
import type { Console } from '../../state/console.svelte'
import type { Side } from '../../state/files.svelte'
import { targetOf, type Carried, type Zone } from '../../state/filesDrop'
import { filesWork } from '../../state/filesWork'
import type { SessionPane } from '../../state/session.svelte'

/** How far the pointer moves before it drags, in CSS pixels. */
const FAR = 5

/** How near to the edge of a list the pointer scrolls it, and by how much, in CSS pixels. */
const EDGE = 28
const STEP = 18

/** Scrolls the list under the pointer while that is near its upper or lower edge. */
function creep(x: number, y: number) {
  const rows = document.elementFromPoint(x, y)?.closest('.frows')
  if (!rows) return
  const box = rows.getBoundingClientRect()
  if (y < box.top + EDGE) rows.scrollTop -= STEP
  else if (y > box.bottom - EDGE) rows.scrollTop += STEP
}

/** What lies at a point of the window, where something can be dropped. */
export function zoneAt(x: number, y: number): Zone | undefined {
  const element = document.elementFromPoint(x, y)
  const on = element?.closest<HTMLElement>('[data-files-zone]')?.dataset['filesZone'] as Zone['on'] | undefined
  if (!element || !on) return undefined
  const row = element.closest<HTMLElement>('[data-files-row]')?.dataset['filesRow']
  const crumb = element.closest('.crumb')?.matches('[data-files-crumb]')
    ? element.closest<HTMLElement>('.crumb')?.dataset['filesCrumb']
    : element.closest('.crumb')?.querySelector<HTMLElement>('[data-files-crumb]')?.dataset['filesCrumb']
  return { on, ...(row === undefined ? {} : { row: Number(row) }), ...(crumb === undefined ? {} : { crumb: Number(crumb) }) }
}

/**
 * Drags entries with the pointer. Not with the page's own drag and drop: where the window hears
 * what the system drops, web views do not offer both.
 */
export function grab(console: Console, pane: SessionPane, from: Side, start: PointerEvent, entries: readonly FileEntry[]) {
  const { files } = pane
  const work = filesWork(console, pane)
  const carried: Carried = { from, entries, count: entries.length }
  let dragging = false

  function move(event: PointerEvent) {
    if (!dragging && Math.hypot(event.clientX - start.clientX, event.clientY - start.clientY) < FAR) return
    dragging = true
    document.body.classList.add('dragging')
    creep(event.clientX, event.clientY)
    files.carried = carried
    files.target = targetOf(files, work.rights(), carried, zoneAt(event.clientX, event.clientY))
  }

  function drop() {
    const { target } = files
    end()
    if (!dragging) return
    // The click that follows belongs to the drag, if one follows.
    addEventListener('click', swallow, { capture: true, once: true })
    setTimeout(() => removeEventListener('click', swallow, true))
    if (target) void work.drop(carried, target)
  }

  const swallow = (event: Event) => event.stopPropagation()

  function key(event: KeyboardEvent) {
    if (event.key !== 'Escape' || !dragging) return
    event.preventDefault()
    event.stopPropagation()
    end()
  }

  function end() {
    document.body.classList.remove('dragging')
    files.carried = files.target = undefined
    removeEventListener('pointermove', move)
    removeEventListener('pointerup', drop)
    removeEventListener('pointercancel', end)
    removeEventListener('keydown', key, true)
  }

  addEventListener('pointermove', move)
  addEventListener('pointerup', drop)
  addEventListener('pointercancel', end)
  addEventListener('keydown', key, true)
}
