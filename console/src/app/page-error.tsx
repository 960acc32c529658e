import { Button } from '@mantine/core';
import { useRouter } from '@tanstack/react-router';
import { PageFault } from '../parts/page-fault.tsx';
import { common } from '../texts/common.ts';
import { useTexts } from '../texts/texts.ts';
import classes from './page-error.module.css';

/** Instead of a page that could not be shown. */
export function PageError({ error, reset }: { readonly error: unknown; readonly reset: () => void }) {
  const words = useTexts(common);
  const router = useRouter();
  const again = (): void => {
    reset();
    void router.invalidate();
  };
  return (
    <div className={classes.frame}>
      <PageFault
        error={error}
        actions={
          <Button size="compact-sm" variant="default" onClick={again}>
            {words.tryAgain}
          </Button>
        }
      />
    </div>
  );
}
