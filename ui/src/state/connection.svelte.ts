import type { ConnectionView } from '../gen/ConnectionView'
import type { Host } from '../host/host'

/** Topic `connection`: the link to the appliance, and the appliance's clock. */
export class Connection {
  #view = $state.raw<ConnectionView>({ link: { kind: 'idle' }, clock_offset_ms: 0, latency_ms: null })
  readonly #host: Host

  constructor(host: Host) {
    this.#host = host
  }

  /** Starts listening; returns what stops it. */
  start(): () => void {
    return this.#host.subscribe('connection', (payload) => {
      if (payload.kind === 'connection') this.#view = payload.value
    })
  }

  /** Where the link stands. */
  get link() {
    return this.#view.link
  }

  /** Whether what is shown is up to date. */
  get online() {
    return this.#view.link.kind === 'online'
  }

  /** Milliseconds that the appliance takes to answer, where that was measured. */
  get latency() {
    return this.#view.latency_ms
  }

  /** A moment by the appliance's clock, by this computer's. */
  local(at: number): number {
    return at - this.#view.clock_offset_ms
  }

  /** How long something has lasted that began by the appliance's clock, in milliseconds. */
  since(at: number, now: number): number {
    return Math.max(0, now - this.local(at))
  }
}
