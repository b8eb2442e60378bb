/** Draws the PNG icons from icon.svg; run by hand when the mark changes (`node scripts/icons.mjs`). */
import chromium from '@sparticuz/chromium'
import { chromium as browser } from '@playwright/test'
import { readFileSync, writeFileSync } from 'node:fs'

const svg = readFileSync('public/icon.svg', 'utf8')
// A launcher may cut a maskable icon to its inner 80 %: no rounded corners, the mark smaller.
const maskable = svg
  .replace('rx="112"', 'rx="0"')
  .replace(/(<path[\s\S]*)<\/svg>/, '<g transform="translate(77 77) scale(.7)">$1</g></svg>')
const icons = [
  ['icon-192', 192, svg],
  ['icon-512', 512, svg],
  ['icon-maskable-512', 512, maskable],
  ['apple-touch-icon', 180, maskable],
]

const running = await browser.launch({ executablePath: await chromium.executablePath(), args: chromium.args })
for (const [name, size, source] of icons) {
  const page = await running.newPage({ viewport: { width: size, height: size } })
  const sized = source.replace('<svg ', `<svg width="${size}" height="${size}" style="display:block" `)
  await page.setContent(`<body style="margin:0">${sized}</body>`)
  writeFileSync(`public/${name}.png`, await page.screenshot({ omitBackground: true }))
}
await running.close()
