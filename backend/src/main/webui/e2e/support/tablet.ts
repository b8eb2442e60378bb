import { expect, type Locator, type Page } from '@playwright/test'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Checklist, Item } from './api'
import { demoPassword } from './server'

const photo = path.join(path.dirname(fileURLToPath(import.meta.url)), 'counter.jpg')

export async function signIn(page: Page, base: string, name: string): Promise<void> {
  await page.goto(`${base}/`)
  await page.locator('input[name=username]').fill(name)
  await page.locator('input[name=password]').fill(demoPassword)
  await page.locator('button[type=submit]').click()
  await expect(page).not.toHaveURL(/sign-in/, { timeout: 30_000 })
}

/** Waits until the page would open without the server: a worker is in charge and has everything. */
export async function installed(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready
  })
  await page.reload()
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null)
}

/** Share of the points an item's answer should earn. */
type Wish = (item: Item) => 'best' | 'worst'

/**
 * Fills in what is visible, item by item in the order of the checklist, as a person would: items that a condition
 * brings in appear before their turn comes.
 */
export async function fillIn(page: Page, checklist: Checklist, wish: Wish): Promise<void> {
  const items = checklist.sections.flatMap((section) => section.items)
  // Cards are made a few per frame.
  await page.getByTestId(`item-${items.at(-1)?.id}`).waitFor()
  for (const item of items) {
    const card = page.getByTestId(`item-${item.id}`)
    if (!(await card.isVisible())) continue
    await answer(page, card, item, wish(item))
    for (const evidence of item.evidence ?? []) {
      if (evidence.when === 'ALWAYS' || wish(item) === 'worst') await giveEvidence(card, item, evidence.kind)
    }
    // The tick says that it is on the disk; only then may the next condition or a reload be judged.
    await expect(card.locator('.tick')).toBeVisible()
  }
}

async function answer(page: Page, card: Locator, item: Item, wish: 'best' | 'worst'): Promise<void> {
  const key = (id: string | number): Locator => page.getByTestId(`answer-${item.id}-${id}`)
  switch (item.type) {
    case 'YES_NO': {
      const inverted = Number(item.outcomes?.['YES'] ?? 1) < Number(item.outcomes?.['NO'] ?? 0)
      return key((wish === 'best') === inverted ? 'NO' : 'YES').click()
    }
    case 'SINGLE':
    case 'MULTIPLE': {
      const options = [...(item.options ?? [])].sort((a, b) => Number(b.share ?? 0) - Number(a.share ?? 0))
      const chosen = wish === 'best' ? options[0] : options.at(-1)
      return chosen && key(chosen.id).click()
    }
    case 'RATING':
      return key(wish === 'best' ? (item.scale?.max ?? 5) : (item.scale?.min ?? 1)).click()
    case 'NUMBER': {
      await key('input').fill(item.number?.min ?? '1')
      return key('input').blur()
    }
    case 'TEXT':
      await key('input').fill('现场情况已核对')
      return key('input').blur()
    case 'DURATION':
      await key('minutes').fill('3')
      return key('minutes').blur()
    case 'PHOTO':
      return takePhoto(card, item)
    default:
      throw new Error(`${item.id}: this story cannot answer ${item.type}`)
  }
}

async function giveEvidence(card: Locator, item: Item, kind: 'PHOTO' | 'NOTE'): Promise<void> {
  if (kind === 'PHOTO') return takePhoto(card, item)
  const note = card.getByTestId(`note-${item.id}`)
  await note.fill('当场未办到，已记录经过')
  await expect(card.locator('.hints')).toHaveCount(0)
}

export async function takePhoto(card: Locator, item: Pick<Item, 'id'>): Promise<void> {
  const before = await card.locator('figure').count()
  await card.getByTestId(`camera-${item.id}`).setInputFiles(photo)
  await expect(card.locator('figure')).toHaveCount(before + 1)
}
