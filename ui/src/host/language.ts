/*
 * A web view names its language as the system does, and a system without one is called C. That is no
 * language tag: whoever formats numbers by it fails, the chart library already while it is loaded. So
 * this comes before everything else that is imported.
 */

/** Whether numbers and dates can be formatted by it. */
export function isLanguage(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length > 0
  } catch {
    return false
  }
}

/** Has the page speak English where the system names no language. */
export function settleLanguage(page: Navigator = navigator) {
  if (!isLanguage(page.language)) Object.defineProperty(page, 'language', { value: 'en', configurable: true })
}

settleLanguage()
