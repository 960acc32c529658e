import { notifications } from '@mantine/notifications';
import { ErrorNotice } from './error-notice.tsx';

/** Says in a corner, for a moment, that something is done. */
export function tellDone(text: string): void {
  notifications.show({ message: text, autoClose: 4_000, withBorder: true });
}

/** Says in a corner what the service has refused, until it is closed. */
export function tellError(error: unknown): void {
  notifications.show({ message: <ErrorNotice error={error} />, autoClose: false, withBorder: true, color: 'red' });
}

/** Says how it ended, also where what was pressed has gone meanwhile. */
export async function tellHow<T>(ended: Promise<T>, text: string | ((result: T) => string)): Promise<void> {
  try {
    const result = await ended;
    tellDone(typeof text === 'string' ? text : text(result));
  } catch (thrown) {
    tellError(thrown);
  }
}
