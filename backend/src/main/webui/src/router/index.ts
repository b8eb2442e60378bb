/** Three rooms behind one sign-in. Each room is a chunk of its own; a person sees only the rooms of their roles. */
import { createRouter, createWebHistory, type RouteLocationRaw } from 'vue-router'
import { handedPath } from '@/field/callback/lock'
import { routes as fieldRoutes } from '@/field/routes'
import { loadRoomMessages } from '@/i18n'
import { routes as officeRoutes } from '@/office/routes'
import { routes as placeRoutes } from '@/place/routes'
import type { Room } from '@/session/account'
import { useSession } from '@/session/store'

declare module 'vue-router' {
  interface RouteMeta {
    room?: Room
    open?: boolean
    /** Shows what is on the device alone: the session may have ended meanwhile. */
    signedOutToo?: boolean
    /** Nothing else is on the screen: the device is in somebody else's hands. */
    alone?: boolean
  }
}

export const router = createRouter({
  history: createWebHistory(),
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  routes: [
    { path: '/sign-in', component: () => import('@/shell/SignInPage.vue'), meta: { open: true } },
    {
      path: '/enrol',
      component: () => import('@/field/enrol/EnrolPage.vue'),
      meta: { open: true },
      beforeEnter: () => loadRoomMessages('field'),
    },
    { path: '/', redirect: () => home() },
    { path: '/field', meta: { room: 'field' }, children: fieldRoutes },
    { path: '/place', meta: { room: 'place' }, children: placeRoutes },
    { path: '/office', meta: { room: 'office' }, children: officeRoutes },
    { path: '/:path(.*)*', component: () => import('@/shell/NotFoundPage.vue'), meta: { open: true } },
  ],
})

/** Where a person lands: the first room of their roles. */
export function home(): RouteLocationRaw {
  const session = useSession()
  if (session.state === 'out') return '/sign-in'
  const room = session.rooms[0]
  return room === undefined ? '/sign-in' : `/${room}`
}

router.beforeEach(async (to, from) => {
  const handed = handedPath(useSession().me?.id)
  if (handed !== null && to.path !== handed) return from.path === handed ? false : handed
  if (to.meta.open) return true
  const session = useSession()
  if (session.state === 'out') return { path: '/sign-in', query: { to: to.fullPath } }
  const room = to.meta.room
  if (room === undefined) return true
  if (!session.rooms.includes(room)) return home()
  await loadRoomMessages(room)
  return true
})
