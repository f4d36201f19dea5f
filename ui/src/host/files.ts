import type { DevicePath } from '../gen/DevicePath'

/** Files of the system are dragged over the window. Positions are in CSS pixels. */
export type FilesDragged =
  | { kind: 'over'; x: number; y: number }
  | { kind: 'left' }
  | { kind: 'dropped'; x: number; y: number; paths: DevicePath[] }
