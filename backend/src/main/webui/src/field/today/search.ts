import { serviceEventLine } from '../serviceEvent'
import type { TodayCard } from './today'

/** Letters and digits typed full width, as a Chinese keyboard does, are the same ones. */
const folded = (text: string): string => text.normalize('NFKC').toLowerCase()

/** What a person knows of an assignment before opening it, in both languages; of a customer what is shown alone. */
function wordsOf({ assignment }: TodayCard): string {
  const { unit, programme, subjectStaff, serviceEvent } = assignment
  const name = typeof programme.name === 'string' ? [programme.name] : Object.values(programme.name)
  const event = serviceEventLine(serviceEvent, (day) => day)
  const parts = [unit.name, unit.address, programme.code, ...name, subjectStaff?.name, event]
  return folded(parts.filter((part) => typeof part === 'string').join('\n'))
}

/** The cards that have every word of the query somewhere; all of them for none. */
export function search(cards: readonly TodayCard[], query: string): TodayCard[] {
  const wanted = folded(query).split(/\s+/u).filter(Boolean)
  return cards.filter((card) => {
    const words = wanted.length === 0 ? '' : wordsOf(card)
    return wanted.every((word) => words.includes(word))
  })
}
