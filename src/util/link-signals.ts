interface LinkedSignal {
  /** Aborted with the reason of the first of them. */
  readonly signal: AbortSignal;
  /** To be called when the work is done: `AbortSignal.any` would leave a trace of it in signals that live long. */
  release(): void;
}

/** One signal for a piece of work that ends with the first of several. */
export function linkSignals(...signals: readonly (AbortSignal | undefined)[]): LinkedSignal {
  const linked = new AbortController();
  const given = signals.filter((signal) => signal !== undefined);
  const abort = ({ currentTarget }: Event): void => {
    linked.abort(currentTarget instanceof AbortSignal ? currentTarget.reason : undefined);
  };
  for (const signal of given) {
    if (signal.aborted) linked.abort(signal.reason);
    else signal.addEventListener('abort', abort, { once: true });
  }
  return {
    signal: linked.signal,
    release: () => {
      for (const signal of given) signal.removeEventListener('abort', abort);
    },
  };
}
