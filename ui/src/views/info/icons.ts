import type { IconName } from '../../components/icons'
import type { Category } from '../../gen/Category'
import type { InfoCard } from '../../state/infoCards'
import type { InfoGate } from '../../state/infoGate'
import type { InfoPlace } from '../../state/infoTree'

/** The categories of the tree. */
export const categoryIcons: Record<Category, IconName> = {
  device: 'smartphone',
  system: 'settings',
  display: 'monitor-smartphone',
  battery: 'battery-medium',
  storage: 'hard-drive',
  memory: 'memory-stick',
  processor: 'cpu',
  network: 'wifi',
  security: 'shield',
  location: 'map-pin',
  permissions: 'lock-open',
  browser: 'globe',
  apps: 'package',
  processes: 'gauge',
  services: 'server',
  log: 'scroll-text',
}

/** A line of the tree. */
export const placeIcon = (place: InfoPlace): IconName => (place.kind === 'live' ? 'activity' : categoryIcons[place.category])

/** The cards. */
export const infoCardIcons: Record<InfoCard['id'], IconName> = {
  device: 'smartphone',
  battery: 'battery-medium',
  storage: 'hard-drive',
  memory: 'memory-stick',
  network: 'wifi',
}

/** What stands in the place of the readings. */
export const gateIcons: Record<InfoGate['kind'], IconName> = {
  'not-asked': 'info',
  asked: 'hourglass',
  denied: 'ban',
  stopped: 'hand',
  unavailable: 'info',
  away: 'wifi-off',
  hold: 'pause',
  ended: 'circle-x',
}
