import { type JsonObject, readNumber, readObjects, readText } from '../../../util/json.ts';
import { type HeldInstance, toDays, toHeldStatus, toMinutes, toSeconds } from './held-instances.ts';

/** What is remembered of a detail answer's `data`; `mark` is what the index of instances said when it was asked for. */
export function heldFromDetail(payload: JsonObject, mark: number): HeldInstance {
  const [created, ended] = [readNumber(payload, 'start_time') ?? 0, readNumber(payload, 'end_time') ?? 0];
  const tasks = readObjects(payload, 'task_list').flatMap((task) => [
    readNumber(task, 'start_time') ?? 0,
    readNumber(task, 'end_time') ?? 0,
  ]);
  const touched = tasks.reduce((latest, at) => Math.max(latest, at), Math.max(created, ended));
  return {
    status: toHeldStatus(readText(payload, 'status')),
    ended: toMinutes(ended),
    created: toDays(created),
    touched: toSeconds(touched),
    mark,
  };
}
