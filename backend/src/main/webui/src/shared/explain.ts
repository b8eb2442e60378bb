import { i18n } from '@/i18n'
import { OfflineError, ProblemError } from '@/api/problem'

export interface Explanation {
  title: string
  text: string
  code: string | null
}

/** The first few located errors of a request, as place and message. */
function located(errors: unknown): string[] {
  if (!Array.isArray(errors)) return []
  return (errors as { pointer?: string; detail?: string; code?: string }[])
    .slice(0, 3)
    .map((each) => `${each.pointer ?? ''} ${each.detail ?? each.code ?? ''}`.trim())
}

/** What happened, what was kept, what to do: for any failure of a request. */
export function explain(error: unknown): Explanation {
  const { t, te } = i18n.global
  if (error instanceof OfflineError) {
    return { title: t('state.offlineTitle'), text: t('state.offlineText'), code: null }
  }
  if (error instanceof ProblemError && error.problem.limit === 'deviceRows') {
    return { title: t('problem.deviceRows'), text: '', code: error.code }
  }
  if (error instanceof ProblemError) {
    const known = te(`problem.${error.code}`)
    return {
      title: known ? t(`problem.${error.code}`) : t('state.errorTitle'),
      text: [error.problem.detail ?? (known ? '' : t('state.errorText')), ...located(error.problem.errors)]
        .filter((each) => each !== '')
        .join(' · '),
      code: error.code,
    }
  }
  return { title: t('state.errorTitle'), text: t('state.errorText'), code: null }
}
