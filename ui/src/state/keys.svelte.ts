import type { InviteView } from '../gen/InviteView'
import type { Key } from '../gen/Key'
import type { KeysView } from '../gen/KeysView'
import type { SessionId } from '../gen/SessionId'
import type { Host } from '../host/host'
import { Invite } from './invite.svelte'

const NOTHING: KeysView = {
  setup: { from: null, templates: [], portals: [], life_default_s: 0, life_max_s: 0 },
  keys: [], revoking: [], invite: null, recent: [],
}

/** Which keys the workplace shows. */
export interface KeysFilter {
  query: string
  whose: 'mine' | 'team'
  stage: 'outstanding' | 'over'
}

/** Topic `keys`: session keys with what became of them, and the invitation that is being written. */
export class Keys {
  view = $state.raw<KeysView>(NOTHING)
  /** The invitation that is being written, while its dialog is open. */
  invite = $state.raw<Invite>()
  filter = $state<KeysFilter>({ query: '', whose: 'mine', stage: 'outstanding' })
  /** Whether the site has told of keys and of what is set up: without a longest life it has not. */
  readonly loaded = $derived(this.view.setup.life_max_s > 0)
  /** The key of the invitation that is being written, once it is made. */
  readonly inviteKey = $derived(this.view.keys.find((key) => key.id === this.view.invite?.key))
  readonly #host: Host

  constructor(host: Host) {
    this.#host = host
  }

  /** Starts listening; returns what stops it. */
  start(): () => void {
    const end = this.#host.subscribe('keys', (payload) => {
      if (payload.kind !== 'keys') return
      this.view = payload.value
      this.#follow(payload.value.invite)
    })
    return () => {
      end()
      this.invite?.keep()
      this.#follow(null)
    }
  }

  /** The key that has started a session, where it is among those that are known. */
  startedBy(lsid: SessionId): Key | undefined {
    return this.view.keys.find(({ state }) => state.kind === 'started' && state.lsid === lsid)
  }

  #follow(view: InviteView | null) {
    if (view?.number === this.invite?.number) return
    // What the backend has closed or filled in anew is not to be overwritten.
    this.invite?.stop()
    this.invite = view ? new Invite(this.#host, view) : undefined
  }
}

/** A session key in groups of three. */
export const groupKey = (key: string) => key.replace(/(...)(?=.)/g, '$1 ')

/** A session key for somebody who listens: each digit by itself, with a rest after each group. */
export const spokenKey = (key: string) => groupKey(key).split(' ').map((group) => [...group].join(' ')).join(', ')
