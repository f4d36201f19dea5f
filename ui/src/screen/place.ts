/** A pixel of the remote screen. */
export interface Place {
  x: number
  y: number
}
