/** What the server knows of devices, for tests: incarnations, the chain of leases, signatures. */
import { sha256Hex } from '../digest'
import { refusal } from './feed'

interface Incarnation {
  lease: string
  previous: string | null
  /** The attempt or batch that moved the lease last. */
  mover: string | null
  sequences: Record<number, string>
}

export interface Device {
  id: string
  key: JsonWebKey | null
  incarnations: Record<number, Incarnation>
}

export class Leases {
  devices: Record<string, Device> = {}
  nonces = new Set<string>()
  forks = 0
  private count = 0

  enrol(key: JsonWebKey | null): { device: string; incarnation: number; lease: string } {
    const id = `device-${Object.keys(this.devices).length + 1}`
    this.devices[id] = { id, key, incarnations: {} }
    return { device: id, ...this.incarnate(id) }
  }

  incarnate(device: string): { incarnation: number; lease: string } {
    const { incarnations } = this.known(device)
    const incarnation = Math.max(0, ...Object.keys(incarnations).map(Number)) + 1
    const lease = this.newLease()
    incarnations[incarnation] = { lease, previous: null, mover: null, sequences: {} }
    return { incarnation, lease }
  }

  /** The lease from now on, or a fork. */
  move(device: string, incarnation: number, lease: string, mover: string | null): string {
    const known = this.known(device).incarnations[incarnation]
    if (known?.lease === lease) {
      Object.assign(known, { previous: lease, mover, lease: this.newLease() })
      return known.lease
    }
    if (known && known.previous === lease && mover !== null && known.mover === mover) return known.lease
    throw this.forked(device)
  }

  /** A question that is repeated reads anew, so its lease moves again. */
  moveForQuestion(device: string, incarnation: number, lease: string, attempt: string): string {
    const known = this.known(device).incarnations[incarnation]
    const before = known?.lease
    const moved = this.move(device, incarnation, lease, attempt)
    return known && moved === before ? (known.lease = this.newLease()) : moved
  }

  forked(device: string): Error {
    this.forks += 1
    return refusal(409, 'device-forked', this.incarnate(device))
  }

  /** Remembers sequences; another operation at a known one is a copy of the store at work. */
  number(device: string, incarnation: number, operations: { id: string; sequence: number }[]): void {
    const sequences = { ...this.known(device).incarnations[incarnation]?.sequences }
    for (const { id, sequence } of operations) {
      if ((sequences[sequence] ?? id) !== id) throw this.forked(device)
      sequences[sequence] = id
    }
  }

  stored(device: string, incarnation: number, { id, sequence }: { id: string; sequence: number }): void {
    const known = this.known(device).incarnations[incarnation]
    if (known) known.sequences[sequence] = id
  }

  watermark(device: string, incarnation: number): number {
    const sequences = this.known(device).incarnations[incarnation]?.sequences ?? {}
    return Math.max(0, ...Object.keys(sequences).map(Number))
  }

  nonce(): string {
    const nonce = `nonce-${(this.count += 1)}`
    this.nonces.add(nonce)
    return nonce
  }

  async check(
    device: string,
    bytes: Uint8Array<ArrayBuffer>,
    headers: Record<string, string>,
  ): Promise<void> {
    const { key } = this.known(device)
    if (key === null) return
    const nonce = headers['Plumbline-Nonce'] ?? ''
    const fresh = this.nonces.delete(nonce)
    const signed = new TextEncoder().encode(`${nonce}.${await sha256Hex(bytes)}`)
    const text = (headers['Plumbline-Signature'] ?? '').replaceAll('-', '+').replaceAll('_', '/')
    const signature = Uint8Array.from(atob(text), (each) => each.charCodeAt(0))
    const curve = { name: 'ECDSA', namedCurve: 'P-256' }
    const imported = await crypto.subtle.importKey('jwk', key, curve, false, ['verify'])
    const good = await crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, imported, signature, signed)
    if (!fresh || !good) throw refusal(401, 'unauthenticated', { reason: 'signature' })
  }

  known(device: string): Device {
    const known = this.devices[device]
    if (!known) throw refusal(404, 'not-found')
    return known
  }

  private newLease(): string {
    return `lease-${(this.count += 1)}`
  }
}
