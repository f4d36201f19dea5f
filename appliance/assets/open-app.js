// @ts-check
// Opens the app at once where the customer has just asked for it. Only in browsers that ask the
// customer themselves and keep the page when there is no app; a phone's wants the button pressed.
const link = document.getElementById('open-app');
const [visit] = performance.getEntriesByType('navigation');
const fresh = /** @type {PerformanceNavigationTiming | undefined} */ (visit)?.type === 'navigate';
// A browser that is driven by a program has nobody who answers.
const asks = 'userAgentData' in navigator && !/Android/.test(navigator.userAgent) && !navigator.webdriver;

if (link instanceof HTMLAnchorElement && 'atOnce' in link.dataset && fresh && asks) {
  // Before that, it would break off the loading of this page.
  addEventListener('load', () => setTimeout(() => link.click(), 200));
}
