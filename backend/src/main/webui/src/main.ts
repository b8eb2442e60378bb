import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { useTokens } from '@/api/client'
import '@/design/tokens.css'
import '@/design/base.css'
import '@/design/vant.css'
import { startTheme } from '@/design/theme'
import { currentLocale, i18n } from '@/i18n'
import { router } from '@/router'
import { useSession } from '@/session/store'
import App from '@/shell/App.vue'
import { registerWorker } from '@/sw/register'

startTheme()
document.documentElement.lang = currentLocale()

const app = createApp(App)
app.use(createPinia())
app.use(i18n)
const session = useSession()
useTokens({
  owner: () => session.me?.id ?? null,
  accessToken: session.accessToken,
  renew: session.renew,
})
app.use(router)
app.mount('#app')
if (import.meta.env.PROD) void registerWorker()
