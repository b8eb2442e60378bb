/** Who is signed in, as `GET /api/me` says it. */
export type Role =
  'ADMIN' | 'QUALITY_OFFICER' | 'REVIEWER' | 'INSPECTOR' | 'INSTALLER' | 'STORE_MANAGER' | 'VIEWER'

export interface Me {
  id: string
  signInName: string
  displayName: string
  roles: Role[]
  locale: string | null
  organisation: { id: string; name: string; timeZone: string }
  unit: { id: string; name: string; type: string } | null
  staff: { id: string; name: string } | null
}

export type Room = 'field' | 'place' | 'office'

const ROOM_ROLES: Record<Room, readonly Role[]> = {
  office: ['QUALITY_OFFICER', 'REVIEWER', 'ADMIN'],
  field: ['INSPECTOR', 'INSTALLER'],
  place: ['STORE_MANAGER', 'INSTALLER', 'VIEWER'],
}

/** The rooms a person may enter, the one they land in first. */
export function roomsOf(roles: readonly Role[]): Room[] {
  const order: Room[] = ['office', 'field', 'place']
  return order.filter((room) => ROOM_ROLES[room].some((role) => roles.includes(role)))
}
