import { send, type RequestOptions } from '@/api/client'
import { contentDigest } from './digest'

/** How the engine reaches the server; tests put a model of one here. Throws what the API client throws. */
export interface Transport {
  post<T>(path: string, body: unknown): Promise<T>
  /** Sends bytes as they are, with their digest. */
  postExact<T>(path: string, bytes: Uint8Array<ArrayBuffer>): Promise<T>
  raw(method: string, path: string, options: RequestOptions): Promise<Response>
}

export const httpTransport: Transport = {
  async post<T>(path: string, body: unknown) {
    const response = await send('POST', path, { json: body })
    return (await response.json()) as T
  },
  async postExact<T>(path: string, bytes: Uint8Array<ArrayBuffer>) {
    const headers = { 'Content-Type': 'application/json', 'Content-Digest': await contentDigest(bytes) }
    const response = await send('POST', path, { body: bytes, headers })
    return (await response.json()) as T
  },
  raw: send,
}
