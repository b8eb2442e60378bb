import type { AccountDb } from '@/db/accountDb'
import { persistStorage } from './device'

/**
 * The first visit has begun: from now on there is something to lose (P16). Browsers that ask the person are asked once;
 * later only the key on the sync page asks.
 */
export async function persistOnce(db: AccountDb): Promise<void> {
  if ((await db.read<boolean>('persistAsked')) === true || (await db.drafts.count()) === 0) return
  await db.write('persistAsked', true)
  await persistStorage().catch(() => false)
}
