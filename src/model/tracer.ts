/** What a span says of its work: names, ids, counts and codes. Never a secret, a payload, an address with its query, or anything about a person. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** Which side of an exchange the work is; without it, neither. */
type SpanKind = 'server' | 'client' | 'consumer';

/** Work that has ended, as another process tells of it. Moments are milliseconds since the epoch. */
export interface EndedWork {
  readonly name: string;
  readonly kind?: SpanKind | undefined;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly attributes: SpanAttributes;
  /** The code of the error that it ended with. */
  readonly failure?: string | undefined;
}

/** A piece of work under way, as somebody sees it who follows a trace. */
export interface Span {
  /** False when nobody will see it: then nothing needs to be gathered for it. */
  readonly isRecorded: boolean;
  rename(name: string): void;
  set(attributes: SpanAttributes): void;
  /** It fails, with the code of an error. */
  fail(code: string): void;
  /** Adds a part of this work. */
  note(work: EndedWork): void;
  /** The work goes on elsewhere: whoever ends it tells of it. */
  leaveOpen(): void;
}

/** What a span begins with. */
export interface SpanOptions {
  readonly kind?: SpanKind;
  /** The header `traceparent` of who asks for the work: the span continues that trace. */
  readonly parent?: string | undefined;
  /** Names work that several processes do one after another: their spans of it are one, and the beginning of a trace. */
  readonly id?: string;
  /** Milliseconds since the epoch, when the work has begun before. */
  readonly startedAt?: number;
}

/** The span that some code runs in, as lines of a log carry it. */
interface SpanPlace {
  readonly traceId: string;
  readonly spanId: string;
}

/** Tells of work as spans of a trace, for those who look at the service from outside. */
export interface Tracer {
  /** Does the work within a span; what it begins itself, and its log lines, belong to that span. An error that it throws fails the span. */
  span<T>(
    name: string,
    attributes: SpanAttributes,
    work: (span: Span) => Promise<T>,
    options?: SpanOptions,
  ): Promise<T>;
  readonly current: SpanPlace | undefined;
}

const noSpan: Span = {
  isRecorded: false,
  rename: () => {},
  set: () => {},
  fail: () => {},
  note: () => {},
  leaveOpen: () => {},
};

/** The default: it does the work, and nothing else. */
export const noTracer: Tracer = {
  span: async (_name, _attributes, work) => await work(noSpan),
  current: undefined,
};
