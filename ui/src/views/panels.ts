/** Elements that F6 goes through carry this attribute, in the order of the page. */
const PANELS = '[data-panel]'
/** Where a keyboard begins in a panel, if not at its first control. */
const START = '[data-panel-start]'
const CONTROL = 'button:not([tabindex="-1"]), input, textarea, [tabindex="0"]'

/** Moves the focus to the next or previous panel. */
export function cyclePanels(step: 1 | -1) {
  const panels = [...document.querySelectorAll<HTMLElement>(PANELS)]
  const here = panels.findIndex((panel) => panel.contains(document.activeElement))
  const from = here < 0 && step < 0 ? 0 : here
  focusIn(panels[(from + step + panels.length) % panels.length] ?? null)
}

/** Brings the focus to where a keyboard begins in a panel. */
export function focusIn(panel: Element | null) {
  const start = panel?.querySelector<HTMLElement>(START) ?? panel?.querySelector<HTMLElement>(CONTROL)
  start?.focus()
}
