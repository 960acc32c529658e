import type { NewResource } from '../../model/service/resource.ts';
import { type Session, sessionStates } from '../../model/triggers/conversation.ts';
import { chatKinds } from '../../model/triggers/inbound-message.ts';
import type { SessionFilter, SessionNames, SessionTable, SessionTouch } from '../../model/triggers/session-tables.ts';
import type { Access } from './access.ts';
import { isAmong, searchText, where, whereFound } from './conditions.ts';
import { type ResourceKind, SqlResourceTable } from './resource-table.ts';
import { StoredRow } from './stored-row.ts';

const endings = ['timeout', 'command', 'person', 'recall', 'superseded'] as const;
const isAnswered = `state IN ('open', 'handed_over')`;
// As an array: of a join, the planner may read the whole table.
const handledBy = 'trigger_id = ANY (ARRAY(SELECT id FROM triggers WHERE handler_id = ?))';

const kind: ResourceKind<Session, SessionFilter> = {
  table: 'sessions',
  toColumns: (item) => ({
    trigger_id: item.triggerId,
    integration_id: item.integrationId,
    tenant_key: item.tenantKey,
    key: item.key,
    chat_kind: item.chatKind,
    chat_id: item.chatId,
    chat_name: item.chatName,
    thread_id: item.threadId,
    sender_open_id: item.senderOpenId,
    sender_name: item.senderName,
    conversation_id: item.conversationId,
    state: item.state,
    closed_why: item.closedWhy,
    is_pinned: item.isPinned ? 1 : 0,
    last_active_at: item.lastActiveAt,
    expires_at: item.expiresAt,
    before_id: item.beforeId,
    message_count: item.messageCount,
    search: searchText(
      item.senderName,
      item.chatName,
      item.chatId,
      item.threadId,
      item.senderOpenId,
      item.conversationId,
    ),
  }),
  read: (row, resource) => ({
    ...resource,
    triggerId: row.text('trigger_id'),
    integrationId: row.text('integration_id'),
    tenantKey: row.text('tenant_key'),
    key: row.text('key'),
    chatKind: row.oneOf('chat_kind', chatKinds),
    chatId: row.text('chat_id'),
    chatName: row.optionalText('chat_name'),
    threadId: row.optionalText('thread_id'),
    senderOpenId: row.text('sender_open_id'),
    senderName: row.optionalText('sender_name'),
    conversationId: row.text('conversation_id'),
    state: row.oneOf('state', sessionStates),
    closedWhy: row.optionalOneOf('closed_why', endings),
    isPinned: row.number('is_pinned') === 1,
    lastActiveAt: row.number('last_active_at'),
    expiresAt: row.optionalNumber('expires_at'),
    beforeId: row.optionalText('before_id'),
    messageCount: row.number('message_count'),
  }),
  conditions: ({ integrationId, triggerId, handlerId, chatKind, chatId, senderOpenId, state, search }) => [
    ...where('integration_id = ?', integrationId),
    ...where('trigger_id = ?', triggerId),
    ...where(handledBy, handlerId),
    ...where('chat_kind = ?', chatKind),
    ...where('chat_id = ?', chatId),
    ...where('sender_open_id = ?', senderOpenId),
    ...where('state = ?', state),
    ...whereFound(search),
  ],
  // People write while somebody changes the session, and that changes no version: an update does not write it back.
  settings: {
    message_count: 'coalesce(message_count, {message_count})',
    last_active_at: 'greatest(last_active_at, {last_active_at})',
    expires_at:
      'CASE WHEN state = {state} AND is_pinned = {is_pinned} THEN greatest(expires_at, {expires_at}) ELSE {expires_at} END',
  },
};

/** Table `sessions`. */
export class SqlSessions extends SqlResourceTable<Session, SessionFilter> implements SessionTable {
  constructor(access: Access) {
    super(access, kind);
  }

  async findOpen(triggerId: string, key: string): Promise<Session | undefined> {
    return await this.findBy(`trigger_id = $1 AND key = $2 AND ${isAnswered}`, [triggerId, key]);
  }

