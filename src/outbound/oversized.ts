import { LostAnswer } from './lost-answer.ts';

/** The limit that an answer exceeds, and the size that it declares. */
interface Oversize {
  readonly maxBytes: number;
  /** What the answer itself says; undefined where it says nothing, or is a bomb: little data that unpacks to very much. */
  readonly sizeBytes: number | undefined;
}

/** More than is taken for one answer: a wrong host, an endless body, a bomb. */
export function oversized({ maxBytes, sizeBytes }: Oversize): LostAnswer {
  const size = `${Math.round(maxBytes / 1024 / 1024)} MB`;
  return new LostAnswer({
    reason: 'oversized',
    isPermanent: true,
    ...(sizeBytes === undefined ? {} : { sizeBytes }),
    text: {
      en: `the answer is larger than ${size}, more than the platform documents for any answer`,
      zh: `应答超过 ${size}，超出平台文档中的任何应答`,
    },
  });
}
