/** What a callback asks about, in one line. The customer is masked here too, whatever the server sent. */
export function serviceEventLine(
  event: Record<string, unknown> | null | undefined,
  day: (date: string) => string,
): string | null {
  if (!event) return null
  const text = (key: string): string | null => (typeof event[key] === 'string' ? event[key] : null)
  const finished = text('finishedOn') ?? text('doneOn') ?? text('finishedAt')
  const parts = [
    text('number') ?? text('code'),
    text('title') ?? text('product'),
    finished === null ? null : day(finished.slice(0, 10)),
    maskName(text('customerName') ?? text('customer')),
    maskPhone(text('customerPhone') ?? text('phone')),
  ]
  const shown = parts.filter((part) => part !== null)
  return shown.length === 0 ? null : shown.join(' · ')
}

export function maskName(name: string | null): string | null {
  if (name === null || name === '') return null
  return [...name][0] + '*'.repeat(Math.min(2, Math.max(1, [...name].length - 1)))
}

export function maskPhone(phone: string | null): string | null {
  if (phone === null || phone.length < 7) return null
  return `${phone.slice(0, 3)}****${phone.slice(-4)}`
}
