/** How far the places of a list are. Coordinates are WGS-84, as a tablet's own position is. */
import type { GeoPoint } from '@/checklist/document'
import type { Assignment } from '@/sync/wire'
import type { TodayCard } from './today'

/** Mean radius of the Earth (IUGG), in metres. */
const EARTH_RADIUS_M = 6_371_008.8

export interface Place {
  lat: number
  lon: number
}

export function placeOf(unit: Assignment['unit']): Place | null {
  if (unit.lat === null || unit.lat === undefined || unit.lon === null || unit.lon === undefined) return null
  const place = { lat: Number(unit.lat), lon: Number(unit.lon) }
  return Number.isFinite(place.lat) && Number.isFinite(place.lon) ? place : null
}

export const hereOf = (point: GeoPoint): Place => ({ lat: Number(point.lat), lon: Number(point.lon) })

/** In a straight line over the sphere, in metres (haversine); within 0.5 % of the ellipsoid. */
export function metresBetween(a: Place, b: Place): number {
  const radians = (degrees: number): number => (degrees * Math.PI) / 180
  const sine = (degrees: number): number => Math.sin(radians(degrees) / 2) ** 2
  const h = sine(b.lat - a.lat) + Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * sine(b.lon - a.lon)
  return 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(h)))
}

/** As a person would say it: 80 m, 1.2 km, 14 km. */
export function distanceWords(metres: number): string {
  if (metres < 995) return `${Math.max(10, Math.round(metres / 10) * 10)} m`
  const kilometres = metres / 1_000
  return `${kilometres < 10 ? kilometres.toFixed(1) : Math.round(kilometres)} km`
}

/** The nearest first; what was returned stays on top, and what has no place goes last. */
export function byDistance(cards: readonly TodayCard[], here: Place): TodayCard[] {
  const far = (card: TodayCard): number => {
    const place = placeOf(card.assignment.unit)
    return place ? metresBetween(here, place) : Number.POSITIVE_INFINITY
  }
  const first = (card: TodayCard): number => (card.state === 'returned' ? 0 : 1)
  return cards
    .map((card) => ({ card, at: far(card) }))
    .sort((a, b) => first(a.card) - first(b.card) || (a.at === b.at ? 0 : a.at - b.at))
    .map(({ card }) => card)
}
