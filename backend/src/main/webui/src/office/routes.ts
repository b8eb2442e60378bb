import type { RouteLocationNormalized, RouteRecordRaw } from 'vue-router'

/** An optional parameter that is absent comes as an empty text; pages want it undefined. */
const optional = (name: string) => (route: RouteLocationNormalized) => ({
  [name]: route.params[name] || undefined,
})

export const routes: RouteRecordRaw[] = [
  {
    path: '',
    component: () => import('./OfficeRoom.vue'),
    children: [
      { path: '', component: () => import('./TodayPage.vue') },
      {
        path: 'review/:visit?',
        component: () => import('./review/ReviewPage.vue'),
        props: optional('visit'),
      },
      { path: 'plan', component: () => import('./plan/PlanPage.vue') },
      { path: 'checklists', component: () => import('./checklists/ChecklistsPage.vue') },
      { path: 'checklists/:version', component: () => import('./checklists/VersionPage.vue'), props: true },
      {
        path: 'rankings/:board?',
        component: () => import('./rankings/RankingsPage.vue'),
        props: optional('board'),
      },
      {
        path: 'sync/:kind(held|parked|flagged|conflicts|copies|rescues)?',
        component: () => import('./sync/SyncPage.vue'),
        props: true,
      },
      {
        path: 'devices/:device?',
        component: () => import('./devices/DevicesPage.vue'),
        props: optional('device'),
      },
      {
        path: 'imports/:kind(units|staff)?',
        component: () => import('./imports/ImportsPage.vue'),
        props: true,
      },
    ],
  },
]
