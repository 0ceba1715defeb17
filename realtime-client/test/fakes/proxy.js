import http from 'node:http';
import net from 'node:net';

/**
 * A proxy on loopback that does to connections what those of real networks do. `webSocket` is `pass`,
 * `refuse` (answers 404), `hang`, or `mute` (upgrades, and lets nothing through to the client); `stream`
 * is `pass`, `store` (keeps a response until it ends), or how many bytes it gathers before it lets
 * them go.
 */
export class Proxy {
  webSocket = 'pass';
  stream = 'pass';
  #server;
  #target;
  #sockets = new Set();

  constructor(target) {
    this.#target = new URL(target);
    this.#server = http.createServer((request, response) => this.#pass(request, response));
    this.#server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => this.#sockets.delete(socket));
    });
  }

  async open() {
    await new Promise((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${this.#server.address().port}/`;
  }

  /** Cuts everything. */
  cut() {
    this.#sockets.forEach((socket) => socket.destroy());
  }

  close() {
    this.cut();
    this.#server.close();
  }

  #pass(request, response) {
    const { hostname, port } = this.#target;
    const headers = { ...request.headers, host: this.#target.host };
    const upstream = http.request(
      { hostname, port, path: request.url, method: request.method, headers },
      (answer) => {
        const isStream = String(answer.headers['content-type']).startsWith('text/event-stream');
        const mode = isStream ? this.stream : 'pass';
        const gathered = [];
        let size = 0;
        const flush = () => {
          if (!response.headersSent) {
            response.writeHead(answer.statusCode, answer.headers);
          }
          gathered.splice(0).forEach((chunk) => response.write(chunk));
          size = 0;
        };
        if (mode === 'pass') {
          response.writeHead(answer.statusCode, answer.headers);
          response.flushHeaders();
        }
        answer.on('data', (chunk) => {
          gathered.push(chunk);
          size += chunk.length;
          if (mode === 'pass' || (typeof mode === 'number' && size >= mode)) {
            flush();
          }
        });
        answer.on('end', () => {
          flush();
          response.end();
        });
        answer.on('error', () => response.destroy());
      },
    );
    upstream.on('error', () => response.destroy());
    response.on('close', () => upstream.destroy());
    request.pipe(upstream);
  }

  #upgrade(request, socket, head) {
    if (this.webSocket === 'refuse') {
      socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
      return;
    }
    if (this.webSocket === 'hang') {
      return;
    }
    const isMute = this.webSocket === 'mute';
    const upstream = net.connect(Number(this.#target.port), this.#target.hostname, () => {
      const headers = Object.entries({ ...request.headers, host: this.#target.host });
      const lines = headers.map(([name, value]) => `${name}: ${value}`).join('\r\n');
      upstream.write(`GET ${request.url} HTTP/1.1\r\n${lines}\r\n\r\n`);
      upstream.write(head);
      socket.pipe(upstream);
    });
    let hasHead = false;
    upstream.on('data', (chunk) => {
      const end = chunk.indexOf('\r\n\r\n') + 4;
      if (!isMute) {
        socket.write(chunk);
      } else if (!hasHead) {
        socket.write(chunk.subarray(0, end));
      }
      hasHead = true;
    });
    upstream.on('error', () => socket.destroy());
    upstream.on('close', () => socket.destroy());
    socket.on('close', () => upstream.destroy());
  }
}
