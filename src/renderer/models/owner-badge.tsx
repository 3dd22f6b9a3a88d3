/** Whose file a model is, where another program keeps it. */
export function OwnerBadge({ owners }: { readonly owners: readonly string[] | undefined }) {
  return owners?.map((owner) => (
    <span key={owner} className="rounded-full border border-line px-2 text-[11px] text-dim">
      {owner}
    </span>
  ));
}
