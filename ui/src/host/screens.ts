import type { SessionId } from '../gen/SessionId'

/**
 * What of a screen is looked at. `fit` is the box in device pixels that the picture is scaled
 * down into (never up); without it every pixel comes as it is. `visible` is the part that can be
 * seen, in pixels of what comes; what lies outside comes when it gets visible.
 */
export interface Viewport {
  fit: { width: number; height: number } | null
  visible: { x: number; y: number; width: number; height: number }
  /** Whether H.264 is decoded here. */
  video: boolean
}

/** One screen that is watched. */
export interface Watch {
  /** The batch with this number is on the canvas; at most two are on their way. */
  shown(batch: number): void
  /** Something else is looked at. */
  look(viewport: Viewport): void
  /** Sends input (see `screen/input.ts` for its layout). Resolves when it was taken. */
  input(bytes: Uint8Array): Promise<void>
  /** Ends it. */
  end(): void
}

/** The raw road of the pixels, round the topics. */
export interface Screens {
  /** Watches a session's screen: batches come (see `screen/batch.ts`) until it is ended. */
  watch(lsid: SessionId, viewport: Viewport, onBatch: (batch: ArrayBuffer) => void): Watch
}

/** Screens for where there is no backend that has any. */
export const noScreens: Screens = {
  watch: () => ({ shown: () => undefined, look: () => undefined, input: async () => undefined, end: () => undefined }),
}
