// What the server tells every window: that something happened, what time it is, how far the story is.

import { notice } from "./state.js";

/** Calls `hear` with each thing told, and with {lost: true} while nobody answers. */
export function listen(hear) {
  if (typeof SharedWorker === "function") {
    const worker = new SharedWorker(new URL("worker.js", import.meta.url), { name: "stream" });
    worker.port.onmessage = ({ data }) => hear(data);
    addEventListener("pagehide", () => worker.port.postMessage("gone"));
    addEventListener("pageshow", event => event.persisted && location.reload());
    return;
  }
  notice("This browser shares no connection between windows: with more than five of them, some will stand still.");
  connect(hear);
}

function connect(hear) {
  const source = new EventSource("/stream");
  source.onmessage = event => hear(JSON.parse(event.data));
  source.onerror = () => {
    hear({ lost: true });
    if (source.readyState === EventSource.CLOSED) setTimeout(connect, 1000, hear);
  };
}
