import type { OfferRow } from '../gen/OfferRow'
import type { Console } from './console.svelte'
import { canDecline } from './offerWords'

/** Accepts an offer: its session comes to the front when it is there. */
export async function acceptOffer(console: Console, offer: OfferRow) {
  const { lsid, kind, name } = offer
  if (offer.busy) return
  console.page = 'sessions'
  const title = `${name} was not accepted`
  if (kind.kind === 'assigned') await console.ask(title, { type: 'answer_assignment', lsid, accept: true })
  else if (kind.kind === 'shared') await console.ask('You have not joined', { type: 'answer_share', lsid, share: kind.share, accept: true })
  else await console.ask(title, { type: 'accept_session', lsid })
}

/** Declines an offer, or puts off what stands in the own queue. */
export async function declineOffer(console: Console, offer: OfferRow) {
  const { lsid, kind } = offer
  if (offer.busy) return
  if (!canDecline(offer)) console.offers.putOff(offer)
  else if (kind.kind === 'assigned') await console.ask('It was not declined', { type: 'answer_assignment', lsid, accept: false })
  else if (kind.kind === 'shared') await console.ask('It was not declined', { type: 'answer_share', lsid, share: kind.share, accept: false })
}
