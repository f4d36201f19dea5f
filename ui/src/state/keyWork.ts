import type { Key } from '../gen/Key'
import type { Console } from './console.svelte'
import { type KeyContext } from './keyRows'

/** What keys are told with in this window. */
export function keyContext(console: Console): KeyContext {
  const { app, connection, keys, queues, sessions } = console
  return {
    now: console.clock.now,
    local: (at) => connection.local(at),
    me: app.signedIn?.me.id,
    revoking: keys.view.revoking,
    session: (lsid) => ({ tab: sessions.tabs.find((tab) => tab.lsid === lsid), waiting: queues.rowOf(lsid) }),
  }
}

/** What can be done with a key. Refusals become toasts. */
export function keyWork(console: Console) {
  return {
    revoke: (key: Key) => console.ask('The key could not be revoked', { type: 'revoke_key', id: key.id }),
    extend: (key: Key) => console.ask('The key could not be extended', { type: 'extend_key', id: key.id, life_s: null }),
    again: (key: Key, numbers: number[]) =>
      console.ask('The invitation could not be sent again', { type: 'send_again', id: key.id, numbers }),
    open: (key: Key) => {
      if (key.state.kind === 'started') console.showSession(key.state.lsid)
    },
  }
}
