import type { ApprovalTemplate } from './approval-options.ts';
import type { DefinitionSpec, Localised, NodeSpec, WidgetSpec } from './definition-spec.ts';

const both = (zh: string, en: string): Localised => ({ zh, en });

function options(
  prefix: string,
  ...texts: readonly (readonly [zh: string, en: string])[]
): NonNullable<WidgetSpec['options']> {
  return texts.map(([zh, en], at) => ({ key: `${prefix}-${at}`, zh, en }));
}

function widget(id: string, type: string, zh: string, en: string, more: Partial<WidgetSpec> = {}): WidgetSpec {
  return { id, type, name: both(zh, en), ...more };
}

const firstNode: NodeSpec = {
  id: '46e6d96cfa756980907209209ec03b64',
  customId: 'manager',
  name: both('直属上级', 'Manager'),
  type: 'AND',
  approvers: 2,
};
const secondNode: NodeSpec = {
  id: '9a1f0c77d2b84e5c8f1e6a3b5c7d9e01',
  name: both('部门负责人', 'Head of department'),
  type: 'OR',
  approvers: 2,
};
const thirdNode: NodeSpec = {
  id: 'c3b2a1908f7e6d5c4b3a29181706f5e4',
  customId: 'finance',
  name: both('财务', 'Finance'),
  type: 'SEQUENTIAL',
  approvers: 2,
};
const copyNode: NodeSpec = {
  id: 'cc5f4e3d2c1b0a99887766554433cc01',
  name: both('抄送', 'CC'),
  type: 'CC_NODE',
  approvers: 2,
};

const urgency = options('urgency', ['普通', 'Normal'], ['紧急', 'Urgent'], ['特急', 'Critical']);
const expenseKinds = options('kind', ['交通', 'Transport'], ['餐饮', 'Meals'], ['住宿', 'Hotel']);

const leave: DefinitionSpec = {
  name: both('请假', 'Leave'),
  defaultLanguage: 'zh',
  widgets: [
    widget('widgetText1', 'text', '请假须知：提前一天提交', 'Submit one day ahead'),
    widget('widgetLeave1', 'leaveGroupV2', '请假', 'Leave', { required: true }),
    widget('widgetReason1', 'textarea', '交接说明', 'Handover'),
    widget('widgetContact1', 'contact', '交接人', 'Stand-in', { customId: 'stand_in' }),
    widget('widgetFiles1', 'attachmentV2', '证明材料', 'Certificate'),
  ],
  nodes: [firstNode, secondNode, copyNode],
};

const expense: DefinitionSpec = {
  name: both('报销', 'Expense'),
  defaultLanguage: 'zh',
  widgets: [
    widget('widgetSerial1', 'serialNumber', '单号', 'Number'),
    widget('widgetDepartment1', 'department', '费用承担部门', 'Cost centre', {
      required: true,
      customId: 'cost_centre',
    }),
    widget('widgetList1', 'fieldList', '费用明细', 'Items', {
      required: true,
      children: [
        widget('widgetListDate', 'date', '发生日期', 'Date', { required: true }),
        widget('widgetListKind', 'radioV2', '类型', 'Kind', { required: true, options: expenseKinds }),
        widget('widgetListAmount', 'amount', '金额', 'Amount', { required: true }),
        widget('widgetListNote', 'textarea', '备注', 'Note'),
        widget('widgetListFiles', 'attachmentV2', '发票', 'Invoice'),
      ],
    }),
    widget('widgetTotal1', 'formula', '合计', 'Total', { required: true }),
    widget('widgetAccount1', 'account', '收款账户', 'Account'),
    widget('widgetConnect1', 'connect', '关联审批', 'Related approvals'),
    widget('widgetImage1', 'imageV2', '票据照片', 'Photos'),
  ],
  nodes: [firstNode, thirdNode, copyNode],
};

