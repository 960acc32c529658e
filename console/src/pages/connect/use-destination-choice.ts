import { useState } from 'react';
import {
  type Destination,
  type NewDestination,
  useCreateDestination,
  useTestDestination,
} from '../../data/destinations.ts';
import { type Draft, useChangeDraft } from '../../data/drafts.ts';
import { fieldFaults } from '../../data/field-faults.ts';
import { freeName } from '../../data/free-name.ts';
import { useDeleteDestination } from '../../data/one-destination.ts';
import type { StepProps } from './steps.ts';

interface Given extends Pick<StepProps, 'go'> {
  readonly draft: Draft;
  readonly known: readonly Destination[];
  readonly usualType: string;
}

/** Makes a destination; what is corrected takes the place of what failed: nothing is left behind, whatever was wrong with it. */
function useMaking() {
  /** The one that was made here, and whose test has failed. */
  const [tried, setTried] = useState<Destination>();
  const creating = useCreateDestination();
  const deleting = useDeleteDestination();
  const make = async (made: NewDestination): Promise<string> => {
    if (tried !== undefined) await deleting.mutateAsync(tried);
    setTried(undefined);
    const next = await creating.mutateAsync(made);
    setTried(next);
    return next.id;
  };
  return { tried, make, creating, deleting };
}

/** A destination that there is, or one that is made; the draft gets it once it has passed its test, or the person goes on all the same. */
export function useDestinationChoice({ draft, go, known, usualType }: Given) {
  const [isNew, setNew] = useState(known.length === 0);
  const [chosen, setChosen] = useState(draft.destinationId ?? known[0]?.id);
  const [made, setMade] = useState<NewDestination>(() => ({
    name: freeName(
      draft.name,
      known.map(({ name }) => name),
    ),
    type: usualType,
  }));
  const { tried, make, creating, deleting } = useMaking();
  const testing = useTestDestination();
  const changing = useChangeDraft(draft);
  const steps = [creating, deleting, testing, changing];
  const use = async (id: string | undefined): Promise<void> => {
    if (id === undefined) return;
    await changing.mutateAsync({ draft, destinationId: id });
    go('schedule');
  };
  const tryIt = async (): Promise<void> => {
    testing.reset();
    const id = isNew ? await make(made) : chosen;
    if (id !== undefined && (await testing.mutateAsync(id)).isOk) await use(id);
  };
  return {
    isNew,
    chosen,
    made,
    others: known.filter(({ id }) => id !== tried?.id),
    faults: fieldFaults(creating.error),
    error: steps.find((step) => step.error !== null)?.error ?? null,
    isBusy: steps.some(({ isPending }) => isPending),
    report: testing.data,
    isTesting: testing.isPending,
    isFilled: isNew ? made.name.trim() !== '' : chosen !== undefined,
    setMade: (value: NewDestination): void => {
      setMade(value);
      creating.reset();
    },
    choose: (value: string | undefined): void => {
      setChosen(value);
      testing.reset();
    },
    setNew: (value: boolean): void => {
      setNew(value);
      testing.reset();
      creating.reset();
    },
    tryIt: (): void => void tryIt().catch(() => undefined),
    goOn: (): void => void use(isNew ? tried?.id : chosen).catch(() => undefined),
  };
}
