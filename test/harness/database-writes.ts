import mongoose from 'mongoose';

/** Everything by which a commit changes the database. */
const WRITES = ['insertOne', 'updateOne', 'replaceOne', 'deleteOne', 'bulkWrite', 'updateMany', 'findOneAndUpdate'];

type Write = (this: { collectionName: string }, ...args: unknown[]) => Promise<unknown>;

/** Told of every write of this process: `updateOne tasks`. What it throws, the writer gets. */
export interface Watcher {
  /** Before it is sent. Answers whether it is to be told of the answer. */
  before(what: string): boolean;
  /** After the server has answered, also with an error. */
  after(what: string): void;
}

/** Watch the writes of this process, below Mongoose; answers how to stop it. */
export function watchWrites(watcher: Watcher): () => void {
  const methods = mongoose.mongo.Collection.prototype as unknown as Record<string, Write>;
  const plain = WRITES.map((name): [string, Write] => [name, methods[name] as Write]);
  for (const [name, write] of plain) {
    methods[name] = async function watched(...args) {
      const what = `${name} ${this.collectionName}`;
      if (!watcher.before(what)) return write.apply(this, args);
      return write.apply(this, args).finally(() => watcher.after(what));
    };
  }
  return () => Object.assign(methods, Object.fromEntries(plain));
}
