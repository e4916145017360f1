// One connection to the server for all windows: a browser opens six to a host, and every window would hold one for ever.

const ports = new Set();
let last = null;
let scene = null;

function tell(told) {
  for (const port of ports) port.postMessage(told);
}

function connect() {
  const source = new EventSource("/stream");
  source.onmessage = event => {
    last = JSON.parse(event.data);
    if ("scene" in last) scene = last.scene;
    tell(last);
  };
  source.onerror = () => {
    tell({ lost: true });
    if (source.readyState === EventSource.CLOSED) setTimeout(connect, 1000);
  };
}

self.onconnect = event => {
  const [port] = event.ports;
  ports.add(port);
  port.onmessage = ({ data }) => data === "gone" && ports.delete(port);
  if (last) port.postMessage({ ...last, scene });
};

connect();
