/** How much fits on this tablet, said in photos: that is what fills it. */
import type { AccountDb } from '@/db/accountDb'
import type { StorageState } from './device'

/** A photo as the camera leaves it here, where there are none yet to measure. */
const USUAL_PHOTO_BYTES = 500 * 1024
/** Fewer tell nothing of the next one. */
const ENOUGH = 5
/** Photos of a visit that takes many. */
const VISIT_PHOTOS = 30
const VISITS_AHEAD = 3
/** Room the browser and the app need for themselves. */
const SPARE_BYTES = 20 * 1024 * 1024

export type RoomLevel = 'plenty' | 'watch' | 'serious'

export interface Room {
  photos: number
  level: RoomLevel
}

export async function averagePhoto(db: AccountDb): Promise<number> {
  const sizes: number[] = []
  await db.media.each(({ size, purpose }) => {
    if (purpose === 'PHOTO') sizes.push(size)
  })
  if (sizes.length < ENOUGH) return USUAL_PHOTO_BYTES
  return sizes.reduce((sum, size) => sum + size, 0) / sizes.length
}

/** Warned of while there is room for three visits, and seriously for the last one. */
export function roomFor({ used, quota }: StorageState, photoBytes: number): Room {
  const photos = Math.max(0, Math.floor((quota - used - SPARE_BYTES) / Math.max(1, photoBytes)))
  const level = photos < VISIT_PHOTOS ? 'serious' : photos < VISIT_PHOTOS * VISITS_AHEAD ? 'watch' : 'plenty'
  return { photos, level }
}