const purchase: DefinitionSpec = {
  name: both('采购申请', 'Purchase'),
  defaultLanguage: 'zh',
  widgets: [
    widget('widgetSubject1', 'input', '采购事由', 'Subject', { required: true, customId: 'subject' }),
    widget('widgetUrgency1', 'radioV2', '紧急程度', 'Urgency', { required: true, options: urgency }),
    widget('widgetScope1', 'checkboxV2', '使用范围', 'Scope', {
      options: options('scope', ['研发', 'R&D'], ['市场', 'Marketing'], ['行政', 'Office']),
    }),
    widget('widgetList2', 'fieldList', '采购明细', 'Items', {
      required: true,
      children: [
        widget('widgetItemName', 'input', '品名', 'Item', { required: true }),
        widget('widgetItemCount', 'number', '数量', 'Count', { required: true }),
        widget('widgetItemPrice', 'amount', '单价', 'Price', { required: true }),
        widget('widgetItemTotal', 'formula', '小计', 'Subtotal', { required: true }),
      ],
    }),
    widget('widgetPhone1', 'telephone', '联系电话', 'Phone'),
    widget('widgetAddress1', 'address', '收货地址', 'Deliver to'),
    widget('widgetDocument1', 'document', '需求文档', 'Requirements'),
    widget('widgetDate1', 'date', '期望到货', 'Needed by'),
    widget('widgetFiles2', 'attachmentV2', '报价单', 'Quotation'),
  ],
  nodes: [firstNode, secondNode, thirdNode],
};

const travel: DefinitionSpec = {
  name: both('出差', 'Travel'),
  defaultLanguage: 'en',
  widgets: [
    widget('widgetTrip1', 'tripGroup', '出差', 'Trip', { required: true }),
    widget('widgetInterval1', 'dateInterval', '整体时间', 'Period'),
    widget('widgetPlace1', 'location', '位置', 'Location'),
    widget('widgetOut1', 'outGroup', '外出', 'Out of office'),
    widget('widgetBudget1', 'amount', '预算', 'Budget'),
    widget('widgetBase1', 'mutableGroup', '行程表', 'Itinerary'),
  ],
  nodes: [firstNode, copyNode],
};

const attendance: DefinitionSpec = {
  name: both('考勤补卡与加班', 'Attendance corrections'),
  defaultLanguage: 'zh',
  widgets: [
    widget('widgetRemedy1', 'remedyGroup', '补卡', 'Punch correction'),
    widget('widgetRemedy2', 'remedyGroupV2', '补卡（新）', 'Punch correction (new)'),
    widget('widgetShift1', 'shiftGroup', '换班', 'Shift change'),
    widget('widgetShift2', 'shiftGroupV2', '换班（新）', 'Shift change (new)'),
    widget('widgetWork1', 'workGroup', '加班', 'Overtime'),
    widget('widgetLeave2', 'leaveGroup', '调休', 'Time off in lieu'),
  ],
  nodes: [firstNode],
};

const legacy: DefinitionSpec = {
  name: both('旧版用印申请', 'Seal use (old form)'),
  defaultLanguage: 'zh',
  widgets: [
    widget('widget1', 'radio', '印章', 'Seal', {
      required: true,
      options: options('seal', ['公章', 'Company'], ['合同章', 'Contract']),
    }),
    widget('widget2', 'checkbox', '用途', 'Use', {
      external: true,
      options: options('ext', ['投标', 'Tender'], ['合同', 'Contract']),
    }),
    widget('widget3', 'attachment', '附件', 'File'),
    widget('widget4', 'image', '图片', 'Image'),
    widget('widget5', 'number', '份数', 'Copies'),
  ],
  nodes: [secondNode],
};

const personnel: DefinitionSpec = {
  name: both('转正', 'End of probation'),
  defaultLanguage: 'zh',
  widgets: [
    widget('widgetHr1', 'apaascorehrRegularizationGroup', '转正', 'Regularisation', { required: true }),
    widget('widgetHr2', 'textarea', '自我评价', 'Self-assessment'),
    widget('widgetHr3', 'contact', '导师', 'Mentor'),
  ],
  nodes: [firstNode, secondNode],
};

/** Forms that together use every documented widget type (fact sheet: instance/get, widget values). */
export const definitionTemplates: Readonly<Record<ApprovalTemplate, DefinitionSpec>> = {
  leave,
  expense,
  purchase,
  travel,
  attendance,
  legacy,
  personnel,
};
