/** The shapes of presence: disc, disc with a bar, ring with a hand, ring. */
export type PresenceMark = 'available' | 'busy' | 'away' | 'offline'
