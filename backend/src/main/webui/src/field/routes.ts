import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '',
    component: () => import('./FieldRoom.vue'),
    children: [
      { path: '', component: () => import('./TodayPage.vue'), meta: { tab: 'today' } },
      { path: 'visits/:visit', component: () => import('./FillPage.vue'), props: true },
      { path: 'visits/:visit/submit', component: () => import('./SubmitPage.vue'), props: true },
      {
        path: 'visits/:visit/callback',
        component: () => import('./callback/CallbackPage.vue'),
        props: true,
      },
      {
        path: 'visits/:visit/customer',
        component: () => import('./callback/CustomerPage.vue'),
        props: true,
        meta: { alone: true, signedOutToo: true },
      },
      { path: 'sync', component: () => import('./SyncPage.vue'), meta: { tab: 'sync', signedOutToo: true } },
      { path: 'me', component: () => import('./MePage.vue'), meta: { tab: 'me' } },
    ],
  },
]
