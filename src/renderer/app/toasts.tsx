import { Toast } from '@base-ui/react/toast';
import type { ReactNode } from 'react';

export type ToastText = {
  readonly title: string;
  readonly detail?: string;
  /** Takes back what was just done. */
  readonly undo?: () => void;
};

const manager = Toast.createToastManager();

/** Says in a corner what was done, for a few seconds. */
export function toast({ title, detail, undo }: ToastText): void {
  const id = manager.add({
    title,
    ...(detail === undefined ? {} : { description: detail }),
    ...(undo === undefined ? {} : { timeout: 10_000, actionProps: { children: 'Undo', onClick: takeBack } }),
  });
  function takeBack(): void {
    manager.close(id);
    undo?.();
  }
}

export function Toasts({ children }: { readonly children: ReactNode }) {
  return (
    <Toast.Provider toastManager={manager} timeout={4000}>
      {children}
      <Toast.Portal>
        <Toast.Viewport className="fixed right-4 bottom-10 z-50 flex w-80 flex-col gap-2">
          <List />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function List() {
  const { toasts } = Toast.useToastManager();
  return toasts.map((own) => (
    <Toast.Root key={own.id} toast={own} className="rounded-card border border-line bg-panel p-3 shadow-lg">
      <div className="flex items-start gap-2">
        <div className="min-w-0 grow">
          <Toast.Title className="font-medium" />
          <Toast.Description className="mt-0.5 text-[12px] break-words text-dim" />
        </div>
        <Toast.Action className="h-7 rounded-control px-2 text-accent hover:bg-hover" />
        <Toast.Close aria-label="Close" className="h-7 rounded-control px-2 text-dim hover:bg-hover">
          ✕
        </Toast.Close>
      </div>
    </Toast.Root>
  ));
}
