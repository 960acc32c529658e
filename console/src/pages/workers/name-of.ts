import type { Worker } from '../../data/workers.ts';

/** As its machine knows the process. */
export const nameOf = ({ host, pid }: Pick<Worker, 'host' | 'pid'>): string => `${host}:${pid}`;
