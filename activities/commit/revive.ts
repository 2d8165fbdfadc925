/** Instants travel in a change as `{ $date: ms }` where a row keeps a date; here they become dates. */
export function revive(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(revive);
  if (typeof value !== 'object' || value === null) return value;
  if ('$date' in value) return new Date(value.$date as number);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, v]) => v !== undefined)
      .map(([field, v]) => [field, revive(v)]),
  );
}

/** The reverse: a row as plain JSON, its dates as `{ $date: ms }`. */
export function plainOf(value: unknown): unknown {
  if (value instanceof Date) return { $date: value.getTime() };
  if (Array.isArray(value)) return value.map(plainOf);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([field, v]) => [field, plainOf(v)]));
}
