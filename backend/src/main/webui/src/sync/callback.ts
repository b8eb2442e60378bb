/**
 * Where the attempts of a callback leave it (CBK-2), by the same rule as the server's; the vectors of
 * `callback-standing` hold both to it.
 */
import type { Attempt, AttemptOutcome } from './wire'

/** How often a customer is tried again, unless the organisation says otherwise. */
export const RETRIES = 3

export const DAY_PARTS = ['MORNING', 'NOON', 'AFTERNOON', 'EVENING'] as const
export type DayPart = (typeof DAY_PARTS)[number]
export type CallbackState = 'OPEN' | 'REACHED' | 'REFUSED' | 'WRONG_NUMBER' | 'NOT_REACHED'

export interface CallbackStanding {
  state: CallbackState
  /** It may be submitted without answers, and has no score whatever was answered. */
  ended: boolean
  /** How many counted. */
  tries: number
  triesLeft: number
  /** Of the last attempt: the part of the day to avoid next. */
  lastPart: DayPart | null
}

const CALLBACKS = ['INSTALLER_CALLBACK', 'STORE_CALLBACK', 'PROJECT_CALLBACK']

export const isCallback = (kind: string | undefined): boolean => CALLBACKS.includes(kind ?? '')

/** Before 12:00, before 14:00, before 18:00, and after that, in the organisation's zone. */
export function dayPart(at: Date | number | string, timeZone: string): DayPart {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', hourCycle: 'h23' })
  const hour = Number(format.format(new Date(at)))
  if (hour < 12) return 'MORNING'
  if (hour < 14) return 'NOON'
  return hour < 18 ? 'AFTERNOON' : 'EVENING'
}

/** In the order in which they were made; whoever tells of them first decides nothing. */
export const inOrder = <A extends Pick<Attempt, 'id' | 'at'>>(attempts: readonly A[]): A[] =>
  [...attempts].sort((one, other) => {
    const between = Date.parse(one.at) - Date.parse(other.at)
    return between === 0 ? (one.id < other.id ? -1 : 1) : between
  })

/** @param attempts in the order in which they were made */
export function standingOf(
  attempts: readonly Pick<Attempt, 'outcome' | 'at'>[],
  timeZone: string,
  retries = RETRIES,
): CallbackStanding {
  let tries = 0
  let lastPart: DayPart | null = null
  let last: AttemptOutcome | null = null
  for (const { outcome, at } of attempts) {
    if (outcome === 'NUMBER_SHOWN') continue
    last = outcome
    const part = dayPart(at, timeZone)
    if ((outcome === 'NO_ANSWER' || outcome === 'CALL_LATER') && part !== lastPart) tries += 1
    lastPart = part
  }
  const triesLeft = Math.max(0, 1 + retries - tries)
  const state = stateOf(last, triesLeft)
  const ended = state === 'REFUSED' || state === 'WRONG_NUMBER' || state === 'NOT_REACHED'
  return { state, ended, tries, triesLeft, lastPart }
}

function stateOf(last: AttemptOutcome | null, triesLeft: number): CallbackState {
  switch (last) {
    case 'REACHED':
    case 'REFUSED':
    case 'WRONG_NUMBER':
      return last
    case 'NO_ANSWER':
    case 'CALL_LATER':
      return triesLeft === 0 ? 'NOT_REACHED' : 'OPEN'
    default:
      return 'OPEN'
  }
}
