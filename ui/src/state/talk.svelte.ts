import type { TalkRow } from '../gen/TalkRow'
import type { TalkView } from '../gen/TalkView'
import type { TalkWith } from '../gen/TalkWith'
import type { UiError } from '../gen/UiError'
import type { Host } from '../host/host'
import { newClientId } from './clientId'
import { Draft } from './draft.svelte'

/** A conversation's identity. */
export const talkKey = ({ kind, id }: TalkWith): string => `${kind}-${id}`

/** Whether two are the same conversation. */
export const sameTalk = (one: TalkWith | undefined, other: TalkWith | undefined): boolean =>
  one !== undefined && other !== undefined && talkKey(one) === talkKey(other)

const nothing: TalkView = { talks: [], open: null, unread: 0 }

/** Topic `talk`: conversations with colleagues outside sessions, and which one this window shows. */
export class Talk {
  #view = $state.raw<TalkView>(nothing)
  #chosen = $state.raw<TalkWith>()
  /** Until somebody has seen or chosen one, the latest conversation is the chosen one. */
  #settled = false
  /** Whether the earlier lines could not be asked for. */
  earlierFailed = $state(false)
  readonly #drafts = new Map<string, Draft>()
  readonly #host: Host

  constructor(host: Host) {
    this.#host = host
  }

  /** Starts listening; returns what stops it. */
  start(): () => void {
    const end = this.#host.subscribe('talk', (payload) => {
      if (payload.kind === 'talk') this.#take(payload.value)
    })
    // The next one who signs in at this window has other conversations.
    return () => {
      end()
      this.keepDrafts()
      this.#drafts.clear()
      this.#chosen = undefined
      this.#settled = false
      this.#view = nothing
    }
  }

  /** The conversations, the latest first. */
  get talks(): readonly TalkRow[] {
    return this.#view.talks
  }

  /** Lines that were not shown yet, in all. */
  get unread(): number {
    return this.#view.unread
  }

  /** The conversation that is chosen. */
  get chosen(): TalkWith | undefined {
    return this.#chosen
  }

  /** The chosen conversation, once its lines are there. */
  get open() {
    const { open } = this.#view
    return open && sameTalk(open.with, this.#chosen) ? open : undefined
  }

  /** What is being typed in the chosen conversation. */
  get draft(): Draft | undefined {
    return this.#chosen && this.#draftOf(this.#chosen)
  }

  /** Chooses a conversation; a new one begins where there was none. */
  choose(with_: TalkWith | undefined) {
    this.draft?.keep()
    this.earlierFailed = false
    this.#settled = true
    this.#chosen = with_
  }

  /** The conversations are in sight: the chosen one counts as read. Returns what to do when they are not any more. */
  look(): () => void {
    if (!this.#chosen) return () => undefined
    this.#settled = true
    this.#host.dispatch({ type: 'open_talk', with: this.#chosen }).catch(() => undefined)
    return () => void this.#host.dispatch({ type: 'close_talk' }).catch(() => undefined)
  }

  /** Sends what is typed. What cannot even be taken up stays typed, and is told. */
  async send(refused: (error: UiError) => void) {
    const to = this.#chosen
    const draft = this.draft
    if (!to || !draft?.text.trim()) return
    const text = draft.sent().trim()
    try {
      await this.#host.dispatch({ type: 'send_talk', to, client_id: newClientId(), text })
    } catch (error) {
      if (!draft.text) draft.text = text
      refused(error as UiError)
    }
  }

  /** Sends a failed line again. */
  retry = (client_id: string) => this.#host.dispatch({ type: 'retry_talk', client_id })

  /** Deletes a failed line. */
  delete = (client_id: string) => this.#host.dispatch({ type: 'delete_talk', client_id })

  /** Asks for earlier lines, where there are any and none are on their way. */
  async loadEarlier() {
    const { open } = this
    if (!open?.has_earlier || open.loading || this.earlierFailed) return
    await this.loadAgain()
  }

  /** Asks for earlier lines once more. */
  async loadAgain() {
    this.earlierFailed = false
    await this.#host.dispatch({ type: 'load_earlier_talk' }).catch(() => (this.earlierFailed = true))
  }

  /** Hands over what is typed in any conversation. */
  keepDrafts() {
    for (const draft of this.#drafts.values()) draft.keep()
  }

  #take(view: TalkView) {
    this.#view = view
    const first = view.talks[0]
    if (first && !this.#settled) this.#chosen = first.with
    if (view.open) this.#draftOf(view.open.with).restore(view.open.draft)
  }

  #draftOf(to: TalkWith): Draft {
    const key = talkKey(to)
    const known = this.#drafts.get(key)
    if (known) return known
    const draft = new Draft((text) => this.#host.dispatch({ type: 'save_talk_draft', to, text }))
    this.#drafts.set(key, draft)
    return draft
  }
}
