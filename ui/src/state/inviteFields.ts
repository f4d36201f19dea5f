import type { InviteForm } from '../gen/InviteForm'
import type { InviteSetup } from '../gen/InviteSetup'
import { addressFault, sameAddress } from './addresses'
import { ATTRIBUTE_BYTES, ATTRIBUTE_NAME, byteLength, characters, CUSTOMER_FIELD, INVITATION_LINE, KEY_INVITATIONS } from './limits'

/** A custom attribute while it is being written. */
export interface AttributeField {
  name: string
  value: string
}

/** What stands in the dialog's fields: the form, the address that is being typed, attributes in their order. */
export interface InviteFields extends Omit<InviteForm, 'attributes'> {
  /** What is typed beside the finished addresses. */
  entry: string
  attributes: readonly AttributeField[]
}

/** The fields of a form. An address that was not finished is typed on. */
export function fieldsOf(form: InviteForm): InviteFields {
  const last = form.recipients.at(-1)
  const unfinished = last !== undefined && addressFault(last) !== undefined
  const attributes = Object.entries(form.attributes).map(([name, value]) => ({ name, value }))
  return {
    ...form,
    recipients: unfinished ? form.recipients.slice(0, -1) : form.recipients,
    entry: unfinished ? last : '',
    attributes,
  }
}

/** The form that the fields make. */
export function formOf({ entry, attributes, ...fields }: InviteFields): InviteForm {
  const recipients = entry.trim() ? [...fields.recipients, entry.trim()] : [...fields.recipients]
  const named = attributes.map(({ name, value }) => [name.trim(), value] as const).filter(([name]) => name)
  return { ...fields, recipients, attributes: Object.fromEntries(named) }
}

/** What is wrong with a recipient, as a sentence. */
export function recipientFault(address: string, before: readonly string[]): string | undefined {
  const fault = addressFault(address)
  if (fault) return `${address} ${fault}.`
  return before.some((one) => sameAddress(one, address)) ? `${address} is there twice.` : undefined
}

/** What is wrong with the recipients that are finished, if anything; the first thing. */
export function recipientsFault(recipients: readonly string[]): string | undefined {
  for (const [place, address] of recipients.entries()) {
    const fault = recipientFault(address, recipients.slice(0, place))
    if (fault) return fault
  }
  return recipients.length > KEY_INVITATIONS ? `A key goes to ${KEY_INVITATIONS} addresses at most.` : undefined
}

/** What is wrong with an attribute, if anything. */
export function attributeFault({ name, value }: AttributeField, before: readonly AttributeField[]): string | undefined {
  const code = name.trim()
  if (!code) return value ? 'A value needs a name.' : undefined
  if (!/^[A-Za-z0-9_-]+$/.test(code)) return 'Names have letters, digits, hyphens and underscores.'
  if (code.length > ATTRIBUTE_NAME) return `Names have ${ATTRIBUTE_NAME} characters at most.`
  if (before.some((one) => one.name.trim() === code)) return `${code} is there twice.`
  return byteLength(value) > ATTRIBUTE_BYTES ? `${code} is too long.` : undefined
}

/** What of the fields keeps a key from being made or changed, if anything. */
export function keyFault(fields: InviteFields): string | undefined {
  if (characters(fields.name.trim()) > CUSTOMER_FIELD) return `The name is longer than ${CUSTOMER_FIELD} characters`
  if (characters(fields.external_reference.trim()) > CUSTOMER_FIELD) return `The reference is longer than ${CUSTOMER_FIELD} characters`
  const wrong = fields.attributes.some((one, place) => attributeFault(one, fields.attributes.slice(0, place)))
  return wrong ? 'An attribute needs a look' : undefined
}

/** Why the invitation cannot be sent as it is, if it cannot. */
export function sendingFault(fields: InviteFields, setup: InviteSetup): string | undefined {
  if (setup.from === null) return 'This site sends no mail'
  const entry = fields.entry.trim()
  const all = entry ? [...fields.recipients, entry] : fields.recipients
  if (all.length === 0) return 'Add an email address first'
  const fault = recipientsFault(all) ?? keyFault(fields)
  if (fault) return fault.replace(/\.$/, '')
  return characters(fields.line) > INVITATION_LINE ? 'The personal line is too long' : undefined
}
