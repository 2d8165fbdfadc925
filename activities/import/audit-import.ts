import type { Models } from '../../models';
import { appendAudit, hashOf } from '../commit/audit';
import type { ImportAuditEntry } from './import-folder';

/** Appends imports to the audit chain of their project's resources, once per import id. */
export function auditImport(models: Models): (entry: ImportAuditEntry) => Promise<void> {
  return ({ action, importId, projectId, actorId, at, counts }) =>
    appendAudit(models, {
      chain: `project:${projectId}`,
      at: new Date(at),
      actor: { staffId: actorId, roles: [] },
      action,
      projectId,
      outcome: 'imported',
      facts: { importId, counts },
      changeHash: hashOf({ action, importId }),
    });
}
