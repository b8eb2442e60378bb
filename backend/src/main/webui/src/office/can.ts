import { computed } from 'vue'
import type { Role } from '@/session/account'
import { useSession } from '@/session/store'

const RIGHTS = {
  review: ['REVIEWER', 'QUALITY_OFFICER'],
  plan: ['QUALITY_OFFICER', 'ADMIN'],
  checklists: ['QUALITY_OFFICER', 'ADMIN', 'REVIEWER'],
  editChecklists: ['QUALITY_OFFICER', 'ADMIN'],
  rankings: ['QUALITY_OFFICER', 'REVIEWER', 'ADMIN'],
  publish: ['QUALITY_OFFICER', 'ADMIN'],
  sync: ['QUALITY_OFFICER', 'ADMIN'],
  imports: ['QUALITY_OFFICER', 'ADMIN'],
} as const satisfies Record<string, readonly Role[]>

export type Right = keyof typeof RIGHTS

/** What the signed-in person may do here; the server decides again. */
export function useRights() {
  const session = useSession()
  return computed(() => {
    const roles = session.me?.roles ?? []
    return (right: Right): boolean => RIGHTS[right].some((role) => roles.includes(role))
  })
}
