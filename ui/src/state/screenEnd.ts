import type { DeviceNoun } from './device'

/** The device's own connection is lost; the session says so a moment later. */
export const DEVICE_AWAY = 4001

/**
 * Other close codes of a screen's stream, as `crates/protocol/src/screen.rs` says, in a sentence each. 4006 has
 * none: it has several reasons, and the appliance's own sentence says which.
 */
const sentences: Record<number, (noun: DeviceNoun) => string> = {
  4000: () => 'The screen is not shared any more.',
  4002: (noun) => `The ${noun} closed its screen, or it cannot be read.`,
  4003: () => 'The session is not yours any more, or is over.',
  4004: () => 'The appliance did not understand this console.',
}

/** Why a stream was closed, where its code says that. */
export const endWords = (code: number | null, noun: DeviceNoun): string | undefined =>
  code === null ? undefined : sentences[code]?.(noun)
