import type { SessionId } from '../gen/SessionId'

const STORED = 'farhand.private'
/** So many are remembered, far more than are open at once: what falls out would be written to everyone. */
const MOST = 5000

/** Whether the composer of a session was left writing to representatives alone. */
export const isPrivate = (lsid: SessionId): boolean => stored().includes(lsid)

/** Keeps to whom the composer of a session writes, in the web view's own storage. */
export function keepPrivate(lsid: SessionId, on: boolean) {
  const others = stored().filter((one) => one !== lsid)
  localStorage.setItem(STORED, JSON.stringify(on ? [...others, lsid].slice(-MOST) : others))
}

function stored(): SessionId[] {
  try {
    const all: unknown = JSON.parse(localStorage.getItem(STORED) ?? '[]')
    return Array.isArray(all) ? all.filter((one) => typeof one === 'string') : []
  } catch {
    return []
  }
}
