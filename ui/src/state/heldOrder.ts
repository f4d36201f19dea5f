/**
 * An order that stands still while somebody points at the list. New ids join at the end,
 * ids that are gone leave, everything else keeps its place until the hold is over.
 */
export class HeldOrder {
  #shown: readonly string[] = []

  /** The order to show: `wanted` as it is, or merged into what is shown while `held`. */
  next(wanted: readonly string[], held: boolean): readonly string[] {
    this.#shown = held ? merge(this.#shown, wanted) : wanted
    return this.#shown
  }
}

function merge(shown: readonly string[], wanted: readonly string[]): readonly string[] {
  const left = new Set(wanted)
  const kept = shown.filter((id) => left.delete(id))
  return [...kept, ...left]
}
