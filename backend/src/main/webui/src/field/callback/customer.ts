/** What a callback asks about, and whom. */
import { maskName, maskPhone } from '../serviceEvent'

export interface ServiceEventView {
  number: string | null
  product: string | null
  /** Local date. */
  finishedOn: string | null
  customer: string | null
  /** For showing before it is asked for. */
  maskedPhone: string | null
  /** For calling; null when the work order has none, or a masked one. */
  phone: string | null
}

export function serviceEventOf(event: Record<string, unknown> | null | undefined): ServiceEventView {
  const first = (...keys: string[]): string | null => {
    for (const key of keys) {
      const value = event?.[key]
      if (typeof value === 'string' && value !== '') return value
    }
    return null
  }
  const phone = first('customerPhone', 'phone')
  return {
    number: first('number', 'code'),
    product: first('title', 'product'),
    finishedOn: first('finishedOn', 'doneOn', 'finishedAt')?.slice(0, 10) ?? null,
    customer: maskName(first('customerName', 'customer')),
    maskedPhone: maskPhone(phone),
    phone: phone !== null && /^\+?[\d\s()-]{5,}$/.test(phone) ? phone : null,
  }
}

export const telLink = (phone: string): string => `tel:${phone.replace(/[^+\d]/g, '')}`
