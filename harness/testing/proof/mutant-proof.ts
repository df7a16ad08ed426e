import { HcallError } from '../../diagnostics/diagnostic.ts';
import { checkedProof } from '../../proof/prove.ts';

/** Whether all is proved that abi.yaml says of a table of the ABIs in a folder. What is no vector table is not. */
export async function isProved(table: string, folder: string): Promise<boolean> {
  try {
    const { result } = await checkedProof({
      vectors: [{ names: [table], cwd: folder, abiFolders: [folder] }],
      tools: { seed: 1, includes: [], defines: [] },
      jobs: 1,
      cwd: folder,
    });
    const { statements, failures } = result;
    return failures.length === 0 && statements.every(({ verdict }) => verdict === 'proved');
  } catch (error) {
    if (error instanceof HcallError) {
      return false;
    }
    throw error;
  }
}
