import type { Invitation } from '../gen/Invitation'
import type { InvitationState } from '../gen/InvitationState'
import type { InviteForm } from '../gen/InviteForm'
import type { InviteSetup } from '../gen/InviteSetup'
import type { InviteView } from '../gen/InviteView'
import type { Key } from '../gen/Key'
import type { KeysView } from '../gen/KeysView'

/** Noon of a day, by this computer's zone. */
export const NOON = new Date(2026, 10, 23, 12).getTime()
const MINUTE = 60_000

/** A key of Ines that is good for an hour from noon. */
export const key = (id: number, more: Partial<Key> = {}): Key => ({
  id, key: String(100_000_000 + id), link: `https://support.example.com/i/secret-${id}`, portal: 'https://support.example.com',
  queue: 'rep:7', starts_as: 'choice', name: null, external_reference: null, attributes: {},
  made_by: { kind: 'representative', id: 7, name: 'Ines' }, made_at: NOON, expires_at: NOON + 60 * MINUTE,
  state: { kind: 'outstanding' }, opened_at: null, invitations: [], ...more,
})

/** An email, sent or not, at five past noon. */
export const email = (number: number, address: string, state: InvitationState = { kind: 'sent' }, openedAt: number | null = null): Invitation => ({
  number, address, state, since: NOON + 5 * MINUTE, opened_at: openedAt,
})

/** A site that sends mail, with one template in two languages. */
export const setup: InviteSetup = {
  from: 'Example Support <no-reply@example.com>',
  templates: [{ code: 'standard', name: 'Standard invitation', languages: ['en', 'de'] }],
  portals: [{ name: 'Support', address: 'https://support.example.com' }],
  life_default_s: 3600, life_max_s: 259_200,
}

/** Nothing filled in. */
export const form: InviteForm = {
  recipients: [], name: '', portal: '', queue: null, life_s: null, starts_as: 'choice', template: '', language: '', line: '',
  external_reference: '', attributes: {},
}

/** A dialog with key 1. */
export const inviteView = (more: Partial<InviteView> = {}): InviteView => ({ number: 1, form, key: 1, busy: null, error: null, sent: [], ...more })

/** Topic `keys` with key 1 and the dialog open. */
export const keysView = (more: Partial<KeysView> = {}): KeysView => ({ setup, keys: [key(1)], revoking: [], invite: inviteView(), recent: [], ...more })
