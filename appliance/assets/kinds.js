// @ts-check
// What the page says of a file by its name and size.

/** Names that systems run when they are opened. */
const PROGRAMS = new Set(
  ('apk app appimage bat cmd com command cpl deb dll dmg docm exe hta iso img jar js jse lnk msi msix pif pkg ps1 reg rpm ' +
    'run scr sh svg html htm url vb vbe vbs wsf xlsm').split(' '),
);

/** Whether opening it may run something. Dots and spaces at the end hide nothing. @param {string} name */
export function isProgram(name) {
  const ending = name.replace(/[. ]+$/, '').toLowerCase().split('.');
  return ending.length > 1 && PROGRAMS.has(ending[ending.length - 1]);
}

/** A size as people read it. @param {number} bytes */
export function sizeWords(bytes) {
  const units = ['bytes', 'KB', 'MB', 'GB'];
  let [size, unit] = [bytes, 0];
  while (size >= 1_000 && unit < units.length - 1) [size, unit] = [size / 1_000, unit + 1];
  const shown = unit === 0 || size >= 10 ? Math.round(size) : Math.round(size * 10) / 10;
  return `${shown} ${bytes === 1 ? 'byte' : units[unit]}`;
}
