import type { OfferRow } from '../gen/OfferRow'
import { keysOf } from './shortcuts'
import { channelWords } from './words'

/** An offer's identity: the same session may be offered anew, or shared twice. */
export function offerKey({ lsid, kind }: OfferRow): string {
  const which = kind.kind === 'shared' ? kind.share : kind.kind === 'assigned' ? kind.since : ''
  return [lsid, kind.kind, which].join(' ')
}

/** What an offer is, in a line. */
export function offerTitle({ name, kind }: OfferRow): string {
  switch (kind.kind) {
    case 'assigned':
      return kind.by ? `${kind.by} assigns ${name} to you` : `${name} is assigned to you`
    case 'shared':
      return kind.team ? `${kind.by} asks ${kind.team} to join the session with ${name}` : `${kind.by} asks you to join the session with ${name}`
    case 'passed':
      return `${kind.by} passes ${name} to you`
  }
}

/** What it is about: the issue, or the customer's own words where there is none. */
export const offerAbout = ({ issue, details }: OfferRow): string => issue ?? details ?? 'No issue given'

/** Where it comes from, and how the customer takes part. */
export const offerWhere = ({ queue_name, channel, company }: OfferRow): string =>
  [company, queue_name, channelWords[channel]].filter(Boolean).join(' · ')

/** What was said with it. */
export const offerNote = ({ kind }: OfferRow): string | null => (kind.kind === 'assigned' ? null : kind.note)

/** Whether an offer can be declined; what stands in the own queue is put off. */
export const canDecline = ({ kind }: OfferRow): boolean => kind.kind !== 'passed'

/** What is read out when an offer comes. */
export function offerSpoken(offer: OfferRow): string {
  const keys = `${keysOf('accept-offer')} accepts, ${keysOf('decline-offer')} ${canDecline(offer) ? 'declines' : 'puts it off'}.`
  return `${offerTitle(offer)}: ${offerAbout(offer)}. ${keys}`
}

/** How much of an offer's time is left, by this computer's clock: in whole seconds, and as a share of all. */
export function timeLeft(sinceLocal: number, untilLocal: number, now: number): { seconds: number; share: number } {
  const left = Math.max(0, untilLocal - now)
  const all = Math.max(1, untilLocal - sinceLocal)
  return { seconds: Math.ceil(left / 1000), share: Math.min(1, left / all) }
}
