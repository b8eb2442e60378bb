/**
 * Listens, while the app is in front, for the server's word that a pull would bring something. Nothing depends on it:
 * when it does not work, the tablet pulls at its other occasions, only later.
 */
import { ProblemError, SessionExpiredError } from '@/api/problem'
import type { Transport } from './transport'

/** Many tablets hear of one change at the same time. */
const SPREAD_MS = 1_500
/** The server says something every 20 s; after two of its words were missed nobody is there. */
const SILENCE_MS = 50_000
const FIRST_PAUSE_MS = 2_000
const LONGEST_PAUSE_MS = 5 * 60_000

export interface Hints {
  /** Does not wait for the next try: the network is back. */
  wake(): void
  stop(): void
}

/**
 * `onHint` is called when there is something, and once when listening has begun: what came before that is not told of.
 * `wanted` is asked before each connection.
 */
export function listenForHints(
  transport: Transport,
  onHint: () => void,
  wanted: () => boolean,
  random: () => number = Math.random,
): Hints {
  let stopped = false
  let pause = FIRST_PAUSE_MS
  let timer: ReturnType<typeof setTimeout> | undefined
  let connection: AbortController | null = null

  async function listen(): Promise<void> {
    if (stopped || connection !== null || !wanted()) return
    const mine = new AbortController()
    connection = mine
    let next: number
    try {
      const response = await transport.raw('GET', '/sync/v1/hints', {
        headers: { Accept: 'text/event-stream, application/problem+json' },
        signal: mine.signal,
      })
      await words(response, mine, (word) => {
        pause = FIRST_PAUSE_MS
        if (word === 'hello') onHint()
        else if (word === 'changed') setTimeout(() => stopped || onHint(), random() * SPREAD_MS)
      })
      next = FIRST_PAUSE_MS
    } catch (error) {
      next = pauseAfter(error)
    } finally {
      connection = null
    }
    if (!stopped) timer = setTimeout(() => void listen(), next * (0.5 + random()))
  }

  /** A server that knows no hints, or has no room, is asked again much later. */
  function pauseAfter(error: unknown): number {
    if (error instanceof SessionExpiredError) return LONGEST_PAUSE_MS
    if (error instanceof ProblemError && error.status < 500) {
      return error.retryAfterSeconds === null ? LONGEST_PAUSE_MS : error.retryAfterSeconds * 1000
    }
    pause = Math.min(LONGEST_PAUSE_MS, pause * 2)
    return pause
  }

  void listen()
  return {
    wake() {
      clearTimeout(timer)
      void listen()
    },
    stop() {
      stopped = true
      clearTimeout(timer)
      connection?.abort()
    },
  }
}

/** Calls back with the data of each event until the stream ends. A connection that fell silent is given up. */
async function words(
  response: Response,
  connection: AbortController,
  onWord: (word: string) => void,
): Promise<void> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  if (!reader) return
  let rest = ''
  let silence: ReturnType<typeof setTimeout> | undefined
  try {
    for (;;) {
      clearTimeout(silence)
      silence = setTimeout(() => connection.abort(), SILENCE_MS)
      const { done, value } = await reader.read()
      if (done) return
      const lines = (rest + value).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) if (line.startsWith('data:')) onWord(line.slice('data:'.length).trim())
    }
  } finally {
    clearTimeout(silence)
  }
}
