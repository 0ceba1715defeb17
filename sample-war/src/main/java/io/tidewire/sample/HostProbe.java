package io.tidewire.sample;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.lang.management.OperatingSystemMXBean;
import java.util.concurrent.TimeUnit;

/** Reads the figures of the virtual machine. For one thread, which alone counts them. */
final class HostProbe {

  private long number;

  HostFigures read(long watchers) {
    MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    return new HostFigures(
        ++number,
        heap.getUsed(),
        Math.max(0, heap.getMax()),
        ManagementFactory.getThreadMXBean().getThreadCount(),
        cpuLoad(ManagementFactory.getOperatingSystemMXBean()),
        TimeUnit.MILLISECONDS.toSeconds(ManagementFactory.getRuntimeMXBean().getUptime()),
        watchers);
  }

  private static double cpuLoad(OperatingSystemMXBean system) {
    if (system instanceof com.sun.management.OperatingSystemMXBean known) {
      double load = known.getProcessCpuLoad();
      return load >= 0 ? load : 0; // negative, or not a number, while it is unknown
    }
    return 0;
  }
}
