import { Channel, invoke } from '@tauri-apps/api/core'
import { listen } from '@tauri-apps/api/event'
import type { Update } from '../gen/Update'
import { hostOver, type Host, type Transport } from './host'
import { inOrder } from './inOrder'
import { playSound } from './sounds'

/** The backend in the same program, over Tauri's calls and channels. */
const transport: Transport = {
  // Each call is a task of its own in the backend: two at once may arrive in either order.
  dispatch: inOrder((command) => invoke<void>('dispatch', { command })),
  open: (topic, onUpdate) => invoke<number>('subscribe', { topic, channel: new Channel<Update>(onUpdate) }),
  close: (id) => invoke('unsubscribe', { id }),
}

/** The host of the desktop program. */
export const tauriHost: Host = hostOver(transport)

/** From now on plays what the backend asks for, by the name of the sound. */
export function hearSounds() {
  void listen<string>('play', ({ payload }) => playSound(payload))
}
