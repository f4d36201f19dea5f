import type { Capability } from '../gen/Capability'
import type { Command } from '../gen/Command'
import type { ScreenView } from '../gen/ScreenView'
import type { SessionId } from '../gen/SessionId'
import type { Host } from '../host/host'

/**
 * How long a screen that nobody looks at stays open, in milliseconds. Going to another session
 * and back is a matter of seconds, and opening anew costs a ticket and a whole picture; but an
 * open stream costs the customer's upload, so it is not kept for longer than that.
 */
export const GRACE = 10_000

/** How large the picture is. */
export type Zoom = { kind: 'fit' } | { kind: 'actual' } | { kind: 'zoom'; factor: number }
/** What the pointer does on the picture. */
export type ScreenTool = 'point' | 'laser' | 'draw'
/** Keys by their place on the keyboard, or by what they write. */
export type KeyboardMode = 'position' | 'character'

const closed: ScreenView = {
  status: { kind: 'closed' },
  facts: null,
  stats: null,
  quality: 'auto',
  part: null,
  clipboard: null,
  driving: false,
}

type Bare<T> = T extends { lsid: SessionId } ? Omit<T, 'lsid'> : never

/** Topic `screen/{lsid}`, and how this window shows the screen. */
export class Screen {
  view = $state.raw<ScreenView>(closed)
  zoom = $state.raw<Zoom>({ kind: 'fit' })
  keyboard = $state<KeyboardMode>('character')
  tool = $state<ScreenTool>('point')
  /** Whether the keyboard goes to the device. */
  captured = $state(false)
  /** Whether a picture was seen since the screen was mounted. */
  pictured = $state(false)
  /** How many own strokes can be taken back. */
  strokes = $state(0)
  /** What the surface is to do next: with the own drawings, or with the keyboard. */
  wish = $state<'undo' | 'clear' | 'capture'>()
  #end: (() => void) | undefined
  #grace: ReturnType<typeof setTimeout> | undefined
  #open = false
  readonly #host: Host

  constructor(
    host: Host,
    readonly lsid: SessionId,
  ) {
    this.#host = host
  }

  /** The screen is in sight: opens it, or keeps it open. */
  look() {
    clearTimeout(this.#grace)
    this.#end ??= this.#host.subscribe(`screen/${this.lsid}`, (payload) => {
      if (payload.kind === 'screen') this.#take(payload.value)
    })
    if (!this.#open) this.openAgain()
  }

  /** Tries again to open what could not be opened. */
  openAgain() {
    this.#open = true
    void this.#tell({ type: 'open_screen' })
  }

  /** The screen is out of sight: it closes unless somebody comes back soon. */
  leave() {
    this.captured = false
    this.pictured = false
    clearTimeout(this.#grace)
    if (this.#open) this.#grace = setTimeout(() => this.close(), GRACE)
  }

  /** Closes the screen and stops listening. */
  close() {
    clearTimeout(this.#grace)
    if (this.#open) void this.#tell({ type: 'close_screen' })
    this.#open = false
    this.#end?.()
    this.#end = undefined
    this.view = { ...closed, quality: this.view.quality }
  }

  /** Goes from fit to 1:1 and back. */
  toggleFit() {
    this.zoom = this.zoom.kind === 'fit' ? { kind: 'actual' } : { kind: 'fit' }
  }

  /** Takes a tool, or puts it back where it is taken already. */
  take(tool: ScreenTool) {
    this.tool = this.tool === tool ? 'point' : tool
  }

  #take(next: ScreenView) {
    this.view = next
    if (next.facts && !next.facts.annotations) this.tool = 'point'
    if (next.facts && !next.facts.positions) this.keyboard = 'character'
  }

  async #tell(command: Bare<Command>) {
    await this.#host.dispatch({ ...command, lsid: this.lsid } as Command).catch(() => undefined)
  }
}

/** The capability that a question is open for, if any; one for control is one for seeing too. */
export function openQuestion(capabilities: { [what in 'control' | 'view' | 'clipboard']: { kind: string } }): Capability | undefined {
  return (['control', 'view', 'clipboard'] as const).find((what) => capabilities[what].kind === 'requested')
}
