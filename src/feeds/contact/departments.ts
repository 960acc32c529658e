import { type LarkstreamError, toLarkstreamError } from '../../model/errors.ts';
import { contactEndpoints } from '../../open-platform/endpoints/contact.ts';
import { type JsonObject, readText } from '../../util/json.ts';
import { merge } from '../../util/merge.ts';
import { isFatal } from '../is-fatal.ts';
import type { ContactClient } from './contact-client.ts';
import { isDepartmentGone, isOutOfRange, isTooBig } from './failures.ts';
import { departmentRows } from './streams.ts';

/** What a walk down the departments meets; ids are of the client's type. */
export type Found =
  /** The department may be read; comes before its pages. */
  | { readonly kind: 'opened'; readonly id: string }
  | { readonly kind: 'page'; readonly departments: readonly JsonObject[] }
  /** Deleted during the walk. */
  | { readonly kind: 'gone'; readonly id: string }
  | { readonly kind: 'denied'; readonly id: string; readonly error: LarkstreamError }
  | { readonly kind: 'failed'; readonly id: string; readonly error: LarkstreamError };

const concurrency = 20;

/**
 * Everything below the given departments. Each is asked for its whole subtree at once; where the platform finds that too
 * big, for its direct children, which are then asked in turn. A department may come twice.
 */
export async function* listBelow(ids: readonly string[], contact: ContactClient): AsyncGenerator<Found, void, void> {
  let frontier = ids;
  while (frontier.length > 0) {
    const deeper = new Set<string>();
    const branches = frontier.map((id) => () => listBranch(id, { contact, deeper }));
    yield* merge(branches, { concurrency });
    frontier = [...deeper];
  }
}

interface Branch {
  readonly contact: ContactClient;
  /** Takes the children that have to be asked themselves. */
  readonly deeper: Set<string>;
}

async function* listBranch(id: string, branch: Branch): AsyncGenerator<Found, void, void> {
  try {
    yield* listPages(id, { ...branch, recursive: true });
  } catch (thrown) {
    const error = toLarkstreamError(thrown);
    if (!isTooBig(error)) {
      yield toFailure(id, error);
      return;
    }
    try {
      yield* listPages(id, { ...branch, recursive: false });
    } catch (again) {
      yield toFailure(id, toLarkstreamError(again));
    }
  }
}

async function* listPages(
  id: string,
  { contact, deeper, recursive }: Branch & { readonly recursive: boolean },
): AsyncGenerator<Found, void, void> {
  let opened = false;
  const pages = contact.pages(contactEndpoints.listChildren, {
    path: { department_id: id },
    query: { fetch_child: recursive },
  });
  for await (const { items, unreadable } of pages) {
    contact.noteUnreadable(departmentRows, unreadable, contactEndpoints.listChildren);
    if (!opened) yield { kind: 'opened', id };
    opened = true;
    if (!recursive) {
      for (const item of items) {
        const child = readText(item, contact.idTypes.department_id_type);
        if (child !== null) deeper.add(child);
      }
    }
    if (items.length > 0) yield { kind: 'page', departments: items };
  }
}

function toFailure(id: string, error: LarkstreamError): Found {
  if (isFatal(error)) throw error;
  if (isDepartmentGone(error)) return { kind: 'gone', id };
  return { kind: isOutOfRange(error) ? 'denied' : 'failed', id, error };
}
