import type { TextKey } from '@/i18n'
import type { useSession } from '@/session/useSession'
import { links as admin } from '@/workspaces/admin/routes'
import { links as console } from '@/workspaces/console/routes'
import { links as portal } from '@/workspaces/portal/routes'

import type { Link } from './link'

type Session = ReturnType<typeof useSession>

export interface Workspace {
  name: 'portal' | 'console' | 'admin'
  says: TextKey
  links: Link[]
}

/** The workspaces that share the desk's frame; the phone's has its own. */
const ALL: Workspace[] = [
  { name: 'portal', says: 'workspace.portal', links: portal },
  { name: 'console', says: 'workspace.console', links: console },
  { name: 'admin', says: 'workspace.admin', links: admin },
]

/** What the bar at the top shows: every workspace in which this person has something to do. */
export function linksFor(session: Session): Link[] {
  const forWork = session.isClient ? ['portal'] : ['console', 'admin']
  const links = ALL.filter((workspace) => forWork.includes(workspace.name)).flatMap((workspace) => workspace.links)
  return links.filter((link) => link.needs === undefined || session.can(link.needs))
}
