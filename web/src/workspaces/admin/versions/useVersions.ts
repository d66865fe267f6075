import { computed, shallowRef, watch } from 'vue'

import * as api from '@/api/contracts'
import type { ContractVersion } from '@/api/contracts'
import { asProblem, type ApiProblem } from '@/api/problem'
import type { ContractDetail } from '@/api/types'
import { saveText } from '@/shared/saveFile'
import { useLoad } from '@/shared/useLoad'

import { useUrlFilters } from '../parts/useUrlFilters'
import { diffLines, hunksOf } from './diff'

interface Shown {
  text: string
  hash: string
  /** The text that it is compared with. */
  other: string | null
}

/** The versions of a contract, the text of one, and what is different in another. */
export function useVersions(id: () => string) {
  const { asked, set } = useUrlFilters(['version', 'with'])
  const { data, problem, loading, load } = useLoad<{ contract: ContractDetail; versions: ContractVersion[] }>(async () => {
    const [contract, versions] = await Promise.all([api.get(id()), api.versions(id())])
    return { contract, versions }
  })
  /** The newest first, as they are looked for. */
  const versions = computed(() => [...(data.value?.versions ?? [])].reverse())
  const version = computed(() => Number(asked.value.version) || versions.value[0]?.version || 0)
  const other = computed(() => Number(asked.value.with) || null)

  const shown = shallowRef<Shown | null>(null)
  const textProblem = shallowRef<ApiProblem | null>(null)
  const hunks = computed(() => {
    if (!shown.value || shown.value.other === null || other.value === null) return []
    const [older, newer] = other.value < version.value ? [shown.value.other, shown.value.text] : [shown.value.text, shown.value.other]
    return hunksOf(diffLines(older.split('\n'), newer.split('\n')))
  })
  let latest = 0

  async function read(): Promise<void> {
    if (version.value === 0) return
    const mine = (latest += 1)
    textProblem.value = null
    try {
      const [one, two] = await Promise.all([api.versionText(id(), version.value), other.value === null ? null : api.versionText(id(), other.value)])
      if (mine === latest) shown.value = { text: one.text, hash: one.hash, other: two?.text ?? null }
    } catch (thrown) {
      if (mine === latest) textProblem.value = asProblem(thrown)
    }
  }

  function download(): void {
    if (!shown.value || !data.value) return
    saveText(`${data.value.contract.slug}-v${version.value}.toml`, shown.value.text, 'application/toml')
  }

  watch(id, load, { immediate: true })
  watch([version, other], read, { immediate: true })

  return { data, versions, problem, loading, load, version, other, set, shown, textProblem, hunks, read, download }
}
