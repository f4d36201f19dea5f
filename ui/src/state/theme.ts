import type { Density } from '../gen/Density'
import type { Theme } from '../gen/Theme'

/** The theme to draw: the chosen one, or the system's. */
export function resolveTheme(theme: Theme, systemDark: boolean): 'light' | 'dark' {
  if (theme === 'system') return systemDark ? 'dark' : 'light'
  return theme
}

/** Writes theme and density where the tokens look for them. */
export function applyLook(theme: 'light' | 'dark', density: Density) {
  document.documentElement.dataset['theme'] = theme
  document.documentElement.dataset['density'] = density
}
