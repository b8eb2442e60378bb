/** A name by which the office recognises this tablet; nothing in it identifies the person. */
export function deviceName(): string {
  const agent = navigator.userAgent
  const system = /iPad|iPhone|Android|Windows|Mac OS X|Linux/.exec(agent)?.[0] ?? 'web'
  const browser = /Edg|Firefox|Chrome|Safari|MicroMessenger/.exec(agent)?.[0] ?? ''
  return `${system} ${browser}`.trim()
}

export interface StorageState {
  used: number
  quota: number
  persisted: boolean
}

export async function storageState(): Promise<StorageState | null> {
  if (!('storage' in navigator)) return null
  const { usage, quota } = await navigator.storage.estimate()
  return { used: usage ?? 0, quota: quota ?? 0, persisted: await navigator.storage.persisted() }
}

/** Asks the browser never to clear unsent work to make room (P16). */
export async function persistStorage(): Promise<boolean> {
  return 'storage' in navigator ? navigator.storage.persist() : false
}
