import type { ServiceEvent } from '../api'

/** What the office knows of a service when it asks for a callback; an empty text is not known. */
export interface Callback {
  subjectStaff: string
  number: string
  product: string
  finishedOn: string
  customer: string
  phone: string
}

export const noCallback = (): Callback => ({
  subjectStaff: '',
  number: '',
  product: '',
  finishedOn: '',
  customer: '',
  phone: '',
})

/** The service event as it is sent: only what is known, or null when nothing is. */
export function eventOf(callback: Callback): ServiceEvent | null {
  const event: ServiceEvent = {}
  for (const key of ['number', 'product', 'finishedOn', 'customer', 'phone'] as const) {
    const text = callback[key].trim()
    if (text !== '') event[key] = text
  }
  return Object.keys(event).length === 0 ? null : event
}
