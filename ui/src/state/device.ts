import type { Device } from '../gen/Device'
import type { Platform } from '../gen/Platform'
import type { Session } from '../gen/Session'

/** What a device is called in a sentence. */
export type DeviceNoun = 'phone' | 'computer'

/** A system's name. */
export const platformWords: Record<Platform, string> = {
  linux: 'Linux',
  windows: 'Windows',
  macos: 'macOS',
  android: 'Android',
  unknown: 'System not told',
}

/** What the customer has in hand: as the device tells, or as the channel suggests. */
export function deviceNoun(session: Pick<Session, 'device' | 'channel'>): DeviceNoun {
  const platform = session.device?.platform
  if (platform && platform !== 'unknown') return platform === 'android' ? 'phone' : 'computer'
  return session.channel === 'browser_phone' ? 'phone' : 'computer'
}

/** The groups of keys that make sense for a device; a VNC agent does not say what it is. */
export function deviceKeys(device: Device): { phone: boolean; computer: boolean } {
  if (device.platform === 'unknown') return { phone: true, computer: true }
  const phone = device.platform === 'android'
  return { phone, computer: !phone }
}

/** What runs on the device, in words. */
export function clientWords(device: Device): string {
  return device.kind.kind === 'client' ? `Farhand ${device.kind.version}` : 'VNC agent'
}

/** The device's own name and its system. */
export function deviceWords(device: Device): string {
  const system = device.platform === 'unknown' ? undefined : platformWords[device.platform]
  return [device.name, system].filter(Boolean).join(', ') || 'VNC agent'
}

/** Whether the device is connected. */
export const isHere = (device: Device | null | undefined): boolean => device?.presence.kind === 'here'
