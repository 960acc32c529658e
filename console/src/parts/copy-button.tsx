import { Button } from '@mantine/core';
import { useState } from 'react';
import { common } from '../texts/common.ts';
import { useTexts } from '../texts/texts.ts';
import { Icon } from './icon.tsx';

interface CopyButtonProps {
  readonly text: string;
  /** What it says instead of "Copy". */
  readonly label?: string;
  readonly size?: 'compact-sm' | 'sm';
  /** The text is not whole yet. */
  readonly isPending?: boolean;
}

/** Copies a text, and says that it has. */
export function CopyButton({ text, label, size = 'sm', isPending = false }: CopyButtonProps) {
  const said = useTexts(common);
  const [isCopied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  };
  return (
    <Button
      variant="default"
      size={size}
      disabled={isPending}
      leftSection={<Icon name={isCopied ? 'tick' : 'copy'} />}
      onClick={() => void copy()}
      onBlur={() => setCopied(false)}
    >
      <span aria-live="polite">{isCopied ? said.copied : (label ?? said.copy)}</span>
    </Button>
  );
}
