import type { IconName } from './icons'

/** What a toast shows. */
export interface Toast {
  id: number
  tone: 'info' | 'ok' | 'warn' | 'danger'
  title: string
  text?: string
  /** What can be done about it, with its keys. */
  action?: { label: string; keys: string; run: () => void }
}

/** The icon of a toast by its tone. */
export const toastIcons: Record<Toast['tone'], IconName> = {
  info: 'info',
  ok: 'circle-check',
  warn: 'triangle-alert',
  danger: 'circle-alert',
}
