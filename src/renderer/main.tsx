import './app/no-drop.ts';
import './app/no-webrtc.ts';
import './app/no-eval.ts';
import './app/fonts.css';
import './app/theme.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { line } from './state/line.ts';

const root = document.getElementById('root');
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <App line={line()} />
    </StrictMode>,
  );
}
