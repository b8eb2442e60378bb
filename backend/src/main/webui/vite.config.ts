import vue from '@vitejs/plugin-vue'
import { fileURLToPath, URL } from 'node:url'
import { defineConfig } from 'vitest/config'
import { precache } from './precache.ts'

const backend = process.env.PLUMBLINE_BACKEND ?? 'http://localhost:8080'

export default defineConfig({
  plugins: [vue(), precache()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  define: {
    __VUE_OPTIONS_API__: true,
    __VUE_PROD_DEVTOOLS__: false,
    __VUE_I18N_FULL_INSTALL__: false,
    __VUE_I18N_LEGACY_API__: false,
    __INTLIFY_PROD_DEVTOOLS__: false,
  },
  server: { port: 5173, proxy: { '/api': backend } },
  build: {
    outDir: 'dist',
    target: 'es2022',
    // The build's own budget check reads this to add up what the first field screen loads.
    manifest: true,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1500,
  },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.spec.ts'],
    restoreMocks: true,
    // Builders are shared: a test that takes a second may wait ten for the processor.
    testTimeout: 30_000,
  },
})
