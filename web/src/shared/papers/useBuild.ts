import { onScopeDispose, ref, watch, type Ref } from 'vue'

import * as builds from '@/api/builds'
import { asProblem, type ApiProblem } from '@/api/problem'

const PAUSE_MS = 1_000

/** A build as it goes on, asked for each second until it is over. */
export function useBuild(id: () => string) {
  const build = ref<builds.Build | null>(null) as Ref<builds.Build | null>
  const problem = ref<ApiProblem | null>(null) as Ref<ApiProblem | null>
  let timer = 0
  let asked = ''

  async function look(): Promise<void> {
    clearTimeout(timer)
    const mine = (asked = id())
    try {
      const found = await builds.find(mine)
      if (mine !== asked) return
      build.value = found
      problem.value = null
    } catch (thrown) {
      if (mine !== asked) return
      problem.value = asProblem(thrown)
      // What is not there will not come; a server that does not answer may.
      if (problem.value.status === 404) return
    }
    if (!build.value || !builds.isOver(build.value)) timer = window.setTimeout(() => void look(), PAUSE_MS)
  }

  async function cancel(): Promise<void> {
    try {
      build.value = await builds.cancel(id())
      problem.value = null
    } catch (thrown) {
      problem.value = asProblem(thrown)
    }
    await look()
  }

  watch(id, look, { immediate: true })
  onScopeDispose(() => {
    asked = ''
    clearTimeout(timer)
  })

  return { build, problem, cancel, look }
}
