import type { MenuItem } from '../../components/menu'
import type { ScreenQuality } from '../../gen/ScreenQuality'
import type { ScreenshotTo } from '../../gen/ScreenshotTo'
import type { DeviceNoun } from '../../state/device'
import type { KeyboardMode, Screen, ScreenTool } from '../../state/screen.svelte'
import type { screenWork } from '../../state/screenActions'
import type { Shown } from '../../state/screenShown'
import { clipboardWords, keyboardWords, qualityWords } from '../../state/screenWords'
import { keysOf } from '../../state/shortcuts'
import { unavailableWords } from '../../state/unavailable'

type Work = ReturnType<typeof screenWork>

const factors = [2, 3, 4] as const

/** Whole-number zoom: each pixel becomes a square. */
export function zoom(screen: Screen): MenuItem[] {
  const { zoom } = screen
  return [
    item('fit', 'Fit the window', zoom.kind === 'fit', () => (screen.zoom = { kind: 'fit' })),
    item('actual', 'Pixel by pixel, 1:1', zoom.kind === 'actual', () => (screen.zoom = { kind: 'actual' })),
    ...factors.map((factor) =>
      item(`zoom${factor}`, `${factor}×`, zoom.kind === 'zoom' && zoom.factor === factor, () => {
        screen.zoom = { kind: 'zoom', factor }
      }),
    ),
  ]
}

/** How good the picture is to be. */
export function quality(screen: Screen, choose: (quality: ScreenQuality) => unknown): MenuItem[] {
  return (Object.keys(qualityWords) as ScreenQuality[]).map((value) => ({
    ...item(value, qualityWords[value].name, screen.view.quality === value, () => void choose(value)),
    note: qualityWords[value].note,
  }))
}

/** How keys are sent. */
export function keyboard(screen: Screen, noun: DeviceNoun): MenuItem[] {
  const positions = screen.view.facts?.positions ?? true
  return (Object.keys(keyboardWords) as KeyboardMode[]).map((value) => ({
    ...item(value, keyboardWords[value].name, screen.keyboard === value, () => (screen.keyboard = value)),
    note: keyboardWords[value].note,
    ...(value === 'position' && !positions ? { reason: `The ${noun} takes characters only` } : {}),
  }))
}

/** Where a picture of the screen goes. */
export function screenshot(take: (to: ScreenshotTo) => unknown): MenuItem[] {
  return [
    { kind: 'item', id: 'file', label: 'To a file', icon: 'image', note: keysOf('screenshot'), run: () => void take('file') },
    { kind: 'item', id: 'clipboard', label: 'To the clipboard', icon: 'clipboard', run: () => void take('clipboard') },
  ]
}

/** Texts from one clipboard to the other, and what passed last. */
export function clipboard(screen: Screen, work: Work): MenuItem[] {
  const { clipboard: move } = screen.view
  return [
    { kind: 'head', label: move ? clipboardWords(move) : 'Nothing was passed yet' },
    { kind: 'item', id: 'send', label: 'Send my clipboard', icon: 'clipboard-paste', note: keysOf('send-clipboard'), run: () => void work.sendClipboard() },
    { kind: 'item', id: 'fetch', label: 'Fetch theirs', icon: 'clipboard-copy', run: () => void work.fetchClipboard() },
  ]
}

/** Whether texts pass by themselves, in words. */
export function automatic({ session, screen, name, noun }: Shown): string {
  const latin = screen.facts?.unicode_clipboard === false ? ` The ${noun} takes Western letters only.` : ''
  return passing(session, name) + latin
}

function passing(session: Shown['session'], name: string): string {
  const state = session.capabilities.clipboard
  switch (state.kind) {
    case 'granted':
      return 'Copied texts also pass by themselves, both ways.'
    case 'requested':
      return `${name} is asked whether texts may pass by themselves.`
    case 'unavailable':
      return `Texts do not pass by themselves: ${unavailableWords[state.reason].short}.`
    default:
      return 'Texts pass by these buttons only.'
  }
}

/** Laser pointer and drawing on the customer's screen. */
export function annotate(screen: Screen): MenuItem[] {
  const tool = (value: ScreenTool, label: string) => item(value, label, screen.tool === value, () => (screen.tool = value))
  const nothing = screen.strokes > 0 ? {} : { reason: 'Nothing is drawn' }
  return [
    tool('point', 'Pointer'),
    tool('laser', 'Laser pointer'),
    { ...tool('draw', 'Draw'), note: keysOf('annotate') },
    { kind: 'line' },
    { kind: 'item', id: 'undo', label: 'Undo last stroke', icon: 'undo-2', run: () => (screen.wish = 'undo'), ...nothing },
    { kind: 'item', id: 'clear', label: 'Clear all', icon: 'eraser', run: () => (screen.wish = 'clear'), ...nothing },
  ]
}

/** One of a set. */
function item(id: string, label: string, checked: boolean, run: () => void): Extract<MenuItem, { kind: 'item' }> {
  return { kind: 'item', id, label, checked, run }
}
