import type { LineSeriesOption } from 'echarts/charts'
import type { GridComponentOption, TooltipComponentOption } from 'echarts/components'
import type { ComposeOption } from 'echarts/core'

export interface TrendRow {
  label: string
  long: string
  place: number | null
  of: number | null
  score: number | null
  shown: string
}

export interface TrendWords {
  place: string
  score: string
  ofText: (place: number, of: number | null) => string
}

export interface TrendColours {
  ink: string
  quiet: string
  hairline: string
  surface: string
  place: string
  score: string
  font: string
}

/** A place axis is never shorter, or a step of one place would look like a fall to the bottom. */
const FEWEST_PLACES = 5

type Option = ComposeOption<LineSeriesOption | GridComponentOption | TooltipComponentOption>

/** The lower bound of the score axis: a round ten below the worst month, never a cut that makes 1 point a cliff. */
export function scoreFloor(rows: TrendRow[]): number {
  const known = rows.flatMap((row) => (row.score === null ? [] : [row.score]))
  if (known.length === 0) return 0
  return Math.max(0, Math.floor((Math.min(...known) - 5) / 10) * 10)
}

/** Every place of a short board, else thirds: 1, 20, 40, 60. Left to itself the axis would skip one in the middle. */
export function placeAxis(rows: TrendRow[]): { min: number; max: number; interval: number } {
  const worst = Math.max(FEWEST_PLACES, ...rows.map((row) => row.place ?? 0))
  if (worst <= 6) return { min: 1, max: worst, interval: 1 }
  const interval = Math.ceil(worst / 3)
  return { min: 1, max: interval * 3, interval }
}

export function trendOption(rows: TrendRow[], words: TrendWords, colours: TrendColours): Option {
  const labels = rows.map((row) => row.label)
  const places = placeAxis(rows)
  const text = { color: colours.quiet, fontFamily: colours.font, fontSize: 12 }
  const xAxis = (gridIndex: number, show: boolean) => ({
    type: 'category' as const,
    gridIndex,
    data: labels,
    boundaryGap: true,
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: { ...text, show, interval: 'auto' as const, hideOverlap: true },
  })
  const yAxis = (
    gridIndex: number,
    name: string,
    { min, max, interval }: { min: number; max: number; interval?: number },
    inverse: boolean,
  ) => ({
    type: 'value' as const,
    gridIndex,
    name,
    nameLocation: inverse ? ('start' as const) : ('end' as const),
    nameTextStyle: { ...text, align: 'right' as const, padding: [0, 8, 0, 0] },
    nameGap: 12,
    inverse,
    min,
    max,
    splitNumber: 2,
    minInterval: 1,
    ...(interval === undefined ? {} : { interval }),
    axisLabel: { ...text, showMinLabel: true, showMaxLabel: true },
    splitLine: { lineStyle: { color: colours.hairline } },
  })
  const last = rows.length - 1
  const series = (
    index: number,
    colour: string,
    values: (number | null)[],
    symbol: string,
  ): LineSeriesOption => ({
    type: 'line',
    xAxisIndex: index,
    yAxisIndex: index,
    data: values.map((value, at) => ({
      value: value ?? '-',
      label: {
        show: at === last && value !== null,
        position: 'top' as const,
        color: colours.ink,
        fontFamily: colours.font,
        fontWeight: 'bold' as const,
        formatter: index === 1 ? (rows[at]?.shown ?? '') : String(value),
      },
    })),
    symbol,
    symbolSize: 7,
    lineStyle: { color: colour, width: 2 },
    itemStyle: { color: colour },
    connectNulls: false,
  })
  return {
    animation: false,
    grid: [
      { left: 44, right: 20, top: 28, height: 82 },
      { left: 44, right: 20, top: 146, height: 82 },
    ],
    tooltip: {
      trigger: 'axis',
      backgroundColor: colours.surface,
      borderColor: colours.hairline,
      textStyle: { color: colours.ink, fontFamily: colours.font, fontSize: 13 },
      axisPointer: { type: 'line', lineStyle: { color: colours.hairline } },
      formatter: (given: unknown) => {
        const at = (Array.isArray(given) ? (given[0] as { dataIndex?: number }) : null)?.dataIndex ?? 0
        const row = rows[at]
        if (!row) return ''
        const place = row.place === null ? '—' : words.ofText(row.place, row.of)
        return `${row.long}<br>${words.place} ${place}<br>${words.score} ${row.shown}`
      },
    },
    axisPointer: { link: [{ xAxisIndex: 'all' }] },
    xAxis: [xAxis(0, false), xAxis(1, true)],
    yAxis: [
      yAxis(0, words.place, places, true),
      yAxis(1, words.score, { min: scoreFloor(rows), max: 100 }, false),
    ],
    series: [
      series(
        0,
        colours.place,
        rows.map((row) => row.place),
        'circle',
      ),
      series(
        1,
        colours.score,
        rows.map((row) => row.score),
        'rect',
      ),
    ],
  } as Option
}
