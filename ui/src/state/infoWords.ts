import type { Category } from '../gen/Category'
import type { Source } from '../gen/Source'

/** The categories in the order of the tree, with their names. */
export const categoryWords: Record<Category, string> = {
  device: 'Device',
  system: 'System',
  display: 'Display',
  battery: 'Battery and power',
  storage: 'Storage',
  memory: 'Memory',
  processor: 'Processor',
  network: 'Network',
  security: 'Security',
  location: 'Location',
  permissions: 'Permissions',
  browser: 'Browser',
  apps: 'Apps',
  processes: 'Processes',
  services: 'Services',
  log: 'System log',
}

/** All categories, in the order of the tree. */
export const categories = Object.keys(categoryWords) as Category[]

/** Words for the keys that mean the same everywhere. */
const common: Record<string, string> = {
  name: 'Name',
  version: 'Version',
  model: 'Model',
  total: 'Total',
  used: 'Used',
  free: 'Free',
  available: 'Available',
  security_patch: 'Security patch',
  architecture: 'Architecture',
  online: 'Online',
  width: 'Width',
  height: 'Height',
  scale: 'Scale',
  view: 'Viewing the screen',
  control: 'Control',
  clipboard: 'Clipboard',
  files: 'Files',
  info: 'System information',
  notifications: 'Notifications',
  location: 'Location',
}

/** Words for the keys of one category. docs/PROTOCOL.md lists what each of them holds. */
const words: Partial<Record<Category, Record<string, string>>> = {
  device: { maker: 'Maker', serial: 'Serial number', form: 'Kind of device', firmware: 'Firmware' },
  system: {
    build: 'Build', kernel: 'Kernel', android_api: 'Android API level', language: 'Language', time_zone: 'Time zone',
    clock: 'Clock', clock_offset: 'Clock compared with the appliance', uptime: 'Running for', booted_at: 'Started',
  },
  battery: {
    level: 'Level', charging: 'Charging', source: 'Power source', health: 'Health', temperature: 'Temperature', voltage: 'Voltage',
    cycles: 'Charge cycles', saver: 'Battery saver', capacity: 'Capacity', time_left: 'Time left',
  },
  memory: { swap_total: 'Swap', swap_used: 'Swap used', pressure: 'Memory pressure' },
  storage: { path: 'Path', filesystem: 'File system', removable: 'Removable', read_only: 'Read only' },
  processor: { cores: 'Cores', threads: 'Threads', frequency: 'Frequency', load: 'Load', load_1m: 'Load over a minute' },
  display: {
    density: 'Density', orientation: 'Orientation', refresh: 'Refresh rate', primary: 'Main display', color_depth: 'Colour depth, bits',
  },
  network: {
    private_dns: 'Private DNS', airplane_mode: 'Aeroplane mode',
    connection: 'Connection', wifi_name: 'Network name', signal: 'Signal', link_speed: 'Link speed', carrier: 'Carrier',
    mobile_type: 'Mobile data', roaming: 'Roaming', metered: 'Metered', captive: 'Sign-in page in between', latency: 'Round trip to the appliance',
    gateway: 'Gateway', dns: 'DNS servers', vpn: 'VPN', proxy: 'Proxy', address_ipv4: 'IPv4 address', address_ipv6: 'IPv6 address',
    mac: 'Hardware address', state: 'State', received: 'Received', sent: 'Sent', channel: 'Channel',
  },
  security: { encryption: 'Encryption', screen_lock: 'Screen lock', rooted: 'Rooted', firewall: 'Firewall', adb_enabled: 'USB debugging' },
  location: { latitude: 'Latitude', longitude: 'Longitude', accuracy: 'Accuracy', at: 'Found' },
  permissions: { accessibility: 'Accessibility service', log: 'System log' },
  browser: {
    engine: 'Engine', user_agent: 'User agent', languages: 'Languages', cookies: 'Cookies', webgl_renderer: 'Graphics', webrtc: 'WebRTC',
    webcodecs: 'WebCodecs', web_push: 'Push messages', storage_quota: 'Storage it may use', storage_used: 'Storage used',
    touch_points: 'Touch points', color_scheme: 'Colours', reduced_motion: 'Reduced motion', zoom: 'Zoom',
  },
}

/** What a property is called: in our words, in the device's, or as its key. */
export function propertyWords(category: Category, key: string, label: string | null): string {
  const known = words[category]?.[key] ?? common[key]
  if (known) return known
  const core = category === 'processor' ? /^core_(\d+)$/.exec(key)?.[1] : undefined
  if (core) return `Core ${Number(core) + 1}`
  return label || capital(key.replaceAll('_', ' '))
}

/** What a group is called; the one for the whole has no name of its own. */
export function groupWords(category: Category, id: string, label: string | null): string {
  if (id === 'main') return categoryWords[category]
  if (category === 'processor' && id === 'cores') return 'Load per core'
  return label || id
}

/** Who tells, in words. `alone` is whether there is but one phone. */
export function sourceWords(source: Source, phone?: string): string {
  if (source.kind === 'browser') return 'Browser'
  return source.kind === 'client' ? 'Client app' : phone || `Phone ${source.serial}`
}

/** Who tells, as a key. */
export const sourceKey = (source: Source): string => (source.kind === 'adb' ? `adb:${source.serial}` : source.kind)

/** A text with a capital at its start. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
