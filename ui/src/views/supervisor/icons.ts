import type { IconName } from '../../components/icons'
import type { Doing } from '../../gen/Doing'
import type { Happening } from '../../gen/Happening'
import type { SessionDeed } from '../../state/dashboardWork'

/** What a supervisor does with a session. */
export const deedIcons: Record<SessionDeed, IconName> = {
  monitor: 'scan-eye',
  join: 'user-plus',
  take_over: 'hand',
  pass: 'arrow-right-left',
  assign: 'user-check',
}

/** What is done in a session. */
export const doingIcons: Record<Doing, IconName> = {
  chat: 'message-square-text',
  elevating: 'circle-arrow-up',
  asking: 'hourglass',
  viewing: 'eye',
  control: 'mouse-pointer-2',
  files: 'folder',
  info: 'info',
}

/** What has happened. */
export const happeningIcons: Record<Happening['kind'], IconName> = {
  overdue: 'alarm-clock',
  accepted: 'headset',
  ended: 'circle-check',
  abandoned: 'log-out',
  passed: 'arrow-right-left',
  returned: 'undo-2',
  owner_changed: 'headset',
  offered: 'user-check',
  not_taken: 'user-x',
  joined: 'user-plus',
  presence: 'user',
}
