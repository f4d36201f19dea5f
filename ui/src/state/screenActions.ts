import type { Capability } from '../gen/Capability'
import type { DeviceKey } from '../gen/DeviceKey'
import type { ScreenQuality } from '../gen/ScreenQuality'
import type { ScreenshotTo } from '../gen/ScreenshotTo'
import type { Console } from './console.svelte'
import { openQuestion } from './screen.svelte'
import { inControl, type Offer } from './screenShown'
import type { SessionPane } from './session.svelte'

/** What can be done with the screen of one session. Refusals become toasts. */
export function screenWork(console: Console, pane: SessionPane) {
  const { lsid } = pane
  const me = () => console.app.signedIn?.me.id
  return {
    /** Asking to see leads to where it will be seen. */
    async ask(what: Capability) {
      if (what !== 'clipboard') pane.tool = 'screen'
      await console.ask('The customer was not asked', { type: 'ask_for', lsid, what })
    },
    takeBack: (what: Capability) => console.ask('The question was not taken back', { type: 'take_back_ask', lsid, what }),
    stop: (what: Capability) => console.ask('It was not stopped', { type: 'stop_capability', lsid, what }),
    drive: (drive: boolean) =>
      console.ask(drive ? 'Control was not taken' : 'Control was not released', { type: 'drive', lsid, drive }),
    press: (key: DeviceKey) => console.ask('The key was not pressed', { type: 'press_device_key', lsid, key }),
    quality: (quality: ScreenQuality) =>
      console.ask('The quality was not changed', { type: 'set_screen_quality', lsid, quality }),
    part: (part: number | null) => console.ask('The screen was not changed', { type: 'show_screen_part', lsid, part }),
    sendClipboard: () => console.ask('The clipboard was not sent', { type: 'send_clipboard', lsid }),
    fetchClipboard: () => console.ask('The clipboard was not fetched', { type: 'fetch_clipboard', lsid }),
    screenshot: (to: ScreenshotTo) => console.ask('No screenshot was taken', { type: 'take_screenshot', lsid, to }),
    password: (password: string) => console.ask('The password was not sent', { type: 'screen_password', lsid, password }),
    resume: () => console.ask('The session was not resumed', { type: 'accept_session', lsid }),

    /** What Ctrl+Shift+R does: asks for control, takes the question back, takes or releases it. */
    async control() {
      const session = pane.view?.session
      if (!session) return
      const state = session.capabilities.control.kind
      if (state === 'requested') await this.takeBack('control')
      else if (state !== 'granted') await this.ask('control')
      else await this.drive(!inControl({ session, screen: pane.screen.view, me: me() }))
    },

    /** Does what the strip or a card offers. */
    async accept(offer: Offer) {
      const asked = pane.view && openQuestion(pane.view.session.capabilities)
      if (offer.kind === 'ask-view') await this.ask('view')
      else if (offer.kind === 'ask-control') await this.ask('control')
      else if (offer.kind === 'take-back') await (asked && this.takeBack(asked))
      else if (offer.kind === 'drive' || offer.kind === 'release') await this.drive(offer.kind === 'drive')
      else if (offer.kind === 'elevate') console.overlay = 'elevate'
      else if (offer.kind === 'resume') await this.resume()
      else pane.screen.openAgain()
    },
  }
}

/** Shows the screen of the session in front, with focus mode left as it is. */
export function showScreen(console: Console) {
  console.page = 'sessions'
  if (console.sessions.pane) console.sessions.pane.tool = 'screen'
}
