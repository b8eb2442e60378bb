/**
 * Exact fractions for scores. Scores are compared across devices and the server to the last cent, so nothing here
 * passes through a floating point number; the one rounding happens when a result is written.
 */
export interface Rational {
  readonly n: bigint
  readonly d: bigint
}

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/

export const ZERO: Rational = { n: 0n, d: 1n }
export const ONE: Rational = { n: 1n, d: 1n }
export const HUNDRED: Rational = { n: 100n, d: 1n }

function gcd(a: bigint, b: bigint): bigint {
  while (b !== 0n) [a, b] = [b, a % b]
  return a < 0n ? -a : a
}

export function rational(n: bigint, d: bigint): Rational {
  if (d === 0n) throw new RangeError('division by zero')
  if (d < 0n) [n, d] = [-n, -d]
  const common = gcd(n, d)
  return common > 1n ? { n: n / common, d: d / common } : { n, d }
}

/** The value of a plain decimal ("12.50"), or null when the text is no plain decimal. */
export function findDecimal(text: string): Rational | null {
  const match = DECIMAL.exec(text)
  if (!match) return null
  const fraction = match[3] ?? ''
  const n = BigInt((match[2] ?? '') + fraction)
  return rational(match[1] ? -n : n, 10n ** BigInt(fraction.length))
}

export function decimal(text: string): Rational {
  const value = findDecimal(text)
  if (!value) throw new RangeError(`not a plain decimal: ${text}`)
  return value
}

export const integer = (value: number): Rational => ({ n: BigInt(value), d: 1n })

export const add = (a: Rational, b: Rational): Rational =>
  a.d === b.d ? rational(a.n + b.n, a.d) : rational(a.n * b.d + b.n * a.d, a.d * b.d)

export const subtract = (a: Rational, b: Rational): Rational => add(a, { n: -b.n, d: b.d })

export const multiply = (a: Rational, b: Rational): Rational => rational(a.n * b.n, a.d * b.d)

export const divide = (a: Rational, b: Rational): Rational => rational(a.n * b.d, a.d * b.n)

export function compare(a: Rational, b: Rational): -1 | 0 | 1 {
  const left = a.n * b.d
  const right = b.n * a.d
  return left < right ? -1 : left > right ? 1 : 0
}

export const isZero = (a: Rational): boolean => a.n === 0n

export function clamp(value: Rational, low: Rational, high: Rational): Rational {
  return compare(value, low) < 0 ? low : compare(value, high) > 0 ? high : value
}

/** Rounded half up (away from zero on a tie) to exactly `places` decimals. */
export function toFixed(value: Rational, places: number): string {
  const negative = value.n < 0n
  const scaled = (negative ? -value.n : value.n) * 10n ** BigInt(places)
  const quotient = scaled / value.d
  const rounded = (scaled % value.d) * 2n >= value.d ? quotient + 1n : quotient
  const digits = rounded.toString().padStart(places + 1, '0')
  const text = places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`
  return negative && rounded !== 0n ? `-${text}` : text
}

/** The exact decimal when it is finite, else rounded half up to six decimals; no trailing zeros. */
export function toPlain(value: Rational): string {
  let rest = value.d
  let twos = 0
  let fives = 0
  while (rest % 2n === 0n) [rest, twos] = [rest / 2n, twos + 1]
  while (rest % 5n === 0n) [rest, fives] = [rest / 5n, fives + 1]
  const text = toFixed(value, rest === 1n ? Math.max(twos, fives) : 6)
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}
