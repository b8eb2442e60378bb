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

export const httpTransport: Transport = {
  async post<T>(path: string, body: unknown) {
    const response = await send('POST', path, { json: body })
    return read<T>(response)
  },
  async postExact<T>(path: string, bytes: Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) {
    const exact = { 'Content-Type': 'application/json', 'Content-Digest': await contentDigest(bytes) }
    const response = await send('POST', path, { body: bytes, headers: { ...headers, ...exact } })
    return read<T>(response)
  },
  raw: send,
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
