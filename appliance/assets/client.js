// @ts-check
// Puts the download for this computer first.
const system = /Windows/.test(navigator.userAgent) ? 'windows' : /Mac OS/.test(navigator.userAgent) ? 'macos' : 'linux';
for (const link of document.querySelectorAll('#downloads a')) {
  if (link instanceof HTMLElement) link.closest('li')?.classList.toggle('fits', link.dataset.system === system);
}
