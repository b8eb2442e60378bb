import { startServer, stopServer } from './server'

/** Starts the application once for all stories, unless PLUMBLINE_URL names a running one with the demo organisation. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  if (process.env['PLUMBLINE_URL']) return async () => {}
  process.env['PLUMBLINE_URL'] = await startServer()
  return stopServer
}
