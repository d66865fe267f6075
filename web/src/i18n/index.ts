import { ref, watch } from 'vue'

import { account } from './text/account'
import { admin } from './text/admin'
import { common } from './text/common'
import { contract } from './text/contract'
import { desk } from './text/desk'
import { field } from './text/field'
import { manage } from './text/manage'
import { open } from './text/open'
import { portal } from './text/portal'
import { entryData, ticket } from './text/ticket'
import { tickets } from './text/tickets'
import { words } from './text/words'

export type Locale = 'zh' | 'en'

/** Every sentence of the pages, Chinese first: `[中文, English]`. */
const texts = { ...common, ...words, ...account, ...admin, ...tickets, ...ticket, ...entryData, ...open, ...contract, ...desk, ...portal, ...field, ...manage }

export type TextKey = keyof typeof texts

const STORED = 'jianyue.locale'

export const locale = ref<Locale>(localStorage.getItem(STORED) === 'en' ? 'en' : 'zh')

watch(
  locale,
  (chosen) => {
    localStorage.setItem(STORED, chosen)
    document.documentElement.lang = chosen === 'zh' ? 'zh-CN' : 'en'
  },
  { immediate: true },
)

/** The sentence in the chosen language, with `{name}` filled in. */
export function t(key: TextKey, values: Record<string, string | number> = {}): string {
  const [zh, en] = texts[key]
  const sentence: string = locale.value === 'zh' ? zh : en
  return sentence.replace(/\{(\w+)\}/g, (hole, name: string) => String(values[name] ?? hole))
}

/** The word for a value that came from the server; an unknown one is shown as it came. */
export function word(group: 'state' | 'kind' | 'channel' | 'clock' | 'role' | 'entry' | 'action' | 'form' | 'terms' | 'data' | 'relation' | 'fact' | 'group' | 'notice' | 'variable', value: string): string {
  const key = `${group}.${value}`
  return key in texts ? t(key as TextKey) : value
}
