import type { AccountDb } from '@/db/accountDb'
import type { PinRecord, PinStore } from './pin'

const KEY = 'pin'

/** An account's PIN, beside its work on this device and nowhere else. */
export function pinOf(db: AccountDb): PinStore {
  return {
    read: () => db.read<PinRecord>(KEY),
    write: (record) => db.write(KEY, record),
  }
}
