import Dexie from 'dexie'
import { accountDb, countUnsent } from './accountDb'

/**
 * How much of somebody's work waits here; asking makes no store where there is none. Null when the store can not be
 * read: nobody must be kept from signing in by it.
 */
export async function countUnsentOf(account: string): Promise<number | null> {
  try {
    return (await Dexie.exists(`plumbline-${account}`)) ? await countUnsent(accountDb(account)) : 0
  } catch {
    return null
  }
}
