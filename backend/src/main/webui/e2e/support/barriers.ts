import type { Page } from '@playwright/test'
import axe from 'axe-core'

/** One line per violation: the rule, and where. */
export async function look(page: Page, name: string): Promise<string[]> {
  await page.evaluate(axe.source)
  // What is far below the fold is not painted, and keeps the colours it had before.
  await page.addStyleTag({ content: '* { content-visibility: visible !important; }' })
  const found: string[] = []
  for (const colorScheme of ['light', 'dark'] as const) {
    await dress(page, colorScheme)
    let barriers = await serious(page, colorScheme)
    // On a busy machine colours may still be on their way: a barrier is what stays.
    for (let again = 0; barriers.length > 0 && again < 5; again++) {
      await page.waitForTimeout(1_000)
      barriers = await serious(page, colorScheme)
    }
    found.push(...barriers.map((barrier) => `${name}, ${colorScheme}: ${barrier}`))
  }
  await dress(page, 'light')
  return found
}

async function serious(page: Page, colorScheme: 'light' | 'dark'): Promise<string[]> {
  const { violations } = await page.evaluate(
    async (dark) =>
      window.axe.run(document, {
        resultTypes: ['violations'],
        // Only colours differ in the dark.
        ...(dark ? { runOnly: { type: 'rule', values: ['color-contrast'] } } : {}),
      }),
    colorScheme === 'dark',
  )
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id} at ${nodes.map((node) => node.target.join(' ')).join(', ')}`)
}

/** Changes the colours and waits until they are on the screen: axe must not see half of each. */
async function dress(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
  await page.evaluate(
    () => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))),
  )
}

declare global {
  interface Window {
    axe: typeof axe
  }
}
