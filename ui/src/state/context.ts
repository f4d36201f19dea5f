import { createContext } from 'svelte'
import type { Console } from './console.svelte'

/** The window's state, for every view below the one that provides it. */
export const [useConsole, provideConsole] = createContext<Console>()
