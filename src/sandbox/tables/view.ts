/** A view of a table. Only its filter and its hidden columns affect answers. */
export interface View {
  readonly id: string;
  readonly name: string;
  readonly type: 'grid' | 'kanban' | 'gallery' | 'gantt' | 'form';
  readonly level: 'Public' | 'Locked' | 'Private';
  readonly ownerId?: string;
  /** The view's own filter, in the form records/search takes one. */
  readonly filter?: unknown;
  readonly hiddenFieldIds: ReadonlySet<string>;
}
