/**
 * What is kept of a picture besides its bytes: when it was taken, and where when the person has permitted it. Neither
 * is painted into the picture: it is seen by people who must not know when a mystery visit was (FLD-3).
 */
import type { AccountDb } from '@/db/accountDb'
import type { GeoPoint } from '@/checklist/document'
import { uuid7 } from '@/sync/ids'
import { DEFAULT_LIMITS, type Limits, type PhotoFields } from '@/sync/wire'
import type { CameraFrame } from '../camera/draw'
import type { Mark, MarkInk } from '../camera/marks'
import { preparePicture } from '../camera/prepare'
import type { QualityIssue } from '../camera/quality'

export interface Captured {
  photo: PhotoFields
  blob: Blob
  thumbnail: Blob
  issue: QualityIssue | null
}

/** `gallery`: taken earlier, who knows where; so it gets no place. */
export type Origin = 'camera' | 'gallery'

export async function capture(
  db: AccountDb,
  source: Blob | CameraFrame,
  item: string,
  purpose: PhotoFields['purpose'],
  origin: Origin = 'camera',
): Promise<Captured> {
  const capturedAt = new Date().toISOString()
  const place = origin === 'camera' ? knownLocation() : Promise.resolve(null)
  const judge = purpose === 'PHOTO'
  const prepared = await preparePicture({ source, judge, maxBytes: await fileBytes(db) })
  const location = await place
  return captured(prepared, { item, purpose, capturedAt, ...(location ? { location } : {}) })
}

/** The same picture with marks on it: another photo, of the same moment and place. */
export async function marked(
  db: AccountDb,
  picture: Blob,
  photo: PhotoFields,
  marks: readonly Mark[],
  ink: MarkInk,
): Promise<Captured> {
  const job = { source: picture, judge: false, maxBytes: await fileBytes(db), marks: { marks, ink } }
  const { item, purpose, capturedAt, location } = photo
  return captured(await preparePicture(job), { item, purpose, capturedAt, ...(location ? { location } : {}) })
}

type Circumstances = Pick<PhotoFields, 'item' | 'purpose' | 'capturedAt' | 'location'>

function captured(
  { blob, thumbnail, sha256, width, height, issue }: Awaited<ReturnType<typeof preparePicture>>,
  circumstances: Circumstances,
): Captured {
  const bytes = { sha256, size: blob.size, contentType: 'image/jpeg', width, height }
  return { photo: { id: uuid7(), ...circumstances, ...bytes }, blob, thumbnail, issue }
}

async function fileBytes(db: AccountDb): Promise<number> {
  return { ...DEFAULT_LIMITS, ...(await db.read<Partial<Limits>>('limits')) }.fileBytes
}

/** Where this was, when the person has permitted it; a picture never waits long for it and never asks. */
export async function knownLocation(timeoutMs = 2_000): Promise<GeoPoint | null> {
  try {
    const permission = await navigator.permissions.query({ name: 'geolocation' })
    return permission.state === 'granted' ? await currentLocation(timeoutMs) : null
  } catch {
    return null
  }
}

export function currentLocation(timeoutMs: number): Promise<GeoPoint | null> {
  return new Promise((resolve) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) =>
        resolve({
          lat: coords.latitude.toFixed(6),
          lon: coords.longitude.toFixed(6),
          accuracyM: Math.round(coords.accuracy),
        }),
      () => resolve(null),
      { timeout: timeoutMs, maximumAge: 60_000, enableHighAccuracy: true },
    )
  })
}
