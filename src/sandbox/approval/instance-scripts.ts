import type { Random } from '../random.ts';
import type { InstanceFlow } from './instance-flow.ts';

type Step =
  | 'pass'
  | 'finish'
  | 'reject'
  | 'cancel'
  | 'transfer'
  | 'add-before'
  | 'add'
  | 'add-after'
  | 'delete-approver'
  | 'rollback'
  | 'rollback-selected'
  | 'resubmit'
  | 'auto-pass'
  | 'auto-reject'
  | 'remove-repeat'
  | 'revoke'
  | 'remove'
  | 'comment'
  | 'wait-a-month';

const plain: readonly Step[] = ['finish'];

/** What happens to instances, in turn: any 40 that follow each other show everything that can happen to one. */
const scripts: readonly (readonly Step[])[] = [
  ...Array.from({ length: 14 }, () => plain),
  ['pass', 'reject'],
  ['reject'],
  ['pass', 'reject', 'comment'],
  ['comment', 'finish'],
  ['finish', 'comment'],
  ['pass'],
  [],
  ['cancel'],
  ['pass', 'cancel'],
  ['transfer', 'finish'],
  ['add-before', 'finish'],
  ['add', 'finish'],
  ['add-after', 'finish'],
  ['delete-approver', 'finish'],
  ['pass', 'rollback', 'resubmit', 'finish'],
  ['pass', 'pass', 'rollback-selected', 'finish'],
  ['rollback'],
  ['auto-pass', 'finish'],
  ['auto-reject'],
  ['remove-repeat', 'finish'],
  ['finish', 'revoke'],
  plain,
  plain,
  ['remove'],
  ['wait-a-month', 'finish'],
  ['comment', 'comment', 'finish', 'comment'],
];
/** The place in the cycle whose instance revokes the one before it. */
export const revokingPlace = 35;
/** The place in the cycle whose instance modifies the third one before it. */
export const modifyingPlace = 36;
/** The length of the cycle: instance n plays script n modulo this. */
export const scriptCount: number = scripts.length;

const monthMs = 32 * 86_400_000;
const maxPauseMs = 5 * 3_600_000;

/** Plays the instance's script as far as the clock allows: what would happen after `untilMs` has not happened yet. */
export function playScript(flow: InstanceFlow, at: number, random: Random, untilMs: number): void {
  let ms = flow.state.createdMs;
  flow.start(ms);
  const wait = (): boolean => {
    ms += 60_000 + random.int(maxPauseMs);
    return ms <= untilMs;
  };
  for (const step of scripts[at % scripts.length] ?? plain) {
    if (step === 'wait-a-month') {
      ms += monthMs;
      continue;
    }
    if (step === 'finish') while (flow.isOpen && wait()) flow.pass(ms, random.chance(0.4) ? '同意' : undefined);
    else if (wait()) take(flow, step, ms, random);
    if (ms > untilMs) return;
  }
}

function take(flow: InstanceFlow, step: Exclude<Step, 'finish' | 'wait-a-month'>, ms: number, random: Random): void {
  const steps: Readonly<Record<typeof step, () => void>> = {
    pass: () => flow.pass(ms),
    reject: () => flow.reject(ms),
    cancel: () => flow.cancel(ms),
    transfer: () => flow.transfer(ms),
    'add-before': () => flow.addApprover('ADD_APPROVER_BEFORE', ms),
    add: () => flow.addApprover('ADD_APPROVER', ms),
    'add-after': () => flow.addApprover('ADD_APPROVER_AFTER', ms),
    'delete-approver': () => flow.deleteApprover(ms),
    rollback: () => flow.rollback(-1, ms),
    'rollback-selected': () => flow.rollback(0, ms),
    resubmit: () => flow.resubmit({ seed: random.bits() }, ms),
    'auto-pass': () => flow.decideAutomatically('AUTO_PASS', ms),
    'auto-reject': () => flow.decideAutomatically('AUTO_REJECT', ms),
    'remove-repeat': () => flow.removeRepeat(ms),
    revoke: () => flow.revoke('CANCELED', ms),
    remove: () => flow.remove(ms),
    comment: () => {
      flow.comment('请尽快处理，谢谢', ms, random.chance(0.5) ? { file: 'comment.png' } : {});
    },
  };
  // An instance whose nodes were fewer than its script is already decided; nothing more can happen to it then.
  if (flow.isOpen || step === 'revoke' || step === 'comment') steps[step]();
}
