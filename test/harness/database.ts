/** The address of a database on the run's MongoDB, or on another. */
export function databaseNamed(name: string, server = process.env.TEST_MONGODB_URI as string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.toString();
}
