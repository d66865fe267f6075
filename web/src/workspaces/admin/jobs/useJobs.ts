import { computed, onMounted, onScopeDispose, ref } from 'vue'

import * as api from '@/api/operations'
import type { Job } from '@/api/operations'
import { t } from '@/i18n'
import { useLoad } from '@/shared/useLoad'

import { attempt } from '../parts/attempt'

/** How often the page looks again: soon while something runs, seldom otherwise. */
const SOON_MS = 2_000
const SELDOM_MS = 30_000

/** What runs by the clock, looked at again and again while the page is open. */
export function useJobs() {
  const { data: jobs, problem, loading, load } = useLoad<Job[]>(api.jobs)
  const starting = ref<string | null>(null)
  const failed = computed(() => (jobs.value ?? []).filter((job) => job.state === 'failed').length)
  let timer: ReturnType<typeof setTimeout> | undefined
  let over = false

  async function look(): Promise<void> {
    clearTimeout(timer)
    await load()
    if (over) return
    const runs = jobs.value?.some((job) => job.state === 'running') ?? false
    timer = setTimeout(() => void look(), runs ? SOON_MS : SELDOM_MS)
  }

  async function run(job: Job): Promise<void> {
    starting.value = job.name
    await attempt(() => api.runJob(job.name), t('jobs.started'))
    starting.value = null
    await look()
  }

  onMounted(look)
  onScopeDispose(() => {
    over = true
    clearTimeout(timer)
  })
  return { jobs, problem, loading, look, starting, failed, run }
}
