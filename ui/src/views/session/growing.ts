import type { Attachment } from 'svelte/attachments'

/** Lets a text area grow with its text, up to the height that its style allows. */
export function growing(text: () => string): Attachment<HTMLTextAreaElement> {
  return (area) => {
    text()
    area.style.setProperty('height', 'auto')
    area.style.setProperty('height', `${area.scrollHeight}px`)
  }
}
