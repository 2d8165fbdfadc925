import mongoose from 'mongoose';
import pino from 'pino';
import { officialCalendar } from '../../../activities/calendar/official-holidays';
import { createChannels } from '../../../activities/channels';
import type { Deps } from '../../../activities/deps';
import { deliverChunk } from '../../../activities/notices/deliver';
import { defineModels } from '../../../models';

/** One chunk in a process of its own, to be killed: `deliver-alone <database uri> <project> <now>`. */
async function main([uri = '', projectId = '', now]: string[]): Promise<void> {
  const log = pino({ level: 'silent' });
  const deps = {
    models: defineModels(await mongoose.createConnection(uri).asPromise()),
    log,
    settings: {
      delivery: { clientHours: { from: '09:00', to: '20:00' }, retryAfter: [], callWithin: '2 workdays' },
    },
    calendarOf: async () => officialCalendar('Asia/Shanghai', { closedDates: [], closedWeekdays: [] }),
  } as unknown as Deps;
  await deliverChunk(
    deps,
    createChannels(process.env, log),
    { projectId, now: Number(now) },
    new AbortController().signal,
  );
}

void main(process.argv.slice(2));
