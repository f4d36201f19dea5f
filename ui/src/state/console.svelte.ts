import type { Command } from '../gen/Command'
import type { GoTo } from '../gen/GoTo'
import type { SessionId } from '../gen/SessionId'
import type { TalkWith } from '../gen/TalkWith'
import type { UiError } from '../gen/UiError'
import type { Host } from '../host/host'
import { reportActivity } from './activity'
import { App } from './app.svelte'
import { Clock } from './clock.svelte'
import { Colleagues } from './colleagues.svelte'
import { Connection } from './connection.svelte'
import { Dashboard } from './dashboard.svelte'
import { FocusWish } from './focus.svelte'
import { History } from './history.svelte'
import { Keys } from './keys.svelte'
import { Layout } from './layout.svelte'
import { Library } from './library.svelte'
import { Offers } from './offers.svelte'
import type { Times } from './permission'
import { Queues } from './queues.svelte'
import { Sessions } from './sessions.svelte'
import { Talk } from './talk.svelte'
import { Transfers } from './filesTransfers.svelte'
import { Toasts } from './toasts.svelte'

/** A workplace of the rail. */
export type Page = 'sessions' | 'supervisor' | 'keys' | 'history' | 'talk' | 'settings'

/** An overlay that the user opened. */
export type Overlay = 'commands' | 'invite' | 'shortcuts' | 'elevate' | 'transfer' | 'share' | 'helper'

/** How long a session may take to be told of after a link to it, in milliseconds. */
const TOLD_WITHIN = 1000

/** All state of a window, one part per topic, and what the window itself shows. */
export class Console {
  readonly clock = new Clock()
  readonly app: App
  readonly connection: Connection
  readonly queues: Queues
  readonly sessions: Sessions
  readonly library: Library
  readonly keys: Keys
  readonly dashboard: Dashboard
  readonly history: History
  readonly toasts: Toasts
  readonly colleagues: Colleagues
  readonly offers: Offers
  readonly talk: Talk
  readonly transfers: Transfers
  readonly layout = new Layout()
  readonly focus = new FocusWish()
  page = $state<Page>('sessions')
  overlay = $state<Overlay>()
  /** The session that was last opened from the dashboard, to be seen. */
  watchedFromDashboard: SessionId | undefined
  /** The newest place that a link has led to, by its number. */
  #went = 0
  /** Why there is no backend behind this window, where it could not start. */
  failure = $state.raw<UiError>()

  constructor(readonly host: Host) {
    this.app = new App(host)
    this.connection = new Connection(host)
    this.queues = new Queues(host, this.clock, this.connection)
    this.sessions = new Sessions(host, (lsid, tab) => this.#shown(lsid, tab))
    this.library = new Library(host)
    this.keys = new Keys(host)
    this.colleagues = new Colleagues(host)
    this.offers = new Offers(host)
    this.talk = new Talk(host)
    this.dashboard = new Dashboard(host)
    this.history = new History(host)
    this.toasts = new Toasts(host)
    this.transfers = new Transfers(host, (row) => this.sessions.paneOf(row.lsid)?.files.ended(row))
  }

  /** Starts what is needed before signing in; returns what stops it. */
  start(): () => void {
    // Nothing is in front yet. The first answer also tells whether there is anybody to answer.
    this.host.dispatch({ type: 'look_at', lsid: null }).catch((error: unknown) => (this.failure = error as UiError))
    return all([this.clock.start(), this.app.start(), this.connection.start(), this.toasts.start()])
  }

  /** Starts what belongs to the one who is signed in; returns what stops it. */
  startWorkplace(): () => void {
    const topics = [this.queues, this.sessions, this.library, this.keys, this.transfers, this.colleagues, this.offers, this.talk, this.dashboard, this.history]
    return all([...topics.map((topic) => topic.start()), reportActivity(this.host)])
  }

  /**
   * Makes room for a session that the user asked to see: one without a tab stands among those who
   * wait. In one with a tab the next thing is to write.
   */
  #shown(lsid: SessionId, tab: boolean): boolean {
    this.page = 'sessions'
    if (tab) {
      this.focus.ask('composer')
      return true
    }
    if (this.offers.reveal(lsid)) return true
    const waits = this.queues.reveal(lsid)
    if (waits) this.layout.open('queues')
    return waits
  }

  /** Brings a session into sight: its tab, or its line among those who wait. Says whether there is one. */
  showSession(lsid: SessionId): boolean {
    const tab = this.sessions.tabs.some((one) => one.lsid === lsid)
    if (!tab && !this.offers.has(lsid) && !this.queues.rowOf(lsid)) return false
    this.overlay = undefined
    if (tab) this.sessions.bringToFront(lsid)
    return this.#shown(lsid, tab)
  }

  /** Shows the conversation with a colleague or a team, to write there. */
  talkTo(with_: TalkWith) {
    this.overlay = undefined
    this.page = 'talk'
    this.talk.choose(with_)
    this.focus.ask('talk')
  }

  /** Opens the invitation's dialog with what was kept, and has its key made. */
  invite() {
    if (this.overlay === 'invite') return
    this.overlay = 'invite'
    void this.ask('The invitation could not be opened', { type: 'open_invite' }).then((taken) => {
      if (!taken && this.overlay === 'invite') this.overlay = undefined
    })
  }

  /**
   * Goes where a link has led, once for each. Links lead somewhere and do nothing there. What they lead
   * to may be told of a moment later than the link, in another topic.
   */
  goTo({ number, place }: GoTo, atLast = false) {
    if (number <= this.#went) return
    if (place.kind === 'invite') {
      if (!this.keys.invite) return
      this.overlay = 'invite'
    } else if (!this.showSession(place.lsid)) {
      if (!atLast) {
        setTimeout(() => this.goTo({ number, place }, true), TOLD_WITHIN)
        return
      }
      this.toasts.tell('info', 'That session is not in sight', 'It is over, or it belongs to others')
    }
    this.#went = number
  }

  /** Whether the reader leads a team: there is a supervisor's workplace then. */
  get supervises(): boolean {
    return this.dashboard.led.length > 0
  }

  /** How moments are read now. */
  get times(): Times {
    return { now: this.clock.now, local: (at) => this.connection.local(at) }
  }

  /** Sends a command; a refusal becomes a toast with this title. */
  async ask(title: string, command: Command): Promise<boolean> {
    try {
      await this.host.dispatch(command)
      return true
    } catch (error) {
      this.toasts.refused(title, error as UiError)
      return false
    }
  }
}

const all = (ends: (() => void)[]) => () => {
  for (const end of ends) end()
}
