import type { AuditFilter, AuditLine, AuditTable, ListedAuditLine } from '../../model/service/audit.ts';
import type { Page, PageRequest } from '../../model/service/page.ts';
import type { Access } from './access.ts';
import { where } from './conditions.ts';
import { namesOf, textsIn } from './names.ts';
import { pageRows } from './page-rows.ts';
import { toStoredJson } from './stored-json.ts';
import type { StoredRow } from './stored-row.ts';

const actorKinds = ['account', 'token', 'service', 'setup'] as const;

/** Table `audit`. */
export class SqlAudit implements AuditTable {
  readonly #access: Access;

  constructor(access: Access) {
    this.#access = access;
  }

  async add(line: AuditLine): Promise<void> {
    const sql = `INSERT INTO audit (id, at, actor_kind, actor_id, actor_name, address, request_id, action, object_kind, object_id, detail)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`;
    const { id, at, actorKind, actorId, actorName, address, requestId, action, objectKind, objectId, detail } = line;
    const who = [actorKind, actorId ?? null, actorName, address ?? null, requestId ?? null];
    const what = [action, objectKind, objectId ?? null, toStoredJson(detail)];
    await this.#access.run(sql, [id, at, ...who, ...what]);
  }

  async page(request: PageRequest, filter: AuditFilter): Promise<Page<ListedAuditLine>> {
    const page = await pageRows(this.#access, { table: 'audit', timeColumn: 'at', read: toLine }, request, [
      ...where('id = ?', filter.id),
      ...where('object_id = ?', filter.objectId),
      ...where('actor_id = ?', filter.actorId),
      ...where('action = ?', filter.action),
      ...where('at >= ?', filter.since),
      ...where('at < ?', filter.until),
    ]);
    const idsOf = ({ objectId = '', detail }: AuditLine): readonly string[] => [objectId, ...textsIn(detail)];
    const names = await namesOf(this.#access, page.items.flatMap(idsOf));
    const ownNames = (line: AuditLine): ListedAuditLine['names'] =>
      Object.fromEntries(
        idsOf(line).flatMap((id) => {
          const name = names.get(id);
          return name === undefined ? [] : [[id, name]];
        }),
      );
    return { ...page, items: page.items.map((line) => ({ ...line, names: ownNames(line) })) };
  }
}

function toLine(row: StoredRow): AuditLine {
  return {
    id: row.text('id'),
    at: row.number('at'),
    actorKind: row.oneOf('actor_kind', actorKinds),
    actorId: row.optionalText('actor_id'),
    actorName: row.text('actor_name'),
    address: row.optionalText('address'),
    requestId: row.optionalText('request_id'),
    action: row.text('action'),
    objectKind: row.text('object_kind'),
    objectId: row.optionalText('object_id'),
    detail: row.object('detail'),
  };
}
