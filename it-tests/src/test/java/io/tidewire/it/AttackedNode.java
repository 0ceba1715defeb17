package io.tidewire.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.it.app.account.WrittenTokens;
import io.tidewire.it.app.mirror.Mirror;
import io.tidewire.spi.InboundHandler;
import io.tidewire.spi.TokenVerifier;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/**
 * A site under attack: who is there, and what the server keeps meanwhile. For the test's thread.
 */
final class AttackedNode implements AutoCloseable {
  private static final long MOST_BYTES = 16 << 20;

  private final Site site;
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final ServerJvm jvm = new ServerJvm();
  private long before = jvm.liveHeap();
  private long most;

  AttackedNode(Site site) {
    this.site = site;
  }

  static WebArchive archive(Site site, Map<String, String> settings) {
    return site.archive(settings)
        .addClasses(Mirror.class, WrittenTokens.class)
        .addAsServiceProvider(InboundHandler.class, Mirror.class)
        .addAsServiceProvider(TokenVerifier.class, WrittenTokens.class);
  }

  /** Somebody who must not notice anything. */
  Neighbour neighbour() {
    return keep(new Neighbour(site));
  }

  /** Somebody from another address. */
  Attacker attacker() {
    return keep(new Attacker(site));
  }

  private <T extends AutoCloseable> T keep(T one) {
    opened.push(one);
    return one;
  }

  /** Takes what is kept now for what was kept before. */
  void measureAnew() {
    before = jvm.liveHeap();
    most = 0;
  }

  void measure() {
    most = Math.max(most, jvm.liveHeap());
  }

  void assertHeapFlat(String attack) {
    measure();
    System.getLogger(AttackedNode.class.getName())
        .log(
            System.Logger.Level.INFO,
            "{0}: live heap in KiB: {1} before, at most {2} meanwhile",
            attack,
            before / 1024,
            most / 1024);
    assertThat(most - before).as("heap under " + attack).isLessThan(MOST_BYTES);
  }

  @Override
  public void close() throws Exception {
    while (!opened.isEmpty()) {
      opened.pop().close();
    }
    jvm.close();
  }
}
