import type { ModuleName } from './stream.ts';

/** What of the tenant has changed, as far as an event tells: where to look, never what is there now. */
export type Hint =
  | {
      readonly kind: 'approval_instance';
      readonly approvalCode: string;
      readonly instanceCode: string;
      readonly isGone: boolean;
    }
  | { readonly kind: 'approval_definition'; readonly approvalCode: string }
  | {
      readonly kind: 'base_records';
      readonly appToken: string;
      readonly tableId: string;
      readonly recordIds: readonly string[];
    }
  /** The columns of a table, and so the shape of its records. */
  | { readonly kind: 'base_table'; readonly appToken: string; readonly tableId: string }
  | { readonly kind: 'contact_person'; readonly openId: string; readonly isGone: boolean }
  | { readonly kind: 'contact_department'; readonly openDepartmentId: string; readonly isGone: boolean }
  /** So much has changed that the module is to be read as a whole. */
  | { readonly kind: 'contact_everything' }
  | {
      readonly kind: 'attendance_punch';
      readonly employeeId: string;
      readonly employeeNo: string;
      readonly checkTimeSeconds: number;
    }
  /** `day` as `YYYY-MM-DD`. */
  | {
      readonly kind: 'attendance_result';
      readonly employeeId: string;
      readonly employeeNo: string;
      readonly day: string;
    };

export type HintOf<Kind extends Hint['kind']> = Extract<Hint, { readonly kind: Kind }>;

export function hintsOf<Kind extends Hint['kind']>(hints: readonly Hint[], kind: Kind): HintOf<Kind>[] {
  return hints.filter((hint): hint is HintOf<Kind> => hint.kind === kind);
}

/** The module that a hint concerns. Its name is the first word of the kind. */
export function moduleOfHint({ kind }: Hint): ModuleName {
  if (kind.startsWith('approval')) return 'approval';
  if (kind.startsWith('base')) return 'base';
  return kind.startsWith('contact') ? 'contact' : 'attendance';
}
