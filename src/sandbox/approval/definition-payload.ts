import type { JsonObject } from '../../util/json.ts';
import type { ApprovalPeople } from './approval-people.ts';
import { type DefinitionSpec, inLocale, type WidgetSpec } from './definition-spec.ts';

/** A definition as it stands: the spec it was generated with, and what an administrator has changed since. */
export interface DefinitionState {
  readonly code: string;
  readonly spec: DefinitionSpec;
  status: 'ACTIVE' | 'INACTIVE' | 'DELETED' | 'UNKNOWN';
  /** The name after `renameDefinition`; undefined: the spec's own name, in the language of the call. */
  name: string | undefined;
}

/** `data` of GET …/approvals/:approval_code. */
export function definitionPayload(
  definition: DefinitionState,
  asked: { readonly locale: string | null; readonly withAdminIds: boolean; readonly people: ApprovalPeople },
): JsonObject {
  const { spec } = definition;
  const text = (names: DefinitionSpec['name']): string => inLocale(names, asked.locale, spec.defaultLanguage);
  const admin = asked.people.at(0);
  return {
    ...(asked.withAdminIds ? { approval_admin_ids: [admin.openId] } : {}),
    approval_name: definition.name ?? text(spec.name),
    form: JSON.stringify(spec.widgets.map((widget) => definitionWidget(widget, text))),
    form_widget_relation: '{}',
    node_list: spec.nodes.map((node) => ({
      approver_chosen_multi: node.approvers > 1,
      approver_chosen_range: [{ approver_range_ids: [], approver_range_type: 0 }],
      ...(node.customId === undefined ? {} : { custom_node_id: node.customId }),
      name: text(node.name),
      need_approver: node.type !== 'CC_NODE',
      node_id: node.id,
      node_type: node.type,
      require_signature: false,
    })),
    status: definition.status,
    viewers: [{ id: '', type: 'TENANT', user_id: '' }],
  };
}

/** In definitions some groups carry their prefixed type names, e.g. widgetLeaveGroupV2. */
const definitionTypes: Readonly<Record<string, string>> = {
  leaveGroupV2: 'widgetLeaveGroupV2',
  outGroup: 'widgetOutGroup',
  workGroup: 'widgetWorkGroup',
};

function definitionWidget(widget: WidgetSpec, text: (names: DefinitionSpec['name']) => string): JsonObject {
  return {
    id: widget.id,
    ...(widget.customId === undefined ? {} : { custom_id: widget.customId }),
    name: text(widget.name),
    type: definitionTypes[widget.type] ?? widget.type,
    required: widget.required ?? false,
    printable: true,
    visible: true,
    enable_default_value: false,
    widget_default_value: '',
    display_condition: null,
    ...(widget.options === undefined
      ? {}
      : { option: widget.options.map((option) => ({ text: text(option), value: option.key })) }),
    ...(widget.children === undefined
      ? {}
      : { children: widget.children.map((child) => definitionWidget(child, text)) }),
  };
}
