import os from 'node:os';
import { Connection } from '@temporalio/client';
import mongoose from 'mongoose';

const MIB = 2 ** 20;

/** On what the figures were taken; they are worth nothing without. */
export async function machineFacts(): Promise<string[]> {
  const cpus = os.cpus();
  const load = os
    .loadavg()
    .map((average) => average.toFixed(1))
    .join(' ');
  return [
    `${cpus.length} cores (${cpus[0]?.model.trim()}), ${Math.round(os.totalmem() / MIB)} MiB, ${os.type()} ${os.release()}`,
    `Node.js ${process.version}, Temporal server ${await temporalVersion()}, database ${await databaseVersion()}`,
    `load average when it ended (1, 5, 15 minutes): ${load}; figures from a busy machine are worth little`,
  ];
}

async function temporalVersion(): Promise<string> {
  const connection = await Connection.connect({ address: process.env.TEST_TEMPORAL_ADDRESS });
  try {
    return (await connection.workflowService.getSystemInfo({})).serverVersion ?? '?';
  } finally {
    await connection.close();
  }
}

/** The embedded database names itself beside the version it answers as. */
async function databaseVersion(): Promise<string> {
  const connection = await mongoose.createConnection(process.env.TEST_MONGODB_URI as string).asPromise();
  try {
    const info = await connection.getClient().db('admin').command({ buildInfo: 1 });
    const { version, modules, gitVersion } = info as { version: string; modules?: string[]; gitVersion?: string };
    return [`MongoDB ${version}`, ...(modules ?? []), gitVersion?.slice(0, 12)].filter(Boolean).join(' ');
  } finally {
    await connection.close();
  }
}
