import type { ShownMember } from '../shown.ts';

/** What a press of a button led to. */
export interface Pressed {
  readonly toast?: { readonly type: string; readonly text: string };
  readonly error?: { readonly code: number; readonly why: string };
}

/** Does something as a person. @throws Error with what the sandbox says */
export async function act<T>(what: string, body: Readonly<Record<string, unknown>>): Promise<T> {
  const response = await fetch(`/sandbox/im/${what}`, { method: 'POST', body: JSON.stringify(body) });
  const answer = await response.json();
  if (!response.ok) throw new Error(String(answer.error ?? answer.msg ?? response.status));
  return answer;
}

/** People who work here, by a part of their name. */
export async function findPeople(search: string): Promise<readonly ShownMember[]> {
  return await (await fetch(`/chat/people?q=${encodeURIComponent(search)}`)).json();
}
