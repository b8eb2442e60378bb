import { useI18n } from 'vue-i18n'

/** Names of kinds and codes; what a newer device sends keeps the name it has. */
export function useSyncWords() {
  const { t, te } = useI18n()
  const known = (key: string, otherwise: string) => (te(key) ? t(key) : otherwise)
  return {
    /** The server names an operation `?` whose kind it could not read. */
    kind: (name: string) =>
      name === '?'
        ? t('office.sync.kind.nameless')
        : known(`office.sync.kind.${name.replace('.', '-')}`, name),
    code: (code: string | null) => known(`office.sync.code.${code ?? ''}`, code ?? ''),
    /** What the code means and what to do about it; empty where there is nothing to say. */
    explanation: (code: string | null, kind: string) => {
      // A submission has no wrong line: it is the visit that is not complete.
      const what = code === 'validation' && kind === 'status.request' ? 'incomplete' : (code ?? '')
      return known(`office.sync.explain.${what}`, '')
    },
  }
}
