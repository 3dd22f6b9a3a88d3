import { Dialog } from '@base-ui/react/dialog';
import type { ReactNode } from 'react';

type ModalProps = {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly wide?: boolean;
};

/** A dialog over the window: Esc and a click beside it close it, the focus stays in it and goes back where it was. */
export function Modal({ title, onClose, children, wide = false }: ModalProps) {
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-black/50" />
        <Dialog.Popup
          className={`fixed top-[12vh] left-1/2 z-50 flex max-h-[76vh] w-[92vw] -translate-x-1/2 flex-col gap-4 overflow-y-auto rounded-card border border-line bg-panel p-5 shadow-2xl ${wide ? 'max-w-3xl' : 'max-w-md'}`}
        >
          <Dialog.Title className="text-[15px] font-semibold">{title}</Dialog.Title>
          {children}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
