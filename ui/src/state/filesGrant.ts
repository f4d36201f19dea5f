import type { FilesScope } from '../gen/FilesScope'
import type { Session } from '../gen/Session'
import { deviceNoun } from './device'

/** What can be done with a device's files, and why not what cannot. */
export interface Rights {
  /** How much is allowed now, if anything is. */
  scope: FilesScope | null
  send?: string | undefined
  copy?: string | undefined
  change?: string | undefined
}

/** What a session's customer allows of the device's files now. `idle` is why nothing can be done at all. */
export function rightsOf(session: Session | undefined, idle: string | undefined): Rights {
  if (!session) return all('Still loading', null)
  const { files, files_scope } = session.capabilities
  const name = session.customer.name
  const noun = deviceNoun(session)
  if (files.kind !== 'granted' || !files_scope) return all(`${name} has not allowed access to files`, null)
  const away = session.device?.presence.kind === 'away' ? `The ${noun} lost the connection` : undefined
  const not = idle ?? away
  if (not) return all(not, files_scope)
  return {
    scope: files_scope,
    send: files_scope.to_device ? undefined : `${name} has not allowed sending to the ${noun}`,
    copy: files_scope.from_device ? undefined : `${name} has not allowed copying from the ${noun}`,
    change: files_scope.change ? undefined : `${name} has not allowed changes`,
  }
}

const all = (reason: string, scope: FilesScope | null): Rights => ({ scope, send: reason, copy: reason, change: reason })

/** Whether what is deleted on the device goes to a trash: phones have none, and agents do not tell. */
export const hasTrash = (session: Session | undefined): boolean =>
  session?.device?.platform === 'linux' || session?.device?.platform === 'macos' || session?.device?.platform === 'windows'
