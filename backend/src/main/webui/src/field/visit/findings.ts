/** What the last accepted visit of the unit found, as the server sends it beside an assignment. */
import type { AnswerValue } from '@/checklist/document'

export interface Finding {
  value?: AnswerValue
  failed?: boolean
  note?: string
  /** Public ids. */
  photos?: string[]
}

export interface Findings {
  serviceOn: string
  items: Record<string, Finding>
}

/** A row this device cannot read is as good as none: it is only ever something to look at. */
export function findingsOf(body: unknown): Findings | null {
  if (typeof body !== 'object' || body === null) return null
  const { serviceOn, items } = body as Partial<Findings>
  return typeof serviceOn === 'string' && typeof items === 'object' && items !== null
    ? { serviceOn, items }
    : null
}
