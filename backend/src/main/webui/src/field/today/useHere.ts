import { ref, type Ref } from 'vue'
import { currentLocation } from '../visit/capture'
import { hereOf, type Place } from './distance'

export type Order = 'due' | 'near'

const KEY = 'plumbline.today-order'
const PATIENCE_MS = 15_000
/** Whoever drives on is somewhere else by then. */
const FRESH_MS = 5 * 60_000

export interface Here {
  /** Where the tablet is, as long as it is asked for and for no longer than this page lives. */
  here: Ref<Place | null>
  order: Ref<Order>
  locating: Ref<boolean>
  trouble: Ref<'denied' | 'failed' | null>
  choose: (order: Order) => void
}

async function permission(): Promise<PermissionState | null> {
  try {
    return (await navigator.permissions.query({ name: 'geolocation' })).state
  } catch {
    return null
  }
}

/** The order of the list. A position is asked for when a person wants the nearest first, and is kept nowhere. */
export function useHere(): Here {
  const here = ref<Place | null>(null)
  const order = ref<Order>(localStorage.getItem(KEY) === 'near' ? 'near' : 'due')
  const locating = ref(false)
  const trouble = ref<'denied' | 'failed' | null>(null)
  let at = 0

  async function locate(): Promise<void> {
    if (locating.value || (here.value && Date.now() - at < FRESH_MS)) return
    locating.value = true
    trouble.value = null
    const point = await currentLocation(PATIENCE_MS)
    locating.value = false
    if (point) {
      here.value = hereOf(point)
      at = Date.now()
    } else trouble.value = (await permission()) === 'denied' ? 'denied' : 'failed'
  }

  function choose(next: Order): void {
    order.value = next
    trouble.value = null
    localStorage.setItem(KEY, next)
    if (next === 'near') void locate()
  }

  // Not asked for anew at every start by a dialog of the browser.
  if (order.value === 'near') void permission().then((state) => (state === 'granted' ? locate() : undefined))
  return { here, order, locating, trouble, choose }
}
