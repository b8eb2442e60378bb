import chromium from '@sparticuz/chromium'
import { defineConfig } from '@playwright/test'

// Chromium comes inside an npm package, so that browser tests need no installation. PLUMBLINE_CHROMIUM names another
// one.
const executablePath = process.env['PLUMBLINE_CHROMIUM'] ?? (await chromium.executablePath())

const OFFICE = [
  'accessible',
  'enrolment',
  'filling',
  'handing-over',
  'offline-visit-moves-a-store',
  'rescue',
].map((name) => `**/${name}.e2e.ts`)

export default defineConfig({
  testDir: 'e2e',
  outputDir: '../../../target/e2e-results',
  globalSetup: './e2e/support/global-setup.ts',
  // One server and one database for all. Stories that look at lists of the whole office run one after another, beside
  // those of single tablets.
  workers: 2,
  fullyParallel: false,
  projects: [
    { name: 'office', testMatch: OFFICE, workers: 1 },
    { name: 'tablet', testMatch: '**/*.e2e.ts', testIgnore: OFFICE, workers: 1 },
  ],
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  use: {
    actionTimeout: 30_000,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath,
      // Not the package's own list: its single process has no room for service workers and two people at once.
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
})
