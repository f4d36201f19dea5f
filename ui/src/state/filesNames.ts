/** Characters that hide, break or turn a text around, or stand for a byte that is no UTF-8. */
const UNSHOWABLE = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\uf780-\uf7ff]/gu
const BREAKS = /[\n\t\u2028\u2029]/g

/** The most bytes of UTF-8 in a name; the appliance enforces it. */
export const NAME_BYTES = 1024

/**
 * A name for the eye: what cannot be shown, or would turn the text around, is replaced by
 * U+FFFD, and breaks by blanks. Only for showing; what is sent back is the name as it came.
 */
export const shownName = (name: string): string => name.replace(BREAKS, ' ').replace(UNSHOWABLE, '\ufffd')

/** Why a name cannot be given, where it cannot. */
export function nameFault(name: string): string | undefined {
  if (name.trim() === '') return 'A name is needed'
  if (name === '.' || name === '..') return 'This name stands for a folder already'
  if (/[/\0]/.test(name)) return 'A name cannot have a slash in it'
  if (new TextEncoder().encode(name).length > NAME_BYTES) return 'The name is too long'
  return undefined
}

/** How many characters of a name stand before its ending: "report.pdf" has 6. */
export function stemLength(name: string): number {
  const dot = name.lastIndexOf('.')
  return dot > 0 ? dot : name.length
}

/** A name's ending in lower case, without the dot. */
export function endingOf(name: string): string {
  const dot = name.lastIndexOf('.')
  return dot > 0 ? name.slice(dot + 1).trim().toLowerCase() : ''
}

/** Endings of what runs when it is opened: programs, scripts, installers, links to them. */
const programs = new Set(
  `apk app application appimage bat bin cmd com command cpl deb desktop dll dmg exe gadget hta inf ins iso jar
   js jse lnk mjs msc msi msp mst pif pkg ps1 py rb reg rpm run scf scr sh url vb vbe vbs vhd vhdx ws wsf wsh
   docm dotm xlsm xltm xlam pptm potm ppam htm html shtml svg xhtml xht xml`.split(/\s+/),
)

/** Whether opening a file of this name may run something. */
export const isProgram = (name: string): boolean => programs.has(endingOf(shownName(name).replace(/[. ]+$/, '')))
