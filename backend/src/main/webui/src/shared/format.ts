/**
 * How numbers and times are written. Scores arrive as exact decimal strings and are rounded as text, half up, so that
 * what is shown never differs from what the server counted.
 */
import { currentLocale, i18n } from '@/i18n'

const t = (key: string, values: Record<string, unknown> = {}): string => i18n.global.t(key, values)

/** A decimal string rounded half up (away from zero) to `digits` places. */
export function roundDecimal(text: string, digits: number): string {
  const match = /^(-?)(\d+)(?:\.(\d*))?$/.exec(text.trim())
  if (!match) return text
  const [, sign = '', whole = '0', fraction = ''] = match
  const kept = BigInt(whole + fraction.padEnd(digits + 1, '0').slice(0, digits))
  const up = Number(fraction.charAt(digits) || '0') >= 5
  const rounded = (up ? kept + 1n : kept).toString().padStart(digits + 1, '0')
  const minus = sign === '-' && /[1-9]/.test(rounded) ? '-' : ''
  if (digits === 0) return minus + rounded
  return `${minus}${rounded.slice(0, -digits)}.${rounded.slice(-digits)}`
}

export const NO_VALUE = '—'

/** A score with one decimal in lists; two where a person asks for more. */
export function score(text: string | null | undefined, digits = 1): string {
  return text === null || text === undefined ? NO_VALUE : roundDecimal(text, digits)
}

/** The difference of two scores, signed, one decimal; null when it shows as nothing. */
export function scoreChange(
  now: string | null | undefined,
  before: string | null | undefined,
): string | null {
  if (!now || !before) return null
  const hundredths = Math.round(Number(now) * 100) - Math.round(Number(before) * 100)
  const text = roundDecimal((Math.abs(hundredths) / 100).toFixed(2), 1)
  if (text === '0.0') return null
  return (hundredths > 0 ? '+' : '−') + text
}

export function integer(value: number): string {
  return new Intl.NumberFormat(currentLocale()).format(value)
}

export type Direction = 'up' | 'down' | 'same' | 'new'

/** Places gained since last month: positive is up. Null means there was no place to compare with. */
export function movementDirection(movement: number | null | undefined): Direction {
  if (movement === null || movement === undefined) return 'new'
  if (movement === 0) return 'same'
  return movement > 0 ? 'up' : 'down'
}

export function movementWords(movement: number | null | undefined): string {
  return t(`movement.${movementDirection(movement)}`, { n: Math.abs(movement ?? 0) })
}

function englishMonth(month: number, style: 'short' | 'long'): string {
  return new Intl.DateTimeFormat('en-GB', { month: style, timeZone: 'UTC' }).format(
    Date.UTC(2024, month - 1, 1),
  )
}

/** `YYYY-MM-DD` as 11月22日 or 22 Nov; with the year when it is not this one. */
export function day(text: string, now: Date = new Date()): string {
  const [year = 0, month = 1, date = 1] = text.split('-').map(Number)
  const values = { year, month, day: date, monthName: englishMonth(month, 'short') }
  return t(year === now.getFullYear() ? 'date.day' : 'date.dayYear', values)
}

/** `YYYY-MM` as 2026年11月 or November 2026. */
export function month(text: string): string {
  const [year = 0, number = 1] = text.split('-').map(Number)
  return t('date.month', { year, month: number, monthName: englishMonth(number, 'long') })
}

export function monthShort(text: string): string {
  const number = Number(text.split('-')[1] ?? 1)
  return t('date.monthShort', { month: number, monthName: englishMonth(number, 'short') })
}

/** The local calendar parts of an instant in the organisation's zone. */
export function localParts(instant: string | Date, timeZone: string): { date: string; time: string } {
  const parts = new Map(
    new Intl.DateTimeFormat('en-GB', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    })
      .formatToParts(new Date(instant))
      .map((part) => [part.type, part.value]),
  )
  const at = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? ''
  return { date: `${at('year')}-${at('month')}-${at('day')}`, time: `${at('hour')}:${at('minute')}` }
}

/** An instant as 11月22日 10:42 in the organisation's zone. */
export function moment(instant: string, timeZone: string, now: Date = new Date()): string {
  const local = localParts(instant, timeZone)
  return `${day(local.date, now)} ${local.time}`
}

/** Relative up to a day, then the date. */
export function ago(instant: string, timeZone: string, now: Date = new Date()): string {
  const minutes = Math.floor((now.getTime() - new Date(instant).getTime()) / 60_000)
  if (minutes < 0 || minutes >= 24 * 60) return moment(instant, timeZone, now)
  if (minutes < 1) return t('date.justNow')
  if (minutes < 60) return t('date.minutesAgo', { n: minutes })
  return t('date.hoursAgo', { n: Math.floor(minutes / 60) })
}

/** `YYYY-MM` moved by whole months. */
export function shiftMonth(text: string, by: number): string {
  const [year = 0, number = 1] = text.split('-').map(Number)
  const index = year * 12 + (number - 1) + by
  return `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`
}
