/** Why something was refused, at the place where it was asked for. */
export function Refusal({ text }: { readonly text: string | undefined }) {
  return (
    <p role="alert" className="text-[12.5px] text-bad empty:hidden">
      {text}
    </p>
  );
}

export const FIELD =
  'w-full rounded-control border border-line bg-bg px-2.5 py-1.5 text-[13px] text-text placeholder:text-dim focus-visible:outline-2';
