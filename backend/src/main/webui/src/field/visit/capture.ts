/**
 * A picture from the camera to what is stored and sent: at most 2048 px, JPEG, drawn anew, so that nothing the camera
 * wrote into the file travels with it. The hash is taken here, of exactly the bytes that are kept.
 */
import { sha256Hex } from '@/sync/digest'
import { uuid7 } from '@/sync/ids'
import type { PhotoFields } from '@/sync/wire'
import type { GeoPoint } from '@/checklist/document'

const LONG_SIDE = 2048
const THUMBNAIL_SIDE = 320
const QUALITY = 0.85

export interface Captured {
  photo: PhotoFields
  blob: Blob
  thumbnail: Blob
}

export async function capture(file: Blob, item: string, purpose: PhotoFields['purpose']): Promise<Captured> {
  const capturedAt = new Date().toISOString()
  const bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' })
  try {
    const location = await knownLocation()
    const picture = await drawn(bitmap, LONG_SIDE)
    const small = await drawn(bitmap, THUMBNAIL_SIDE)
    const bytes = await picture.blob.arrayBuffer()
    const photo: PhotoFields = {
      id: uuid7(),
      item,
      purpose,
      sha256: await sha256Hex(bytes),
      size: bytes.byteLength,
      contentType: 'image/jpeg',
      capturedAt,
      width: picture.width,
      height: picture.height,
      ...(location ? { location } : {}),
    }
    return { photo, blob: picture.blob, thumbnail: small.blob }
  } finally {
    bitmap.close()
  }
}

async function drawn(
  bitmap: ImageBitmap,
  side: number,
): Promise<{ blob: Blob; width: number; height: number }> {
  const ratio = Math.min(1, side / Math.max(bitmap.width, bitmap.height))
  const width = Math.max(1, Math.round(bitmap.width * ratio))
  const height = Math.max(1, Math.round(bitmap.height * ratio))
  const canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext('2d')
  if (!context) throw new Error('no canvas')
  context.fillStyle = 'white'
  context.fillRect(0, 0, width, height)
  context.drawImage(bitmap, 0, 0, width, height)
  return { blob: await canvas.convertToBlob({ type: 'image/jpeg', quality: QUALITY }), width, height }
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
