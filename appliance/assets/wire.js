// @ts-check
// The shapes that the appliance sends; see crates/protocol/src/portal.rs. Types only.

/** @typedef {{kind: 'customer'} | {kind: 'representative', id: number, name: string} | {kind: 'appliance'}} Author */
/** @typedef {{kind: string, name?: string, queue?: string, reason?: string, what?: 'view' | 'control' | 'clipboard', by?: string}} SessionEvent */
/** @typedef {{kind: 'message', text: string} | {kind: 'event', event: SessionEvent}} Body */
/** @typedef {{lsid: string, number: number, at: number, author: Author, client_id: string | null, body: Body}} Entry */
/** @typedef {'representative' | 'customer' | 'left_queue' | 'customer_gone' | 'nobody_available'} EndReason */
/**
 * @typedef {{kind: 'waiting', before: number, since: number, estimate_s: number | null}
 *   | {kind: 'active', representative: string, present: boolean}
 *   | {kind: 'held', since: number}
 *   | {kind: 'ended', reason: EndReason, survey: boolean}} CustomerState
 */
/** @typedef {'view' | 'control' | 'clipboard'} Capability */
/** @typedef {{ask: number, what: Capability, name: string, until: number}} Question */
/** @typedef {{view: boolean, control: boolean, clipboard: boolean, driver: string | null, driver_id: number | null}} SharingView */
/** @typedef {{name: string, link: string, expires_at: number}} ElevationOffer */
/** @typedef {{now: number, state: CustomerState, name: string, issue: string | null, queue: string, recording: string, question: Question | null, sharing: SharingView, elevation: ElevationOffer | null, device: string | null, last_entry: number}} CustomerView */
/** @typedef {{type: 'view', view: CustomerView} | {type: 'entries', entries: Entry[]} | {type: 'typing', name: string}} Frame */

export {};
