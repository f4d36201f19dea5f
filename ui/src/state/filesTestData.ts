import type { CapabilityState } from '../gen/CapabilityState'
import type { FilesScope } from '../gen/FilesScope'
import type { SessionView } from '../gen/SessionView'
import type { TransferRow } from '../gen/TransferRow'
import { lsid, withDevice } from './testData'

/** Both ways, with changes, on the whole device. For tests only, as all of this. */
export const everything: FilesScope = { to_device: true, from_device: true, change: true, area: { kind: 'whole' } }

/** A session whose device's files are in a state. */
export const withFiles = (files: CapabilityState, files_scope: FilesScope | null = null): SessionView => withDevice({ files, files_scope })

/** A session whose customer has allowed so much of the files. */
export const allowing = (scope: Partial<FilesScope> = {}): SessionView => withFiles({ kind: 'granted', at: 0 }, { ...everything, ...scope })

/** A transfer of one file to the device, in some way otherwise. */
export function transfer(n: number, status: TransferRow['status'], more: Partial<TransferRow> = {}): TransferRow {
  return {
    id: lsid(1000 + n), lsid: lsid(9), way: 'to_device', upload: null, name: `file ${n}.zip`, more: 0, folder: false, place: 'Documents',
    bytes: 38_200_000, files: 1, status, faults: [], failed: 0, at: n, ...more,
  }
}
