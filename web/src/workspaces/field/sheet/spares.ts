import { onMounted, ref, type Ref } from 'vue'

import { spares, type Spare } from '@/api/assets'
import type { Part } from '@/api/field'
import { useSession } from '@/session/useSession'

/** What matters of a spare here. */
export type InStore = Pick<Spare, 'code' | 'name' | 'model' | 'unit' | 'stock'>

/** The spare that was named, by its name or its code. */
export function spareOf(all: InStore[], typed: string): InStore | undefined {
  const text = typed.trim()
  return text === '' ? undefined : all.find((one) => one.name === text || one.code.toUpperCase() === text.toUpperCase())
}

/** The part as the store knows it; one that is not from the store keeps what was typed. */
export function taken(part: Part, all: InStore[]): Part {
  const spare = spareOf(all, part.name)
  const { name, model, quantity, unit } = part
  if (spare) return { name: spare.name, model: spare.model ?? '', code: spare.code, quantity, unit: spare.unit }
  return { name, ...(model === undefined ? {} : { model }), quantity, unit }
}

/** The spares of a contract while there is a network; without one a part is typed, and the store finds it by its name later. */
export function useSpares(contract: () => string): Ref<InStore[]> {
  const session = useSession()
  const all = ref<InStore[]>([])
  onMounted(async () => {
    if (!session.can('assets.read', contract())) return
    all.value = await spares.every({ contract: contract() }).catch(() => [])
  })
  return all
}