  async findLast(triggerId: string, key: string): Promise<Session | undefined> {
    return await this.findBy(
      `trigger_id = $1 AND key = $2 ORDER BY ${isAnswered} DESC, last_active_at DESC, id DESC LIMIT 1`,
      [triggerId, key],
    );
  }

  async open(session: NewResource<Session>): Promise<{ readonly session: Session; readonly isNew: boolean }> {
    for (;;) {
      const found = await this.findOpen(session.triggerId, session.key);
      if (found !== undefined) return { session: found, isNew: false };
      const row = await this.insertUnless(`ON CONFLICT (trigger_id, key) WHERE ${isAnswered} DO NOTHING`, session);
      // Of two who come at once, the second looks again; the first one's may have been closed meanwhile.
      if (row !== undefined) return { session: this.read(new StoredRow(row)), isNew: true };
    }
  }

  async touch(id: string, { now, expiresAt, speaker, chatName, state }: SessionTouch): Promise<boolean> {
    // Whoever was erased meanwhile is not its sender any more.
    const name = 'CASE WHEN sender_open_id = $6 THEN coalesce($4, sender_name) ELSE sender_name END';
    const chat = 'coalesce($7, chat_name)';
    const sql = `UPDATE sessions SET last_active_at = greatest(last_active_at, $2),
        expires_at = CASE WHEN is_pinned = 1 OR state <> 'open' THEN NULL ELSE $3::bigint END, sender_name = ${name}, chat_name = ${chat},
        search = left(lower(concat_ws(' ', ${name}, ${chat}, chat_id, thread_id, sender_open_id, conversation_id)), 400)
      WHERE id = $1 AND ${isAnswered} AND state = coalesce($5, state)`;
    const who = [speaker?.name ?? null, state ?? null, speaker?.openId ?? null];
    const values = [id, now, expiresAt ?? null, ...who, chatName ?? null];
    return (await this.access.run(sql, values)) > 0;
  }

  async namesOf(ids: Iterable<string>): Promise<ReadonlyMap<string, SessionNames>> {
    const wanted = [...new Set(ids)];
    if (wanted.length === 0) return new Map();
    const sql = `SELECT id, sender_name, chat_name FROM sessions WHERE ${isAmong('id')}`;
    const rows = (await this.access.rows(sql, [JSON.stringify(wanted)])).map((row) => new StoredRow(row));
    return new Map(
      rows.map((row) => [
        row.text('id'),
        { senderName: row.optionalText('sender_name'), chatName: row.optionalText('chat_name') },
      ]),
    );
  }

  async nameChat(integrationId: string, chatId: string, name: string): Promise<void> {
    const sql = `UPDATE sessions SET chat_name = $3::text,
        search = left(lower(concat_ws(' ', sender_name, $3::text, chat_id, thread_id, sender_open_id, conversation_id)), 400)
      WHERE chat_id = $2 AND integration_id = $1`;
    await this.access.run(sql, [integrationId, chatId, name]);
  }

  async expire(now: number, limit: number): Promise<readonly Session[]> {
    const over = `SELECT id FROM sessions WHERE state = 'open' AND expires_at IS NOT NULL AND expires_at <= $1
      AND NOT EXISTS (SELECT 1 FROM turns WHERE session_id = sessions.id AND ended_at IS NULL)
      ORDER BY expires_at, id LIMIT ${Math.trunc(limit)} FOR UPDATE SKIP LOCKED`;
    const sql = `UPDATE sessions SET state = 'idle', closed_why = 'timeout', expires_at = NULL, changed_at = $1, version = version + 1
      FROM (${over}) AS over WHERE sessions.id = over.id RETURNING sessions.*`;
    const rows = await this.access.write((connection) => connection.rows(sql, [now]));
    return rows.map((row) => this.read(new StoredRow(row)));
  }

  async nextExpiryAt(): Promise<number | undefined> {
    const sql = `SELECT min(expires_at) AS expires_at FROM sessions WHERE state = 'open' AND expires_at IS NOT NULL`;
    const [row] = await this.access.rows(sql);
    return row && new StoredRow(row).optionalNumber('expires_at');
  }
}
