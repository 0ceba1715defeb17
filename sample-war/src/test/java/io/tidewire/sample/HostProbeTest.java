package io.tidewire.sample;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HostProbeTest {

  private final HostProbe probe = new HostProbe();

  @Test
  void countsWhatItReads() {
    assertThat(probe.read(1).number()).isEqualTo(1);
    assertThat(probe.read(1).number()).isEqualTo(2);
  }

  @Test
  void readsFiguresInTheirBounds() {
    HostFigures figures = probe.read(3);
    assertThat(figures.watchers()).isEqualTo(3);
    assertThat(figures.heapUsed()).isPositive();
    assertThat(figures.heapMax()).isGreaterThanOrEqualTo(figures.heapUsed());
    assertThat(figures.threads()).isPositive();
    assertThat(figures.cpuLoad()).isBetween(0.0, 1.0);
    assertThat(figures.uptimeSeconds()).isNotNegative();
  }
}
