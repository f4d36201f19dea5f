import type { CannedLibrary } from '../gen/CannedLibrary'
import type { Host } from '../host/host'

/** Topic `canned`: the site's canned messages. */
export class Library {
  value = $state.raw<CannedLibrary>({ categories: [], messages: [] })
  readonly #host: Host

  constructor(host: Host) {
    this.#host = host
  }

  /** Starts listening; returns what stops it. */
  start(): () => void {
    return this.#host.subscribe('canned', (payload) => {
      if (payload.kind === 'canned') this.value = payload.value
    })
  }
}
