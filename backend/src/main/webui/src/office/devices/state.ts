import type { Device } from './api'

export type DeviceState = 'wiped' | 'wiping' | 'revoked' | 'quiet' | 'active'

const QUIET_MS = 7 * 24 * 3_600_000

/** What matters most about a device now. The server's list uses the same seven days. */
export function stateOf(device: Device, now: number): DeviceState {
  if (device.wipedAt !== null) return 'wiped'
  if (device.wipeAskedAt !== null) return 'wiping'
  if (device.revokedAt !== null) return 'revoked'
  const seen = Date.parse(device.lastSeenAt ?? device.enrolledAt)
  return now - seen > QUIET_MS ? 'quiet' : 'active'
}

export const COLOUR: Record<DeviceState, string> = {
  active: 'good',
  quiet: 'watch',
  revoked: 'bad',
  wiping: 'watch',
  wiped: '',
}

export type Fullness = 'room' | 'near' | 'full'

export function fullnessOf(rows: number, warnAt: number, most: number): Fullness {
  if (rows >= most) return 'full'
  return rows >= warnAt ? 'near' : 'room'
}
