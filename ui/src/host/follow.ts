import type { Payload } from '../gen/Payload'
import type { Update } from '../gen/Update'
import type { Transport } from './host'

/** How long to wait before a refused subscription is tried again, in milliseconds. */
const AGAIN = 1000

/**
 * Follows a topic through gaps. A subscription's first update has `rev` 1 and each next
 * one is higher by one; anything else means that updates were lost, so what there is of
 * this subscription is dropped and a new one starts with the whole value.
 */
export function follow(transport: Transport, topic: string, onPayload: (payload: Payload) => void): () => void {
  let over = false
  let current: { end: () => void } | undefined

  function start() {
    current = one()
  }

  function one() {
    let ended = false
    let rev = 0
    let id: number | undefined
    let retry: ReturnType<typeof setTimeout> | undefined
    const close = (open: number) => void transport.close(open).catch(() => undefined)

    const end = () => {
      if (ended) return
      ended = true
      clearTimeout(retry)
      if (id !== undefined) close(id)
    }
    const hear = (update: Update) => {
      if (ended) return
      if (update.rev === rev + 1) {
        rev = update.rev
        onPayload(update.payload)
        return
      }
      end()
      start()
    }
    transport.open(topic, hear).then(
      (opened) => (ended ? close(opened) : (id = opened)),
      () => {
        if (!ended) retry = setTimeout(() => !over && start(), AGAIN)
      },
    )
    return { end }
  }

  start()
  return () => {
    over = true
    current?.end()
  }
}
