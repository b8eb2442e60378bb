import type { AnswerValue, Item } from './document'
import { compare, decimal, type Rational } from './rational'

export interface ValueError {
  code:
    | 'wrong-type'
    | 'not-a-decimal'
    | 'out-of-range'
    | 'too-many-decimals'
    | 'unknown-option'
    | 'duplicate-option'
    | 'too-long'
    | 'bad-date-time'
    | 'bad-location'
    | 'na-not-allowed'
    | 'no-value'
  /** JSON pointer inside the value. */
  pointer: string
}

const DECIMAL = /^-?(0|[1-9]\d{0,14})(\.\d{1,9})?$/
const LOCAL_DATE_TIME = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2}))?$/
const TEXT_BYTES = 65_536
const INT_MAX = 2_147_483_647

const wrong = (code: ValueError['code'], pointer = ''): ValueError => ({ code, pointer })

/** What is wrong with a value, or null for a value the item can hold. A cleared answer (null) fits every item. */
export function validateAnswer(item: Item, value: unknown): ValueError | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'object' && !Array.isArray(value) && 'na' in value) return notApplicable(item, value)
  switch (item.type) {
    case 'YES_NO':
      if (typeof value !== 'string') return wrong('wrong-type')
      return value === 'YES' || value === 'NO' ? null : wrong('unknown-option')
    case 'SINGLE':
      return option(item, value, '')
    case 'MULTIPLE':
      return options(item, value)
    case 'RATING':
      if (typeof value !== 'number' || !Number.isInteger(value)) return wrong('wrong-type')
      return item.scale && value >= item.scale.min && value <= item.scale.max ? null : wrong('out-of-range')
    case 'NUMBER':
      return number(item, value)
    case 'DURATION':
      if (typeof value !== 'number' || !Number.isInteger(value)) return wrong('wrong-type')
      if (value < 0 || value > INT_MAX) return wrong('out-of-range')
      return bounds(item, decimal(String(value)))
    case 'TEXT':
      return typeof value === 'string' ? tooLong(value, '') : wrong('wrong-type')
    case 'DATE_TIME':
      if (typeof value !== 'string') return wrong('wrong-type')
      return isLocalDateTime(value) ? null : wrong('bad-date-time')
    case 'LOCATION':
      return location(value)
    case 'PHOTO':
    case 'SIGNATURE':
      return wrong('no-value')
  }
}

/** The one form in which equal answers are equal JSON: options sorted, numbers without trailing zeros. */
export function canonicalAnswer(item: Item, value: AnswerValue): AnswerValue {
  if (item.type === 'MULTIPLE' && Array.isArray(value)) return [...new Set(value)].sort()
  if (item.type === 'NUMBER' && typeof value === 'string') return canonicalNumber(value)
  return value
}

function canonicalNumber(text: string): string {
  const [whole = '0', fraction = ''] = text.split('.')
  const kept = fraction.replace(/0+$/, '')
  const result = kept === '' ? whole : `${whole}.${kept}`
  return result === '-0' ? '0' : result
}

function notApplicable(item: Item, value: object): ValueError | null {
  const { na, reason } = value as { na: unknown; reason?: unknown }
  if (na !== true) return wrong('wrong-type', '/na')
  if (item.allowNa !== true) return wrong('na-not-allowed')
  if (reason === undefined || reason === null) return null
  return typeof reason === 'string' ? tooLong(reason, '/reason') : wrong('wrong-type', '/reason')
}

function option(item: Item, value: unknown, pointer: string): ValueError | null {
  if (typeof value !== 'string') return wrong('wrong-type', pointer)
  return item.options?.some((each) => each.id === value) ? null : wrong('unknown-option', pointer)
}

function options(item: Item, value: unknown): ValueError | null {
  if (!Array.isArray(value)) return wrong('wrong-type')
  const seen = new Set<unknown>()
  for (const [index, each] of value.entries()) {
    const error = option(item, each, `/${index}`)
    if (error) return error
    if (seen.has(each)) return wrong('duplicate-option', `/${index}`)
    seen.add(each)
  }
  return null
}

function number(item: Item, value: unknown): ValueError | null {
  if (typeof value !== 'string') return wrong('wrong-type')
  if (!DECIMAL.test(value)) return wrong('not-a-decimal')
  const fraction = canonicalNumber(value).split('.')[1] ?? ''
  if (fraction.length > (item.number?.decimals ?? 0)) return wrong('too-many-decimals')
  return bounds(item, decimal(value))
}

function bounds(item: Item, value: Rational): ValueError | null {
  const { min, max } = item.number ?? {}
  if (min !== undefined && compare(value, decimal(min)) < 0) return wrong('out-of-range')
  if (max !== undefined && compare(value, decimal(max)) > 0) return wrong('out-of-range')
  return null
}

function tooLong(text: string, pointer: string): ValueError | null {
  // A UTF-16 unit is at most three bytes of UTF-8: short texts need no counting.
  if (text.length * 3 <= TEXT_BYTES) return null
  return new TextEncoder().encode(text).length > TEXT_BYTES ? wrong('too-long', pointer) : null
}

function isLocalDateTime(text: string): boolean {
  const match = LOCAL_DATE_TIME.exec(text)
  if (!match) return false
  const [year, month, day, hour, minute, second] = match.slice(1).map((part) => Number(part ?? 0))
  if (year === undefined || month === undefined || day === undefined) return false
  if (year === 0 || month < 1 || month > 12 || day < 1) return false
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0
  return day <= days && (hour ?? 0) <= 23 && (minute ?? 0) <= 59 && (second ?? 0) <= 59
}

function location(value: unknown): ValueError | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return wrong('wrong-type')
  const { lat, lon, accuracyM } = value as { lat?: unknown; lon?: unknown; accuracyM?: unknown }
  if (!within(lat, 90)) return wrong('bad-location', '/lat')
  if (!within(lon, 180)) return wrong('bad-location', '/lon')
  const accurate =
    accuracyM === undefined || accuracyM === null || (typeof accuracyM === 'number' && accuracyM >= 0)
  return accurate ? null : wrong('bad-location', '/accuracyM')
}

function within(value: unknown, bound: number): boolean {
  if (typeof value !== 'string' || !DECIMAL.test(value)) return false
  const degrees = decimal(value.replace('-', ''))
  return compare(degrees, { n: BigInt(bound), d: 1n }) <= 0
}

/**
 * The number an answer stands for in bands and conditions: ratings and durations are JSON numbers, numbers are text.
 */
export function numberOf(value: AnswerValue): Rational {
  if (typeof value === 'number') return { n: BigInt(value), d: 1n }
  if (typeof value === 'string') return decimal(value)
  throw new RangeError('not a number')
}
