import { sha256Hex } from '../digest'
import type { PhotoFields } from '../wire'

/** A file of the given size for tests; its bytes are no picture. */
export async function makePhoto(
  id: string,
  item: string,
  size: number,
): Promise<{ photo: PhotoFields; blob: Blob }> {
  const bytes = new Uint8Array(size).map((_, index) => (index * 31 + id.length) % 251)
  const photo: PhotoFields = {
    id,
    item,
    purpose: 'PHOTO',
    sha256: await sha256Hex(bytes),
    size,
    contentType: 'image/jpeg',
    capturedAt: '2026-11-22T02:42:00.000Z',
    width: 10,
    height: 10,
  }
  return { photo, blob: new Blob([bytes], { type: 'image/jpeg' }) }
}
