import type { Console } from './console.svelte'
import { ownReadinessWords, shortReadinessWords } from './readiness'

/** The own readiness in words, with what has set it where it was not the one. */
export function readinessOf(console: Console, short = false): string {
  const who = console.app.signedIn
  const open = console.sessions.tabs.filter((tab) => tab.part === 'owner' && !tab.ended && !tab.held).length
  const words = short ? shortReadinessWords : ownReadinessWords
  return words(who?.presence ?? 'offline', who?.auto, open, who?.me.max_sessions ?? null)
}
