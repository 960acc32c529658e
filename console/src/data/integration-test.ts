import { useCallback, useEffect, useRef, useState } from 'react';
import type { ApiSchemas } from '../../../src/client/contract/schemas.ts';
import { api } from './client.ts';
import { queryClient } from './query-client.ts';

export type CheckLine = ApiSchemas['CheckLine'];
export type CheckReport = ApiSchemas['CheckReport'];

/** A test as it goes on. */
export interface TestState {
  readonly lines: readonly CheckLine[];
  readonly isRunning: boolean;
  readonly report: CheckReport | undefined;
  readonly error: unknown;
}

/** A test, and what begins it anew. */
export interface IntegrationTest extends TestState {
  readonly start: () => Promise<void>;
}

const idle: TestState = { lines: [], isRunning: false, report: undefined, error: undefined };

/** Tests an integration: checks appear one by one. Another test, or leaving the page, ends the one before. */
export function useIntegrationTest(id: string | undefined): IntegrationTest {
  const [state, setState] = useState(idle);
  const current = useRef<AbortController>(undefined);
  useEffect(() => () => current.current?.abort(), []);
  const start = useCallback(async () => {
    if (id === undefined) return;
    current.current?.abort();
    current.current = new AbortController();
    const { signal } = current.current;
    const change = (next: (before: TestState) => TestState): void => {
      if (!signal.aborted) setState(next);
    };
    change(() => ({ ...idle, isRunning: true }));
    try {
      await follow(id, signal, change);
    } catch (error) {
      change((before) => ({ ...before, error }));
    }
    change((before) => ({ ...before, isRunning: false }));
    await queryClient.invalidateQueries({ queryKey: ['integration'] });
  }, [id]);
  return { ...state, start };
}

type Change = (next: (before: TestState) => TestState) => void;

async function follow(id: string, signal: AbortSignal, change: Change): Promise<void> {
  for await (const { data } of api.stream('POST /integrations/{id}/test', { params: { id }, signal })) {
    if ('lines' in data) change((before) => ({ ...before, lines: data.lines, report: data }));
    else change((before) => ({ ...before, lines: [...before.lines, data] }));
  }
}
