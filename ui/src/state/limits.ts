/** The most bytes of UTF-8 in one message or note; the appliance enforces it. */
export const MESSAGE_BYTES = 16 * 1024

/** The most bytes of an email address. */
export const ADDRESS_BYTES = 254
/** The most addresses that one key is sent to. */
export const KEY_INVITATIONS = 10
/** The most characters of an invitation's personal line. */
export const INVITATION_LINE = 500
/** The most characters of a customer's name, and of an external reference. */
export const CUSTOMER_FIELD = 100
/** The most characters of a custom attribute's code name, and bytes of its value. */
export const ATTRIBUTE_NAME = 64
export const ATTRIBUTE_BYTES = 1024
/** The most bytes of what is said with a transfer or a share. */
export const PASSING_NOTE_BYTES = 1024
/** The most bytes of what a supervisor tells whole teams. */
export const BROADCAST_BYTES = 4 * 1024
/** The most outside helpers of one session, and characters of a helper's name. */
export const HELPERS = 4
export const HELPER_NAME = 100

const encoder = new TextEncoder()

/** How many bytes a text takes as UTF-8. */
export const byteLength = (text: string) => encoder.encode(text).length

/** How many characters a text has; an emoji counts as one where it is one code point. */
export const characters = (text: string) => [...text].length
