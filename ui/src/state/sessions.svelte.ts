import type { SessionId } from '../gen/SessionId'
import type { SessionsView } from '../gen/SessionsView'
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
  #told = -1
  readonly #host: Host

  /** The session in front, if any. */
  readonly front = $derived(this.#front)
  /** The pane of the session in front. */
  readonly pane = $derived(this.#front === undefined ? undefined : this.#panes.get(this.#front))

  /**
   * `shown` hears of each session that is to be shown, and whether its tab is in front now. It
   * answers whether the session can be seen.
   */
  constructor(
    host: Host,
    private readonly shown: (lsid: SessionId, tab: boolean) => boolean = (_, tab) => tab,
  ) {
    this.#host = host
  }

  /** Starts listening; returns what stops it. */
  start(): () => void {
    const end = this.#host.subscribe('sessions', (payload) => {
      if (payload.kind !== 'sessions') return
      this.tabs = payload.value.tabs
      this.#dropClosed()
      this.#show(payload.value)
    })
    // A closed pane hears nothing any more: whoever signs in next gets new ones.
    return () => {
      end()
      for (const pane of this.#panes.values()) pane.close()
      this.tabs = []
      this.#panes = new Map()
      this.#front = undefined
    }
  }

  /** The pane of a tab, if it was looked at. */
  paneOf(lsid: SessionId): SessionPane | undefined {
    return this.#panes.get(lsid)
  }

  /** Brings a tab to the front. What was typed in the one before is kept. */
  bringToFront(lsid: SessionId) {
    if (this.#front !== lsid) this.pane?.keepDrafts()
    if (!this.#panes.has(lsid)) this.#panes = new Map(this.#panes).set(lsid, new SessionPane(this.#host, lsid))
    this.#front = lsid
  }

  /** Brings the tab `step` places further to the front, round the ends. */
  cycle(step: number) {
    const here = this.tabs.findIndex((tab) => tab.lsid === this.#front)
    const next = this.tabs[(here + step + this.tabs.length) % this.tabs.length]
    if (next) this.bringToFront(next.lsid)
  }

  /** Hands over what is typed in any tab. */
  keepDrafts() {
    for (const pane of this.#panes.values()) pane.keepDrafts()
  }

  /** Each asking counts once. What cannot be seen yet is brought to the front when its tab opens. */
  #show({ show, show_serial }: SessionsView) {
    if (show === null) {
      this.#serial = this.#told = show_serial
      return
    }
    const tab = this.tabs.some((one) => one.lsid === show)
    if (show_serial === this.#serial || (!tab && show_serial === this.#told)) return
    this.#told = show_serial
    if (tab) this.bringToFront(show)
    if (this.shown(show, tab)) this.#serial = show_serial
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
