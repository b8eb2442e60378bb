import { api } from '@/api/client'
import type { Person } from '../api'

export const SHOWS = ['ACTIVE', 'QUIET', 'NEAR', 'WIPING', 'REVOKED'] as const
export type Show = (typeof SHOWS)[number]

export interface Device {
  id: string
  name: string
  platform: string | null
  appVersion: string | null
  enrolledBy: string
  enrolledByName: string
  enrolledAt: string
  lastSeenAt: string | null
  keyed: boolean
  incarnations: number
  rows: number
  held: number
  parked: number
  revokedAt: string | null
  revokedByName: string | null
  revokedReason: string | null
  wipeAskedAt: string | null
  wipeAskedByName: string | null
  wipedAt: string | null
}

export interface Devices {
  items: Device[]
  next: string | null
  rowsWarnAt: number
  rowsMost: number
}

export interface DeviceDetail {
  device: Device
  people: { id: string; displayName: string; firstSeenAt: string; lastSeenAt: string | null; rows: number }[]
  incarnations: { number: number; beganAt: string; watermark: number }[]
  lastReceivedAt: string | null
  byCode: { madeByName: string; madeAt: string; usedAt: string } | null
}

export interface MadeCode {
  id: string
  code: string
  expiresAt: string
  secondsLeft: number
}

export interface CodeState {
  id: string
  state: 'OPEN' | 'USED' | 'EXPIRED' | 'WITHDRAWN'
  secondsLeft: number
  deviceName: string | null
  device: string | null
}

const FIELD_ROLES = ['INSPECTOR', 'INSTALLER']

export const devicesApi = {
  list: (show: Show | undefined, cursor: string | null, signal?: AbortSignal) =>
    api.get<Devices>('/devices', { query: { show, cursor }, signal }),
  read: (id: string, signal?: AbortSignal) => api.get<DeviceDetail>(`/devices/${id}`, { signal }),
  revoke: (id: string, reason: string) => api.post(`/devices/${id}/revoke`, { json: { reason } }),
  wipe: (id: string) => api.post(`/devices/${id}/wipe`),

  makeCode: (account: string) => api.post<MadeCode>('/enrolment-codes', { json: { account } }),
  code: (id: string, signal?: AbortSignal) => api.get<CodeState>(`/enrolment-codes/${id}`, { signal }),
  withdrawCode: (id: string) => api.post(`/enrolment-codes/${id}/withdraw`),

  /** People for whom a code may be made: who does nothing but field work. */
  people: async (signal?: AbortSignal) => {
    const all = await api.get<(Person & { roles: string[] })[]>('/accounts/assignable', { signal })
    return all.filter((person) => person.roles.every((role) => FIELD_ROLES.includes(role)))
  },
}
