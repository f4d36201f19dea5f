/** The most bytes of UTF-8 in one message or note; the appliance enforces it. */
export const MESSAGE_BYTES = 16 * 1024

const encoder = new TextEncoder()

/** How many bytes a text takes as UTF-8. */
export const byteLength = (text: string) => encoder.encode(text).length
