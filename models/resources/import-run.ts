import { Schema } from 'mongoose';

/** One run of the import. `running` after a crash: the project is incomplete until the import is run again. */
export interface ImportRun {
  _id: string;
  projectId: string;
  status: 'running' | 'done';
  startedBy: string;
  startedAt: Date;
  finishedAt?: Date;
  /** What was written, by collection. */
  counts?: Record<string, { created: number; updated: number; unchanged: number; removed: number }>;
}

export const importRunSchema = new Schema<ImportRun>(
  {
    _id: { type: String, required: true },
    projectId: { type: String, required: true },
    status: { type: String, enum: ['running', 'done'], required: true },
    startedBy: { type: String, required: true },
    startedAt: { type: Date, required: true },
    finishedAt: { type: Date },
    counts: { type: Schema.Types.Mixed },
  },
  { collection: 'imports', versionKey: false, strict: 'throw', autoCreate: false, autoIndex: false },
);

importRunSchema.index({ projectId: 1, status: 1 });
