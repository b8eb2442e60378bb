/** QR codes as one path in an image that scales: nothing is loaded, nothing is drawn on a canvas. */

/** A path of one unit square per dark module, runs in a row joined. */
export function pathOf(modules: readonly (readonly boolean[])[]): string {
  const parts: string[] = []
  modules.forEach((row, y) => {
    for (let x = 0; x < row.length; x += 1) {
      if (!row[x]) continue
      const from = x
      while (row[x + 1]) x += 1
      parts.push(`M${from} ${y}h${x + 1 - from}v1h-${x + 1 - from}z`)
    }
  })
  return parts.join('')
}

/** Where a tablet goes with a code. After the `#`, so that it is in no request and no log. */
export function enrolmentAddress(origin: string, code: string): string {
  return `${origin}/enrol#${code}`
}

/** Seconds as 14:05. */
export function clockText(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds))
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`
}
