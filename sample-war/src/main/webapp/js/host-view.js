import { byId, oncePerFrame } from './dom.js';
import { Sparkline } from './sparkline.js';

const MIB = 1024 * 1024;

/** The live figures of the server's virtual machine. */
export class HostView {
  #figures = null;
  #heap = new Sparkline(byId('heap-line'));
  #cpu = new Sparkline(byId('cpu-line'));
  #threads = new Sparkline(byId('threads-line'));
  #paintSoon = oncePerFrame(() => this.#paint());

  show(figures) {
    this.#figures = figures;
    this.#heap.add(figures.heapUsed);
    this.#cpu.add(figures.cpuLoad);
    this.#threads.add(figures.threads);
    this.#paintSoon();
  }

  #paint() {
    const { heapUsed, heapMax, cpuLoad, threads, uptimeSeconds, watchers } = this.#figures;
    byId('heap').textContent = Math.round(heapUsed / MIB).toLocaleString();
    byId('heap-max').textContent = `of ${Math.round(heapMax / MIB).toLocaleString()} MiB`;
    byId('heap-share').value = heapMax > 0 ? heapUsed / heapMax : 0;
    byId('cpu').textContent = (cpuLoad * 100).toFixed(cpuLoad < 0.1 ? 1 : 0);
    byId('threads').textContent = threads;
    byId('uptime').textContent = span(uptimeSeconds);
    byId('watchers').textContent = watchers;
    this.#heap.draw();
    this.#cpu.draw(0.2);
    this.#threads.draw();
  }
}

/** A time span in its two greatest units. */
export function span(seconds) {
  const parts = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [Math.floor(seconds) % 60, 's'],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  const shown = parts.slice(first < 0 ? 3 : first).slice(0, 2);
  return shown.map(([count, unit]) => `${count} ${unit}`).join(' ');
}
