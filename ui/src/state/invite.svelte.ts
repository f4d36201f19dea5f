import type { InvitationPreview } from '../gen/InvitationPreview'
import type { InviteForm } from '../gen/InviteForm'
import type { InviteView } from '../gen/InviteView'
import type { Key } from '../gen/Key'
import type { PreviewInvitation } from '../gen/PreviewInvitation'
import type { RecentAddress } from '../gen/RecentAddress'
import type { UiError } from '../gen/UiError'
import type { Host } from '../host/host'
import { addressFault, sameAddress, splitAddresses } from './addresses'
import { fieldsOf, formOf, type InviteFields } from './inviteFields'

/** What is filled in is kept, and what would arrive is asked for, after nothing was typed for this long, in milliseconds. */
export const INVITE_PAUSE = 300
/** However steadily somebody types, the form is kept after this long, in milliseconds. */
const KEPT_AT_LEAST = 2000

/**
 * One invitation while it is being written. The interface owns the fields: they start from what the
 * backend has kept or a link has filled in, and each pause hands them over.
 */
export class Invite {
  fields = $state.raw<InviteFields>() as InviteFields
  /** What would arrive, as far as it is known; stays while a newer one is on its way. */
  preview = $state.raw<InvitationPreview>()
  previewError = $state.raw<UiError>()
  /** Whether the key was given to somebody, so that closing leaves it in force. */
  given = $state(false)
  readonly number: number
  #kept: string
  #asked = ''
  #pause: ReturnType<typeof setTimeout> | undefined
  #longest: ReturnType<typeof setTimeout> | undefined
  #preview: ReturnType<typeof setTimeout> | undefined

  constructor(
    private readonly host: Host,
    view: InviteView,
  ) {
    this.number = view.number
    this.fields = fieldsOf(view.form)
    this.#kept = JSON.stringify(view.form)
  }

  /** The form as it is filled in. */
  get form(): InviteForm {
    return formOf(this.fields)
  }

  /** Changes some fields. */
  change(some: Partial<InviteFields>) {
    this.fields = { ...this.fields, ...some }
    clearTimeout(this.#pause)
    this.#pause = setTimeout(() => this.keep(), INVITE_PAUSE)
    this.#longest ??= setTimeout(() => this.keep(), KEPT_AT_LEAST)
  }

  /** Takes addresses over from a text: finished ones, and with `all` what is left as well. */
  add(text: string, all: boolean) {
    const found = splitAddresses(text)
    const last = all ? '' : (found.at(-1) ?? '')
    const typing = last !== '' && addressFault(last) !== undefined && text.endsWith(last)
    const more = typing ? found.slice(0, -1) : found
    this.change({ recipients: [...this.fields.recipients, ...more], entry: typing ? last : '' })
  }

  /** Adds somebody who was invited before; the first one's name is filled in. */
  addRecent({ address, name }: RecentAddress) {
    const first = this.fields.recipients.length === 0 && !this.fields.name
    this.change({ recipients: [...this.fields.recipients, address], entry: '', ...(first ? { name } : {}) })
  }

  /** Takes a recipient away; with `edit` it is typed on. */
  remove(place: number, edit = false) {
    const entry = edit ? (this.fields.recipients[place] ?? '') : this.fields.entry
    this.change({ recipients: this.fields.recipients.filter((_, at) => at !== place), entry })
  }

  /** Those of the recent ones who have every word that is typed and are not among the recipients. */
  matches(recent: readonly RecentAddress[], most: number): RecentAddress[] {
    const typed = this.fields.entry.trim().toLowerCase()
    const has = ({ address, name }: RecentAddress) => `${name} ${address}`.toLowerCase().includes(typed)
    const taken = (one: RecentAddress) => this.fields.recipients.some((address) => sameAddress(address, one.address))
    return recent.filter((one) => has(one) && !taken(one)).slice(0, most)
  }

  /** Hands the form over to be kept now, where it is not yet. */
  keep() {
    this.#rest()
    const { form } = this
    const text = JSON.stringify(form)
    if (text === this.#kept) return
    const before = this.#kept
    this.#kept = text
    this.host.dispatch({ type: 'save_invite', form }).catch(() => {
      if (this.#kept === text) this.#kept = before
    })
  }

  /** Asks for what would arrive, with this key, after a pause; the first time at once. */
  foresee(key: Key | undefined) {
    const wanted = this.#wanted(key)
    const text = JSON.stringify([wanted, key?.expires_at, key?.link])
    if (text === this.#asked) return
    const pause = this.#asked ? INVITE_PAUSE : 0
    this.#asked = text
    clearTimeout(this.#preview)
    this.#preview = setTimeout(() => void this.#ask(wanted, text), pause)
  }

  /** Asks for what would arrive once more. */
  foreseeAgain(key: Key | undefined) {
    this.#asked = ''
    this.foresee(key)
  }

  /** Stops, and hands nothing over any more. */
  stop() {
    this.#rest()
    clearTimeout(this.#preview)
  }

  #wanted(key: Key | undefined): PreviewInvitation {
    const { name, recipients, entry, template, language, line } = this.fields
    const text = (value: string | undefined) => value?.trim() || null
    return {
      key: key?.id ?? null, name: text(name), recipient: text(recipients[0] ?? entry),
      template: text(template), language: text(language), line: text(line),
    }
  }

  async #ask(wanted: PreviewInvitation, text: string) {
    try {
      const preview = await this.host.previewInvitation(wanted)
      if (text !== this.#asked) return
      this.preview = preview
      this.previewError = undefined
    } catch (error) {
      if (text === this.#asked) this.previewError = error as UiError
    }
  }

  #rest() {
    clearTimeout(this.#pause)
    clearTimeout(this.#longest)
    this.#longest = undefined
  }
}
