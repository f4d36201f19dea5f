const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })
const shortDay = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })
const thisYear = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long' })
const otherYear = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric' })

/** A time of day, 24 hours: 14:05. */
export const timeOfDay = (at: number) => clock.format(at)

/** Within this a time of day is clear by itself, also across midnight, in milliseconds. */
const CLEAR = 12 * 60 * 60_000

/** A moment for a list: the time of day, with the date before it where that is not clear: 24 Nov 09:10. */
export function moment(at: number, now: number): string {
  const clear = Math.abs(at - now) < CLEAR || new Date(at).toDateString() === new Date(now).toDateString()
  return clear ? timeOfDay(at) : `${shortDay.format(at)} ${timeOfDay(at)}`
}

/** Whether two moments are on different days in local time. */
export function dayChanges(before: number | undefined, at: number): boolean {
  return before === undefined || new Date(before).toDateString() !== new Date(at).toDateString()
}

/** "Today", "Yesterday", or the date. */
export function dayName(at: number, now: number): string {
  const day = new Date(at)
  const today = new Date(now)
  if (day.toDateString() === today.toDateString()) return 'Today'
  const yesterday = new Date(today.getFullYear(), today.getMonth(), today.getDate() - 1)
  if (day.toDateString() === yesterday.toDateString()) return 'Yesterday'
  return (day.getFullYear() === today.getFullYear() ? thisYear : otherYear).format(at)
}

/** How long ago something was, for a list: "today", "yesterday", "3 weeks ago". */
export function ago(at: number, now: number): string {
  const days = Math.round((startOfDay(now) - startOfDay(at)) / 86_400_000)
  if (days <= 0) return 'today'
  if (days === 1) return 'yesterday'
  if (days < 14) return `${days} days ago`
  return days < 60 ? `${Math.floor(days / 7)} weeks ago` : `${Math.floor(days / 30)} months ago`
}

const startOfDay = (at: number) => new Date(at).setHours(0, 0, 0, 0)
