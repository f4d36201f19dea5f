/** A panel whose width can be set. */
export type Panel = 'queues' | 'side' | 'chat'

/** Default, least and most width of each panel, in pixels; the tokens of the same name. */
export const panelWidths = {
  queues: { initial: 288, min: 240, max: 400 },
  side: { initial: 300, min: 260, max: 420 },
  chat: { initial: 336, min: 280, max: 520 },
} as const

const NO_QUEUE_BELOW = 1160
const NO_SIDE_BELOW = 1320
/** The least width of what stands beside the chat, and the width of the rail; the tokens' values. */
const TOOL_MIN = 420
/** Two folders side by side need more, before the session details give way. */
const FOLDERS_MIN = 760
/** The cards and the table of system information need this much. */
const INFO_MIN = 800
const RAIL = 52
/** The least that each tool needs before the session details give way. */
const leastBeside = { screen: TOOL_MIN, files: FOLDERS_MIN, info: INFO_MIN } as const
const STORED = 'farhand.layout'

interface Stored {
  queues: number
  side: number
  chat: number
  queuesOpen: boolean
  sideOpen: boolean
  chatOpen: boolean
}

/**
 * The window's panels: how wide, and which are open. In a narrow window the queue panel
 * and the session details give way and open as overlays. Kept in the web view's own
 * storage, because it belongs to this window and not to the account.
 */
export class Layout {
  #window = $state(innerWidth)
  #stored = $state<Stored>({
    queues: panelWidths.queues.initial,
    side: panelWidths.side.initial,
    chat: panelWidths.chat.initial,
    queuesOpen: true,
    sideOpen: true,
    chatOpen: true,
  })
  #overlay = $state<Panel>()

  /** Whether the queue panel has a column of its own. */
  readonly queuesDocked = $derived(this.#window >= NO_QUEUE_BELOW && this.#stored.queuesOpen)
  /** What stands beside the chat now: the session details give way to it earlier. */
  beside = $state<'screen' | 'files' | 'info'>()
  /** Whether only the screen, its tools and the permission strip show. */
  focusMode = $state(false)
  /** Whether the window has room for the session details as a column. */
  readonly #sideFits = $derived(this.#window >= NO_SIDE_BELOW && (!this.beside || this.#besideRoom() >= leastBeside[this.beside]))
  /** Whether the session details have a column of their own. */
  readonly sideDocked = $derived(this.#sideFits && this.#stored.sideOpen)
  /** Whether the window has room for the chat beside a tool. */
  readonly chatFits = $derived((this.beside !== 'files' && this.beside !== 'info') || this.#window >= NO_QUEUE_BELOW)
  /** Whether the chat shows beside a tool. */
  readonly chatDocked = $derived(this.#stored.chatOpen && this.chatFits)
  /** The panel that lies over the others now, if any. */
  readonly overlay = $derived(this.#overlay)

  constructor() {
    try {
      Object.assign(this.#stored, JSON.parse(localStorage.getItem(STORED) ?? '{}'))
    } catch {
      localStorage.removeItem(STORED)
    }
  }

  /** Takes note of the window's width, in CSS pixels. */
  fit(width: number) {
    this.#window = width
    if (this.#overlay && this.#wide(this.#overlay)) this.#overlay = undefined
  }

  /** The width of a panel, in pixels. */
  width(panel: Panel): number {
    return this.#stored[panel]
  }

  /** Sets the width of a panel. */
  resize(panel: Panel, width: number) {
    this.#stored[panel] = width
    this.#save()
  }

  /** Opens or closes a panel, as a column or as an overlay. */
  toggle(panel: Panel) {
    if (panel === 'chat' && !this.chatFits) return
    if (!this.#wide(panel)) {
      this.#overlay = this.#overlay === panel ? undefined : panel
      return
    }
    if (panel === 'queues') this.#stored.queuesOpen = !this.#stored.queuesOpen
    else if (panel === 'chat') this.#stored.chatOpen = !this.#stored.chatOpen
    else this.#stored.sideOpen = !this.#stored.sideOpen
    this.#save()
  }

  /** Whether a panel is on screen, as a column or over the others. */
  isOpen(panel: Panel): boolean {
    if (this.#overlay === panel) return true
    if (panel === 'chat') return this.chatDocked
    return panel === 'queues' ? this.queuesDocked : this.sideDocked
  }

  /** Opens a panel that is closed. */
  open(panel: Panel) {
    if (!this.isOpen(panel)) this.toggle(panel)
  }

  /** Closes the overlay. */
  closeOverlay() {
    this.#overlay = undefined
  }

  #wide(panel: Panel) {
    if (panel === 'chat') return true
    return panel === 'queues' ? this.#window >= NO_QUEUE_BELOW : this.#sideFits
  }

  /** What a tool would get beside the chat and the session details, in pixels. */
  #besideRoom() {
    const { queues, side, chat } = this.#stored
    return this.#window - RAIL - (this.queuesDocked ? queues : 0) - (this.chatDocked ? chat : 0) - side
  }

  #save() {
    localStorage.setItem(STORED, JSON.stringify(this.#stored))
  }
}
