import type { IDBPDatabase, IDBPTransaction, StoreNames } from 'idb'

import type { Schema } from './db'

type Upgrading = IDBPTransaction<Schema, StoreNames<Schema>[], 'versionchange'>

/** Makes the store, or brings one of an older version of the page up to date with all that waits in it. */
export function upgrade(db: IDBPDatabase<Schema>, from: number, tx: Upgrading): void {
  if (from < 1) {
    db.createObjectStore('meta', { keyPath: 'key' })
    db.createObjectStore('tickets', { keyPath: 'id' })
    db.createObjectStore('operations', { keyPath: 'seq', autoIncrement: true }).createIndex('id', 'id', { unique: true })
    db.createObjectStore('files', { keyPath: 'id' })
    db.createObjectStore('drafts', { keyPath: 'id' })
    db.createObjectStore('sent', { keyPath: 'id' }).createIndex('at', 'sent_at')
  }
  if (from < 2) {
    db.createObjectStore('inspections', { keyPath: 'id' })
    db.createObjectStore('checklists', { keyPath: 'id' })
    if (from === 1) void nameSubjects(tx)
  }
}

/** Until version 2 everything was about tickets and said so by the names of its members. */
async function nameSubjects(tx: Upgrading): Promise<void> {
  const files = tx.objectStore('files')
  if ((files.indexNames as unknown as DOMStringList).contains('ticket')) (files as unknown as { deleteIndex: (name: string) => void }).deleteIndex('ticket')
  for (const name of ['operations', 'files', 'sent'] as const) {
    for (let at = await tx.objectStore(name).openCursor(); at; at = await at.continue()) {
      const { ticket_id, number, ...rest } = at.value as unknown as { ticket_id: string; number?: string }
      await at.update({ ...rest, about: 'ticket', subject: ticket_id, ...(name === 'files' ? {} : { name: number ?? '' }) } as never)
    }
  }
}
