import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '',
    component: () => import('./PlaceRoom.vue'),
    children: [
      { path: '', component: () => import('./MyPlacePage.vue') },
      { path: 'visits/:visit', component: () => import('./VisitPage.vue'), props: true },
      { path: 'boards', component: () => import('./BoardsPage.vue') },
      { path: 'boards/:board', component: () => import('./BoardsPage.vue') },
    ],
  },
]
