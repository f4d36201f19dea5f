// @ts-check
// The shapes that the appliance sends; see crates/protocol/src/portal.rs. Types only.

/** @typedef {{kind: 'customer'} | {kind: 'representative', id: number, name: string} | {kind: 'helper', id: number, name: string} | {kind: 'appliance'}} Author */
/** @typedef {{kind: string, name?: string, queue?: string, reason?: string, what?: Capability, by?: string, files?: number, failed?: number, folder?: string | null, from?: string, to?: string, path?: string, count?: number, trash?: boolean}} SessionEvent */
/** @typedef {{upload: string, name: string, size: number, sha256: string, media_type: string | null, kept_until: number}} ChatFile */
/** @typedef {{kind: 'message', text: string} | {kind: 'file', file: ChatFile} | {kind: 'event', event: SessionEvent}} Body */
/** @typedef {{lsid: string, number: number, at: number, author: Author, client_id: string | null, body: Body}} Entry */
/** @typedef {'representative' | 'customer' | 'left_queue' | 'customer_gone' | 'nobody_available'} EndReason */
/**
 * @typedef {{kind: 'waiting', before: number, since: number, estimate_s: number | null}
 *   | {kind: 'active', representative: string, present: boolean}
 *   | {kind: 'held', since: number}
 *   | {kind: 'ended', reason: EndReason, survey: boolean}} CustomerState
 */
/** @typedef {'view' | 'control' | 'clipboard' | 'files' | 'info'} Capability */
/** @typedef {{kind: 'whole'} | {kind: 'place', place: string} | {kind: 'chosen', name: string}} FilesArea */
/** @typedef {{to_device: boolean, from_device: boolean, change: boolean, area: FilesArea}} FilesScope */
/** @typedef {{location: boolean, log: boolean}} InfoScope */
/**
 * @typedef {{kind: 'unknown' | 'not_supported' | 'not_permitted'} | {kind: 'text', text: string} | {kind: 'flag', on: boolean}
 *   | {kind: 'count', count: number} | {kind: 'bytes', bytes: number} | {kind: 'measure', milli: number, unit: string}
 *   | {kind: 'duration', ms: number} | {kind: 'moment', at: number}} InfoValue
 */
/** @typedef {{ask: number, what: Capability, files: FilesScope | null, info: InfoScope | null, name: string, until: number}} Question */
/** @typedef {{view: boolean, control: boolean, clipboard: boolean, driver: string | null, driver_id: number | null, files: FilesScope | null, info: InfoScope | null}} SharingView */
/** @typedef {{kind: 'asked'} | {kind: 'opening', since: number} | {kind: 'declined', at: number} | {kind: 'timed_out', at: number, accepted: boolean}} ElevationStage */
/** @typedef {{name: string, link: string, expires_at: number, purpose: Capability | null, stage: ElevationStage}} ElevationOffer */
/** @typedef {{now: number, state: CustomerState, name: string, issue: string | null, queue: string, recording: string, question: Question | null, sharing: SharingView, elevation: ElevationOffer | null, device: string | null, last_entry: number}} CustomerView */
/** @typedef {{type: 'view', view: CustomerView} | {type: 'entries', entries: Entry[]} | {type: 'typing', name: string} | {type: 'read_info', categories: string[]} | {type: 'watch_info', every_ms: number | null}} Frame */

export {};
