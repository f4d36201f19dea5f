// Writes src/components/icons.ts: the Lucide icons that the console uses, as data.
// Add a name to the list and run `npm run icons`. Data instead of SVG text, so that
// no markup is ever inserted as HTML.
import { readFileSync, writeFileSync } from 'node:fs'

const used = `
  activity alarm-clock arrow-down arrow-left arrow-right arrow-up arrow-right-left arrow-up-down ban battery-medium bell bell-off book-text
  camera check check-check chevron-down chevron-left chevron-right chevrons-up-down circle circle-alert
  circle-arrow-up circle-check circle-dot circle-x clipboard crown life-buoy
  clipboard-check clipboard-copy clipboard-paste clock command copy cpu download eraser ellipsis expand eye eye-off flag
  file file-archive file-down file-image file-text file-up file-video-camera file-x flask-conical folder folder-input
  folder-lock folder-open folder-plus gauge globe hand hard-drive laptop headset hourglass image inbox info key-round keyboard layers
  link list-filter loader-circle lock lock-open log-in log-out map-pin memory-stick message-square message-square-quote messages-square megaphone
  mail mail-check mail-open mail-x message-square-text monitor monitor-off monitor-smartphone mouse-pointer-2 package palette panel-left panel-right
  paperclip refresh-cw send shield-check shield-plus save trash upload pause pencil-line play plug plus power qr-code rotate-ccw-clock rotate-cw scroll-text search server server-off
  settings shield shield-alert shrink signal-high signal-low signal-medium smartphone
  square sticky-note triangle triangle-alert undo-2 unplug user user-check user-minus user-plus user-x users volume-1
  volume-2 volume-x wifi wifi-off x
  chart-column layout-dashboard radio scan-eye star table
`
  .trim()
  .split(/\s+/)
  .sort()

const nodes = JSON.parse(readFileSync(new URL('../node_modules/lucide-static/icon-nodes.json', import.meta.url)))
const lines = used.map((name) => {
  const parts = nodes[name]
  if (!parts) throw new Error(`lucide-static has no icon named ${name}`)
  return `  '${name}': ${JSON.stringify(parts)},`
})

writeFileSync(
  new URL('../src/components/icons.ts', import.meta.url),
  `// Written by scripts/icons.mjs. Lucide icons, https://lucide.dev, ISC licence.
// Copyright (c) Lucide Contributors; parts copyright (c) Cole Bemis (Feather, MIT licence).

/** One SVG element of an icon: its tag and its attributes. */
export type IconPart = readonly [string, Readonly<Record<string, string>>]

const parts = {
${lines.join('\n')}
}

/** The name of an icon that the console ships. */
export type IconName = keyof typeof parts

/** Every icon by its Lucide name. */
export const icons = parts as unknown as Record<IconName, readonly IconPart[]>
`,
)
