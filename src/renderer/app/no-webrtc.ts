/**
 * The content policy has no word on WebRTC, and the window has no use for it. Electron's policy keeps it off the network; in a browser
 * it is taken out of the page before anything else runs.
 */
for (const name of ['RTCPeerConnection', 'webkitRTCPeerConnection', 'RTCDataChannel', 'WebTransport'])
  Reflect.deleteProperty(globalThis, name);
