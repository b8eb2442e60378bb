import { expect, test } from '@playwright/test'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Rolldown } from 'vite'
import type { Report } from '../src/conformance/browser'
import type { VectorFile } from '../src/conformance/topics'

const here = path.dirname(fileURLToPath(import.meta.url))
const folder = path.resolve(here, '../../../../../sync-protocol/src/main/resources/conformance/v1')

function vectorFiles(): VectorFile[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as VectorFile)
}

async function bundle(): Promise<string> {
  const built = (await build({
    configFile: false,
    logLevel: 'error',
    resolve: { alias: { '@': path.resolve(here, '../src') } },
    build: {
      write: false,
      target: 'es2022',
      lib: {
        entry: path.resolve(here, '../src/conformance/browser.ts'),
        formats: ['iife'],
        name: 'Conformance',
      },
    },
  })) as Rolldown.RolldownOutput[]
  const chunk = built[0]?.output[0]
  if (chunk === undefined) throw new Error('the vectors’ runner was not built')
  return chunk.code
}

test('the rules of the tablet pass every vector in a real browser', async ({ page }) => {
  // Every story of a device opens a database of its own.
  test.setTimeout(300_000)
  // Any address of this machine is one where a browser lets a page compute digests.
  await page.route('http://localhost/vectors', (route) =>
    route.fulfill({ contentType: 'text/html', body: '' }),
  )
  await page.goto('http://localhost/vectors')
  await page.addScriptTag({ content: await bundle() })
  const report = await page.evaluate((files) => {
    const { runVectors } = (window as unknown as { Conformance: { runVectors(f: unknown): Promise<Report> } })
      .Conformance
    return runVectors(files)
  }, vectorFiles())
  expect(report.failures).toEqual([])
  expect(report.passed).toBeGreaterThan(550)
})
