import mongoose from 'mongoose';
import { verifyAudit } from '../activities/audit/verify';
import { defineModels } from '../models';

/** `npm run audit:verify`: recompute every chain and anchor; exit code 1 when anything has been tampered with. */
async function main(): Promise<void> {
  const uri = process.env.MONGODB_URI;
  if (!uri) throw new Error('MONGODB_URI is not set');
  const connection = await mongoose.createConnection(uri, { serverSelectionTimeoutMS: 3000 }).asPromise();
  try {
    const { entries, chains, problems } = await verifyAudit(defineModels(connection));
    for (const problem of problems) process.stdout.write(`✗ ${problem}\n`);
    process.stdout.write(
      `${entries} entries in ${chains} chains: ${problems.length === 0 ? 'intact' : `${problems.length} problems`}\n`,
    );
    process.exitCode = problems.length === 0 ? 0 : 1;
  } finally {
    await connection.close();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`audit:verify: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(2);
});
