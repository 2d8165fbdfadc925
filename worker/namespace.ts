import { temporal } from '@temporalio/proto';
import { parsePeriod } from '../workflows/kernel/period';
import type { Deps } from '../activities/deps';

const TYPES = temporal.api.enums.v1.IndexedValueType;

/** Retention and search attributes of the namespace, as `temporal.yaml` says; what is there already is left. */
export async function prepareNamespace({ client, settings, log }: Deps): Promise<void> {
  const { namespace } = settings.connection;
  const { operatorService, workflowService } = client.connection as never as {
    operatorService: { listSearchAttributes: Function; addSearchAttributes: Function };
    workflowService: typeof client.workflowService;
  };
  const known = await operatorService.listSearchAttributes({ namespace });
  const missing = Object.entries(settings.searchAttributes).filter(([name]) => !(name in known.customAttributes));
  if (missing.length > 0) {
    const searchAttributes = Object.fromEntries(
      missing.map(([name, type]) => [name, TYPES[`INDEXED_VALUE_TYPE_${type}`]]),
    );
    await operatorService.addSearchAttributes({ namespace, searchAttributes });
    log.info({ added: missing.map(([name]) => name) }, 'search attributes added');
  }
  const days = parsePeriod(settings.namespace.retention).count;
  await workflowService.updateNamespace({
    namespace,
    config: { workflowExecutionRetentionTtl: { seconds: (days * 86400) as never } },
  });
}
