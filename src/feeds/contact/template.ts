import type { ModuleTemplate } from '../template.ts';
import type { ContactSettings } from './settings.ts';

/** Without department ids everything that the app may see is read. */
export const contactTemplate: ModuleTemplate<ContactSettings> = (
  { department_ids: departmentIds = [] },
  { remark, scalar },
) => {
  if (departmentIds.length > 0) {
    return [
      'contact:',
      '  department_ids:',
      ...departmentIds.map((id) => `    - ${scalar(id)}`),
      '  user_id_type: open_id',
    ];
  }
  const about = remark({ en: "the app's whole contact scope when absent", zh: '不填时读取应用的全部通讯录权限范围' });
  return ['contact:', `  # department_ids: []      # ${about}`, '  user_id_type: open_id'];
};
