import {
  allHandlersFinished,
  condition,
  continueAsNew,
  defineSignal,
  patched,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { type ChunkRequest, type ChunkResult, type DeliveryStart, POKE } from './contract';
import { Alarm } from '../../kernel/alarm';

/** Counted from when an answer arrives, one instant comes out some milliseconds apart from answer to answer. */
const SAME_WITHIN_MS = 1_000;

interface DeliveryActivities {
  deliverChunk(request: ChunkRequest): Promise<ChunkResult>;
}

/**
 * Tried until database and worker are back, without a total bound: what is queued must not be forgotten, and the
 * pending activity shows in the Temporal UI meanwhile. A retry finds what the attempt before left half done.
 */
const { deliverChunk } = proxyActivities<DeliveryActivities>({
  startToCloseTimeout: '5 minutes',
  heartbeatTimeout: '30 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '30 seconds' },
});

/** 通知发送: empties the project's outbox, waits for what is due later, ends when nothing is queued. */
export async function delivery(start: DeliveryStart): Promise<void> {
  let poked = false;
  setHandler(defineSignal(POKE), () => {
    poked = true;
  });
  const alarm = new Alarm();
  for (;;) {
    // Rows are queued before their poke: one that comes from here on may be about a row this chunk does not see.
    poked = false;
    const { more, next } = await deliverChunk({ projectId: start.projectId });
    if (isHistoryLong(start)) {
      await condition(allHandlersFinished);
      await continueAsNew<typeof delivery>(start);
    }
    if (more || poked) continue;
    if (next) {
      setCurrentDetails(`等待至 Waiting until **${next.shown}** 发送下一批通知 for the next notices`);
      const at = Date.now() + next.inMs;
      // A timer is an action that is paid for: what is nearly set stays as it is.
      const isNearlySet = alarm.isLateFor(at) && alarm.isSetWithin(at, SAME_WITHIN_MS);
      if (!(isNearlySet && patched('timer-of-the-same-instant')))
        alarm.follow({ at, name: '下一批通知 next notices' });
      await condition(() => poked || !alarm.isArmed);
      continue;
    }
    alarm.disarm();
    await condition(allHandlersFinished);
    // A poke that comes as this run completes makes the server refuse the completion, and is seen here.
    if (!poked) return;
  }
}

function isHistoryLong({ continueAsNewAfter }: DeliveryStart): boolean {
  const { continueAsNewSuggested, historyLength } = workflowInfo();
  return continueAsNewSuggested || historyLength > (continueAsNewAfter ?? 8000);
}
