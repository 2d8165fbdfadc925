import { type Signing, signingContract } from '../../../workflows/deal/signing/contract';
import type { Deps } from '../../deps';

/** What a mortgage looks up about banks and about its sale's contract. */
export function mortgageReads({ models }: Deps) {
  return {
    /** Whether a bank is a partner, how many there are, and the project's city. */
    async bankFacts(
      projectId: string,
      bankId: string,
    ): Promise<{ partner: boolean; partners: number; city: string }> {
      const [bank, partners, project] = await Promise.all([
        models.banks.findById(bankId, { partner: 1 }).lean(),
        models.banks.countDocuments({ partner: true }),
        models.projects.findById(projectId, { city: 1 }).lean(),
      ]);
      return { partner: bank?.partner ?? false, partners, city: project?.city ?? '' };
    },

    /** Where the signing stands, for a mortgage that begins after it. */
    async signingOf(
      saleKey: string,
    ): Promise<{ signingAt?: number; signedAt?: number; stampedAt?: number; contractNo?: string }> {
      const record = await models.recordsOf(signingContract).findById(saleKey, { data: 1 }).lean();
      const { signingAt, signedAt, stampedAt, draft }: Partial<Signing['data']> = record?.data ?? {};
      return {
        signingAt,
        signedAt,
        stampedAt,
        contractNo: stampedAt === undefined ? undefined : draft?.contractNo,
      };
    },

    /** A numbered copy of the contract that has not been voided. */
    async isContractCopy(saleKey: string, no: number): Promise<boolean> {
      const row = await models.connection
        .collection('contract_copies')
        .findOne({ saleKey, no, void: { $ne: true } });
      return row !== null;
    },
  };
}
