import { locale } from '@/i18n'

import { vocabulary } from './vocabulary'

/** The word for a code of the server in the chosen language; unknown ones are shown as the server names them. */
export function wordOf(group: keyof typeof vocabulary, code: string, otherwise = code): string {
  const pair = vocabulary[group][code]
  return pair ? pair[locale.value === 'zh' ? 0 : 1] : otherwise
}

export const sayModule = (module: string): string => wordOf('module', module)
