import type { Draft } from '../../data/drafts.ts';
import type { Integration } from '../../data/integrations.ts';
import { Icon } from '../../parts/icon.tsx';
import { useTexts } from '../../texts/texts.ts';
import classes from './connect.module.css';
import { type Step, steps } from './steps.ts';
import { texts } from './texts.ts';

interface StepperProps {
  readonly at: Step;
  readonly integration: Integration | undefined;
  readonly draft: Draft | undefined;
  readonly go: (step: Step) => void;
}

/** All steps, which are done, and the ways back to them. */
export function Stepper({ at, integration, draft, go }: StepperProps) {
  const said = useTexts(texts);
  const isDone: Readonly<Record<Step, boolean>> = {
    app: integration !== undefined,
    modules: draft !== undefined && !draft.faults.some(({ path }) => path.startsWith('modules')),
    destination: draft !== undefined && draft.destinationId !== null,
    schedule: draft?.destinationId != null && (at === 'plan' || draft.schedule.kind !== 'manual'),
    plan: draft !== undefined && draft.state !== 'draft',
  };
  const isOpen = (step: Step): boolean =>
    step === 'app' || step === 'modules' ? integration !== undefined : draft !== undefined;
  return (
    <nav aria-label={said.steps}>
      <ol className={classes.steps}>
        {steps.map((step, index) => (
          <li key={step}>
            <button
              type="button"
              className={`${classes.step} ${step === at ? classes.current : ''}`}
              aria-current={step === at ? 'step' : undefined}
              disabled={!isOpen(step) && step !== at}
              onClick={() => go(step)}
            >
              <span className={`${classes.number} ${isDone[step] ? classes.done : ''}`}>
                {isDone[step] && step !== at ? <Icon name="tick" size={14} /> : index + 1}
              </span>
              <span>{said[step]}</span>
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}
