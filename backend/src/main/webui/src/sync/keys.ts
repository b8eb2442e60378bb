/**
 * The device's key pair: made here, kept by the browser, and its private half leaves nowhere, not even to this code.
 * It signs session requests over a number the server gave out once.
 */
import { ProblemError } from '@/api/problem'
import type { AccountDb } from '@/db/accountDb'
import { sha256Hex } from './digest'
import type { Transport } from './transport'

const CURVE = { name: 'ECDSA', namedCurve: 'P-256' } as const

/** The key pair of this store; made and stored at first. */
export async function deviceKey(db: AccountDb): Promise<CryptoKeyPair> {
  const known = await db.read<CryptoKeyPair>('key')
  if (known) return known
  const made = await crypto.subtle.generateKey(CURVE, false, ['sign', 'verify'])
  return db.transaction('rw', db.meta, async () => {
    const other = await db.read<CryptoKeyPair>('key')
    if (other) return other
    await db.write('key', made)
    return made
  })
}

export async function publicJwk(key: CryptoKeyPair): Promise<JsonWebKey> {
  const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', key.publicKey)
  return { kty, crv, x, y }
}

/** The headers that sign these bytes, or none where the server gives out no numbers to sign. */
export async function signatureOf(
  db: AccountDb,
  transport: Transport,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Record<string, string>> {
  const nonce = await newNonce(transport)
  if (nonce === null) return {}
  const key = await deviceKey(db)
  const signed = new TextEncoder().encode(`${nonce}.${await sha256Hex(bytes)}`)
  const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key.privateKey, signed)
  return { 'Plumbline-Nonce': nonce, 'Plumbline-Signature': base64url(new Uint8Array(signature)) }
}

async function newNonce(transport: Transport): Promise<string | null> {
  try {
    return (await transport.post<{ nonce: string }>('/sync/v1/devices/nonce', {})).nonce
  } catch (error) {
    if (error instanceof ProblemError && [404, 405].includes(error.status)) return null
    throw error
  }
}

const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '')

export const isSignatureRefused = (error: unknown): boolean =>
  error instanceof ProblemError && error.status === 401 && error.problem.reason === 'signature'
