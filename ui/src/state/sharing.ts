import type { Part } from '../gen/Part'
import type { Participant } from '../gen/Participant'
import type { RepresentativeId } from '../gen/RepresentativeId'
import type { Rights } from '../gen/Rights'
import type { Session } from '../gen/Session'
import type { SessionView } from '../gen/SessionView'
import type { Console } from './console.svelte'
import { HELPERS } from './limits'
import type { SessionPane } from './session.svelte'

/** Why somebody who does not take part cannot act in a session. */
export const outsideWords: Record<Exclude<Part, 'owner' | 'participant'>, string> = {
  monitor: 'You are watching. Join to take part',
  invited: 'Accept the invitation first',
  none: 'You no longer take part',
}

/** Why nothing can be done by somebody who stands so to a session, where nothing can. */
export const outsideReason = (part: Part): string | undefined =>
  part === 'owner' || part === 'participant' ? undefined : outsideWords[part]

/** What an account may not do, as it is told. */
const forbidden: Record<keyof Rights, string> = {
  view: 'Your account may not see screens',
  control: 'Your account may not control devices',
  files: 'Your account may not reach files',
  info: 'Your account may not read system information',
  helpers: 'Your account may not let outside helpers in',
}

/** Why the account may not do something, where it may not. The clipboard goes with control. */
export function rightReason(rights: Rights | undefined, what: keyof Rights | 'clipboard'): string | undefined {
  const right = what === 'clipboard' ? 'control' : what
  return rights && !rights[right] ? forbidden[right] : undefined
}

/** Who watches a session without taking part, in words: "Bram watches", "Bram and Priya watch". */
export function watchingWords(monitors: readonly Participant[]): string | undefined {
  const names = monitors.map(({ name }) => name)
  const last = names.pop()
  if (last === undefined) return undefined
  return names.length ? `${names.join(', ')} and ${last} watch` : `${last} watches`
}

/** Who owns an active session. */
export const ownerOf = (session: Session): RepresentativeId | undefined =>
  session.state.kind === 'active' ? session.state.owner : undefined

/** Why a participant cannot do something in an active session, where it cannot be done. */
function peopleReason(view: SessionView | null | undefined): string | undefined {
  if (!view) return 'Still loading'
  if (view.session.state.kind !== 'active') return 'The session is not active'
  return outsideReason(view.part) ?? (view.pending?.kind === 'transfer' ? 'Being passed on, undo first' : undefined)
}

/** Why a session cannot be shared, where it cannot. */
export const shareReason = (pane: SessionPane | undefined): string | undefined => peopleReason(pane?.view)

/** Why nobody from outside can be let in, where that is so. */
export function helperReason(pane: SessionPane | undefined, rights: Rights | undefined): string | undefined {
  const full = pane?.view && pane.view.session.helpers.length >= HELPERS ? `There are ${HELPERS} outside helpers already` : undefined
  return peopleReason(pane?.view) ?? rightReason(rights, 'helpers') ?? full
}

/** Why a session cannot be left, where it cannot. Who sees it without taking part can stop at any time. */
export function leaveReason(pane: SessionPane | undefined): string | undefined {
  const view = pane?.view
  if (view?.part === 'monitor') return undefined
  const reason = peopleReason(view)
  if (reason || !view) return reason
  const alone = view.part === 'owner' && view.session.participants.length < 2
  return alone ? 'Nobody else takes part: transfer, hold or end it' : undefined
}

/** What can be done with the people of one session. Refusals become toasts. */
export function peopleWork(console: Console, pane: SessionPane) {
  const { lsid } = pane
  return {
    leave: () => console.ask('The session was not left', { type: 'leave_session', lsid }),
    remove: (who: RepresentativeId) => console.ask('Nobody was removed', { type: 'remove_participant', lsid, who }),
    handOver: (to: RepresentativeId) => console.ask('The session was not handed over', { type: 'hand_over', lsid, to }),
    cancelShare: (share: number) => console.ask('The invitation was not taken back', { type: 'cancel_share', lsid, share }),
    answerShare: (share: number, accept: boolean) =>
      console.ask(accept ? 'You have not joined' : 'The invitation was not declined', { type: 'answer_share', lsid, share, accept }),
    removeHelper: (helper: number) => console.ask('The helper was not removed', { type: 'remove_helper', lsid, helper }),
    dismissHelperLink: () => console.ask('The link is still shown', { type: 'dismiss_helper_link', lsid }),
  }
}
