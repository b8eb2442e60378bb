import { send, type RequestOptions } from '@/api/client'
import { OfflineError } from '@/api/problem'
import { contentDigest } from './digest'

/** How the engine reaches the server; tests put a model of one here. Throws what the API client throws. */
export interface Transport {
  post<T>(path: string, body: unknown): Promise<T>
  /** Sends bytes as they are, with their digest. */
  postExact<T>(path: string, bytes: Uint8Array<ArrayBuffer>, headers?: Record<string, string>): Promise<T>
  raw(method: string, path: string, options: RequestOptions): Promise<Response>
}

/**
 * The way to the server for one person's store. Nothing is sent when somebody else is at the tablet, be it that they
 * came while a digest was computed or a token renewed.
 */
export function personalTransport(mayGo: () => boolean): Transport {
  return {
    async post<T>(path: string, body: unknown) {
      return read<T>(await send('POST', path, { json: body, mayGo }))
    },
    async postExact<T>(path: string, bytes: Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) {
      const exact = { 'Content-Type': 'application/json', 'Content-Digest': await contentDigest(bytes) }
      return read<T>(await send('POST', path, { body: bytes, headers: { ...headers, ...exact }, mayGo }))
    },
    raw: (method, path, options) => send(method, path, { ...options, mayGo }),
  }
}

/** An answer that breaks off is an answer that was lost. */
async function read<T>(response: Response): Promise<T> {
  const text = await response.text().catch((error: unknown) => {
    throw new OfflineError(error)
  })
  if (text === '') return undefined as T
  try {
    return JSON.parse(text) as T
  } catch (error) {
    throw new OfflineError(error)
  }
}
