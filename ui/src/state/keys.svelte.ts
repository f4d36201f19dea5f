import type { KeysView } from '../gen/KeysView'
import type { Host } from '../host/host'

/** Topic `keys`: the session key being made or just made. */
export class Keys {
  view = $state.raw<KeysView>({ busy: false, latest: null, error: null })
  readonly #host: Host

  constructor(host: Host) {
    this.#host = host
  }

  /** Starts listening; returns what stops it. */
  start(): () => void {
    return this.#host.subscribe('keys', (payload) => {
      if (payload.kind === 'keys') this.view = payload.value
    })
  }
}

/** A session key in groups of three. */
export const groupKey = (key: string) => key.replace(/(...)(?=.)/g, '$1 ')
