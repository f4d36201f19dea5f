import type { IconName } from './icons'
import type { PresenceMark } from './presence'

/** One line of a menu, or a line between groups. */
export type MenuItem =
  | { kind: 'line' }
  | {
      kind: 'head'
      /** Words over a group; not an entry. */
      label: string
    }
  | {
      kind: 'item'
      id: string
      label: string
      icon?: IconName
      mark?: PresenceMark
      /** Words or keys at the right edge. */
      note?: string
      /** Shown with a tick; the item is one of a set. */
      checked?: boolean
      /** Why it cannot be chosen now. */
      reason?: string
      run: () => void
    }

/** Whether this is Tab. WebKitGTK has no name for it with Shift, only its place (X11's ISO_Left_Tab). */
export const isTab = ({ key, code }: Pick<KeyboardEvent, 'key' | 'code'>) => key === 'Tab' || code === 'Tab'

/** Where the focus goes from `here` for a key, among `count` items; undefined for other keys. */
export function menuMove(key: string, here: number, count: number): number | undefined {
  if (count === 0) return undefined
  if (key === 'ArrowDown') return (here + 1) % count
  if (key === 'ArrowUp') return (here - 1 + count) % count
  if (key === 'Home') return 0
  if (key === 'End') return count - 1
  return undefined
}
