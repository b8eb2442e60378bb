/**
 * Where a tap on an address leads. Nothing is asked of a map service before the tap, so nobody learns where a shopper
 * is sent to.
 *
 * On Android the system offers the maps that are installed, some of which work without a network. Elsewhere it is AMap
 * for readers of Chinese, whose link opens its app where there is one (lbs.amap.com/api/uri-api), and OpenStreetMap for
 * the others. AMap's own coordinates are GCJ-02; the link says that ours are WGS-84.
 */
import type { Assignment } from '@/sync/wire'
import { placeOf } from './distance'

export function mapLink(unit: Assignment['unit'], locale: string, userAgent: string): string | null {
  const place = placeOf(unit)
  const words = unit.address ?? null
  if (!place && words === null) return null
  const name = encodeURIComponent(unit.name)
  const query = encodeURIComponent(words ?? unit.name)
  if (userAgent.includes('Android')) {
    return place ? `geo:${place.lat},${place.lon}?q=${place.lat},${place.lon}(${name})` : `geo:0,0?q=${query}`
  }
  if (locale.startsWith('zh')) {
    return place
      ? `https://uri.amap.com/marker?position=${place.lon},${place.lat}&name=${name}&coordinate=wgs84&callnative=1`
      : `https://uri.amap.com/search?keyword=${query}&callnative=1`
  }
  return place
    ? `https://www.openstreetmap.org/?mlat=${place.lat}&mlon=${place.lon}#map=17/${place.lat}/${place.lon}`
    : `https://www.openstreetmap.org/search?query=${query}`
}
