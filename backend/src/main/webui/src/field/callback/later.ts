/** When a customer may be called again: the next parts of days, at an hour inside each. */
import { DAY_PARTS, dayPart, type DayPart } from '@/sync/callback'

const HOURS: Record<DayPart, number> = { MORNING: 10, NOON: 12, AFTERNOON: 15, EVENING: 19 }
const DAY_MS = 86_400_000

export interface Later {
  part: DayPart
  /** Days from today. */
  day: number
  at: string
}

/** The instant of an hour on the local day, in the zone. */
function at(day: string, hour: number, timeZone: string): Date {
  const guess = new Date(`${day}T${String(hour).padStart(2, '0')}:00:00Z`)
  const shown = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' })
    .format(guess)
    .replace(' ', 'T')
  return new Date(guess.getTime() - (Date.parse(`${shown}Z`) - guess.getTime()))
}

/** The next four parts of a day that have not begun. */
export function laterTimes(now: Date, timeZone: string): Later[] {
  const dayOf = (moment: Date): string => new Intl.DateTimeFormat('sv-SE', { timeZone }).format(moment)
  const present = DAY_PARTS.indexOf(dayPart(now, timeZone))
  return [1, 2, 3, 4].map((step) => {
    const index = present + step
    const part = DAY_PARTS[index % DAY_PARTS.length] as DayPart
    const day = Math.floor(index / DAY_PARTS.length)
    const local = dayOf(new Date(now.getTime() + day * DAY_MS))
    return { part, day, at: at(local, HOURS[part], timeZone).toISOString() }
  })
}
