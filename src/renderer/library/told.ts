import { toast } from '../app/toasts.tsx';

/** Says it where something was refused. */
export async function told(
  asked: Promise<{ readonly ok: true } | { readonly ok: false; readonly failure: { readonly message: string } }>,
): Promise<boolean> {
  const done = await asked;
  if (!done.ok) toast({ title: 'Not done', detail: done.failure.message });
  return done.ok;
}
