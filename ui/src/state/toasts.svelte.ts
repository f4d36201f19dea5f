import { untrack } from 'svelte'
import type { Notice } from '../gen/Notice'
import type { NoticeKind } from '../gen/NoticeKind'
import type { UiError } from '../gen/UiError'
import type { Host } from '../host/host'
import { keysOf } from './shortcuts'

/** How many toasts show at once. */
const MOST = 3
/** How long something can be undone, and how long a word stays that needs no answer, in milliseconds. */
const UNDO_FOR = 5000
const SHOWN_FOR = 8000

/** A short word about something that happened elsewhere, or that can be undone. */
export interface Toast {
  id: number
  tone: NoticeKind
  title: string
  text?: string
  action?: { label: string; keys: string; run: () => void }
}

/**
 * Topic `notices` as toasts, with this window's own words for commands that were refused.
 * The newest three show. A toast under the pointer or the focus stays until it is left,
 * even when its notice has gone meanwhile; then there is nothing left to undo in it.
 */
export class Toasts {
  #notices = $state.raw<readonly Notice[]>([])
  #own = $state.raw<readonly Toast[]>([])
  #held = $state.raw<Toast>()
  /** How many places there are where one writes: toasts stand above them. */
  #places = $state(0)
  #next = -1
  readonly #host: Host
  readonly list: readonly Toast[] = $derived.by(() => this.#arrange())

  constructor(host: Host) {
    this.#host = host
  }

  /** Starts listening; returns what stops it. */
  start(): () => void {
    return this.#host.subscribe('notices', (payload) => {
      if (payload.kind === 'notices') this.#notices = payload.value.notices
    })
  }

  /** Whether there is a place where one writes, which must not be covered. */
  get above(): boolean {
    return this.#places > 0
  }

  /** Has toasts stand above such a place; returns what ends it. */
  standAbove(): () => void {
    untrack(() => this.#places++)
    return () => this.#places--
  }

  /** Says that something asked for could not be taken up. Stays until it is closed. */
  refused(title: string, error: UiError) {
    const text = sentence(error.message)
    this.#own = [...this.#own, { id: this.#next--, tone: 'danger', title, text }]
  }

  /** Says that something happened. What failed stays until it is closed. */
  tell(tone: NoticeKind, title: string, text: string) {
    this.#add({ id: this.#next--, tone, title, text: sentence(text) }, tone === 'danger' ? undefined : SHOWN_FOR)
  }

  /** Says that something was done that can be undone for a few seconds. */
  offer(title: string, undo: () => void) {
    const id = this.#next--
    const run = () => {
      this.dismiss(id)
      undo()
    }
    this.#add({ id, tone: 'info', title, action: { label: 'Undo', keys: keysOf('undo'), run } }, UNDO_FOR)
  }

  #add(toast: Toast, forMs: number | undefined) {
    this.#own = [...this.#own, toast]
    if (forMs !== undefined) setTimeout(() => (this.#own = this.#own.filter((one) => one !== toast)), forMs)
  }

  /** Undoes the newest action that still can be undone. */
  undoLast() {
    const own = this.#own.findLast((toast) => toast.action)
    const notice = this.#notices.findLast((one) => one.undo !== null)
    if (own?.action) own.action.run()
    else if (notice) this.#undo(notice)
  }

  /** Closes a toast. */
  dismiss(id: number) {
    if (this.#held?.id === id) this.#held = undefined
    if (id < 0) this.#own = this.#own.filter((toast) => toast.id !== id)
    else this.#host.dispatch({ type: 'dismiss_notice', id }).catch(() => undefined)
  }

  /** Keeps a toast in place, or lets it go. */
  hold(id: number, held: boolean) {
    if (held) this.#held = this.list.find((toast) => toast.id === id)
    else if (this.#held?.id === id) this.#held = undefined
  }

  #arrange(): readonly Toast[] {
    const now = [...this.#notices.map((notice) => this.#toast(notice)), ...this.#own].slice(-MOST)
    const held = this.#held
    if (!held || now.some((toast) => toast.id === held.id)) return now
    const { action: _, ...rest } = held
    return [rest, ...now]
  }

  #toast(notice: Notice): Toast {
    const [title = '', ...lines] = notice.text.split('\n')
    const text = lines.join('\n').trim()
    const toast: Toast = { id: notice.id, tone: notice.kind, title, ...(text ? { text } : {}) }
    if (notice.undo === null) return toast
    return { ...toast, action: { label: 'Undo', keys: keysOf('undo'), run: () => this.#undo(notice) } }
  }

  #undo(notice: Notice) {
    if (notice.undo === null) return
    this.#host
      .dispatch({ type: 'undo', id: notice.undo })
      .catch((error: UiError) => this.refused('This can no longer be undone', error))
  }
}

/** An error's message as a sentence: they come in lower case and without a full stop. */
export function sentence(message: string): string {
  const text = message.charAt(0).toLocaleUpperCase() + message.slice(1)
  return /[.?…]$/.test(text) ? text : `${text}.`
}
