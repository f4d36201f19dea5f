import type { SessionId } from '../gen/SessionId'
import type { TabRow } from '../gen/TabRow'
import type { Host } from '../host/host'
import { SessionPane } from './session.svelte'

/**
 * Topic `sessions`: the tabs, and which one is in front. A tab that was looked at once
 * keeps its pane, and with it what is being typed there, until the tab is closed.
 */
export class Sessions {
  tabs = $state.raw<readonly TabRow[]>([])
  #front = $state<SessionId>()
  #panes = $state.raw<ReadonlyMap<SessionId, SessionPane>>(new Map())
  #serial = -1
  readonly #host: Host

  /** The session in front, if any. */
  readonly front = $derived(this.#front)
  /** The pane of the session in front. */
  readonly pane = $derived(this.#front === undefined ? undefined : this.#panes.get(this.#front))

  constructor(host: Host) {
    this.#host = host
  }

  /** Starts listening; returns what stops it. */
  start(): () => void {
    const end = this.#host.subscribe('sessions', (payload) => {
      if (payload.kind !== 'sessions') return
      this.tabs = payload.value.tabs
      this.#dropClosed()
      const { show, show_serial } = payload.value
      const asked = show !== null && show_serial !== this.#serial && this.tabs.some((tab) => tab.lsid === show)
      if (asked) this.bringToFront(show)
      if (asked || show === null) this.#serial = show_serial
    })
    return () => {
      end()
      for (const pane of this.#panes.values()) pane.close()
    }
  }

  /** Brings a tab to the front. */
  bringToFront(lsid: SessionId) {
    if (!this.#panes.has(lsid)) this.#panes = new Map(this.#panes).set(lsid, new SessionPane(this.#host, lsid))
    this.#front = lsid
  }

  /** Brings the tab `step` places further to the front, round the ends. */
  cycle(step: number) {
    const here = this.tabs.findIndex((tab) => tab.lsid === this.#front)
    const next = this.tabs[(here + step + this.tabs.length) % this.tabs.length]
    if (next) this.bringToFront(next.lsid)
  }

  #dropClosed() {
    const open = new Set(this.tabs.map((tab) => tab.lsid))
    const closed = [...this.#panes].filter(([lsid]) => !open.has(lsid))
    for (const [, pane] of closed) pane.close()
    if (closed.length) this.#panes = new Map([...this.#panes].filter(([lsid]) => open.has(lsid)))
    if (this.#front === undefined || !open.has(this.#front)) {
      this.#front = undefined
      const first = this.tabs[0]
      if (first) this.bringToFront(first.lsid)
    }
  }
}
