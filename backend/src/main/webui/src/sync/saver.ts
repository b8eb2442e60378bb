/**
 * Saving data: answers always go, photos may wait for a network that costs nothing. Where the browser does not tell
 * what network it is, the setting is a plain switch: photos wait until somebody says "now".
 */
import type { AccountDb, MediaEntry } from '@/db/accountDb'

export type NetworkKind = 'free' | 'metered' | 'unknown'

interface Connection extends EventTarget {
  type?: string
  saveData?: boolean
}

const FREE = ['wifi', 'ethernet']
const METERED = ['cellular', 'bluetooth', 'wimax']

export const connectionOf = (): Connection | null =>
  typeof navigator === 'undefined'
    ? null
    : ((navigator as Navigator & { connection?: Connection }).connection ?? null)

/** `effectiveType` says how fast a network is, not what it costs: nothing is decided by it. */
export function networkKind(connection: Connection | null = connectionOf()): NetworkKind {
  if (connection?.saveData === true) return 'metered'
  const type = connection?.type ?? ''
  if (FREE.includes(type)) return 'free'
  return METERED.includes(type) ? 'metered' : 'unknown'
}

export type FileGate = (entry: Pick<MediaEntry, 'purpose' | 'createdAt'>) => boolean

/** Which files may go now. Signatures are small, and a submission without one is none: they go always. */
export const gateOf =
  (wait: boolean | undefined, released = 0, kind: () => NetworkKind = networkKind): FileGate =>
  (entry) =>
    wait !== true || entry.purpose === 'SIGNATURE' || entry.createdAt <= released || kind() === 'free'

export async function fileGate(db: AccountDb, kind: () => NetworkKind = networkKind): Promise<FileGate> {
  return gateOf(await db.read<boolean>('photosWait'), await db.read<number>('photosReleased'), kind)
}

export async function savePhotos(db: AccountDb, wait: boolean): Promise<void> {
  await db.write('photosWait', wait)
}

/** What waits now goes on any network; what is taken from now on waits again. */
export async function releasePhotos(db: AccountDb): Promise<void> {
  const newest = await db.media.toArray()
  await db.write('photosReleased', Math.max(0, ...newest.map(({ createdAt }) => createdAt)))
}
