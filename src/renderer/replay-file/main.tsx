import '../app/no-drop.ts';
import '../app/no-webrtc.ts';
import '../app/no-eval.ts';
import './style.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { aboutIn, eventsIn } from './embedded.ts';
import { FileApp } from './file-app.tsx';
import { fileClient } from './file-client.ts';

const root = document.getElementById('root');
const about = aboutIn(document);
if (root !== null && about !== undefined) {
  // The same words are there to be read without a script.
  document.getElementById('plain')?.remove();
  createRoot(root).render(
    <StrictMode>
      <FileApp about={about} client={fileClient(about, eventsIn(document))} />
    </StrictMode>,
  );
}
