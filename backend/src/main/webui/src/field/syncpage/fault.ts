import { OfflineError } from '@/api/problem'
import { isQuotaError } from '@/db/room'
import { WorkFileError } from '@/sync/workfile/format'

/** Why a file could not be written or taken over, in a sentence. What is no fault of a file is thrown on. */
export function faultText(t: (key: string) => string, error: unknown): string {
  if (error instanceof WorkFileError) return t(`field.carry.fault.${error.fault}`)
  if (error instanceof OfflineError) return t('field.carry.fault.offline')
  if (isQuotaError(error)) return t('field.carry.fault.full')
  throw error
}
