/**
 * The customer's screen on a canvas: plain TypeScript, fed by the raw road of the host.
 * Views make one {@link ScreenSurface} per shown screen, mount it into an element that has a
 * size of its own, and dispose of it.
 */
export { ScreenSurface } from './surface'
export type { Keyboard } from './keyboard'
export type { Mode } from './layout'
export type { Place } from './place'
export type { Rights, SurfaceEvents, Tool } from './surface'
