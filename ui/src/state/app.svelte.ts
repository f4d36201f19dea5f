import type { AppView } from '../gen/AppView'
import type { Settings } from '../gen/Settings'
import type { SignInView } from '../gen/SignInView'
import type { SignedInView } from '../gen/SignedInView'
import type { Host } from '../host/host'

/** Topic `app`: signed in or not, the settings, the demo appliance. */
export class App {
  /** The last value; undefined until the backend has answered. */
  view = $state.raw<AppView>()
  readonly phase = $derived(this.view?.phase.kind ?? 'starting')
  readonly #host: Host

  constructor(host: Host) {
    this.#host = host
  }

  /** Starts listening; returns what stops it. */
  start(): () => void {
    return this.#host.subscribe('app', (payload) => {
      if (payload.kind === 'app') this.view = payload.value
    })
  }

  /** The sign-in page's values while it is shown. */
  get signIn(): SignInView | undefined {
    const phase = this.view?.phase
    return phase?.kind === 'signed_out' ? phase : undefined
  }

  /** The one who is signed in. */
  get signedIn(): SignedInView | undefined {
    const phase = this.view?.phase
    return phase?.kind === 'signed_in' ? phase : undefined
  }

  /** The settings in force. */
  get settings(): Settings | undefined {
    return this.view?.settings
  }

  /** Changes some settings; they apply when the backend has stored them. */
  async change(some: Partial<Settings>) {
    const settings = this.settings
    if (settings) await this.#host.dispatch({ type: 'change_settings', settings: { ...settings, ...some } })
  }
}
