import { useQuery } from '@tanstack/react-query';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { useLanguage } from '../../texts/texts.ts';

interface SignInProblemProps {
  /** As the address says it: anybody may have written it, so only known ones are told. */
  readonly code: string;
  readonly requestId: string | undefined;
}

/** Why a sign-in elsewhere did not succeed. The sentences of all codes are only loaded where one is needed. */
export function SignInProblem({ code, requestId }: SignInProblemProps) {
  const language = useLanguage();
  const { data } = useQuery({
    queryKey: ['error-codes'],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async () => (await import('../../../../src/model/error-codes.ts')).errorCodes,
  });
  const known = Object.entries(data ?? {}).find(([each]) => each === code)?.[1];
  if (known === undefined) return null;
  return <ErrorNotice error={{ code, message: known.cause[language], cure: known.cure[language], requestId }} />;
}
