import { Dialog } from '@base-ui/react/dialog';
import type { ReactNode } from 'react';

type Props = {
  readonly title: string;
  /** What it is about, in a sentence. */
  readonly description?: ReactNode;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly wide?: boolean;
};

/** A dialog that is there while it is mounted; Esc, a press beside it, or what stands in it closes it. */
export function DialogFrame({ title, description, onClose, children, wide = false }: Props) {
  return (
    <Dialog.Root open onOpenChange={(open) => (open ? undefined : onClose())}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-black/50" />
        <Dialog.Popup
          className={`fixed top-[8vh] left-1/2 z-50 flex max-h-[84vh] max-w-[calc(100vw-32px)] -translate-x-1/2 flex-col gap-3 overflow-y-auto scroll-pb-16 rounded-card border border-line bg-panel p-5 shadow-xl ${wide ? 'w-[768px]' : 'w-[520px]'}`}
        >
          <Dialog.Title className="text-[15px] font-semibold">{title}</Dialog.Title>
          {description !== undefined && (
            <Dialog.Description className="text-dim" render={<div />}>
              {description}
            </Dialog.Description>
          )}
          {children}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** The buttons at a dialog's foot, what happens last; in sight also where the window is too low for all that stands above them. */
export const DialogFoot = ({ children }: { readonly children: ReactNode }) => (
  <div className="sticky -bottom-5 z-10 -mb-5 flex flex-wrap justify-end gap-2 bg-panel pt-2 pb-5">{children}</div>
);
