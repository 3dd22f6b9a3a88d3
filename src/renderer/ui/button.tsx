import type { ComponentProps } from 'react';

type Kind = 'plain' | 'quiet' | 'primary' | 'danger';

const KINDS: Readonly<Record<Kind, string>> = {
  plain: 'border border-line bg-panel text-text hover:bg-hover',
  quiet: 'border border-transparent text-dim hover:bg-hover hover:text-text',
  primary: 'border border-transparent bg-accent text-on-accent font-medium hover:brightness-110',
  danger: 'border border-line bg-panel text-bad hover:bg-hover',
};

/** A button says what happens. */
export function Button({
  kind = 'plain',
  className = '',
  type = 'button',
  ...rest
}: ComponentProps<'button'> & { readonly kind?: Kind }) {
  const look =
    'inline-flex h-7 items-center justify-center gap-1.5 rounded-control px-2.5 text-[12.5px] whitespace-nowrap transition-colors disabled:cursor-not-allowed disabled:opacity-50';
  return (
    <button
      {...rest}
      type={type === 'submit' ? 'submit' : 'button'}
      className={`${look} ${KINDS[kind]} ${className}`}
    />
  );
}
