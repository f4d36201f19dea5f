import type { OfferRow } from '../gen/OfferRow'
import type { OffersView } from '../gen/OffersView'
import type { SessionId } from '../gen/SessionId'
import type { Host } from '../host/host'
import { offerKey, offerSpoken } from './offerWords'

/**
 * Topic `offers`: what waits for the answer of the one who is signed in. What stands in the own queue can
 * be put off: it stays where it is, and only its card goes.
 */
export class Offers {
  #all = $state.raw<readonly OfferRow[]>([])
  #later = $state.raw<ReadonlySet<string>>(new Set())
  /** The session whose card is to have the focus. */
  wanted = $state<SessionId>()
  /** What is to be said at once: an offer whose time runs. */
  urgent = $state('')
  /** What can wait until the screen reader has finished: invitations, and what was passed on. */
  polite = $state('')
  readonly #host: Host

  /** What shows, the most urgent first. */
  readonly shown: readonly OfferRow[] = $derived(this.#all.filter((offer) => !this.#later.has(offerKey(offer))))
  /** The one that the keys answer. */
  readonly first: OfferRow | undefined = $derived(this.shown[0])

  constructor(host: Host) {
    this.#host = host
  }

  /** Starts listening; returns what stops it. */
  start(): () => void {
    const end = this.#host.subscribe('offers', (payload) => {
      if (payload.kind === 'offers') this.#take(payload.value)
    })
    return () => {
      end()
      this.#take({ offers: [] })
    }
  }

  /** Whether a session is offered. */
  has(lsid: SessionId): boolean {
    return this.#all.some((one) => one.lsid === lsid)
  }

  /** Asks for the card of a session that is offered to be brought into sight; says whether it is. */
  reveal(lsid: SessionId): boolean {
    const offer = this.#all.find((one) => one.lsid === lsid)
    if (!offer) return false
    this.#later = new Set([...this.#later].filter((key) => key !== offerKey(offer)))
    this.wanted = lsid
    return true
  }

  /** Takes an offer's card away; the offer stays where it is. */
  putOff(offer: OfferRow) {
    this.#later = new Set(this.#later).add(offerKey(offer))
  }

  #take({ offers }: OffersView) {
    const known = new Set(this.#all.map(offerKey))
    const fresh = offers.filter((offer) => !known.has(offerKey(offer)))
    this.#all = offers
    const now = new Set(offers.map(offerKey))
    this.#later = new Set([...this.#later].filter((key) => now.has(key)))
    const say = (some: readonly OfferRow[]) => some.map(offerSpoken).join(' ')
    const [timed, others] = [fresh.filter(runs), fresh.filter((offer) => !runs(offer))]
    if (timed.length) this.urgent = say(timed)
    if (others.length) this.polite = say(others)
    if (offers.length === 0) this.urgent = this.polite = ''
  }
}

const runs = (offer: OfferRow) => offer.kind.kind === 'assigned'
