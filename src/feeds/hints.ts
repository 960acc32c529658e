import type { Hint } from '../model/hint.ts';
import type { ModuleName } from '../model/stream.ts';

/** A hint as its module makes it: which module that is, the registry adds. */
export type ModuleHint = Pick<Hint, 'kind' | 'target'>;

/** The hints of a module, from an interface that names what each kind points at. */
export type HintsOf<Targets> = {
  [Kind in keyof Targets & string]: { readonly kind: Kind; readonly target: Targets[Kind] };
}[keyof Targets & string];

/** What is made of each kind of hint. One that is forgotten does not compile. */
type HintVisitor<Targets> = { readonly [Kind in keyof Targets]: (target: Targets[Kind]) => void };

/** Shows the visitor the module's own hints, in their order; those of other modules are passed over. */
export function visitHints<Targets>(module: ModuleName, hints: readonly Hint[], visitor: HintVisitor<Targets>): void {
  for (const hint of hints) {
    for (const kind in visitor) if (isKind<Targets, typeof kind>(hint, module, kind)) visitor[kind](hint.target);
  }
}

/** Sound because a module's events alone make its hints, and their type knows what a kind points at (`EventRule`). */
function isKind<Targets, Kind extends keyof Targets>(
  hint: Hint,
  module: ModuleName,
  kind: Kind,
): hint is Hint & { readonly target: Targets[Kind] & object } {
  return hint.module === module && hint.kind === kind;
}
