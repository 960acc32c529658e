import { useRef } from 'react';

/**
 * The most that a number has been, as long as the page shows one thing. Another attempt counts from its beginning again, and answers may come out of
 * order; what people see goes forward only.
 */
export function useMost(key: string, value: number): number {
  const most = useRef({ key, value });
  if (most.current.key !== key || value > most.current.value) most.current = { key, value };
  return most.current.value;
}
