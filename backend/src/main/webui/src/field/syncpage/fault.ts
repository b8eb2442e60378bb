import { OfflineError } from '@/api/problem'
import { isQuotaError } from '@/db/room'
import { WorkFileError } from '@/sync/workfile/format'

/**
 * Why a file could not be written or taken over, in a sentence. What nobody foresaw is told too, and reported in
 * full: a step must never end without a word.
 */
export function faultText(t: (key: string) => string, error: unknown): string {
  if (error instanceof WorkFileError) return t(`field.carry.fault.${error.fault}`)
  if (error instanceof OfflineError) return t('field.carry.fault.offline')
  if (isQuotaError(error)) return t('field.carry.fault.full')
  globalThis.reportError(error)
  return t('field.carry.fault.unforeseen')
}
