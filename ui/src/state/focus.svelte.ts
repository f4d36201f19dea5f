/** A place that an action brings the focus to. */
export type FocusPlace = 'composer' | 'notes' | 'status' | 'link' | 'canned' | 'filter' | 'info-search' | 'talk' | 'live'

/** Wishes for the focus: an action says where, the view that owns the place goes there. */
export class FocusWish {
  #wish = $state.raw<{ place: FocusPlace }>()

  /** Asks for the focus to go to a place. */
  ask(place: FocusPlace) {
    this.#wish = { place }
  }

  /** Whether the focus is wanted at `place`; answers yes once per wish. */
  take(place: FocusPlace): boolean {
    if (this.#wish?.place !== place) return false
    this.#wish = undefined
    return true
  }
}
