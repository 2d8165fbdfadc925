import { type Connection, createConnection } from 'mongoose';

/** A fresh database of the test server, one per test file; drop it with `connection.dropDatabase()`. */
export async function openDatabase(name: string): Promise<Connection> {
  const connection = createConnection(process.env.TEST_MONGODB_URI ?? '', { dbName: `${name}-${process.pid}` });
  await connection.asPromise();
  await connection.dropDatabase();
  return connection;
}
