import type { TabRow } from '../../gen/TabRow'

/** On which sides a row of tabs goes on beyond what is seen. */
export interface Cut {
  left: boolean
  right: boolean
}

/** Where a scrolled row is cut. Less than a pixel is rounding. */
export const cutOf = ({ scrollLeft, clientWidth, scrollWidth }: Pick<Element, 'scrollLeft' | 'clientWidth' | 'scrollWidth'>): Cut => ({
  left: scrollLeft >= 1,
  right: scrollWidth - clientWidth - scrollLeft >= 1,
})

/** A tab's state in words; `lasted` is how long it lasts, ready for display. */
export function tabWords(tab: TabRow, lasted: string): string {
  if (tab.unread > 0) return `${tab.unread} unread`
  if (tab.ended) return 'ended'
  if (tab.part === 'monitor') return 'watching'
  if (tab.part === 'invited') return 'invited'
  if (tab.held) return `Hold ${lasted}`
  if (tab.customer.kind !== 'here') return 'connection lost'
  return tab.asking ? 'asked' : lasted
}
