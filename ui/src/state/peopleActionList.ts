import type { Bare } from './actions'
import type { Console } from './console.svelte'
import { ownerReason } from './actions'
import { steppedInto } from './dashboardDialogs'
import { stopWatching } from './dashboardReturn'
import { deedReason } from './dashboardWork'
import { canDecline } from './offerWords'
import { acceptOffer, declineOffer } from './offerWork'
import { workReason } from './screenReasons'
import type { SessionPane } from './session.svelte'
import { helperReason, leaveReason, peopleWork, shareReason } from './sharing'

/** What can be done with the people of the session in front, and with what is offered, by shortcut or from Commands. */
export function peopleActionList(console: Console): Bare[] {
  const pane = console.sessions.pane
  return [...(pane ? sessionPeople(console, pane) : []), ...offered(console)]
}

function sessionPeople(console: Console, pane: SessionPane): Bare[] {
  const group = 'This session'
  const work = peopleWork(console, pane)
  const rights = console.app.signedIn?.me.rights
  const label = pane.whispering ? 'Write to everyone' : 'Write to representatives only'
  const whisper = () => {
    pane.whispering = !pane.whispering
    console.focus.ask('composer')
  }
  const all: Bare[] = [
    { id: 'transfer', group, label: 'Transfer', reason: ownerReason(console), run: () => (console.overlay = 'transfer') },
    { id: 'share', group, label: 'Share with colleagues', reason: shareReason(pane), run: () => (console.overlay = 'share') },
    { id: 'helper', group, label: 'Invite an outside helper', reason: helperReason(pane, rights), run: () => (console.overlay = 'helper') },
    { id: 'private', group, label, reason: workReason(pane), run: whisper },
  ]
  if (pane.part !== 'monitor') return [...all, { id: 'leave', group, label: 'Leave session', reason: leaveReason(pane), run: () => void work.leave() }]
  const row = pane.view ? steppedInto(pane.view.session) : undefined
  const why = (deed: 'join' | 'take_over') => (row ? deedReason(console, deed, row) : 'Nobody has it now')
  return [
    ...all,
    { id: 'join', group, label: 'Join session', reason: why('join'), run: () => (pane.asking = 'join') },
    { id: 'take-over', group, label: 'Take over session', reason: why('take_over'), run: () => (pane.asking = 'take_over') },
    { id: 'leave', group, label: 'Stop watching', run: () => void stopWatching(console, pane.lsid) },
  ]
}

function offered(console: Console): Bare[] {
  const group = 'Anywhere'
  const offer = console.offers.first
  const reason = offer ? (offer.busy ? 'Your answer is on its way' : undefined) : 'Nothing is offered to you'
  const decline = offer && !canDecline(offer) ? 'Put off what is offered' : 'Decline what is offered'
  return [
    { id: 'accept-offer', group, label: 'Accept what is offered', reason, run: () => offer && void acceptOffer(console, offer) },
    { id: 'decline-offer', group, label: decline, reason, run: () => offer && void declineOffer(console, offer) },
  ]
}
