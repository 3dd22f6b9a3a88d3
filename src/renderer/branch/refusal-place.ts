import type { RpcFailure } from '#shared/rpc/methods.ts';
import type { Draft } from '../compose/draft.ts';
import type { MessageDraft } from './changes-of.ts';

/** Where in the form a refusal of the host belongs: the field of the setup, the key of a message's row, or nowhere in particular. */
export type RefusalPlace = { readonly field?: string; readonly row?: string };

export function refusalPlace(failure: RpcFailure, draft: Draft, rows: readonly MessageDraft[]): RefusalPlace {
  const { message, instead } = failure;
  const seat = draft.seats.findIndex(
    (own) => own.model === instead?.model || message.startsWith(`The role of ${own.name} `),
  );
  if (seat !== -1) return { field: `seats[${seat}].${instead === undefined ? 'role' : 'model'}` };
  if (message.startsWith('A budget of ')) return { field: 'budget.turns' };
  const named = new Set(message.match(/\b[ma]\d+\b/gu) ?? []);
  const row =
    rows.find((own) => own.kind !== 'insert' && named.has(own.message)) ??
    (message.startsWith('The new text ') ? rows.find((own) => own.kind === 'edit') : undefined);
  return row === undefined ? {} : { row: row.key };
}
