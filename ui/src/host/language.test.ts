import { describe, expect, it } from 'vitest'
import { isLanguage, settleLanguage } from './language'

describe('the language of the page', () => {
  it('is what the system names, where that is one', () => {
    for (const tag of ['en', 'de-AT', 'zh-Hans-CN']) expect(isLanguage(tag)).toBe(true)
    const page = { language: 'de-AT' } as Navigator
    settleLanguage(page)
    expect(page.language).toBe('de-AT')
  })

  it('is English on a system without one, so that numbers can be formatted', () => {
    for (const tag of ['C', 'c', '', 'C.UTF-8', 'POSIX_']) {
      const page = { language: tag } as Navigator
      settleLanguage(page)
      expect(() => new Intl.NumberFormat(page.language)).not.toThrow()
    }
  })
})
