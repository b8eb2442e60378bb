/**
 * The device is in a customer's hands. While it is, no other page opens, whatever the customer presses, and neither
 * does a reload: what is kept here is read before the first route is chosen, which no database can be.
 */
import { isLocale, type Locale } from '@/i18n'

export type HandedStep = 'welcome' | 'ask' | 'thanks' | 'declined'

export interface Handed {
  account: string
  visit: string
  step: HandedStep
  /** The question on the screen. */
  item?: string
  /** Questions answered since the device was handed over; what was answered before is not shown. */
  seen: string[]
  /** What the language was before the customer chose theirs. */
  locale: Locale
}

const KEY = 'plumbline.handed'

export function readHanded(account: string | undefined): Handed | null {
  try {
    const handed = JSON.parse(localStorage.getItem(KEY) ?? 'null') as Handed | null
    if (handed === null || account === undefined || handed.account !== account) return null
    return isLocale(handed.locale) && Array.isArray(handed.seen) ? handed : null
  } catch {
    return null
  }
}

export const writeHanded = (handed: Handed): void => localStorage.setItem(KEY, JSON.stringify(handed))

export const takeBack = (): void => localStorage.removeItem(KEY)

/** The only page that opens; null when the device is in its owner's hands. */
export function handedPath(account: string | undefined): string | null {
  const handed = readHanded(account)
  return handed === null ? null : `/field/visits/${handed.visit}/customer`
}
